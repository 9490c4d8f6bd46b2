from odoo import fields, models
from odoo.addons.rating.models.rating_data import RATING_NEUTRAL_VALUE
from odoo.exceptions import UserError
from odoo.tools import plaintext2html


class RatingRating(models.Model):
    _inherit = "rating.rating"

    crm_company_id = fields.Many2one(
        "res.company",
        string="Company",
        readonly=True,
        index="btree_not_null",
        help="The company whose service request was rated.",
    )

    def _find_parent_data(self, values):
        data = super()._find_parent_data(values)
        model = self.env["ir.model"].sudo().browse(values["res_model_id"]).model
        if model == "crm.service.request":
            request = self.env[model].browse(values["res_id"])
            data["crm_company_id"] = request.company_id.id
        return data

    def action_crm_log_complaint(self):
        """Make a complaint of each bad vote, once, and open what was made.

        :raises UserError: for a vote that is good or was not given yet
        """
        Feedback = self.env["crm.feedback"]
        # sudo: a complaint that somebody else made of the vote must not be made again
        made = Feedback.sudo().search([("rating_id", "in", self.ids)])
        new = self - made.rating_id
        if any(not vote.consumed or vote.rating > RATING_NEUTRAL_VALUE for vote in new):
            raise UserError(
                self.env._(
                    "Only a vote that was given and is not happy is a complaint."
                )
            )
        feedback = made.sudo(False)
        feedback += Feedback.create(
            [vote._crm_prepare_complaint_values() for vote in new]
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_extended.crm_feedback_action"
        )
        if len(feedback) == 1:
            return action | {"res_id": feedback.id, "views": [(False, "form")]}
        return action | {"domain": [("id", "in", feedback.ids)], "context": {}}

    def _crm_prepare_complaint_values(self):
        """Return the values of a complaint that says what the vote says."""
        self.ensure_one()
        values = {
            "name": self.env._("Bad rating: %s", self.res_name),
            "source": "rating",
            "partner_id": self.partner_id.id,
            "description": plaintext2html(self.feedback or ""),
            "rating_id": self.id,
        }
        if self.res_model == "crm.service.request":
            request = self.env["crm.service.request"].browse(self.res_id)
            values = request._crm_prepare_feedback_values() | values
        return values
