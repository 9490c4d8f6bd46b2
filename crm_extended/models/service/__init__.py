"""How we serve: teams, requests, and what the company and the customer see of them."""

from . import crm_service_stage
from . import crm_service_team
from . import crm_service_team_intake
from . import crm_service_category
from . import crm_sla_policy
from . import crm_sla_target
from . import crm_service_request
from . import crm_service_request_contact
from . import crm_service_request_documents
from . import crm_service_request_followers
from . import crm_service_request_link
from . import crm_service_request_mail
from . import crm_service_request_web
from . import crm_service_request_sla
from . import crm_service_request_answer
from . import crm_service_request_rating
from . import crm_service_request_tracking

# documents of other apps from which a request is opened
from . import crm_service_document
from . import account_move
from . import sale_order
from . import stock_picking

# core models seen from the service desk
from . import rating_rating
from . import res_company
from . import res_partner
from . import resource_calendar
