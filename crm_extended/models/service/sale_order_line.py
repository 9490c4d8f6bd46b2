from odoo import api, fields, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    crm_coverage = fields.Selection(
        selection=lambda self: (
            self.env["crm.work.order.line"]._fields["coverage"].selection
        ),
        string="Coverage",
        readonly=True,
        copy=False,
        help="Who pays for work that was done already. What is covered keeps its price"
        " and has a discount of 100 %.",
    )

    @api.depends("crm_coverage")
    def _compute_discount(self):
        covered = self.filtered(lambda line: line._crm_is_covered())
        covered.discount = 100.0
        return super(SaleOrderLine, self - covered)._compute_discount()

    def _crm_is_covered(self):
        return self.crm_coverage and self.crm_coverage != "chargeable"
