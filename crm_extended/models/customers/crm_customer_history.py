from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

# who may read what customers bought, as with their orders
ORDERS = "sales_team.group_sale_salesman_all_leads"


class CrmCustomerHistory(models.Model):
    """What a customer bought in a month before its first invoice was made here."""

    _name = "crm.customer.history"
    _description = "Past Sales"
    _order = "month desc, customer_id, id"
    _rec_names_search = ["name", "customer_id"]
    _check_company_auto = True

    name = fields.Char(
        string="Product Name", help="As the product was called; empty for all products."
    )
    customer_id = fields.Many2one(
        "res.partner",
        required=True,
        check_company=True,
        domain="[('parent_id', '=', False)]",
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    month = fields.Date(required=True, help="The first day of the month.")
    product_id = fields.Many2one(
        "product.product",
        check_company=True,
        ondelete="restrict",
        index="btree_not_null",
        help="Empty for a product that is not among yours any more.",
    )
    quantity = fields.Float(digits="Product Unit")
    amount = fields.Monetary(
        required=True, help="Untaxed, in the currency of the company."
    )

    _month_uniq = models.UniqueIndex(
        "(customer_id, company_id, month, COALESCE(name, ''))",
        "The sales of this product to this customer in this month are known already.",
    )

    @api.depends("customer_id.name", "month", "name")
    def _compute_display_name(self):
        for row in self:
            month = row.month and f"{row.month:%Y-%m}"
            parts = filter(None, [row.customer_id.name, month, row.name])
            row.display_name = ", ".join(parts)

    @api.constrains("month")
    def _check_month(self):
        for row in self:
            if row.month.day != 1:
                raise ValidationError(
                    self.env._("Past sales are kept by month: enter its first day.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._touch_customers()
        return rows

    def write(self, vals):
        self._touch_customers()
        result = super().write(vals)
        self._touch_customers()
        return result

    @api.ondelete(at_uninstall=False)
    def _touch_unlinked(self):
        self._touch_customers()

    def _touch_customers(self):
        self.env["crm.customer.touch"]._touch(
            (row.customer_id, row.company_id) for row in self
        )

    @api.model
    def _get_counted_query(self, company, condition=None):
        """Return SQL for the past sales that count: never on top of an invoice.

        A month counts for a customer if it lies before the month of the first invoice
        that was posted for the customer here. Selects ``partner_id, month, product_id,
        name, quantity, amount``.

        :param condition: SQL about ``history``, to narrow down the customers
        """
        return SQL(
            """
            SELECT history.customer_id AS partner_id, history.month,
                   history.product_id, history.name, history.quantity, history.amount
              FROM crm_customer_history AS history
             WHERE history.company_id = %(company)s
               AND %(condition)s
               AND NOT EXISTS (
                   SELECT FROM account_move AS move
                    WHERE move.commercial_partner_id = history.customer_id
                      AND move.company_id = history.company_id
                      AND move.state = 'posted'
                      AND move.move_type = 'out_invoice'
                      AND move.invoice_date < history.month + interval '1 month'
               )
            """,
            company=company.id,
            condition=condition or SQL("TRUE"),
        )

    @api.model
    def _merge_customers(self, source, target):
        """Let ``target`` take over the past sales of ``source``.

        What both bought of one product in one month is added up: it was two sales.
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                WITH overlap AS (
                    DELETE FROM crm_customer_history AS old
                     USING crm_customer_history AS kept
                     WHERE old.customer_id = %(source)s
                       AND kept.customer_id = %(target)s
                       AND kept.company_id = old.company_id
                       AND kept.month = old.month
                       AND COALESCE(kept.name, '') = COALESCE(old.name, '')
                 RETURNING kept.id, old.quantity, old.amount
                )
                UPDATE crm_customer_history AS kept
                   SET quantity = COALESCE(kept.quantity, 0)
                                  + COALESCE(overlap.quantity, 0),
                       amount = kept.amount + overlap.amount
                  FROM overlap
                 WHERE kept.id = overlap.id
                """,
                source=source.id,
                target=target.id,
            )
        )
        self.env.cr.execute(
            SQL(
                "UPDATE crm_customer_history SET customer_id = %s"
                " WHERE customer_id = %s",
                target.id,
                source.id,
            )
        )
        self.invalidate_model(flush=False)
