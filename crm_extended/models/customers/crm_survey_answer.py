from odoo import api, fields, models
from odoo.addons.crm_extended.tools.opinion import SCALES, get_value
from odoo.exceptions import UserError

# what no role has
NO_ACCESS = "."
LOW_SCORE = "crm_extended.mail_activity_type_low_score"
# what nobody may change once it was said
SAID = {
    "survey_id",
    "company_id",
    "kind",
    "partner_id",
    "customer_id",
    "state",
    "asked_at",
    "answered_at",
    "score",
    "value",
    "attitude",
    "comment",
}


class CrmSurveyAnswer(models.Model):
    """That one person is asked by a survey, and what the person answers, once.

    Rows are made and filled by the addon alone: nobody has the right to write what
    customers are said to have answered.
    """

    _name = "crm.survey.answer"
    _description = "Survey Answer"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "answered_at desc nulls last, id desc"
    _check_company_auto = True
    # whoever may read it may take part in mending what went wrong
    _mail_post_access = "read"

    name = fields.Char(compute="_compute_name", store=True, precompute=True)
    survey_id = fields.Many2one(
        "crm.survey", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="survey_id.company_id", store=True, precompute=True, index=True
    )
    kind = fields.Selection(
        related="survey_id.kind", string="Kind", store=True, precompute=True
    )

    # Who
    partner_id = fields.Many2one(
        "res.partner",
        string="Contact",
        readonly=True,
        check_company=True,
        ondelete="set null",
        index="btree_not_null",
        help="The person who was asked.",
    )
    customer_id = fields.Many2one(
        "res.partner",
        compute="_compute_customer_id",
        store=True,
        precompute=True,
        ondelete="set null",
        index="btree_not_null",
        help="The customer the contact belonged to when asked.",
    )
    user_id = fields.Many2one(related="customer_id.user_id", string="Salesperson")

    # The question
    state = fields.Selection(
        [
            ("queued", "To Be Asked"),
            ("asked", "Asked"),
            ("answered", "Answered"),
            ("left_out", "Left Out"),
        ],
        default="queued",
        required=True,
        readonly=True,
        index=True,
    )
    reason = fields.Selection(
        [
            ("no_email", "No email address"),
            ("refused", "Does not want to be asked"),
            ("recent", "Was asked not long ago"),
            ("archived", "The survey is archived"),
            ("failed", "The mail could not be made"),
        ],
        string="Why Left Out",
        readonly=True,
    )
    asked_at = fields.Datetime(string="Asked On", readonly=True)
    expires_at = fields.Datetime(string="Until", readonly=True)
    # who reads it could answer for the customer
    access_token = fields.Char(readonly=True, copy=False, groups=NO_ACCESS)

    # The answer
    answered_at = fields.Datetime(string="Answered On", readonly=True)
    score = fields.Integer(readonly=True, aggregator=None)
    value = fields.Float(
        string="Result",
        digits=(16, 1),
        readonly=True,
        aggregator="avg",
        help="NPS: 100 for 9 and 10, -100 for 0 to 6, so that the average is the NPS."
        " CSAT: 100 for 4 and 5, so that the average is the percentage of the"
        " satisfied. CES: the score. Groups show it from 10 answers of one kind on.",
    )
    attitude = fields.Selection(
        [("positive", "Positive"), ("neutral", "Neutral"), ("negative", "Negative")],
        readonly=True,
        help="NPS: promoter, passive or detractor.",
    )
    comment = fields.Text(readonly=True, help="What the customer wrote.")

    # What came of it
    follow_up = fields.Selection(
        [("open", "To Follow Up"), ("done", "Followed Up")],
        readonly=True,
        help="A low score is followed up until somebody says what came of it.",
    )
    outcome = fields.Text(
        readonly=True, help="What came of the talk about a low score."
    )
    is_expired = fields.Boolean(compute="_compute_is_expired")

    _token_uniq = models.UniqueIndex("(access_token) WHERE access_token IS NOT NULL")
    _queued_uniq = models.UniqueIndex(
        "(survey_id, partner_id) WHERE state = 'queued'",
        "This contact is about to be asked by this survey already.",
    )
    _answered_idx = models.Index(
        "(customer_id, answered_at DESC, id DESC) WHERE state = 'answered'"
    )
    _follow_up_idx = models.Index("(survey_id) WHERE follow_up = 'open'")

    @api.depends("survey_id", "state", "score")
    def _compute_name(self):
        for answer in self:
            name = answer.survey_id.name or ""
            if answer.state == "answered":
                name += f" {answer.score}/{SCALES[answer.kind].high}"
            answer.name = name

    @api.depends("partner_id")
    def _compute_customer_id(self):
        # not on partner_id.commercial_partner_id: the customer of that day stays
        for answer in self:
            answer.customer_id = answer.partner_id.commercial_partner_id

    @api.depends("expires_at")
    def _compute_is_expired(self):
        now = fields.Datetime.now()
        for answer in self:
            is_over = answer.expires_at and answer.expires_at <= now
            answer.is_expired = answer.state == "asked" and is_over

    def write(self, vals):
        self.check_access("write")
        if not SAID.isdisjoint(vals) and "answered" in self.mapped("state"):
            raise UserError(
                self.env._("What a customer has answered can't be changed.")
            )
        return super().write(vals)

    def action_open_customer(self):
        """Open the form of the person who was asked."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "views": [(False, "form")],
        }

    @api.model
    def _merge_customers(self, source, target):
        """Ask once who would have been asked as both, and not sooner for it.

        A refusal is kept by Odoo's merge, which takes over what the target lacks.
        """
        moments = filter(None, (source.crm_asked_at, target.crm_asked_at))
        target.crm_asked_at = max(moments, default=False)
        queued = [("state", "=", "queued")]
        kept = self.search([("partner_id", "=", target.id), *queued])
        doubled = self.search(
            [
                ("partner_id", "=", source.id),
                ("survey_id", "in", kept.survey_id.ids),
                *queued,
            ]
        )
        doubled.write({"state": "left_out", "reason": "recent"})

    def _record(self, score, comment):
        """Write down what the customer answers, and what follows from it."""
        self.ensure_one()
        self.write(
            {
                "state": "answered",
                "answered_at": fields.Datetime.now(),
                "score": score,
                "value": get_value(self.kind, score),
                "attitude": SCALES[self.kind].judge(score),
                "comment": comment,
            }
        )
        self._after_answer()

    def _after_answer(self):
        """What follows from an answer. To be extended."""
        self.env["crm.customer.touch"]._touch([(self.customer_id, self.company_id)])
        if self.score <= self.survey_id.low_score:
            self._start_follow_up()
