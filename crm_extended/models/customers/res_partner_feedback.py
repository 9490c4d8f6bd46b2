from odoo import api, fields, models


class ResPartner(models.Model):
    """What a customer has told us."""

    _name = "res.partner"
    _inherit = ["res.partner", "crm.feedback.document"]

    crm_feedback_count = fields.Integer(compute="_compute_crm_counts")
    crm_has_severe_complaint = fields.Boolean(
        string="Has an Open Severe Complaint",
        compute="_compute_crm_has_severe_complaint",
        search="_search_crm_has_severe_complaint",
        groups="crm_extended.crm_extended_group_user",
        help="The customer has complained about something severe or critical in this"
        " company, and the complaint is not closed.",
    )

    @api.model
    def _crm_get_counters(self):
        counted = {"crm_feedback_count": ("crm.feedback", [])}
        return super()._crm_get_counters() | counted

    def _compute_crm_has_severe_complaint(self):
        affected = self._crm_get_severe_complaints().customer_id
        for partner in self:
            is_affected = partner.commercial_partner_id._origin in affected
            partner.crm_has_severe_complaint = is_affected

    def _search_crm_has_severe_complaint(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: see _crm_get_severe_complaints
        Feedback = self.env["crm.feedback"].sudo()
        severe = Feedback._search(
            [*Feedback._get_severe_domain(), ("company_id", "=", self.env.company.id)]
        )
        return [("commercial_partner_id", "in", severe.subselect("customer_id"))]

    def _crm_get_severe_complaints(self):
        """Return the open severe complaints of these customers in this company.

        Whoever deals with the customer has to know that there are some, so they are
        found whether or not the user may read them: tell that they exist, open them
        only with the rights of the user (``complaints.sudo(False)``). To be asked by
        what warns before a quotation or call, and extended by other reasons to wait.

        :return: recordset of ``crm.feedback``, in sudo
        """
        # sudo: that a customer is angry concerns everybody who deals with him
        Feedback = self.env["crm.feedback"].sudo()
        return Feedback.search(
            [
                *Feedback._get_severe_domain(),
                ("company_id", "=", self.env.company.id),
                ("customer_id", "in", self.commercial_partner_id._origin.ids),
            ]
        )

    def _crm_get_feedback_field(self):
        return self._crm_get_party_field()

    def _crm_prepare_feedback_values(self):
        company = self.company_id or self.env.company
        return {"partner_id": self.id, "company_id": company.id}
