from odoo import api, fields, models
from odoo.addons.crm_extended.tools import sla
from odoo.fields import Domain

# what time alone changes: see _compute_sla_state
STANDING_FIELDS = ("sla_state", "sla_deadline", "sla_next_check", "is_sla_missed")
# (hours promised by a target, deadline of the request, moment to worry)
PROMISES = (
    ("first_response_hours", "first_response_deadline", "first_response_warning_at"),
    ("resolution_hours", "resolution_deadline", "resolution_warning_at"),
)


class CrmServiceRequest(models.Model):
    """What was promised about a request, and how the promise stands."""

    _inherit = "crm.service.request"
    _order = "sla_deadline, priority desc, id"

    opened_at = fields.Datetime(
        string="Opened On",
        default=fields.Datetime.now,
        readonly=True,
        copy=False,
        help="Promises count from here, whatever is changed later.",
    )

    # Promise
    sla_policy_id = fields.Many2one(
        "crm.sla.policy",
        string="SLA Policy",
        compute="_compute_sla_policy_id",
        store=True,
        precompute=True,
        check_company=True,
        ondelete="set null",
        index="btree_not_null",
        groups="crm_extended.crm_extended_group_user",
    )
    first_response_deadline = fields.Datetime(
        compute="_compute_deadlines", store=True, precompute=True
    )
    resolution_deadline = fields.Datetime(
        compute="_compute_deadlines", store=True, precompute=True
    )
    first_response_warning_at = fields.Datetime(
        compute="_compute_deadlines", store=True, precompute=True
    )
    resolution_warning_at = fields.Datetime(
        compute="_compute_deadlines", store=True, precompute=True
    )

    # Standing
    first_responded_at = fields.Datetime(
        string="First Response On", readonly=True, copy=False
    )
    sla_deadline = fields.Datetime(
        string="Due",
        compute="_compute_sla_state",
        store=True,
        precompute=True,
        copy=False,
        help="The promise that falls due first. Empty once the request is closed.",
    )
    sla_state = fields.Selection(
        [
            (sla.NONE, "No Promise"),
            (sla.ON_TRACK, "On Track"),
            (sla.AT_RISK, "At Risk"),
            (sla.MISSED, "Missed"),
            (sla.MET, "Met"),
        ],
        string="SLA",
        compute="_compute_sla_state",
        store=True,
        precompute=True,
        copy=False,
        groups="crm_extended.crm_extended_group_user",
    )
    sla_next_check = fields.Datetime(
        compute="_compute_sla_state",
        store=True,
        precompute=True,
        copy=False,
        groups="crm_extended.crm_extended_group_user",
    )
    is_sla_missed = fields.Boolean(
        string="SLA Missed",
        compute="_compute_sla_state",
        store=True,
        precompute=True,
        copy=False,
        groups="crm_extended.crm_extended_group_user",
        help="One of the promises was not kept, even if all was done since.",
    )

    _open_idx = models.Index(
        "(sla_deadline, priority DESC, id) WHERE closed_at IS NULL"
    )
    _sla_next_check_idx = models.Index(
        "(sla_next_check) WHERE sla_next_check IS NOT NULL"
    )

    @api.depends("company_id", "team_id", "category_id")
    def _compute_sla_policy_id(self):
        by_company = self.env["crm.sla.policy"]._get_by_company(self.company_id)
        for request in self:
            policies = by_company.get(request.company_id, ())
            covering = (policy for policy in policies if policy._covers(request))
            request.sla_policy_id = next(covering, False)

    @api.depends("sla_policy_id", "priority", "team_id", "opened_at")
    def _compute_deadlines(self):
        """Promise anew from the original start; equal promises are counted once."""
        promise = self._get_promiser()
        targets = self.sla_policy_id._origin._get_targets()
        nothing = self.env["crm.sla.target"]
        for request in self:
            key = (request.sla_policy_id._origin, request.priority)
            target = targets.get(key, nothing)
            share = request.sla_policy_id.warning_percentage / 100
            for hours, deadline, warning in PROMISES:
                request[deadline] = promise(request, target[hours])
                request[warning] = promise(request, target[hours] * share)

    @api.depends(
        "first_response_deadline",
        "first_response_warning_at",
        "first_responded_at",
        "resolution_deadline",
        "resolution_warning_at",
        "closed_at",
    )
    def _compute_sla_state(self):
        """The one place that says how a promise stands, on every change and in time."""
        now = fields.Datetime.now()
        for request in self:
            standing = sla.judge(request._get_sla_clocks(), now)
            request.sla_state = standing.state
            request.sla_deadline = standing.deadline
            request.sla_next_check = standing.next_check
            request.is_sla_missed = standing.is_missed

    def _get_sla_clocks(self):
        """Return a clock for each promise. To be extended by further promises."""
        self.ensure_one()
        # who closes a request without an answer owes none any longer
        answered = self.first_responded_at or self.closed_at
        clocks = (
            (self.first_response_deadline, self.first_response_warning_at, answered),
            (self.resolution_deadline, self.resolution_warning_at, self.closed_at),
        )
        return [
            sla.Clock(deadline, warning or None, stopped or None)
            for deadline, warning, stopped in clocks
            if deadline
        ]

    def _get_promiser(self):
        """Return a function of (request, hours) that says when the hours are over.

        It remembers what it was asked: thousands of new requests share a few answers.
        """
        working_times, ends = {}, {}

        def promise(request, hours):
            if not hours:
                return False
            company = request.company_id
            calendar = request.sla_policy_id._get_calendar(request.team_id)
            start = request.opened_at or fields.Datetime.now()
            key = (calendar, company, start, hours)
            if key not in ends:
                if key[:2] not in working_times:
                    working_times[key[:2]] = calendar._crm_get_working_time(company)
                ends[key] = working_times[key[:2]].add(start, hours) or False
            return ends[key]

        return promise

    @api.model
    def _cron_check_sla(self, batch_size=1000):
        """Let promises that became due since the last run take their new state."""
        Cron = self.env["ir.cron"]
        due = Domain("sla_next_check", "<", fields.Datetime.now())
        Request = self.with_context(active_test=False)
        requests = Request.search(due, limit=batch_size + 1, order="sla_next_check, id")
        # one that somebody else is changing right now gets its state from that change
        batch = requests[:batch_size].try_lock_for_update()
        batch._refresh_sla_state()
        Cron._commit_progress(len(batch), remaining=int(len(requests) > batch_size))

    def _refresh_sla_state(self):
        for name in STANDING_FIELDS:
            self.env.add_to_compute(self._fields[name], self)
        self.flush_recordset(STANDING_FIELDS)
