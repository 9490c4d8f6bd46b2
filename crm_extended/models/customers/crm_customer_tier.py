from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class CrmCustomerTier(models.Model):
    """How much care a customer is entitled to; given by people, never by a formula."""

    _name = "crm.customer.tier"
    _description = "Customer Tier"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10, help="The highest tier comes first.")
    color = fields.Integer()
    active = fields.Boolean(default=True)
    description = fields.Text(
        translate=True, help="What a customer of this tier may expect of you."
    )
    customer_count = fields.Integer(compute="_compute_customer_count")

    _name_uniq = models.UniqueIndex("(name)", "Another tier has this name.")

    def _compute_customer_count(self):
        customers = self.env["res.partner"]._crm_get_customer_domain()
        counts = self._count_partners(customers)
        for tier in self:
            tier.customer_count = counts.get(tier.id, 0)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # sudo: a tier is in use where the user may not look, too
        given = self._get_any_used()
        used = self.sudo().filtered(lambda tier: tier.id in given)
        if used:
            raise UserError(
                self.env._(
                    "The tier %s is given to customers. Archive it, or give them"
                    " another one first.",
                    used[0].name,
                )
            )

    def action_view_customers(self):
        """Open the customers to whom this tier is given in the company at hand."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_extended.res_partner_action_customers"
        )
        customers = self.env["res.partner"]._crm_get_customer_domain()
        domain = Domain("crm_tier_id", "=", self.id) & customers
        return action | {
            "name": self.name,
            "display_name": self.name,
            "domain": list(domain),
            "context": {"default_crm_tier_id": self.id, "default_is_company": True},
        }

    def _count_partners(self, domain=Domain.TRUE):
        groups = self.env["res.partner"]._read_group(
            Domain("crm_tier_id", "in", self.ids) & domain,
            ["crm_tier_id"],
            ["__count"],
        )
        return {tier.id: count for tier, count in groups}

    def _get_any_used(self):
        """Return the ids of the tiers that a customer has in any company."""
        used = set()
        # sudo: see the caller
        for company in self.env["res.company"].sudo().search([]):
            tiers = self.sudo().with_company(company)
            used |= tiers.with_context(active_test=False)._count_partners().keys()
        return used
