from . import test_interaction
from . import test_interaction_sources
from . import test_interaction_tour
from . import test_profile
from . import test_partner_figures
from . import test_customer_merge
from . import test_duplicate_pairs
from . import test_duplicates
