from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class CrmServiceRequest(models.Model):
    """A customer's request, from arrival to the rating of the answer."""

    _name = "crm.service.request"
    _description = "Service Request"
    _inherit = [
        "crm.numbered",
        "crm.expiring.link",
        "mail.thread.cc",
        "mail.thread.phone",
        "mail.activity.mixin",
        "rating.mixin",
    ]
    _check_company_auto = True
    # whoever may read a request may take part in its conversation
    _mail_post_access = "read"

    name = fields.Char(tracking=True, index="trigram")
    description = fields.Html(help="What the customer says, in the customer's words.")
    priority = fields.Selection(
        [("0", "Normal"), ("1", "Important"), ("2", "High"), ("3", "Urgent")],
        default="0",
        tracking=True,
    )
    category_id = fields.Many2one(
        "crm.service.category",
        check_company=True,
        ondelete="restrict",
        tracking=True,
        index="btree_not_null",
    )
    active = fields.Boolean(default=True)

    # Customer
    partner_id = fields.Many2one(
        "res.partner",
        string="Contact",
        check_company=True,
        tracking=True,
        index="btree_not_null",
        help="The person who asks. Answers go to this contact.",
    )
    customer_id = fields.Many2one(
        "res.partner",
        compute="_compute_customer_id",
        store=True,
        precompute=True,
        index="btree_not_null",
        help="The customer the contact belonged to when the request was opened."
        " It stays when the contact moves to another company.",
    )

    # Responsibility
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    team_id = fields.Many2one(
        "crm.service.team",
        compute="_compute_team_id",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        domain="[('company_id', '=', company_id)]",
        ondelete="restrict",
        tracking=True,
        index=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Assignee",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        check_company=True,
        tracking=True,
        index="btree_not_null",
    )

    # Progress
    stage_id = fields.Many2one(
        "crm.service.stage",
        compute="_compute_stage_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="['|', ('team_ids', '=', False), ('team_ids', 'in', team_id)]",
        group_expand="_group_expand_stage_id",
        ondelete="restrict",
        copy=False,
        tracking=True,
        index=True,
    )
    closed_at = fields.Datetime(
        string="Closed On",
        compute="_compute_closed_at",
        store=True,
        precompute=True,
        copy=False,
    )

    _number_uniq = models.UniqueIndex(
        "(company_id, number)", "Another request of the company has this number."
    )

    @api.depends("partner_id")
    def _compute_customer_id(self):
        # not on partner_id.commercial_partner_id: the customer of a document stays
        for request in self:
            request.customer_id = request.partner_id.commercial_partner_id

    @api.depends("company_id", "category_id")
    def _compute_team_id(self):
        for request in self:
            company = request.company_id
            usual = request.category_id.team_id
            # a request that a team has already taken up stays with it
            if not request._origin and usual.company_id == company and usual.active:
                request.team_id = usual
            elif request.team_id.company_id != company:
                request.team_id = company.crm_service_team_id

    @api.depends("team_id")
    def _compute_stage_id(self):
        Stage = self.env["crm.service.stage"]
        for team, requests in self.grouped("team_id").items():
            usable = Stage.search_fetch(
                team._get_stage_domain(), ["is_closed", "is_waiting"]
            )
            for request in requests:
                if request.stage_id not in usable:
                    request.stage_id = usable[:1]

    @api.depends("stage_id.is_closed")
    def _compute_closed_at(self):
        now = fields.Datetime.now()
        for request in self:
            closed = request.stage_id.is_closed
            request.closed_at = closed and (request.closed_at or now)

    def _compute_access_url(self):
        super()._compute_access_url()
        for request in self:
            request.access_url = f"/my/requests/{request.id}"

    @api.model
    def _group_expand_stage_id(self, stages, domain):
        """Show the stages without requests as well, as empty columns."""
        team_id = self.env.context.get("default_team_id")
        team = self.env["crm.service.team"].browse(team_id)
        usable = team._get_stage_domain() if team else Domain.TRUE
        return stages.search(usable | Domain("id", "in", stages.ids))

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [dict(vals) for vals in vals_list]
        self._complete_company(vals_list)
        self._complete_number(vals_list)
        return super().create(vals_list)

    def action_assign_to_me(self):
        """Make the current user the assignee.

        :return: True
        """
        return self.write({"user_id": self.env.uid})

    def _lock_or_refuse(self):
        """Keep others from changing the requests, or say on which one they work."""
        if busy := self - self.try_lock_for_update():
            raise UserError(
                self.env._(
                    "Somebody else is working on %s right now. Try again in a moment.",
                    busy[0].number,
                )
            )

    @api.model
    def _find_any(self, domain):
        """Return one request that matches, be it archived or out of the user's sight.

        To be used for a refusal that protects requests of other people too.
        """
        # sudo: what the user can't see is to be protected as well
        return self.sudo().with_context(active_test=False).search(domain, limit=1)

    @api.model
    def _complete_company(self, vals_list):
        """A request opened for a team belongs to the company of the team."""
        Team = self.env["crm.service.team"]
        default = self.env.context.get("default_team_id")
        for vals in vals_list:
            team = Team.browse(vals.get("team_id", default))
            if team and not vals.get("company_id"):
                vals["company_id"] = team.company_id.id

    @api.model
    def _get_number_sequence(self, company):
        return company._crm_get_request_sequence()
