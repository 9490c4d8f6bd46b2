from odoo import fields, models


class CrmServiceDocument(models.AbstractModel):
    """A document from which requests are opened with everything filled in."""

    _name = "crm.service.document"
    _description = "Document With Service Requests"

    # the field of the request that points to the document
    _crm_request_field = None

    crm_request_count = fields.Integer(
        string="Service Request Count",
        compute="_compute_crm_request_count",
        groups="crm_extended.crm_extended_group_user",
    )

    def _compute_crm_request_count(self):
        field = self._crm_request_field
        groups = self.env["crm.service.request"]._read_group(
            [(field, "in", self.ids)], [field], ["__count"]
        )
        counts = {document.id: count for document, count in groups}
        for document in self:
            document.crm_request_count = counts.get(document.id, 0)

    def action_crm_view_requests(self):
        """Open the requests about the document, or a first one where there is none."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_extended.crm_service_request_action"
        )
        action["domain"] = [(self._crm_request_field, "=", self.id)]
        action["context"] = {
            f"default_{field}": value
            for field, value in self._crm_prepare_request_values().items()
        }
        if not self.crm_request_count:
            action |= {"views": [(False, "form")], "view_mode": "form"}
        return action

    def _crm_prepare_request_values(self):
        """Return the values of a request opened from the document."""
        self.ensure_one()
        return {
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "team_id": self.company_id.sudo().crm_service_team_id.id,
            self._crm_request_field: self.id,
        }
