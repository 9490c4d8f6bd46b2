from odoo import models


class AccountPayment(models.Model):
    _inherit = "account.payment"

    # what the timeline is read by
    _crm_timeline_idx = models.Index("(partner_id, date, id)")
