"""How we serve: equipment, teams, requests, and what others see of them."""

from . import crm_equipment
from . import crm_equipment_stock
from . import crm_service_stage
from . import crm_service_team
from . import crm_service_request
from . import crm_service_request_followers
from . import crm_service_request_equipment

# core models seen from the service desk
from . import res_company
from . import res_partner
from . import product_product
from . import product_template
from . import stock_lot
from . import stock_move_equipment
from . import stock_move_line
from . import stock_picking
