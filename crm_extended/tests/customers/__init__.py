from . import test_interaction
from . import test_interaction_sources
from . import test_interaction_tour
