from odoo import fields, models
from odoo.addons.crm_extended.models.service.crm_service_request_sla import INTERNAL
from odoo.tools import format_datetime, format_duration


class CrmServiceRequest(models.Model):
    """Why a promise stands as it does, in words one could read to the customer."""

    _inherit = "crm.service.request"

    sla_explanation = fields.Html(
        string="Explanation",
        compute="_compute_sla_explanation",
        sanitize=False,
        groups=INTERNAL,
    )

    def _compute_sla_explanation(self):
        Template = self.env["ir.qweb"]
        for request in self:
            request.sla_explanation = Template._render(
                "crm_extended.crm_sla_explanation", request._prepare_explanation()
            )

    def action_explain_sla(self):
        """Open the page that explains the promises of the request.

        :return: action
        """
        self.ensure_one()
        self.check_access("read")
        view = self.env.ref("crm_extended.crm_service_request_view_form_explain")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What Is Promised: %s", self.display_name),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(view.id, "form")],
            "target": "new",
        }

    def _prepare_explanation(self):
        """Return what the page says, as values for its template: plain texts only."""
        # sudo: who may read the request may know what was promised about it
        request = self.sudo()
        states = dict(self._fields["sla_state"]._description_selection(self.env))
        span = request.sla_span_ids[-1:]
        return {
            "state": states.get(request.sla_state),
            "is_missed": request.is_sla_missed,
            "left": request.sla_state == "paused"
            and format_duration(request.sla_hours_left),
            "hours": self._explain_hours(span),
            "policy": request.sla_policy_id.name,
            "policies": list(request._explain_policies()),
            "clocks": [
                request._explain_clock(clock)
                for clock in request.sla_clock_ids.filtered("hours").sorted(
                    lambda clock: (clock.date_from, clock.hours)
                )
            ],
            "spans": list(request._explain_spans()),
        }

    def _explain_hours(self, span):
        calendar = span.calendar_id
        if not calendar:
            return self.env._("Every hour counts: no working hours are set up.")
        if not calendar.attendance_ids:
            return self.env._(
                "Nothing falls due: the working hours “%s” have no opening hours. Add"
                " some, and time counts.",
                calendar.name,
            )
        return self.env._(
            "Time counts in the working hours “%(calendar)s” (%(zone)s), on special"
            " working days too, and not on holidays.",
            calendar=calendar.name,
            zone=calendar.tz,
        )

    # Policies

    def _explain_policies(self):
        """Yield, for each policy of the company in order, its name and why (not)."""
        Policy = self.env["crm.sla.policy"]
        rules = Policy._get_rules(self.company_id.id)
        case = self._get_sla_cases(rules)[self]
        is_later = False
        for rule in rules:
            policy = Policy.browse(rule["policy"])
            mismatch = Policy._find_mismatch(rule, case)
            if policy == self.sla_policy_id:
                is_later = True
                reason = self.env._("This one counts: it is the first that matches.")
            elif mismatch:
                reason = policy._explain_mismatch(mismatch, self)
            elif is_later:
                reason = self.env._("It would match too, but comes later in the list.")
            else:
                reason = self.env._(
                    "It matches by now: it or the request was changed after the promise"
                    " was made."
                )
            is_chosen = policy == self.sla_policy_id
            yield {"name": policy.name, "reason": reason, "is_chosen": is_chosen}

    # Clocks

    def _explain_clock(self, clock):
        kinds = dict(clock._fields["kind"]._description_selection(self.env))
        return {
            "kind": kinds[clock.kind],
            "cycle": clock.cycle if clock.cycle > 1 else False,
            "hours": format_duration(clock.hours),
            "start": self._say_moment(clock.date_from),
            "due": self._say_moment(clock.deadline),
            "stopped": self._say_moment(clock.stopped_at),
            "used": format_duration(clock._get_hours_used()),
            "is_missed": clock.is_missed,
            "is_stopped": bool(clock.stopped_at),
            "levels": ", ".join(clock.escalation_ids.mapped("display_name")),
        }

    # Spans

    def _explain_spans(self):
        """Yield each span with its working time, and what changed when it began."""
        reasons = dict(
            self.sla_span_ids._fields["reason"]._description_selection(self.env)
        )
        working_time = self._get_timing()
        before = self.env["crm.sla.span"]
        for span in self.sla_span_ids:
            hours = span.hours
            if not span.date_to:
                count = working_time(span.calendar_id.id, span.company_id)
                hours = count.hours_between(span.date_from, fields.Datetime.now())
            yield {
                "from": self._say_moment(span.date_from),
                "to": self._say_moment(span.date_to),
                "is_paused": span.state == "paused",
                "reason": reasons[span.reason],
                "stage": span.state == "paused" and span.stage_id.name,
                "hours": format_duration(hours),
                "changes": list(span._explain_changes(before)),
            }
            before = span

    def _say_moment(self, moment):
        return moment and format_datetime(self.env, moment, dt_format="short")
