from odoo import fields, models
from odoo.addons.crm_extended.models.safety.bulk import write_many
from odoo.addons.crm_extended.tools import sla

from .crm_sla_span import NO_TERMS, Terms


class CrmServiceRequest(models.Model):
    """When the clocks of a request ran or stood still, and on which terms."""

    _inherit = "crm.service.request"

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

    def _take_back_promises(self):
        """Forget what was promised, as of requests that were never answered here."""
        # sudo: promises are the machine's business, whoever imports a request
        requests = self.sudo()
        requests.sla_clock_ids.unlink()
        requests.sla_span_ids.write(NO_TERMS._asdict())
        requests._refresh_standing(requests._get_timing())

    # What the spans say

    def _get_cycle(self):
        reasons = self.sla_span_ids.mapped("reason")
        return reasons.count("opened") + reasons.count("reopened")

    def _get_cycle_start(self):
        """Return since when the request is worked on, for the first time or again."""
        again = self.sla_span_ids.filtered(lambda span: span.reason == "reopened")
        return again[-1:].date_from or self.opened_at

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
