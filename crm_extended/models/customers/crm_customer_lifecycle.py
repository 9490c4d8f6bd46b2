from odoo import api, fields, models
from odoo.addons.crm_extended.tools import lifecycle
from odoo.tools import format_date

STATES = [
    (lifecycle.PROSPECT, "Prospect"),
    (lifecycle.NEW, "New Customer"),
    (lifecycle.ACTIVE, "Active Customer"),
    (lifecycle.AT_RISK, "At Risk"),
    (lifecycle.LAPSED, "Lapsed"),
    (lifecycle.WON_BACK, "Won Back"),
    (lifecycle.LOST, "Lost"),
]


class CrmCustomerLifecycle(models.Model):
    """A customer was in a state from one day on, up to another one and without it.

    Rows are written by the profile's refresh alone, and what was once told stays: a
    document that comes late changes the state from the day on that it is known.
    """

    _name = "crm.customer.lifecycle"
    _description = "Lifecycle of a Customer"
    _order = "date_from desc, id desc"
    # rows are written by SQL
    _log_access = False

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    name = fields.Char(related="partner_id.name", string="Customer Name")
    user_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")
    state = fields.Selection(STATES, required=True, readonly=True)
    date_from = fields.Date(string="From", required=True, readonly=True)
    date_to = fields.Date(
        string="To", readonly=True, help="The first day of the next state."
    )
    purchase_date = fields.Date(
        string="Last Purchase",
        readonly=True,
        help="The purchase from which the state follows.",
    )
    reason = fields.Char(compute="_compute_reason")

    _open_uniq = models.UniqueIndex(
        "(partner_id, company_id) WHERE date_to IS NULL",
        "A customer can be in one state only.",
    )
    _day_idx = models.Index("(company_id, date_from, state)")

    @api.depends("state", "date_from", "purchase_date")
    def _compute_reason(self):
        for row in self:
            row.reason = row._get_reason()

    @api.model
    def _get_counts(self, company, day):
        """Return how many customers of a company were in each state on a day.

        :return: dict of state to number; states without customers are left out
        """
        on_day = [
            ("company_id", "=", company.id),
            ("date_from", "<=", day),
            "|",
            ("date_to", "=", False),
            ("date_to", ">", day),
        ]
        return dict(self._read_group(on_day, ["state"], ["__count"]))

    @api.model
    def _merge_customers(self, source, target):
        """End the source's states where the target has one; they were two till now."""
        is_open = [("date_to", "=", False)]
        kept = self.search([("partner_id", "=", target.id), *is_open])
        source_open = [("partner_id", "=", source.id), *is_open]
        for row in self.search(
            [*source_open, ("company_id", "in", kept.company_id.ids)]
        ):
            row.date_to = row.company_id._crm_get_today()

    def _get_reason(self):
        """Return in words why the customer is in this state."""
        self.ensure_one()
        day = self.purchase_date and format_date(self.env, self.purchase_date)
        if not day:
            return self.env._("Known, but has bought nothing yet")
        if self.state == lifecycle.NEW:
            return self.env._("First purchase on %s", day)
        if self.state == lifecycle.WON_BACK:
            return self.env._("Bought again on %s", day)
        if self.state == lifecycle.ACTIVE:
            return self.env._("Last purchase on %s", day)
        silence = (self.date_from - self.purchase_date).days
        return self.env._(
            "No purchase for %(days)s days since %(day)s", days=silence, day=day
        )
