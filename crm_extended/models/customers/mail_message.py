from odoo import models


class MailMessage(models.Model):
    _inherit = "mail.message"

    # what the timeline is read by: what a contact wrote, and what is written on it
    _crm_author_idx = models.Index(
        "(author_id, date, id) WHERE message_type IN ('email', 'comment')"
    )
    _crm_contact_idx = models.Index("(res_id, date, id) WHERE model = 'res.partner'")
