from odoo import api, fields, models
from odoo.addons.crm_extended.models.service.crm_sla_target import KINDS
from odoo.tools import format_list, ormcache

# what a policy is for comes before where it stands in the list
RANK_TIER, RANK_ALL = 20, 30


class CrmSlaPolicy(models.Model):
    """How soon requests are answered and solved, for those that the policy covers."""

    _name = "crm.sla.policy"
    _description = "SLA Policy"
    _inherit = ["crm.sla.part"]
    _order = "rank, sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    rank = fields.Integer(
        compute="_compute_rank",
        store=True,
        precompute=True,
        help="Policies for chosen customers come before those for all.",
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )

    # Covered requests
    tier_ids = fields.Many2many(
        "crm.customer.tier",
        string="Customer Tiers",
        help="Requests of customers of these tiers. Empty: of every customer.",
    )
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
    priority_from = fields.Selection(
        selection=lambda self: self.env["crm.sla.target"]._selection_priority(),
        help="Requests of this priority and above. Empty: of every priority.",
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
    escalation_ids = fields.One2many("crm.sla.escalation", "policy_id", copy=True)
    unpromised = fields.Char(
        string="Priorities Without a Promise", compute="_compute_unpromised"
    )

    _warning_percentage_range = models.Constraint(
        "CHECK(warning_percentage BETWEEN 1 AND 100)",
        "A promise is at risk after 1 to 100 percent of its time.",
    )

    @api.depends("tier_ids")
    def _compute_rank(self):
        for policy in self:
            policy.rank = policy._get_rank()

    @api.depends(
        "priority_from",
        "target_ids.priority",
        *(f"target_ids.{kind}" for kind in KINDS),
    )
    @api.depends_context("lang")
    def _compute_unpromised(self):
        labels = self.env["crm.sla.target"]._selection_priority()
        for policy in self:
            promising = policy.target_ids.filtered(lambda t: any(t[k] for k in KINDS))
            promised = set(promising.mapped("priority"))
            missing = [
                label
                for priority, label in labels
                if priority not in promised and priority >= (policy.priority_from or "")
            ]
            policy.unpromised = format_list(self.env, missing)

    def _get_rank(self):
        """Return where the policy stands: lower comes first, whatever its sequence.

        To be extended by what else a policy may be meant for.
        """
        # a policy for a tier that was archived is still not one for everybody
        has_tiers = self.with_context(active_test=False).tier_ids
        return RANK_TIER if has_tiers else RANK_ALL

    @api.model
    @ormcache("company_id")
    def _get_rules(self, company_id):
        """Return what the policies of a company ask for and promise, first ones first.

        Plain values that are kept until a policy is changed: every new request asks.
        """
        # sudo: a promise is the same whoever opens a request
        policies = self.sudo().search([("company_id", "=", company_id)])
        return tuple(policy._prepare_rule() for policy in policies)

    def _prepare_rule(self):
        """Return the values of one rule, as a dict. To be extended."""
        # a policy for what has been archived is not one for everything
        policy = self.with_context(active_test=False)
        return {
            "policy": self.id,
            "tiers": frozenset(policy.tier_ids.ids),
            "teams": frozenset(policy.team_ids.ids),
            "categories": frozenset(policy.category_ids.ids),
            "priority": self.priority_from or "",
            "calendar": self.resource_calendar_id.id,
            "share": self.warning_percentage,
            "promises": {
                target.priority: tuple(target[kind] for kind in KINDS)
                for target in self.target_ids
            },
        }

    @api.model
    def _find_mismatch(self, rule, case):
        """Return the name of the first condition that a request does not meet, or None.

        To be extended by what else chooses a policy.

        :param dict rule: of :meth:`_prepare_rule`
        :param dict case: of ``crm.service.request._get_sla_cases``
        """
        if rule["tiers"] and case["tier"] not in rule["tiers"]:
            return "tier"
        if rule["teams"] and case["team"] not in rule["teams"]:
            return "team"
        if rule["categories"] and rule["categories"].isdisjoint(case["categories"]):
            return "category"
        if case["priority"] < rule["priority"]:
            return "priority"
        return None

    def _explain_mismatch(self, mismatch, request):
        """Return why the policy is not for a request, in words. To be extended.

        :param mismatch: of :meth:`_find_mismatch`
        """
        policy = self.with_context(active_test=False)
        if mismatch == "tier":
            customer = request.customer_id.with_company(request.company_id)
            return self.env._(
                "It is for customers of the tier %(tiers)s. Tier of this customer:"
                " %(tier)s.",
                tiers=format_list(self.env, policy.tier_ids.mapped("name")),
                tier=customer.crm_tier_id.name or self.env._("none"),
            )
        if mismatch == "team":
            teams = format_list(self.env, policy.team_ids.mapped("name"))
            return self.env._("It is for requests of the team %s.", teams)
        if mismatch == "category":
            names = policy.category_ids.mapped("display_name")
            return self.env._(
                "It is for requests of the category %s.", format_list(self.env, names)
            )
        labels = dict(self._fields["priority_from"]._description_selection(self.env))
        return self.env._(
            "It is for requests of the priority %s and above.",
            labels[self.priority_from],
        )
