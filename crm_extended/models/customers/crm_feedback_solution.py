from odoo import api, fields, models
from odoo.exceptions import ValidationError

# a complaint of this kind is on everybody's mind until it is closed
SEVERE = ("2", "3")


class CrmFeedback(models.Model):
    """What becomes of feedback: the cause, what is done about it, the outcome."""

    _inherit = "crm.feedback"
    _order = "closed_at desc nulls first, due_date, severity desc, id desc"

    state = fields.Selection(
        [
            ("new", "New"),
            ("cause", "Finding the Cause"),
            ("action", "Putting It Right"),
            ("closed", "Closed"),
        ],
        default="new",
        required=True,
        copy=False,
        tracking=True,
        index=True,
        group_expand=True,
    )
    containment = fields.Text(
        string="Immediate Action",
        help="What keeps the damage small until the cause is found.",
    )
    cause_id = fields.Many2one(
        "crm.feedback.category",
        string="Root Cause",
        domain="[('usage', '=', 'cause'), ('company_id', 'in', [company_id, False])]",
        check_company=True,
        ondelete="restrict",
        copy=False,
        tracking=True,
        index="btree_not_null",
    )
    cause_note = fields.Text(
        string="How It Came About", copy=False, help="Ask why until no why is left."
    )
    corrective_action = fields.Text(
        copy=False, help="What removes the cause, who does it, and until when."
    )
    prevention = fields.Text(
        copy=False, help="What keeps it from happening again, here and elsewhere."
    )
    outcome = fields.Selection(
        [
            ("repaired", "Repaired"),
            ("replaced", "Replaced"),
            ("credited", "Credited or Refunded"),
            ("explained", "Explained"),
            ("goodwill", "Goodwill"),
            ("unfounded", "Unfounded"),
            ("adopted", "Suggestion Adopted"),
            ("noted", "Noted"),
        ],
        copy=False,
        tracking=True,
        help="What the customer got in the end.",
    )
    outcome_note = fields.Text(string="Answer to the Customer", copy=False)
    closed_at = fields.Datetime(
        string="Closed On",
        compute="_compute_closed_at",
        store=True,
        precompute=True,
        copy=False,
    )
    days_to_close = fields.Integer(
        compute="_compute_days_to_close",
        store=True,
        precompute=True,
        aggregator="avg",
        help="Days from the day it was received to the day it was closed.",
    )

    _severe_idx = models.Index(
        "(customer_id) WHERE closed_at IS NULL AND kind = 'complaint'"
        " AND severity IN ('2', '3')"
    )

    @api.depends("state")
    def _compute_closed_at(self):
        now = fields.Datetime.now()
        for feedback in self:
            is_closed = feedback.state == "closed"
            feedback.closed_at = is_closed and (feedback.closed_at or now)

    @api.depends("closed_at", "received_on")
    def _compute_days_to_close(self):
        for feedback in self:
            closed, received = feedback.closed_at, feedback.received_on
            days = 0
            if closed and received:
                closed_on = feedback.company_id._crm_get_local_date(closed)
                days = (closed_on - received).days
            feedback.days_to_close = max(days, 0)

    @api.constrains("state", "kind", "cause_id", "outcome")
    def _check_closed(self):
        messages = [
            message
            for feedback in self.filtered(lambda one: one.state == "closed")
            if (message := feedback._close_error_message())
        ]
        if messages:
            raise ValidationError("\n".join(messages))

    def action_close(self):
        """Close the feedback; a complaint needs its root cause and outcome."""
        self.write({"state": "closed"})
        return True

    def action_reopen(self):
        """Open the feedback again, as when the customer is not content."""
        self.filtered(lambda one: one.state == "closed").write({"state": "cause"})
        return True

    def _close_error_message(self):
        """Return why the feedback can't be closed, naming all that is missing, or None.

        To be extended by other conditions for closing a complaint.
        """
        self.ensure_one()
        if self.kind != "complaint":
            return None
        fields_needed = [
            self._fields[name]._description_string(self.env)
            for name in ("cause_id", "outcome")
            if not self[name]
        ]
        if not fields_needed:
            return None
        return self.env._(
            "Complaint %(number)s can't be closed yet. Still missing: %(fields)s.",
            number=self.number,
            fields=", ".join(fields_needed),
        )

    @api.model
    def _get_severe_domain(self):
        """Return what a severe complaint is that is not closed yet."""
        return [
            ("closed_at", "=", False),
            ("kind", "=", "complaint"),
            ("severity", "in", SEVERE),
        ]
