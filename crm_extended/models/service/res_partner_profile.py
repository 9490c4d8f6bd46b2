from odoo import fields, models


class ResPartner(models.Model):
    """What customers asked of us and think of it, where people look for customers.

    The counts are of all there is; what of it the user may open is another matter.
    """

    _inherit = "res.partner"

    crm_profile_request_count = fields.Integer(
        related="crm_profile_id.request_count", string="All Requests"
    )
    crm_open_request_count = fields.Integer(related="crm_profile_id.open_request_count")
    crm_profile_equipment_count = fields.Integer(
        related="crm_profile_id.equipment_count", string="All Equipment"
    )
    crm_rating_count = fields.Integer(
        related="crm_profile_id.rating_count", string="Number of Ratings"
    )
    crm_csat = fields.Float(related="crm_profile_id.csat")
    crm_rating_average = fields.Float(related="crm_profile_id.rating_average")

    def action_crm_view_open_requests(self):
        """Open the requests of the customer that are not closed."""
        domain = [
            ("customer_id", "=", self.commercial_partner_id.id),
            ("closed_at", "=", False),
        ]
        return self._crm_open_figure("crm_extended.crm_service_request_action", domain)

    def action_crm_view_installed_equipment(self):
        """Open the equipment in service at the customer."""
        domain = [
            ("customer_id", "=", self.commercial_partner_id.id),
            ("state", "=", "in_service"),
        ]
        return self._crm_open_figure("crm_extended.crm_equipment_action", domain)

    def action_crm_view_ratings(self):
        """Open the votes of which the customer's satisfaction is made."""
        Request = self.env["crm.service.request"].with_context(active_test=False)
        requests = Request._search(
            [("customer_id", "=", self.commercial_partner_id.id)]
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_extended.rating_rating_action_service"
        )
        domain = [
            ("res_model", "=", "crm.service.request"),
            ("res_id", "in", list(requests)),
            ("consumed", "=", True),
            ("rating", ">=", 1),
        ]
        return action | {"domain": domain, "context": {}}

    def _crm_get_sheet_sections(self):
        figures = [
            "crm_profile_request_count",
            "crm_open_request_count",
            "crm_profile_equipment_count",
            "crm_rating_count",
        ]
        # sudo: what the user may not read is left out by the section
        if self.sudo().crm_rating_count:
            figures += ["crm_csat", "crm_rating_average"]
        return [*super()._crm_get_sheet_sections(), (self.env._("Service"), figures)]
