from . import test_article
from . import test_article_search
from . import test_help_centre
