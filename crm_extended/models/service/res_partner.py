from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    crm_request_ids = fields.One2many(
        "crm.service.request", "customer_id", string="Service Requests"
    )
    crm_request_count = fields.Integer(
        string="Service Request Count",
        compute="_compute_crm_request_count",
        groups="crm_extended.crm_extended_group_user",
        help="Requests that you may see: of the customer and all its contacts, or of"
        " the contact alone.",
    )

    crm_equipment_ids = fields.One2many(
        "crm.equipment", "customer_id", string="Equipment"
    )
    crm_equipment_count = fields.Integer(
        string="Equipment Count",
        compute="_compute_crm_equipment_count",
        groups="crm_extended.crm_extended_group_user",
        help="Equipment in service: of the customer, or at this site alone.",
    )

    def _compute_crm_request_count(self):
        Request = self.env["crm.service.request"]
        for field, partners in self.grouped(
            lambda partner: partner._crm_get_party_field()
        ).items():
            groups = Request._read_group(
                [(field, "in", partners.ids)], [field], ["__count"]
            )
            counts = {partner.id: count for partner, count in groups}
            for partner in partners:
                partner.crm_request_count = counts.get(partner.id, 0)

    def _compute_crm_equipment_count(self):
        for field, partners in self.grouped(
            lambda partner: partner._crm_get_party_field()
        ).items():
            groups = self.env["crm.equipment"]._read_group(
                [(field, "in", partners.ids), ("state", "=", "in_service")],
                [field],
                ["__count"],
            )
            counts = {partner.id: count for partner, count in groups}
            for partner in partners:
                partner.crm_equipment_count = counts.get(partner.id, 0)

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
