from . import knowledge
from . import opinion
from . import portal
from . import rating
from . import service_form
from . import work_order_portal
