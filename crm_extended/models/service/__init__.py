"""How we serve: teams, requests, and what the company and the customer see of them."""

from . import crm_service_stage
from . import crm_service_team
from . import crm_service_category
from . import crm_sla_policy
from . import crm_sla_target
from . import crm_service_request
from . import crm_service_request_followers
from . import crm_service_request_sla
from . import crm_service_request_answer
from . import crm_service_request_rating
from . import crm_service_request_tracking

# core models seen from the service desk
from . import rating_rating
from . import res_company
from . import res_partner
from . import resource_calendar
