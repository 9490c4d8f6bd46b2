from odoo import Command, api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    crm_service_team_id = fields.Many2one(
        "crm.service.team",
        string="Default Service Team",
        check_company=True,
        domain="[('company_id', '=', id)]",
        ondelete="restrict",
        help="Requests that arrive without a team go to this one.",
    )

    crm_service_product_id = fields.Many2one(
        "product.product",
        string="Working Hours Product",
        check_company=True,
        domain="[('type', '=', 'service'), ('company_id', 'in', [id, False])]",
        ondelete="restrict",
        help="Working hours of work orders are billed as this product.",
    )

    crm_link_days = fields.Integer(
        string="Links Valid For (days)",
        default=30,
        help="Who has the link of a request or a work order opens it without a login"
        " for so many days after it was closed. Then the page says how to reach you.",
    )

    _crm_link_days_check = models.Constraint(
        "CHECK (crm_link_days > 0)",
        "A link is valid for at least one day after the work is over.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._crm_ensure_service_desk()
        return companies

    @api.model
    def _crm_ensure_service_desks(self):
        """Give every company what its service desk needs to take a first request."""
        self.sudo().search([])._crm_ensure_service_desk()

    def _crm_ensure_service_desk(self):
        # sudo: who may create a company need not be allowed to set up its service
        for company in self.sudo():
            company._crm_get_request_sequence()
            company._crm_get_work_order_sequence()
            if not company.crm_service_team_id:
                company.crm_service_team_id = company._crm_create_service_team()
            company._crm_ensure_sla_policy()

    def _crm_create_service_team(self):
        """Return a first team, named in every language the database speaks."""
        self.ensure_one()
        Team = self.env["crm.service.team"].with_context(lang="en_US")
        team = Team.create(
            {"company_id": self.id, "name": Team.env._("Customer Service")}
        )
        for code, _name in self.env["res.lang"].get_installed():
            team = team.with_context(lang=code)
            team.name = team.env._("Customer Service")
        return team

    def _crm_ensure_sla_policy(self):
        """Give a company without any policy a first one: it promises, and no more."""
        self.ensure_one()
        Policy = self.env["crm.sla.policy"].with_context(active_test=False)
        if Policy.search([("company_id", "=", self.id)], limit=1):
            return
        policy = Policy.create(self._crm_prepare_sla_policy_values())
        for code, _name in self.env["res.lang"].get_installed():
            policy = policy.with_context(lang=code)
            policy.name = policy.env._("Standard")

    def _crm_prepare_sla_policy_values(self):
        hours = {"0": (8, 40), "1": (8, 24), "2": (4, 16), "3": (1, 8)}
        return {
            "company_id": self.id,
            "name": "Standard",
            # what a manager adds comes before it
            "sequence": 100,
            "target_ids": [
                Command.create(
                    {
                        "priority": priority,
                        "first_response_hours": first_response,
                        "resolution_hours": resolution,
                    }
                )
                for priority, (first_response, resolution) in hours.items()
            ],
        }

    def _crm_get_request_sequence(self):
        """Return the numbering of the company's requests, made when it is missing."""
        name = self.env._("Service Requests of %s", self.name)
        return self._crm_get_sequence("crm.service.request", "SR", name)

    def _crm_get_work_order_sequence(self):
        """Return the numbering of the company's work orders, made when missing."""
        name = self.env._("Work Orders of %s", self.name)
        return self._crm_get_sequence("crm.work.order", "WO", name)
