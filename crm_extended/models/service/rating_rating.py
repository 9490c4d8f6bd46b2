from odoo import fields, models


class RatingRating(models.Model):
    _inherit = "rating.rating"

    crm_company_id = fields.Many2one(
        "res.company",
        string="Company",
        readonly=True,
        index="btree_not_null",
        help="The company whose service request was rated.",
    )

    def _find_parent_data(self, values):
        data = super()._find_parent_data(values)
        model = self.env["ir.model"].sudo().browse(values["res_model_id"]).model
        if model == "crm.service.request":
            request = self.env[model].browse(values["res_id"])
            data["crm_company_id"] = request.company_id.id
        return data
