"""What we know: articles, how they are found, and the help centre that shows them."""

from . import crm_question_search
from . import crm_article_tag
from . import crm_article_category
from . import crm_article
from . import crm_article_search
from . import crm_article_help

# core models seen from the knowledge base
from . import res_company
from . import ir_module_module
