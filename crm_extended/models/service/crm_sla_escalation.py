from odoo import Command, api, fields, models
from odoo.addons.crm_extended.tools.sla import reach
from odoo.exceptions import ValidationError
from odoo.tools import format_duration, ormcache

ACTIVITY = "crm_extended.mail_activity_type_escalation"


class CrmSlaEscalation(models.Model):
    """Who is told, and what is done, once so much of a promised time has passed."""

    _name = "crm.sla.escalation"
    _description = "SLA Escalation"
    _inherit = ["crm.sla.part"]
    _order = "policy_id, percentage, extra_hours, id"
    _check_company_auto = True

    policy_id = fields.Many2one(
        "crm.sla.policy", required=True, ondelete="cascade", index=True
    )
    name = fields.Char(related="policy_id.name", string="SLA Policy")
    company_id = fields.Many2one(
        related="policy_id.company_id", store=True, precompute=True, index=True
    )

    # When
    kind = fields.Selection(
        selection=lambda self: self._selection_kind(),
        string="Promise",
        help="Empty: every promise.",
    )
    percentage = fields.Integer(
        string="After (%)",
        required=True,
        default=75,
        aggregator=None,
        help="Share of the promised time. 100: when it falls due.",
    )
    extra_hours = fields.Float(
        string="Plus",
        # without hours on top it comes before those with some
        default=0.0,
        help="Working hours on top, e.g. 100 % and 4:00 is four hours late.",
    )

    # What
    notify = fields.Selection(
        [
            ("assignee", "The Assignee"),
            ("leader", "The Team Leader"),
            ("user", "The Colleague Named"),
        ],
        string="Activity For",
        default="leader",
        help="Whoever it is finds an activity on the request. Where nobody is assigned"
        " it is the team leader. Empty: it is only noted in the log.",
    )
    raise_to = fields.Selection(
        selection=lambda self: self.env["crm.sla.target"]._selection_priority(),
        string="Raise Priority To",
        help="Lower priorities are raised. What was promised stays as it is.",
    )
    assign_to = fields.Selection(
        [("leader", "The Team Leader"), ("user", "The Colleague Named")],
        string="Hand Over To",
        help="Who has the request from then on. Empty: nothing changes.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Colleague",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        check_company=True,
        ondelete="restrict",
    )

    _time_range = models.Constraint(
        "CHECK(percentage BETWEEN 1 AND 100 AND extra_hours >= 0)",
        "An escalation comes after 1 to 100 percent of the time, and 0 hours or more.",
    )

    @api.depends("percentage", "extra_hours")
    def _compute_display_name(self):
        for level in self:
            extra = level.extra_hours and f" + {format_duration(level.extra_hours)}"
            level.display_name = f"{level.percentage} %{extra or ''}"

    @api.model
    def _selection_kind(self):
        return (
            self.env["crm.sla.clock"]._fields["kind"]._description_selection(self.env)
        )

    @api.constrains("notify", "assign_to", "user_id")
    def _check_user_id(self):
        for level in self:
            if "user" in (level.notify, level.assign_to) and not level.user_id:
                raise ValidationError(
                    self.env._(
                        "Name the colleague of the escalation after %(level)s of the"
                        " policy “%(policy)s”, or choose somebody else.",
                        level=level.display_name,
                        policy=level.policy_id.name,
                    )
                )

    @api.model
    @ormcache("company_id")
    def _get_levels(self, company_id):
        """Return the levels of each policy of a company: a dict of id to tuples.

        Plain values that are kept until a level is changed: (id, kind, share, hours).
        """
        # sudo: it is the machine that escalates; archived policies still promise
        levels = self.sudo().with_context(active_test=False)
        found = {}
        for level in levels.search([("company_id", "=", company_id)]):
            values = (level.id, level.kind, level.percentage / 100, level.extra_hours)
            found.setdefault(level.policy_id.id, []).append(values)
        return found

    @api.model
    def _get_calls(self, clock, spans, levels):
        """Return (moment, id) of each level that has not been reached by a clock."""
        done = set(clock.escalation_ids.ids)
        for level_id, kind, share, extra in levels:
            if level_id not in done and kind in (False, clock.kind) and clock.hours:
                hours = clock.hours * share + extra
                if moment := reach(spans, clock.date_from, hours):
                    yield moment, level_id

    def _fire(self, clocks):
        """Do what the level asks for, for each of the clocks, once and for all."""
        self.ensure_one()
        clocks.write({"escalation_ids": [Command.link(self.id)]})
        requests = clocks.request_id
        requests._message_log_batch(
            bodies={clock.request_id.id: self._get_text(clock) for clock in clocks}
        )
        lower = requests.filtered(lambda r: (r.priority or "0") < (self.raise_to or ""))
        if lower:
            # the promise stays: it would be missed for having been worried about
            lower.with_context(crm_keep_promise=True).priority = self.raise_to
        for user, owned in requests.grouped(self._get_assignee).items():
            if user:
                owned.user_id = user
        self._remind(clocks)

    def _remind(self, clocks):
        """Leave an activity for whoever is to know."""
        today = fields.Date.context_today(self)
        model_id = self.env["ir.model"]._get_id("crm.service.request")
        type_id = self.env.ref(ACTIVITY).id
        Activity = self.env["mail.activity"]
        if len(clocks) > 20:
            # many at once are seen in the list of activities, not in as many mails
            Activity = Activity.with_context(mail_activity_quick_update=True)
        Activity.create(
            [
                {
                    "res_model_id": model_id,
                    "res_id": clock.request_id.id,
                    "activity_type_id": type_id,
                    "summary": self.with_context(lang=user.lang)._get_text(clock),
                    "date_deadline": today,
                    "user_id": user.id,
                }
                for clock in clocks
                if (user := self._get_notified(clock.request_id))
            ]
        )

    def _get_text(self, clock):
        kinds = dict(self._selection_kind())
        return self.env._(
            "Escalated: %(promise)s, %(level)s of the promised time has passed",
            promise=kinds[clock.kind],
            level=self.display_name,
        )

    def _get_notified(self, request):
        if self.notify == "user":
            return self.user_id
        leader = request.team_id.user_id
        if self.notify == "assignee":
            return request.user_id or leader
        return leader if self.notify else leader.browse()

    def _get_assignee(self, request):
        if self.assign_to == "user":
            return self.user_id
        return request.team_id.user_id if self.assign_to else self.user_id.browse()
