from . import portal
from . import work_order_portal
