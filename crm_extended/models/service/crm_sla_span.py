from typing import NamedTuple

from odoo import fields, models
from odoo.tools import format_duration


class Terms(NamedTuple):
    """What is promised about a request, and in which hours it is counted."""

    policy_id: int
    priority: str
    calendar_id: int
    first_response_hours: float
    next_response_hours: float
    resolution_hours: float
    warning_percentage: int


NO_TERMS = Terms(False, "0", False, 0.0, 0.0, 0.0, 100)


class CrmSlaSpan(models.Model):
    """A time in which the clocks of a request ran, or stood still, on given terms."""

    _name = "crm.sla.span"
    _description = "SLA Span"
    _order = "request_id, date_from, id"
    _rec_name = "request_id"

    request_id = fields.Many2one(
        "crm.service.request", required=True, ondelete="cascade", index=True
    )
    name = fields.Char(related="request_id.name", string="Subject")
    company_id = fields.Many2one(
        related="request_id.company_id", store=True, precompute=True, index=True
    )
    state = fields.Selection(
        [("running", "Running"), ("paused", "Paused")], required=True
    )
    reason = fields.Selection(
        [
            ("opened", "Request opened"),
            ("waiting", "Waiting"),
            ("resumed", "Work goes on"),
            ("changed", "Promise changed"),
            ("reopened", "Request reopened"),
        ],
        required=True,
        help="Why the span began.",
    )
    date_from = fields.Datetime(string="From", required=True)
    date_to = fields.Datetime(string="To", help="Empty: it lasts.")
    hours = fields.Float(
        string="Working Hours",
        help="Working time in the span, as it was counted when the span ended.",
    )
    stage_id = fields.Many2one(
        "crm.service.stage",
        ondelete="set null",
        index="btree_not_null",
        help="The stage of the request when the span began.",
    )

    # Terms
    policy_id = fields.Many2one(
        "crm.sla.policy", ondelete="set null", index="btree_not_null"
    )
    priority = fields.Selection(
        selection=lambda self: self.env["crm.sla.target"]._selection_priority()
    )
    calendar_id = fields.Many2one(
        "resource.calendar",
        string="Counted In",
        ondelete="restrict",
        index="btree_not_null",
        help="The working hours in which time counted. Empty: every hour counted.",
    )
    first_response_hours = fields.Float(string="First Response")
    next_response_hours = fields.Float(string="Next Response")
    resolution_hours = fields.Float(string="Resolution")
    warning_percentage = fields.Integer(string="At Risk After (%)", aggregator=None)

    _open_uniq = models.UniqueIndex(
        "(request_id) WHERE date_to IS NULL",
        "The clocks of a request run or are paused, never both.",
    )

    def _get_terms(self):
        """Return the terms of the span, or None where there is no span."""
        if not self:
            return None
        return Terms(
            self.policy_id.id,
            self.priority,
            self.calendar_id.id,
            self.first_response_hours,
            self.next_response_hours,
            self.resolution_hours,
            self.warning_percentage,
        )

    def _prepare_end(self, moment, working_time):
        """Return the values that end the span: its working time is counted for good.

        :param working_time: see ``crm.service.request._get_timing``
        """
        # what is closed with a date in the past began no later
        moment = max(moment, self.date_from)
        if moment == self.date_to:
            return {"date_to": moment, "hours": self.hours}
        count = working_time(self.calendar_id.id, self.company_id)
        return {
            "date_to": moment,
            "hours": count.hours_between(self.date_from, moment),
        }

    def _explain_changes(self, before):
        """Yield a sentence for each of the terms that changed with the span."""
        if not before:
            return
        for name in Terms._fields[:-1]:
            if self[name] != before[name]:
                label = self._fields[name]._description_string(self.env)
                yield self.env._(
                    "%(what)s: %(now)s instead of %(before)s",
                    what=label,
                    now=self._say(name),
                    before=before._say(name),
                )

    def _say(self, name):
        """Return one of the terms in words."""
        field, value = self._fields[name], self[name]
        if field.type == "many2one":
            return value.display_name or self.env._("none")
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        return format_duration(value)
