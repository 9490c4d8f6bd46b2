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
