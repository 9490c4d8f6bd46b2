from odoo import fields, models


class CrmImport(models.Model):
    """What service adds to the kinds of import."""

    _inherit = "crm.import"

    kind = fields.Selection(
        selection_add=[("request", "Past Requests"), ("equipment", "Equipment")],
        ondelete={"request": "cascade", "equipment": "cascade"},
    )
