from odoo import fields, models


class CrmFeedbackDocument(models.AbstractModel):
    """A document about which a customer may complain."""

    _name = "crm.feedback.document"
    _description = "Document With Feedback"

    # the field of the feedback that points to the document
    _crm_feedback_field = None

    crm_feedback_count = fields.Integer(
        string="Feedback Count",
        compute="_compute_crm_feedback_count",
        groups="crm_extended.crm_extended_group_user",
        help="Complaints, suggestions and praise about it that you may see.",
    )

    def _compute_crm_feedback_count(self):
        for field, documents in self.grouped(
            lambda document: document._crm_get_feedback_field()
        ).items():
            groups = self.env["crm.feedback"]._read_group(
                [(field, "in", documents.ids)], [field], ["__count"]
            )
            counts = {document.id: count for document, count in groups}
            for document in documents:
                document.crm_feedback_count = counts.get(document.id, 0)

    def action_crm_view_feedback(self):
        """Open the feedback about the document, or a first one where there is none."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_extended.crm_feedback_action"
        )
        action["domain"] = [(self._crm_get_feedback_field(), "=", self.id)]
        action["context"] = {
            f"default_{field}": value
            for field, value in self._crm_prepare_feedback_values().items()
        }
        if not self.crm_feedback_count:
            action |= {"views": [(False, "form")], "view_mode": "form"}
        return action

    def _crm_get_feedback_field(self):
        return self._crm_feedback_field

    def _crm_prepare_feedback_values(self):
        """Return the values of a complaint about the document."""
        self.ensure_one()
        return {
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            self._crm_feedback_field: self.id,
        }
