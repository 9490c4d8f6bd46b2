from odoo import fields, models
from odoo.addons.crm_extended.tools import sla


class CrmSlaClock(models.Model):
    """One promise about a request: since when it counts, and when it is due."""

    _name = "crm.sla.clock"
    _description = "SLA Clock"
    _order = "request_id, date_from, id"
    _rec_name = "request_id"

    request_id = fields.Many2one(
        "crm.service.request", required=True, ondelete="cascade", index=True
    )
    name = fields.Char(related="request_id.name", string="Subject")
    company_id = fields.Many2one(
        related="request_id.company_id", store=True, precompute=True, index=True
    )
    kind = fields.Selection(
        [
            ("first_response", "First Response"),
            ("next_response", "Next Response"),
            ("resolution", "Resolution"),
        ],
        required=True,
    )
    cycle = fields.Integer(
        default=1,
        required=True,
        aggregator=None,
        help="1 for the first time the request is worked on, 2 after it was reopened.",
    )
    date_from = fields.Datetime(string="Counts From", required=True)
    stopped_at = fields.Datetime(
        string="Stopped On", help="When it was answered or closed. Empty: it counts."
    )
    hours = fields.Float(string="Promised Hours", help="In working time.")
    hours_used = fields.Float(
        help="Working time without pauses, from the start until it was stopped."
    )
    deadline = fields.Datetime(
        string="Due", help="Empty while it is paused before it is late."
    )
    warning_at = fields.Datetime(string="At Risk From")
    is_missed = fields.Boolean(string="Missed")

    # Escalation
    next_call_at = fields.Datetime(
        string="Next Escalation", help="When somebody is told next. Empty: never."
    )
    escalation_ids = fields.Many2many(
        "crm.sla.escalation",
        string="Escalated",
        help="The levels that have been reached: each of them once.",
    )

    _open_uniq = models.UniqueIndex(
        "(request_id, kind) WHERE stopped_at IS NULL",
        "A request has one clock of each kind that runs.",
    )

    def _count(self, spans, share, now, levels=()):
        """Return when the promise falls due, and whether it is missed, as values.

        :param spans: list of ``tools.sla.Span``
        :param share: of the promised time after which it is at risk
        :param levels: of ``crm.sla.escalation._get_levels``
        """
        calls = ()
        if spans[-1].is_running and not self.stopped_at:
            calls = self.env["crm.sla.escalation"]._get_calls(self, spans, levels)
        deadline = warning = None
        if self.hours:
            deadline = sla.reach(spans, self.date_from, self.hours)
            warning = sla.reach(spans, self.date_from, self.hours * share)
        moments = {
            "deadline": deadline,
            "warning_at": warning,
            "next_call_at": min((moment for moment, _level in calls), default=None),
        }
        stopped = self.stopped_at
        return {
            **moments,
            "is_missed": self._get_fact(moments).is_missed(now),
            "hours_used": stopped and sla.spend(spans, self.date_from, stopped),
        }

    def _get_moments(self):
        names = ("deadline", "warning_at", "next_call_at")
        return {name: self[name] for name in names}

    def _get_fact(self, moments):
        """Return the clock with these moments as what can be judged: a ``sla.Clock``.

        :param dict moments: of :meth:`_get_moments`, or those that it is about to have
        """
        call = moments["next_call_at"]
        return sla.Clock(
            moments["deadline"] or None,
            moments["warning_at"] or None,
            self.stopped_at or None,
            calls=(call,) if call else (),
        )

    def _get_hours_left(self, spans, now):
        return self.hours - sla.spend(spans, self.date_from, now)

    def _get_hours_used(self):
        """Return the working time that has passed, up to now where it still counts."""
        if self.stopped_at:
            return self.hours_used
        request = self.request_id
        spans = request._get_sla_spans(request._get_timing())
        return sla.spend(spans, self.date_from, fields.Datetime.now())
