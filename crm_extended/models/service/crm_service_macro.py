from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import is_html_empty

# more answers than that are left to the mail queue
SENT_AT_ONCE = 20


class CrmServiceMacro(models.Model):
    """What is done to many requests alike: an answer, some fields, a stage."""

    _name = "crm.service.macro"
    _description = "Service Macro"
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    summary = fields.Char(string="What It Does", compute="_compute_summary")

    # Whose it is
    user_id = fields.Many2one(
        "res.users",
        string="Only For",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        ondelete="cascade",
        index="btree_not_null",
        help="Empty: the whole team uses it.",
    )
    team_id = fields.Many2one(
        "crm.service.team",
        check_company=True,
        ondelete="cascade",
        index="btree_not_null",
        help="It is offered for requests of this team. Empty: for all of them.",
    )
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        default=lambda self: self.env.company,
        help="Empty: requests of every company use it.",
    )

    # The answer
    reply = fields.Html(
        translate=True,
        help="Sent in the customer's language, where it is translated. {contact},"
        " {number}, {subject} and {agent} are replaced by what they stand for.",
    )
    is_internal = fields.Boolean(
        string="As a Note",
        help="Colleagues read it, the customer does not.",
    )

    # What it writes
    new_stage_id = fields.Many2one(
        "crm.service.stage", string="Stage", ondelete="restrict"
    )
    new_team_id = fields.Many2one(
        "crm.service.team",
        string="Move to Team",
        check_company=True,
        ondelete="restrict",
    )
    new_category_id = fields.Many2one(
        "crm.service.category",
        string="Category",
        check_company=True,
        ondelete="restrict",
    )
    new_priority = fields.Selection(
        [("0", "Normal"), ("1", "Important"), ("2", "High"), ("3", "Urgent")],
        string="Priority",
    )
    assignee = fields.Selection(
        [("me", "Who Uses It"), ("user", "A Colleague"), ("nobody", "Nobody")],
        help="Empty: whoever has the request keeps it.",
    )
    new_user_id = fields.Many2one(
        "res.users",
        string="Colleague",
        domain="[('share', '=', False)]",
        ondelete="restrict",
    )
    new_cause_id = fields.Many2one(
        "crm.feedback.category",
        string="Root Cause",
        check_company=True,
        domain="[('usage', '=', 'cause')]",
        ondelete="restrict",
    )
    new_resolution = fields.Text(string="Resolution", translate=True)

    @api.depends("team_id", "new_team_id")
    def _compute_company_id(self):
        for macro in self:
            company = macro.team_id.company_id or macro.new_team_id.company_id
            macro.company_id = company or macro.company_id

    @api.depends_context("lang")
    @api.depends(
        "reply", "is_internal", "new_stage_id", "new_team_id", "new_category_id",
        "new_priority", "assignee", "new_user_id", "new_cause_id", "new_resolution",
    )  # fmt: skip
    def _compute_summary(self):
        for macro in self:
            macro.summary = " · ".join(macro._get_effects())

    @api.constrains("assignee", "new_user_id")
    def _check_new_user_id(self):
        for macro in self:
            if macro.assignee == "user" and not macro.new_user_id:
                raise ValidationError(
                    self.env._(
                        "Macro “%s” hands requests to a colleague: say to whom.",
                        macro.name,
                    )
                )

    def write(self, vals):
        result = super().write(vals)
        # core asks before: nobody makes a macro what he could not have created
        self.check_access("write")
        return result

    def action_apply(self):
        """Apply the macro to the requests ``active_request_ids`` of the context.

        :return: the action that closes the dialog
        """
        self.ensure_one()
        Request = self.env["crm.service.request"]
        request_ids = self.env.context.get("active_request_ids") or []
        Request.browse(request_ids).action_apply_macro(self.id)
        return {"type": "ir.actions.act_window_close"}

    @api.model
    def _get_offered_domain(self, requests):
        """Return which macros are offered for these requests: of all their teams."""
        teams = requests.team_id
        mine = Domain("user_id", "in", [False, self.env.uid])
        of_team = Domain(
            "team_id", "in", [False, *(teams.ids if len(teams) < 2 else [])]
        )
        companies = [False, *requests.company_id.ids]
        return mine & of_team & Domain("company_id", "in", companies)

    def _get_effects(self):
        """Return what the macro does, each in a few words."""
        self.ensure_one()
        if not is_html_empty(self.reply):
            yield self.env._("Note") if self.is_internal else self.env._("Answer")
        if self.assignee:
            words = {
                "me": self.env._("Assign to Me"),
                "user": self.new_user_id.name,
                "nobody": self.env._("Nobody"),
            }
            yield words[self.assignee]
        if self.new_priority:
            names = dict(self._fields["new_priority"]._description_selection(self.env))
            yield names[self.new_priority]
        for name in ("new_team_id", "new_category_id", "new_cause_id", "new_stage_id"):
            if self[name]:
                yield self[name].display_name
        if self.new_resolution:
            yield self._fields["new_resolution"]._description_string(self.env)

    def _error_message(self, requests):
        """Return why the macro can't be applied to these requests, or None."""
        self.ensure_one()
        if not self.active:
            return self.env._("Macro “%s” is archived.", self.name)
        stage, team = self.new_stage_id, self.new_team_id
        if gone := next((r for r in (stage, team) if r and not r.active), None):
            return self.env._(
                "Macro “%(macro)s” uses “%(name)s”, which is archived. Choose another"
                " one in the macro.",
                macro=self.name,
                name=gone.display_name,
            )
        for used_by in team or requests.team_id:
            if stage.team_ids and used_by not in stage.team_ids:
                return self.env._(
                    "Macro “%(macro)s” moves requests to “%(stage)s”, a stage that team"
                    " “%(team)s” does not use.",
                    macro=self.name,
                    stage=stage.name,
                    team=used_by.name,
                )
        return None

    def _prepare_values(self):
        """Return what the macro writes on requests, but the stage."""
        values = {
            name: self[f"new_{name}"].id
            for name in ("team_id", "category_id", "cause_id")
            if self[f"new_{name}"]
        }
        if self.new_priority:
            values["priority"] = self.new_priority
        if self.assignee:
            users = {"me": self.env.user, "user": self.new_user_id}
            values["user_id"] = users.get(self.assignee, self.env.user.browse()).id
        if self.new_resolution:
            values["resolution"] = self.new_resolution
        return values

    def _render_reply(self, request):
        """Return the answer in the customer's language, its placeholders replaced."""
        lang = request.partner_id.lang or request.company_id.partner_id.lang
        reply = self.with_context(lang=lang or self.env.lang).reply
        if is_html_empty(reply):
            return Markup()
        for name, value in {
            "contact": request.partner_id.name or request.partner_name,
            "number": request.number,
            "subject": request.name,
            "agent": self.env.user.name,
        }.items():
            reply = reply.replace(f"{{{name}}}", escape(value or ""))
        return Markup(reply)
