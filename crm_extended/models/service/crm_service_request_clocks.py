from functools import cache

from odoo import api, models
from odoo.addons.crm_extended.models.safety.bulk import read_lines, write_many

# what chooses the policy: a change promises anew
CHOOSERS = ("company_id", "team_id", "category_id", "customer_id", "priority")
# what starts, pauses or stops a clock
MOVERS = (
    "stage_id",
    "opened_at",
    "closed_at",
    "first_responded_at",
    "customer_waits_since",
)
WATCHED = {*CHOOSERS, *MOVERS, "partner_id"}


class CrmServiceRequest(models.Model):
    """What sets the clocks of a request going and stops them: one for each promise."""

    _inherit = "crm.service.request"

    @api.model_create_multi
    def create(self, vals_list):
        requests = super().create(vals_list)
        requests._run_clocks()
        return requests

    def write(self, vals):
        if WATCHED.isdisjoint(vals):
            return super().write(vals)
        before = self._get_watched()
        result = super().write(vals)
        after = self._get_watched()
        moved = self.filtered(lambda request: before[request] != after[request])
        chosen = moved.filtered(lambda r: before[r][0] != after[r][0])
        # in superuser mode, where no person can say so
        if self.env.su and self.env.context.get("crm_keep_promise"):
            chosen = chosen.browse()
        chosen._run_clocks(reapply=True)
        (moved - chosen)._run_clocks()
        return result

    def _get_watched(self):
        """Return, by request, what chooses its policy and what moves its clocks."""
        return {
            request: (
                tuple(request[name] for name in CHOOSERS),
                tuple(request[name] for name in MOVERS),
            )
            # sudo: a follower who answers may not read all of it
            for request in self.sudo()
        }

    def _run_clocks(self, reapply=False):
        """Bring clocks and standing in line with what the requests are by now.

        To be called after each change that starts, pauses, stops or resumes a clock.
        Called twice, the second time changes nothing.

        :param reapply: choose the policy anew; the time that has passed is kept
        """
        if not self:
            return
        # sudo: whoever changes a request, its promises are the machine's business
        requests = self.sudo()
        # at once: one by one, each request would ask for its own
        read_lines(requests, "sla_span_ids")
        read_lines(requests, "sla_clock_ids")
        working_time = requests._get_timing()
        requests._turn_spans(reapply, working_time)
        changed = requests._turn_clocks()
        requests._refresh_standing(working_time, changed)

    def _get_timing(self):
        """Return a function of (calendar id, company) to the working time there."""
        Calendar = self.env["resource.calendar"]

        @cache
        def get_working_time(calendar_id, company):
            return Calendar.browse(calendar_id)._crm_get_working_time(company)

        return get_working_time

    def _turn_clocks(self):
        """Start and stop clocks; return those that changed."""
        Clock = self.env["crm.sla.clock"]
        vals_list, turned = [], {}
        for request in self:
            cycle = request._get_cycle()
            promised = request.sla_span_ids[-1]
            for kind, (start, stop) in request._plan_clocks(cycle).items():
                clock = request._find_clock(kind, cycle)
                hours = promised[f"{kind}_hours"]
                if clock:
                    turned[clock] = {
                        "date_from": start,
                        "stopped_at": stop,
                        # what is over was promised as it was
                        "hours": clock.hours if stop else hours,
                    }
                elif hours:
                    vals_list.append(
                        {
                            "request_id": request.id,
                            "kind": kind,
                            "cycle": cycle,
                            "date_from": start,
                            "stopped_at": stop,
                            "hours": hours,
                        }
                    )
        changed = write_many(Clock, turned)
        return changed | Clock.create(vals_list)

    def _plan_clocks(self, cycle):
        """Return which clocks there are to be: a dict of kind to (start, stop)."""
        start = self._get_cycle_start()
        plan = {"resolution": (start, self.closed_at)}
        if not self.first_responded_at or self.first_responded_at >= start:
            # who closes a request without an answer owes none any longer
            answered = self.first_responded_at or self.closed_at
            plan["first_response"] = (start, answered)
        running = self._find_clock("next_response", cycle)
        waits_since = self.customer_waits_since
        if running and (self.closed_at or not waits_since):
            answered = self.last_answered_at or running.date_from
            stop = self.closed_at or max(answered, running.date_from)
            plan["next_response"] = (running.date_from, stop)
        elif waits_since and not self.closed_at:
            since = running.date_from or max(waits_since, start)
            plan["next_response"] = (since, False)
        return plan

    def _find_clock(self, kind, cycle):
        """Return the clock of a kind in a cycle; of next responses, the running one."""
        return self.sla_clock_ids.filtered(
            lambda clock: (
                clock.kind == kind
                and clock.cycle == cycle
                and not (kind == "next_response" and clock.stopped_at)
            )
        )[:1]
