"""Who they are: profile, lifecycle, segments, interactions, feedback."""

from . import res_partner

# interactions: the record, what follows from it, where it is logged and made from
from . import crm_interaction
from . import crm_interaction_step
from . import crm_interaction_document
from . import res_partner_interaction
from . import crm_lead_interaction
from . import sale_order_interaction
from . import mail_activity
from . import calendar_event
