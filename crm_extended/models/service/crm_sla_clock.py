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

    _open_uniq = models.UniqueIndex(
        "(request_id, kind) WHERE stopped_at IS NULL",
        "A request has one clock of each kind that runs.",
    )

    def _count(self, spans, share, now):
        """Return when the promise falls due, and whether it is missed, as values.

        :param spans: list of ``tools.sla.Span``
        :param share: of the promised time after which it is at risk
        """
        deadline = warning = None
        if self.hours:
            deadline = sla.reach(spans, self.date_from, self.hours)
            warning = sla.reach(spans, self.date_from, self.hours * share)
        stopped = self.stopped_at
        return {
            "deadline": deadline,
            "warning_at": warning,
            "is_missed": bool(deadline and (stopped or now) > deadline),
            "hours_used": stopped and sla.spend(spans, self.date_from, stopped),
        }

    def _get_moments(self):
        return {"deadline": self.deadline, "warning_at": self.warning_at}

    def _is_missed(self, now):
        return bool(self.deadline and (self.stopped_at or now) > self.deadline)

    def _get_hours_left(self, spans, now):
        return self.hours - sla.spend(spans, self.date_from, now)
