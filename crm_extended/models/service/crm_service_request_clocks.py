from functools import cache

from odoo import api, fields, models
from odoo.addons.crm_extended.models.safety.bulk import (
    read_lines,
    write_later,
    write_many,
)
from odoo.addons.crm_extended.models.service.crm_sla_span import Terms
from odoo.addons.crm_extended.tools import sla

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
NO_TERMS = Terms(False, "0", False, 0.0, 0.0, 0.0, 100)


class CrmServiceRequest(models.Model):
    """Which clocks of a request run, since when, and on what terms."""

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
        if self.env.context.get("crm_keep_promise"):
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

    # Spans: running or paused, on which terms

    def _turn_spans(self, reapply, working_time):
        """Close and open spans where the state or the terms of a request changed."""
        fresh = self.filtered(lambda request: reapply or request._starts_cycle())
        terms_of = fresh.filtered(lambda r: not r.closed_at or not r.sla_span_ids)
        terms_of = terms_of._choose_terms()
        ended, vals_list = {}, []
        for request in self:
            span = request.sla_span_ids[-1:]
            terms = terms_of.get(request) or span._get_terms() or NO_TERMS
            if values := request._turn_span(span, terms, working_time, ended):
                vals_list.append(values)
        Span = self.env["crm.sla.span"]
        # what is over has to be so in the database first: there is one at a time
        write_many(Span, ended)
        Span.create(vals_list)

    def _turn_span(self, span, terms, working_time, ended):
        """Close the latest span if it is over; return the values of the next one."""
        state = "paused" if self.stage_id.is_waiting else "running"
        reason = self._get_span_reason(span, terms, state)
        if span and not span.date_to:
            if not self.closed_at and (span.state, span._get_terms()) == (state, terms):
                return None
            now = fields.Datetime.now()
            if not self.closed_at and span.date_from >= now:
                # changed in the very moment in which it began: nothing has passed
                span.write({"state": state, **terms._asdict()})
                return None
            ended[span] = span._prepare_end(self.closed_at or now, working_time)
        elif span and self.closed_at:
            ended[span] = span._prepare_end(self.closed_at, working_time)
        if self.closed_at and span:
            return None
        start = fields.Datetime.now() if span else self.opened_at
        values = {
            "request_id": self.id,
            "state": state if not self.closed_at else "running",
            "reason": reason,
            "date_from": start,
            "date_to": self.closed_at,
            "stage_id": self.stage_id.id,
            **terms._asdict(),
        }
        if self.closed_at:
            count = working_time(terms.calendar_id, self.company_id)
            values["hours"] = count.hours_between(start, self.closed_at)
        return values

    def _get_span_reason(self, span, terms, state):
        if not span:
            return "opened"
        if self._starts_cycle():
            return "reopened"
        if span._get_terms() != terms:
            return "changed"
        return "waiting" if state == "paused" else "resumed"

    def _starts_cycle(self):
        """Whether the request is worked on for the first time, or again."""
        spans = self.sla_span_ids
        return not spans or bool(spans[-1].date_to and not self.closed_at)

    def _choose_terms(self):
        """Return a dict of each request to what is promised about it from now on."""
        terms = {}
        Policy = self.env["crm.sla.policy"]
        for company, requests in self.grouped("company_id").items():
            rules = Policy._get_rules(company.id)
            cases = requests._get_sla_cases(rules)
            for request in requests:
                matching = (
                    rule
                    for rule in rules
                    if not Policy._find_mismatch(rule, cases[request])
                )
                terms[request] = request._get_terms(next(matching, None))
        return terms

    def _get_sla_cases(self, rules):
        """Return, by request of one company, what may choose its policy, as a dict.

        To be extended by what else chooses a policy.
        """
        has_tiers = any(rule["tiers"] for rule in rules)
        cases = {}
        for request in self:
            customer = request.customer_id.with_company(request.company_id)
            cases[request] = {
                "tier": customer.crm_tier_id.id if has_tiers else False,
                "team": request.team_id.id,
                "categories": set(request.category_id._get_lineage_ids()),
                "priority": request.priority or "0",
            }
        return cases

    def _get_terms(self, rule):
        """Return what a rule promises about the request."""
        priority = self.priority or "0"
        if not rule:
            return NO_TERMS._replace(priority=priority)
        calendar = (
            rule["calendar"]
            or self.team_id.resource_calendar_id.id
            or self.company_id.resource_calendar_id.id
        )
        promised = rule["promises"].get(priority, (0.0, 0.0, 0.0))
        return Terms(rule["policy"], priority, calendar, *promised, rule["share"])

    def _get_timing(self):
        """Return a function of (calendar id, company) to the working time there."""
        Calendar = self.env["resource.calendar"]

        @cache
        def get_working_time(calendar_id, company):
            return Calendar.browse(calendar_id)._crm_get_working_time(company)

        return get_working_time

    def _take_back_promises(self):
        """Forget what was promised, as of requests that were never answered here."""
        # sudo: promises are the machine's business, whoever imports a request
        requests = self.sudo()
        requests.sla_clock_ids.unlink()
        requests.sla_span_ids.write(NO_TERMS._asdict())
        requests._refresh_standing(requests._get_timing())

    # Clocks: one for each promise

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
        elif waits_since and self.first_responded_at and not self.closed_at:
            since = running.date_from or max(waits_since, start)
            plan["next_response"] = (since, False)
        return plan

    def _get_cycle_start(self):
        """Return since when the request is worked on, for the first time or again."""
        again = self.sla_span_ids.filtered(lambda span: span.reason == "reopened")
        return again[-1:].date_from or self.opened_at

    def _find_clock(self, kind, cycle):
        """Return the clock of a kind in a cycle; of next responses, the running one."""
        return self.sla_clock_ids.filtered(
            lambda clock: (
                clock.kind == kind
                and clock.cycle == cycle
                and not (kind == "next_response" and clock.stopped_at)
            )
        )[:1]

    def _get_cycle(self):
        reasons = self.sla_span_ids.mapped("reason")
        return reasons.count("opened") + reasons.count("reopened")

    # Standing: what lists sort and filter by

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
        counted = {
            clock: {**clock._get_moments(), "is_missed": clock._is_missed(now)}
            for clock in self.sla_clock_ids
        }
        rows = {request: request._prepare_standing(counted, now) for request in self}
        write_many(
            self.env["crm.sla.clock"],
            {c: {"is_missed": values["is_missed"]} for c, values in counted.items()},
        )
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
                moments = (row["deadline"], row["warning_at"], clock.stopped_at)
                calls = (row["next_call_at"],) if row["next_call_at"] else ()
                facts.append(sla.Clock(*(m or None for m in moments), calls=calls))
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

    def _get_sla_spans(self, working_time):
        """Return the spans of the request as what can be counted with."""
        last = self.sla_span_ids[-1:]
        return [
            sla.Span(
                span.date_from,
                # what was closed in time would have been due later all the same
                (span != last and span.date_to) or None,
                span.state == "running",
                span.hours,
                working_time(span.calendar_id.id, self.company_id),
            )
            for span in self.sla_span_ids
        ]
