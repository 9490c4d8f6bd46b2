from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    crm_request_ids = fields.One2many(
        "crm.service.request", "customer_id", string="Service Requests"
    )
    crm_request_count = fields.Integer(
        string="Service Request Count",
        compute="_compute_crm_counts",
        groups="crm_extended.crm_extended_group_user",
        help="Requests that you may see: of the customer and all its contacts, or of"
        " the contact alone.",
    )

    crm_equipment_ids = fields.One2many(
        "crm.equipment", "customer_id", string="Equipment"
    )
    crm_equipment_count = fields.Integer(
        string="Equipment Count",
        compute="_compute_crm_counts",
        groups="crm_extended.crm_extended_group_user",
        help="Equipment in service: of the customer, or at this site alone.",
    )

    def write(self, vals):
        result = super().write(vals)
        if "crm_tier_id" in vals:
            # sudo: who gives a tier need not see the requests to which it promises
            requests = self.env["crm.service.request"].sudo()
            open_ones = requests.with_context(active_test=False).search(
                [
                    ("customer_id", "in", self.ids),
                    ("company_id", "=", self.env.company.id),
                    ("closed_at", "=", False),
                ]
            )
            open_ones._run_clocks(reapply=True)
        return result

    @api.model
    def _crm_get_counters(self):
        in_service = [("state", "=", "in_service")]
        return super()._crm_get_counters() | {
            "crm_request_count": ("crm.service.request", []),
            "crm_equipment_count": ("crm.equipment", in_service),
        }

    def action_crm_view_equipment(self):
        """Open the equipment of the customer, or that of the site alone."""
        self.ensure_one()
        domain = [(self._crm_get_party_field(), "=", self.id)]
        Equipment = self.env["crm.equipment"]
        return Equipment._get_action_for(domain, partner_id=self.id)

    def action_crm_view_requests(self):
        """Open the requests of the customer, or of the contact alone."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_extended.crm_service_request_action"
        )
        action["domain"] = [(self._crm_get_party_field(), "=", self.id)]
        action["context"] = {"default_partner_id": self.id}
        return action
