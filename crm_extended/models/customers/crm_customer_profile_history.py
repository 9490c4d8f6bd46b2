from odoo import api, fields, models
from odoo.addons.crm_extended.tools.customer_metric import Metric
from odoo.tools import SQL

from .crm_customer_history import ORDERS


class CrmCustomerProfile(models.Model):
    """What the customer bought before Odoo: past sales that were imported."""

    _inherit = "crm.customer.profile"

    history_amount = fields.Monetary(
        string="Past Sales",
        readonly=True,
        groups=ORDERS,
        help="Untaxed amount of the imported past sales in the months before the"
        " customer's first posted invoice. What is invoiced here is never in it.",
    )
    history_first_month = fields.Date(
        string="First Past Sale",
        readonly=True,
        groups=ORDERS,
        help="First month with imported past sales that count.",
    )
    history_last_month = fields.Date(
        string="Latest Past Sale",
        readonly=True,
        groups=ORDERS,
        help="Latest month with imported past sales that count.",
    )

    @api.model
    def _get_metrics(self, scope):
        return [*super()._get_metrics(scope), self._get_history_metric(scope)]

    @api.model
    def _get_history_metric(self, scope):
        condition = self._get_scope_condition(scope, SQL("history.customer_id"))
        query = SQL(
            """
            SELECT counted.partner_id,
                   SUM(counted.amount) AS history_amount,
                   MIN(counted.month) AS history_first_month,
                   MAX(counted.month) AS history_last_month
              FROM (%s) AS counted
             GROUP BY counted.partner_id
            """,
            self.env["crm.customer.history"]._get_counted_query(
                scope.company, condition
            ),
        )
        columns = ("history_amount", "history_first_month", "history_last_month")
        return Metric("history", query, columns)

    @api.model
    def _get_purchase_queries(self, scope):
        return [*super()._get_purchase_queries(scope), self._get_past_query(scope)]

    @api.model
    def _get_past_query(self, scope):
        """Return the past sales as purchases: one a month, on its first day.

        On which days of the month the customer bought is not known.
        """
        condition = self._get_scope_condition(scope, SQL("history.customer_id"))
        counted = self.env["crm.customer.history"]._get_counted_query(
            scope.company, condition
        )
        return SQL(
            """
            SELECT counted.partner_id, counted.month AS day,
                   SUM(counted.amount) AS amount, SUM(counted.amount) > 0 AS is_purchase
              FROM (%s) AS counted
             WHERE counted.month <= %s
             GROUP BY counted.partner_id, counted.month
            """,
            counted,
            scope.today,
        )
