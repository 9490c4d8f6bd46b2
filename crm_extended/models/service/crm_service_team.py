from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class CrmServiceTeam(models.Model):
    """People who answer the same kind of requests, and the person who leads them."""

    _name = "crm.service.team"
    _description = "Service Team"
    # before mail.thread: the ratings of a team are those of its requests
    _inherit = ["rating.parent.mixin", "mail.thread", "mail.alias.mixin.optional"]
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, tracking=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )

    # People
    user_id = fields.Many2one(
        "res.users",
        string="Team Leader",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        check_company=True,
        tracking=True,
        index="btree_not_null",
    )
    member_ids = fields.Many2many(
        "res.users",
        "crm_service_team_member_rel",
        "team_id",
        "user_id",
        string="Members",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        check_company=True,
        help="Members see the requests of the team and can be chosen as assignee.",
    )

    resource_calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working Hours",
        check_company=True,
        help="When the team is at work. Empty: the working hours of the company.",
    )

    # Rating
    ask_rating = fields.Boolean(
        string="Ask for a Rating",
        help="Customers are asked for a rating after their request was solved.",
    )
    rating_delay_hours = fields.Integer(
        string="Ask After (hours)",
        help="Hours between the solution and the question. A request that is reopened"
        " before is not asked about.",
    )
    rating_window_days = fields.Integer(
        string="Votes Count For (days)",
        default=14,
        help="How long customers can vote, and change their vote, after being asked.",
    )

    # Workload
    request_ids = fields.One2many("crm.service.request", "team_id", string="Requests")
    open_request_count = fields.Integer(
        string="Open Requests", compute="_compute_open_request_count"
    )
    unassigned_request_count = fields.Integer(
        string="Unassigned Requests", compute="_compute_open_request_count"
    )

    _rating_times = models.Constraint(
        "CHECK(rating_delay_hours >= 0 AND rating_window_days > 0)",
        "Customers are asked after 0 hours or more, and have a day or more to vote.",
    )

    def _compute_open_request_count(self):
        groups = self.env["crm.service.request"]._read_group(
            [("team_id", "in", self.ids), ("closed_at", "=", False)],
            ["team_id", "user_id"],
            ["__count"],
        )
        for team in self:
            counts = {user: count for of_team, user, count in groups if of_team == team}
            team.open_request_count = sum(counts.values())
            team.unassigned_request_count = counts.get(self.env["res.users"], 0)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_use(self):
        self._ensure_unused(Domain.TRUE)

    def write(self, vals):
        if vals.get("active") is False:
            self._ensure_unused(Domain("closed_at", "=", False))
        return super().write(vals)

    def copy_data(self, default=None):
        vals_list = super().copy_data(default=default)
        for team, vals in zip(self, vals_list, strict=True):
            vals["name"] = (default or {}).get("name") or self.env._(
                "%s (copy)", team.name
            )
        return vals_list

    def action_view_requests(self):
        """Open the requests of the team, the open ones first."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_extended.crm_service_request_action"
        )
        action["domain"] = [("team_id", "=", self.id)]
        action["context"] = {"default_team_id": self.id, "search_default_open": 1}
        return action

    def action_view_ratings(self):
        """Open what customers said about the requests of the team."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_extended.rating_rating_action_service"
        )
        action["domain"] = [
            ("parent_res_model", "=", self._name),
            ("parent_res_id", "=", self.id),
            ("consumed", "=", True),
        ]
        return action

    def _get_working_time(self):
        """Return when the team works: see ``resource.calendar._crm_get_working_time``.

        In its own hours, or else in those of its company.
        """
        self.ensure_one()
        # sudo: when a team works is no secret, and asked on behalf of customers too
        team = self.sudo()
        calendar = team.resource_calendar_id or team.company_id.resource_calendar_id
        return calendar._crm_get_working_time(team.company_id)

    def _get_stage_domain(self):
        """Return the domain of the stages that requests of the team go through."""
        return Domain("team_ids", "=", False) | Domain("team_ids", "in", self.ids)

    def _ensure_unused(self, domain):
        """Refuse when a request of these teams matches ``domain``."""
        Request = self.env["crm.service.request"]
        if request := Request._find_any(Domain("team_id", "in", self.ids) & domain):
            raise UserError(
                self.env._(
                    "The team “%(team)s” still has requests, for example %(number)s."
                    " Close them or move them to another team first.",
                    team=request.team_id.name,
                    number=request.number,
                )
            )
