from odoo import api, fields, models


class CrmWorkOrderLine(models.AbstractModel):
    """What time and parts of a work order have in common: who pays, and the bill."""

    _name = "crm.work.order.line"
    _description = "Work Order Line"
    _check_company_auto = True

    order_id = fields.Many2one(
        "crm.work.order", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="order_id.company_id", store=True, precompute=True, index=True
    )
    coverage = fields.Selection(
        [
            ("chargeable", "Chargeable"),
            ("warranty", "Warranty"),
            ("goodwill", "Goodwill"),
        ],
        compute="_compute_coverage",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="Who pays: the customer, or we for warranty or out of goodwill. A covered"
        " line is billed with its price and a discount of 100 %.",
    )
    sale_line_id = fields.Many2one(
        "sale.order.line",
        string="Order Line",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        groups="crm_extended.crm_extended_group_dispatcher",
    )

    @api.depends("order_id")
    def _compute_coverage(self):
        for line in self:
            line.coverage = line.coverage or line.order_id._get_default_coverage()

    def _prepare_bill_line_values(self):
        """Return the values of the order line that bills this line."""
        self.ensure_one()
        lang = self.order_id.customer_id.lang or self.env.lang
        texts = self.with_context(lang=lang)._get_bill_texts()
        return {
            "name": "\n".join(filter(None, texts)),
            "crm_coverage": self.coverage,
        }

    def _get_bill_texts(self):
        """Return the lines of the description on the bill; some may be empty."""
        return (
            [self.env._("Covered: %s", self._get_coverage_name())]
            if (self.coverage != "chargeable")
            else []
        )

    def _get_coverage_name(self):
        names = self._fields["coverage"]._description_selection(self.env)
        return dict(names)[self.coverage]

    def _link_to_bill(self, sale_line):
        """Note that this order line bills this line."""
        self.ensure_one()
        self.sale_line_id = sale_line
