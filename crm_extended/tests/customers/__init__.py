from . import test_interaction
from . import test_interaction_sources
from . import test_interaction_tour
from . import test_profile
from . import test_partner_figures
