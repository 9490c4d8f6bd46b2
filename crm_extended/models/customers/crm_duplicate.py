from odoo import api, fields, models
from odoo.exceptions import UserError

# codes of what is observed about a pair, and whether it speaks for it
REASONS_FOR = (
    "vat",
    "phone",
    "email",
    "domain",
    "name",
    "similar_name",
    "initials",
    "street",
    "city",
)
JOB = "crm_extended.ir_cron_find_duplicates"


class CrmDuplicate(models.Model):
    """Two customers that may be one, and what somebody decided about them."""

    _name = "crm.duplicate"
    _description = "Possible Duplicate"
    _order = "score desc, id desc"

    # Pair, in the order of their ids; what was merged has one half left
    name = fields.Char(required=True, readonly=True)
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, ondelete="cascade"
    )
    other_id = fields.Many2one(
        "res.partner", "Other Customer", readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", readonly=True, index=True)

    # Evidence
    score = fields.Integer(
        readonly=True,
        aggregator="avg",
        help="From 60, worth a look, to 100, almost certain.",
    )
    # codes between commas, so that a filter finds a whole one: ,name,other_trade,
    reasons = fields.Char("Reason Codes", readonly=True)
    reason_chips = fields.Json("Reasons", compute="_compute_reason_chips")

    # Decision
    state = fields.Selection(
        [
            ("open", "To Decide"),
            ("different", "Not a Duplicate"),
            ("merged", "Merged"),
        ],
        default="open",
        required=True,
        readonly=True,
    )
    decided_user_id = fields.Many2one("res.users", "Decided By", readonly=True)
    decided_at = fields.Datetime("Decided On", readonly=True)

    _pair_uniq = models.UniqueIndex("(partner_id, other_id)")
    _order_check = models.Constraint(
        "CHECK (other_id IS NULL OR partner_id < other_id)",
        "A customer is no duplicate of itself, and stands first in its pair if it is"
        " the older one.",
    )
    _queue_idx = models.Index("(score DESC, id DESC) WHERE state = 'open'")

    @api.depends("reasons")
    @api.depends_context("lang")
    def _compute_reason_chips(self):
        labels = self._get_reason_labels()
        for duplicate in self:
            duplicate.reason_chips = [
                {"label": labels[code], "is_for": code in REASONS_FOR}
                for code in (duplicate.reasons or "").split(",")
                if code in labels
            ]

    @api.model_create_multi
    def create(self, vals_list):
        """Store a pair in the one order in which it is unique."""
        for vals in vals_list:
            pair = [vals.get("partner_id"), vals.get("other_id")]
            if all(pair):
                vals["partner_id"], vals["other_id"] = sorted(pair)
        return super().create(vals_list)

    def action_merge(self):
        """Open Odoo's merge with the customer to keep that has more to lose."""
        return self._get_merge_action(self._get_one_to_keep())

    def action_keep_partner(self):
        """Open Odoo's merge, keeping the first customer."""
        return self._get_merge_action(self.partner_id)

    def action_keep_other(self):
        """Open Odoo's merge, keeping the second customer."""
        return self._get_merge_action(self.other_id)

    def action_not_duplicate(self):
        """Remember that these are two customers; the pair does not come back."""
        self._decide("different", "open")
        return True

    def action_reopen(self):
        """Take back that these are two customers."""
        self._decide("open", "different")
        return True

    @api.model
    def action_find(self):
        """Let the job look for duplicates as soon as it can."""
        self.check_access("write")
        # sudo: the job is Odoo's, to start it is the right of who decides on pairs
        self.env.ref(JOB).sudo()._trigger()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._(
                    "Looking for duplicates. New pairs appear here within minutes."
                ),
            },
        }

    def _decide(self, state, expected):
        self.check_access("write")
        if late := self.filtered(lambda duplicate: duplicate.state != expected):
            raise UserError(
                self.env._(
                    "%(pair)s has been decided by somebody else. Reload the page.",
                    pair=late[0].name,
                )
            )
        is_open = state == "open"
        self.write(
            {
                "state": state,
                "decided_user_id": False if is_open else self.env.uid,
                "decided_at": False if is_open else fields.Datetime.now(),
            }
        )

    def _get_merge_action(self, keep):
        self.ensure_one()
        self.check_access("write")
        pair = self.partner_id | self.other_id
        if self.state == "merged" or len(pair) != 2:
            raise UserError(
                self.env._("%(pair)s has been merged already.", pair=self.name)
            )
        Wizard = self.env["base.partner.merge.automatic.wizard"]
        Wizard._crm_ensure_can_merge(pair - keep, keep)
        return {
            "name": self.env._("Merge %(pair)s", pair=self.name),
            "type": "ir.actions.act_window",
            "res_model": Wizard._name,
            "view_mode": "form",
            "target": "new",
            "context": {
                "active_model": "res.partner",
                "active_ids": pair.ids,
                "crm_keep_partner_id": keep.id,
                "crm_duplicate_id": self.id,
            },
        }

    def _get_one_to_keep(self):
        """Return the customer with more records, or the older one of two alike."""
        self.ensure_one()
        pair = self.partner_id | self.other_id
        counts = self._get_owned_counts(pair)
        owned = {
            partner.id: sum(count.get(partner.id, 0) for _label, count in counts)
            for partner in pair
        }
        return max(pair, key=lambda partner: (owned[partner.id], -partner.id))

    @api.model
    def _get_reason_labels(self):
        _ = self.env._
        return {
            "vat": _("Same VAT number"),
            "phone": _("Same phone"),
            "email": _("Same e-mail"),
            "domain": _("Same e-mail domain"),
            "name": _("Same name"),
            "similar_name": _("Similar name"),
            "initials": _("Initials of the name"),
            "street": _("Same street"),
            "city": _("Same city"),
            "other_vat": _("Another VAT number"),
            "other_place": _("Another place in the name"),
            "other_city": _("Another city"),
            "other_trade": _("Another trade"),
            "other_number": _("Another number in the name"),
            "one_branch": _("One is a branch"),
            "one_country": _("One names a country"),
            "one_city": _("One names a city"),
            "one_trade": _("One names a trade"),
        }
