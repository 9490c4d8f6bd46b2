"""Shared ground: rights, rate limits, suspended mail, audit, encryption, backups."""

from . import crm_numbered
from . import crm_rate_limit
from . import crm_suspended_mail
from . import crm_working_hours_part
from . import crm_working_day
from . import ir_sequence
from . import mail_thread
from . import res_company
from . import resource_calendar
from . import resource_calendar_attendance
from . import resource_calendar_leaves
