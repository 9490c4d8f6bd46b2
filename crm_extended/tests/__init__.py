# star imports: Odoo's loader sees only what is named test_* right here
from .safety import *
from .customers import *
from .sales import *
from .knowledge import *
from .service import *
from .insight import *

# through all domains
from . import test_integration_guide
from . import test_journey
from . import test_javascript
from . import test_journey_api
from . import test_journey_tours
from . import test_public_methods

# left out unless asked for: they start Odoo processes of their own
from .processes import *
