from odoo import api, fields, models
from odoo.tools.sql import column_exists, create_column


class ProductTemplate(models.Model):
    _inherit = "product.template"

    crm_is_equipment = fields.Boolean(
        string="Track as Equipment at Customers",
        compute="_compute_crm_is_equipment",
        store=True,
        readonly=False,
        help="Each delivery to a customer makes a record of equipment, which shows"
        " warranty, requests and visits. Products with serial numbers start with it.",
    )
    crm_warranty_months = fields.Integer(
        string="Warranty",
        help="Months from the delivery for which you answer. Zero: no warranty.",
    )

    _crm_warranty_check = models.Constraint(
        "CHECK (crm_warranty_months >= 0)",
        "The months of a warranty can't be negative.",
    )

    def _auto_init(self):
        # by SQL: the ORM would stamp every product as changed by the installation
        cr = self.env.cr
        if not column_exists(cr, "product_template", "crm_is_equipment"):
            create_column(cr, "product_template", "crm_is_equipment", "bool")
            cr.execute(
                "UPDATE product_template SET crm_is_equipment = TRUE"
                " WHERE tracking = 'serial'"
            )
        return super()._auto_init()

    @api.depends("tracking", "crm_warranty_months")
    def _compute_crm_is_equipment(self):
        for product in self:
            product.crm_is_equipment = (
                product.crm_is_equipment
                or product.tracking == "serial"
                or product.crm_warranty_months > 0
            )

    def action_crm_view_equipment(self):
        """Open the equipment made of this product, wherever it stands."""
        domain = [("product_id.product_tmpl_id", "in", self.ids)]
        return self.env["crm.equipment"]._get_action_for(domain)
