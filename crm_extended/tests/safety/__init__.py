from . import test_rights
from . import test_routes
from . import test_working_time
