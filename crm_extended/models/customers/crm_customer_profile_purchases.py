from odoo import api, models
from odoo.tools import SQL


class CrmCustomerProfile(models.Model):
    """What counts as a purchase: the one basis of lifecycle, RFM and forecast."""

    _inherit = "crm.customer.profile"

    @api.model
    def _get_purchase_query(self, scope):
        """Return the SQL of all purchases of the scope's customers, one row for each.

        It selects ``partner_id``, the customer; ``day``; ``amount``, untaxed and in the
        currency of the company; and ``is_purchase``, false for what takes back, as a
        credit note or a return, which counts in the amount alone.
        """
        return SQL(" UNION ALL ").join(self._get_purchase_queries(scope))

    @api.model
    def _get_purchase_days_query(self, scope):
        """Return the SQL of the days on which customers bought, each of them once.

        By GROUP BY: PostgreSQL 15 may gather DISTINCT from parallel workers in
        the order of the hash by which it is hashed again, and slow down by the square.
        """
        return SQL(
            """
            SELECT partner_id, day FROM (%s) purchase
             WHERE is_purchase AND day IS NOT NULL
             GROUP BY partner_id, day
            """,
            self._get_purchase_query(scope),
        )

    @api.model
    def _get_purchase_queries(self, scope):
        """Return the queries whose rows make up the purchases.

        To be extended by what knows of purchases outside of the documents.
        """
        by_basis = {
            "ordered": self._get_ordered_query,
            "delivered": self._get_delivered_query,
            "invoiced": self._get_invoiced_query,
        }
        return [by_basis[scope.company.crm_figure_basis or "invoiced"](scope)]

    @api.model
    def _get_invoiced_query(self, scope):
        return SQL(
            """
            SELECT commercial_partner_id AS partner_id, invoice_date AS day,
                   amount_untaxed_signed AS amount,
                   move_type = 'out_invoice' AS is_purchase
              FROM account_move
             WHERE state = 'posted' AND move_type IN ('out_invoice', 'out_refund')
               AND invoice_date <= %s AND %s
            """,
            scope.today,
            self._get_scope_condition(
                scope, SQL("commercial_partner_id"), SQL("company_id")
            ),
        )

    @api.model
    def _get_ordered_query(self, scope):
        day = self._get_local_day(scope, SQL("date_order"))
        return SQL(
            """
            SELECT crm_customer_id AS partner_id, %s AS day,
                   amount_untaxed / COALESCE(NULLIF(currency_rate, 0), 1)::numeric
                       AS amount,
                   amount_untaxed > 0 AS is_purchase
              FROM sale_order
             WHERE state = 'sale' AND %s <= %s AND %s
            """,
            day,
            day,
            scope.today,
            self._get_scope_condition(scope, SQL("crm_customer_id"), SQL("company_id")),
        )

    @api.model
    def _get_delivered_query(self, scope):
        """Goods that reached the customer or came back, at the price of their order."""
        day = self._get_local_day(scope, SQL("move.date"))
        return SQL(
            """
            SELECT sale.crm_customer_id AS partner_id, %(day)s AS day,
                   CASE WHEN target.usage = 'customer' THEN 1 ELSE -1 END
                   * line.price_subtotal
                   / COALESCE(NULLIF(sale.currency_rate, 0), 1)::numeric
                   * (move.quantity * move_unit.factor)
                   / NULLIF(line.product_uom_qty * line_unit.factor, 0) AS amount,
                   target.usage = 'customer' AS is_purchase
              FROM stock_move move
              JOIN sale_order_line line ON line.id = move.sale_line_id
              JOIN sale_order sale ON sale.id = line.order_id
              JOIN uom_uom move_unit ON move_unit.id = move.product_uom
              JOIN uom_uom line_unit ON line_unit.id = line.product_uom_id
              JOIN stock_location source ON source.id = move.location_id
              JOIN stock_location target ON target.id = move.location_dest_id
             WHERE move.state = 'done'
               AND (source.usage = 'customer') <> (target.usage = 'customer')
               AND %(day)s <= %(today)s AND %(in_scope)s
            """,
            day=day,
            today=scope.today,
            in_scope=self._get_scope_condition(
                scope, SQL("sale.crm_customer_id"), SQL("move.company_id")
            ),
        )
