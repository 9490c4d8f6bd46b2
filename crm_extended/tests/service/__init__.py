from . import test_request
from . import test_request_api
from . import test_request_portal
from . import test_request_queries
from . import test_request_report
from . import test_request_tour
from . import test_service_setup
