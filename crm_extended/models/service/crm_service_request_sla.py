from odoo import api, fields, models
from odoo.addons.crm_extended.tools import sla
from odoo.fields import Domain

INTERNAL = "crm_extended.crm_extended_group_user"


class CrmServiceRequest(models.Model):
    """What was promised about a request, and how the promise stands.

    All of it is written by ``_run_clocks`` alone: what lists sort and filter by.
    """

    _inherit = "crm.service.request"
    _order = "sla_deadline, priority desc, id"

    opened_at = fields.Datetime(
        string="Opened On",
        default=fields.Datetime.now,
        readonly=True,
        copy=False,
        help="Promises count from here, whatever is changed later.",
    )

    # Answers
    first_responded_at = fields.Datetime(
        string="First Response On", readonly=True, copy=False
    )
    last_answered_at = fields.Datetime(
        string="Last Answer On", readonly=True, copy=False
    )
    customer_waits_since = fields.Datetime(
        readonly=True,
        copy=False,
        help="When the customer wrote something that nobody has answered since.",
    )

    # Promise
    sla_policy_id = fields.Many2one(
        "crm.sla.policy",
        string="SLA Policy",
        check_company=True,
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        groups=INTERNAL,
    )
    first_response_deadline = fields.Datetime(readonly=True, copy=False)
    next_response_deadline = fields.Datetime(readonly=True, copy=False)
    resolution_deadline = fields.Datetime(readonly=True, copy=False)

    # Standing
    sla_deadline = fields.Datetime(
        string="Due",
        readonly=True,
        copy=False,
        help="The promise that falls due first. Empty while it is paused, and once the"
        " request is closed.",
    )
    sla_state = fields.Selection(
        [
            (sla.NONE, "No Promise"),
            (sla.ON_TRACK, "On Track"),
            (sla.AT_RISK, "At Risk"),
            (sla.PAUSED, "Paused"),
            (sla.MISSED, "Missed"),
            (sla.MET, "Met"),
        ],
        string="SLA",
        default=sla.NONE,
        readonly=True,
        copy=False,
        groups=INTERNAL,
    )
    sla_hours_left = fields.Float(
        string="Working Hours Left",
        readonly=True,
        copy=False,
        aggregator=None,
        groups=INTERNAL,
        help="While it is paused: the working time that is left once it goes on, until"
        " the first promise falls due. Below 0: it was late before the pause.",
    )
    sla_next_check = fields.Datetime(readonly=True, copy=False, groups=INTERNAL)
    is_sla_stale = fields.Boolean(
        string="SLA to Count Anew",
        readonly=True,
        copy=False,
        groups=INTERNAL,
        help="Working hours were changed: the promises are to be counted anew.",
    )
    is_sla_missed = fields.Boolean(
        string="SLA Missed",
        readonly=True,
        copy=False,
        groups=INTERNAL,
        help="One of the promises was not kept, even if all was done since.",
    )

    # History
    sla_clock_ids = fields.One2many(
        "crm.sla.clock", "request_id", string="SLA Clocks", groups=INTERNAL
    )
    sla_span_ids = fields.One2many(
        "crm.sla.span", "request_id", string="SLA Spans", groups=INTERNAL
    )

    _open_idx = models.Index(
        "(sla_deadline, priority DESC, id) WHERE closed_at IS NULL"
    )
    _sla_next_check_idx = models.Index(
        "(sla_next_check) WHERE sla_next_check IS NOT NULL"
    )

    @api.model
    def _cron_check_sla(self, batch_size=1000):
        """Let promises that became due since the last run take their new state."""
        Cron = self.env["ir.cron"]
        now = fields.Datetime.now()
        due = Domain("sla_next_check", "<=", now)
        Request = self.with_context(active_test=False)
        requests = Request.search(due, limit=batch_size + 1, order="sla_next_check, id")
        # one that somebody else is changing right now gets its state from that change
        batch = requests[:batch_size].try_lock_for_update()
        stale = batch.filtered("is_sla_stale")
        stale._refresh_standing(self._get_timing())
        called = batch.filtered(lambda r: r._is_called(now))
        if called:
            called._escalate()
        (batch - stale - called)._judge_by_time()
        Cron._commit_progress(len(batch), remaining=int(len(requests) > batch_size))

    def _is_called(self, now):
        """Whether somebody is to be told by now how late the request is."""
        return any(
            clock.next_call_at and clock.next_call_at <= now
            for clock in self.sla_clock_ids
        )
