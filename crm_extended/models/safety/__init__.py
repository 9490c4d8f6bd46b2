"""Shared ground: rights, rate limits, suspended mail, audit, encryption, backups."""

from . import crm_rate_limit
from . import crm_suspended_mail
from . import ir_sequence
from . import mail_thread
from . import res_company
