# customers
from . import crm_statement_batch
from . import crm_survey_send
from . import crm_service_request_merge
