from odoo import api, fields, models

# customers read their invoices, and nothing of this
INTERNAL = "base.group_user"


class AccountMove(models.Model):
    """What the customer says to an invoice that is not paid: a promise or a dispute."""

    _inherit = "account.move"

    # Promise to pay
    crm_promise_date = fields.Date(
        string="Promised For",
        copy=False,
        tracking=True,
        index="btree_not_null",
        groups=INTERNAL,
        help="The day by which the customer has promised to pay. Until it has passed no"
        " reminder names the invoice.",
    )
    crm_promise_state = fields.Selection(
        [("promised", "Promised"), ("kept", "Kept"), ("broken", "Broken")],
        string="Payment Promise",
        compute="_compute_crm_promise_state",
        groups=INTERNAL,
        help="Kept: paid in full by the day it was promised for. Broken: not paid by"
        " then.",
    )

    # Dispute
    crm_dispute_reason = fields.Selection(
        [
            ("quality", "Quality"),
            ("quantity", "Quantity"),
            ("delivery", "Not or Late Delivered"),
            ("price", "Price or Terms"),
            ("invoice", "Invoice or Papers Wrong"),
            ("paid", "Says It Is Paid"),
            ("other", "Other"),
        ],
        string="Dispute",
        copy=False,
        tracking=True,
        groups=INTERNAL,
        help="Why the customer does not want to pay. No reminder names the invoice"
        " until the dispute is settled: empty it again.",
    )
    crm_dispute_note = fields.Char(
        string="What Is Disputed", copy=False, tracking=True, groups=INTERNAL
    )
    crm_disputed_by_id = fields.Many2one(
        "res.users",
        string="Dispute Noted By",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups=INTERNAL,
    )
    crm_disputed_on = fields.Date(
        string="Disputed Since", readonly=True, copy=False, groups=INTERNAL
    )

    @api.depends(
        "crm_promise_date", "payment_state", "line_ids.matched_credit_ids.max_date"
    )
    def _compute_crm_promise_state(self):
        today = self.env.company._crm_get_today()
        for move in self:
            promised = move.crm_promise_date
            paid_on = move._crm_get_paid_on()
            if not promised:
                move.crm_promise_state = False
            elif paid_on:
                move.crm_promise_state = "kept" if paid_on <= promised else "broken"
            else:
                move.crm_promise_state = "broken" if promised < today else "promised"

    def write(self, vals):
        if "crm_dispute_reason" not in vals:
            return super().write(vals)
        reason = vals["crm_dispute_reason"]
        # another reason for the same dispute: it is as old as before
        known = self.filtered("crm_dispute_reason") if reason else self.browse()
        result = super().write(vals)
        (self - known).write(self._crm_prepare_dispute_values(reason))
        return result

    def action_crm_settle_dispute(self):
        """Note that the disputes are settled: reminders name the invoices again."""
        self.write({"crm_dispute_reason": False})
        return True

    @api.model
    def _crm_prepare_dispute_values(self, reason):
        """Return who noted a dispute and since when there is one, or that none is."""
        today = self.env.company._crm_get_today()
        return {
            "crm_disputed_by_id": reason and self.env.uid,
            "crm_disputed_on": reason and today,
        }

    def _crm_get_paid_on(self):
        """Return the day the invoice was paid in full, or None."""
        self.ensure_one()
        # in payment: the money is on its way, and the customer has kept his word
        if self.payment_state not in ("paid", "in_payment"):
            return None
        # sudo: when it was paid may be known to whoever may read the invoice
        days = self.sudo().line_ids.matched_credit_ids.mapped("max_date")
        return max(days, default=None)

    @api.model
    def _crm_get_remindable_domain(self):
        """Return which overdue invoices a reminder may name.

        To be extended by other reasons to wait.
        """
        return [
            ("crm_is_overdue", "=", True),
            ("crm_dispute_reason", "=", False),
            "|",
            ("crm_promise_date", "=", False),
            ("crm_promise_date", "<", self.env.company._crm_get_today()),
        ]
