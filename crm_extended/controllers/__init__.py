from . import knowledge
from . import portal
from . import rating
from . import work_order_portal
