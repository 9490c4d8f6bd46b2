from odoo import api, fields, models
from odoo.exceptions import UserError


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
        counts = self._get_customer_counts()
        for tier in self:
            tier.customer_count = counts.get(tier.id, 0)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # sudo: a tier is in use where the user may not look, too
        used = self.sudo().search([("id", "in", list(self._get_any_used()))], limit=1)
        if used:
            raise UserError(
                self.env._(
                    "The tier %s is given to customers. Archive it, or give them"
                    " another one first.",
                    used.name,
                )
            )

    def action_view_customers(self):
        """Open the customers to whom this tier is given in the company at hand."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "res.partner",
            "view_mode": "list,kanban,form",
            "domain": [("crm_tier_id", "=", self.id), ("parent_id", "=", False)],
            "context": {"default_crm_tier_id": self.id},
        }

    def _get_customer_counts(self):
        groups = self.env["res.partner"]._read_group(
            [("crm_tier_id", "in", self.ids), ("parent_id", "=", False)],
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
            used |= tiers.with_context(active_test=False)._get_customer_counts().keys()
        return used
