from odoo import fields, models
from odoo.addons.crm_extended.models.safety.bulk import write_later, write_many
from odoo.addons.crm_extended.tools import sla


class CrmServiceRequest(models.Model):
    """How the promises of a request stand: what lists sort and filter by."""

    _inherit = "crm.service.request"

    def _refresh_standing(self, working_time, changed=None):
        """Count anew when promises fall due; what has been stopped before stays."""
        now = fields.Datetime.now()
        changed = changed or self.env["crm.sla.clock"]
        counted, rows = {}, {}
        for request in self:
            spans = request._get_sla_spans(working_time)
            terms = request.sla_span_ids[-1]
            levels = () if request.closed_at else request._get_levels()
            for clock in request.sla_clock_ids:
                if not clock.stopped_at or clock in changed:
                    share = terms.warning_percentage / 100
                    counted[clock] = clock._count(spans, share, now, levels)
            rows[request] = {
                "sla_policy_id": terms.policy_id.id,
                "is_sla_stale": False,
                **request._prepare_standing(counted, now, spans),
                **request._prepare_deadlines(counted),
            }
        write_many(self.env["crm.sla.clock"], counted)
        write_later(rows)

    def _judge_by_time(self):
        """Let requests take the state to which time alone has brought them."""
        now = fields.Datetime.now()
        missed = {
            clock: {"is_missed": clock._get_fact(clock._get_moments()).is_missed(now)}
            for clock in self.sla_clock_ids
        }
        rows = {request: request._prepare_standing({}, now) for request in self}
        write_many(self.env["crm.sla.clock"], missed)
        write_many(self, rows)

    def _prepare_standing(self, counted, now, spans=()):
        """Return the values that say how the promises of the request stand.

        :param dict counted: for clocks that were just counted, their values
        :param spans: needed where the request may be paused
        """
        is_paused = bool(spans) and not (self.closed_at or spans[-1].is_running)
        facts, left = [], []
        for clock in self.sla_clock_ids.filtered("hours"):
            row = counted.get(clock) or clock._get_moments()
            if not clock.stopped_at and is_paused:
                left.append(clock._get_hours_left(spans, now))
            # where nobody ever works nothing falls due
            if row["deadline"] or clock.stopped_at or is_paused:
                facts.append(clock._get_fact(row))
        standing = sla.judge(facts, now, is_paused)
        return {
            "sla_deadline": standing.deadline,
            "sla_state": standing.state,
            "sla_hours_left": min(left, default=0.0),
            "sla_next_check": standing.next_check,
            "is_sla_missed": standing.is_missed,
        }

    def _prepare_deadlines(self, counted):
        """Return the deadlines of the latest clocks, by field."""
        deadlines = {}
        for clock in self.sla_clock_ids.filtered("hours"):
            row = counted.get(clock) or clock._get_moments()
            is_over = clock.kind == "next_response" and clock.stopped_at
            deadlines[clock.kind] = None if is_over else row["deadline"] or None
        kinds = ("first_response", "next_response", "resolution")
        return {f"{kind}_deadline": deadlines.get(kind) for kind in kinds}
