"""How we serve: equipment, teams, requests, and what others see of them."""

from . import crm_equipment
from . import crm_equipment_stock
from . import crm_service_stage
from . import crm_service_team
from . import crm_service_category
from . import crm_sla_policy
from . import crm_sla_target
from . import crm_service_request
from . import crm_service_request_followers
from . import crm_service_request_equipment
from . import crm_service_request_sla
from . import crm_service_request_answer
from . import crm_service_request_rating
from . import crm_service_request_tracking

# core models seen from the service desk
from . import rating_rating
from . import res_company
from . import res_partner
from . import product_product
from . import product_template
from . import stock_lot
from . import stock_move_equipment
from . import stock_move_line
from . import stock_picking
from . import resource_calendar
