# customers
from . import crm_statement_batch
