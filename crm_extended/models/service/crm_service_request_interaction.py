from odoo import models


class CrmServiceRequest(models.Model):
    """A request about which one talks with the customer."""

    _name = "crm.service.request"
    _inherit = ["crm.service.request", "crm.interaction.document"]

    _timeline_idx = models.Index("(customer_id, opened_at, id)")
