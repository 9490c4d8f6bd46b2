from odoo import api, fields, models
from odoo.addons.crm_extended.tools.opinion import SCALES
from odoo.exceptions import UserError, ValidationError


class CrmSurvey(models.Model):
    """One question to customers, answered by a number and a few words."""

    _name = "crm.survey"
    _description = "Customer Survey"
    _inherit = ["mail.thread"]
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        check_company=True,
        tracking=True,
        help="Customers are asked in this person's name. Follows up the low scores of"
        " customers without a salesperson.",
    )

    # What is asked
    kind = fields.Selection(
        [
            ("nps", "Recommendation, 0 to 10 (NPS)"),
            ("csat", "Satisfaction, 1 to 5 (CSAT)"),
            ("ces", "Effort, 1 to 7 (CES)"),
        ],
        default="nps",
        required=True,
        tracking=True,
        help="NPS: would they recommend us, best asked once or twice a year. CSAT: were"
        " they satisfied, right after something happened. CES: was it easy, right after"
        " they needed us. It stays once customers were asked.",
    )
    question = fields.Char(
        translate=True,
        tracking=True,
        help="Leave it empty to ask the usual question, each customer in the own"
        " language.",
    )
    usual_question = fields.Char(compute="_compute_usual_question")
    low_score = fields.Integer(
        string="Follow Up To",
        compute="_compute_low_score",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="A score as low as this or lower makes an activity for the salesperson of"
        " the customer, who can only close it by saying what came of it.",
    )
    days_valid = fields.Integer(
        string="Days the Link Is Valid",
        default=14,
        required=True,
        tracking=True,
        help="The link in the mail can be used once, within so many days.",
    )

    answer_ids = fields.One2many("crm.survey.answer", "survey_id")

    _days_valid_check = models.Constraint(
        "CHECK (days_valid BETWEEN 1 AND 365)",
        "Customers need a time to answer: enter 1 to 365 days.",
    )

    @api.depends("kind", "company_id")
    @api.depends_context("lang")
    def _compute_usual_question(self):
        for survey in self:
            survey.usual_question = survey._get_usual_question()

    @api.depends("kind")
    def _compute_low_score(self):
        for survey in self:
            survey.low_score = SCALES[survey.kind].negative if survey.kind else 0

    @api.constrains("low_score", "kind")
    def _check_low_score(self):
        for survey in self:
            scale = SCALES[survey.kind]
            # one below the scale: no score is followed up
            if not scale.low - 1 <= survey.low_score < scale.high:
                raise ValidationError(
                    self.env._(
                        "The scores of this survey go from %(low)s to %(high)s:"
                        " follow up to less than %(high)s, or up to %(none)s to follow"
                        " up none.",
                        low=scale.low,
                        high=scale.high,
                        none=scale.low - 1,
                    )
                )

    def write(self, vals):
        if not {"kind", "company_id"}.isdisjoint(vals):
            self._ensure_not_asked(vals)
        return super().write(vals)

    def copy_data(self, default=None):
        vals_list = super().copy_data(default=default)
        for survey, vals in zip(self, vals_list, strict=True):
            if "name" not in (default or {}):
                vals["name"] = self.env._("%s (copy)", survey.name)
        return vals_list

    def action_send(self):
        """Open the dialog that asks for the customers to be asked."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_extended.crm_survey_send_action"
        )
        return action | {"context": {"default_survey_id": self.id}}

    def action_view_asked(self):
        """Open all who were asked or left out, and what they answered."""
        return self._open_answers({"search_default_asked": 1})

    def action_view_answers(self):
        """Open the answers that were given."""
        return self._open_answers({"search_default_answered": 1})

    def action_view_follow_ups(self):
        """Open the low scores of which nobody has said what came of them."""
        return self._open_answers({"search_default_to_follow_up": 1})

    def _open_answers(self, context):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_extended.crm_survey_answer_action"
        )
        domain = [("survey_id", "=", self.id)]
        return action | {"domain": domain, "context": context}

    def _ensure_not_asked(self, vals):
        # sudo: whoever was asked counts, whether or not the user may read the answer
        asked = self.sudo().answer_ids.survey_id
        for survey in asked.with_env(self.env):
            if vals.get("kind", survey.kind) != survey.kind or (
                vals.get("company_id", survey.company_id.id) != survey.company_id.id
            ):
                raise UserError(
                    self.env._(
                        "Customers were asked by survey %s already: what the answers"
                        " mean can't be changed. Make a new survey.",
                        survey.name,
                    )
                )

    def _get_question(self):
        """Return what customers are asked, in the language at hand."""
        self.ensure_one()
        return self.question or self._get_usual_question()

    def _get_usual_question(self):
        # sudo: visitors have a link, but no rights on the company
        company = self.company_id.sudo().name or ""
        if self.kind == "csat":
            return self.env._(
                "How satisfied are you with %(company)s?", company=company
            )
        if self.kind == "ces":
            return self.env._(
                "%(company)s made it easy for me to get what I needed.", company=company
            )
        return self.env._(
            "How likely are you to recommend %(company)s to a friend or colleague?",
            company=company,
        )

    def _get_ends(self):
        """Return what the lowest and the highest score mean, in words."""
        self.ensure_one()
        if self.kind == "csat":
            return self.env._("not at all"), self.env._("completely")
        if self.kind == "ces":
            return self.env._("strongly disagree"), self.env._("strongly agree")
        return self.env._("not at all likely"), self.env._("extremely likely")
