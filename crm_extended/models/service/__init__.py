"""How we serve: teams, requests, work orders, and what others see of them."""

from . import crm_service_stage
from . import crm_service_team
from . import crm_service_request
from . import crm_service_request_followers

# work orders: the record, its lines, then what happens to them
from . import crm_work_order
from . import crm_work_order_line
from . import crm_work_order_time
from . import crm_work_order_part
from . import crm_work_order_part_stock
from . import crm_work_order_signature
from . import crm_work_order_flow
from . import crm_work_order_catalog
from . import crm_work_order_bill
from . import crm_service_request_work_order

# core models seen from the service desk
from . import res_company
from . import res_partner
from . import res_users
from . import sale_order
from . import sale_order_line
from . import stock_move
