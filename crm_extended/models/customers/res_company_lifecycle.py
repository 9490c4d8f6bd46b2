from odoo import api, models


class ResCompany(models.Model):
    """Every company has a rule for the lifecycle of its customers from day one."""

    _inherit = "res.company"

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._crm_ensure_lifecycle_rule()
        return companies

    @api.model
    def _crm_ensure_lifecycle_rules(self):
        self.search([])._crm_ensure_lifecycle_rule()

    def _crm_ensure_lifecycle_rule(self):
        # sudo: who may create a company need not be allowed to set up its customers
        Rule = self.env["crm.lifecycle.rule"].sudo()
        groups = Rule._read_group([("company_id", "in", self.ids)], ["company_id"])
        settled = self.browse([company.id for [company] in groups])
        Rule.create([{"company_id": company.id} for company in self - settled])
