from odoo import api, fields, models


class CrmSlaPolicy(models.Model):
    """How soon requests are answered and solved, for those that the policy covers."""

    _name = "crm.sla.policy"
    _description = "SLA Policy"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(
        default=10,
        help="The first policy that covers a request is the one that counts.",
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )

    # Covered requests
    team_ids = fields.Many2many(
        "crm.service.team",
        string="Teams",
        check_company=True,
        help="Empty: requests of every team.",
    )
    category_ids = fields.Many2many(
        "crm.service.category",
        string="Categories",
        check_company=True,
        help="Requests of these categories and of all that belongs to them. Empty:"
        " requests of every category.",
    )

    # Promise
    resource_calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working Hours",
        check_company=True,
        help="Promises count only in working hours, and not on holidays. Empty: the"
        " working hours of the team, or else of the company.",
    )
    warning_percentage = fields.Integer(
        string="At Risk After (%)",
        default=75,
        help="A promise is at risk once this share of the promised time has passed.",
    )
    target_ids = fields.One2many(
        "crm.sla.target", "policy_id", string="Targets", copy=True
    )

    _warning_percentage_range = models.Constraint(
        "CHECK(warning_percentage BETWEEN 1 AND 100)",
        "A promise is at risk after 1 to 100 percent of its time.",
    )

    @api.model
    def _get_by_company(self, companies):
        """Return a dict of each company to its policies, in the order they count."""
        policies = self.search_fetch([("company_id", "in", companies.ids)])
        return policies.grouped("company_id")

    def _covers(self, request):
        """Whether the policy is meant for the request.

        To be extended by what else chooses a policy.
        """
        self.ensure_one()
        # a policy for what has been archived is not one for everything
        policy = self.with_context(active_test=False)
        if policy.team_ids and request.team_id not in policy.team_ids:
            return False
        categories = set(policy.category_ids.ids)
        lineage = request.category_id._get_lineage_ids()
        return not categories or not categories.isdisjoint(lineage)

    def _get_calendar(self, team):
        """Return the working hours in which the policy counts for a team."""
        return (
            self.resource_calendar_id
            or team.resource_calendar_id
            or self.company_id.resource_calendar_id
        )

    def _get_targets(self):
        """Return a dict of (policy, priority) to the hours promised, as a target."""
        targets = self.env["crm.sla.target"].search_fetch(
            [("policy_id", "in", self.ids)]
        )
        return {(target.policy_id, target.priority): target for target in targets}
