from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.addons.crm_extended.tools.customer_metric import Metric
from odoo.tools import SQL

from .crm_customer_profile import ACCOUNTING


class CrmCustomerProfile(models.Model):
    """How the customer pays, as the ledger has it."""

    _inherit = "crm.customer.profile"

    paid_12m = fields.Monetary(
        string="Paid, 12 Months",
        readonly=True,
        groups=ACCOUNTING,
        help="What was paid of invoices in the last 12 months, taxes included, in the"
        " currency of the company.",
    )
    pay_days = fields.Float(
        string="Days to Pay, 12 Months",
        digits=(16, 1),
        readonly=True,
        aggregator="avg",
        groups=ACCOUNTING,
        help="From the date of an invoice to its payment, on average of the payments of"
        " the last 12 months, each with the weight of its amount. Credit notes and"
        " exchange differences are no payments.",
    )
    pay_days_late = fields.Float(
        string="Days Beyond Terms, 12 Months",
        digits=(16, 1),
        readonly=True,
        aggregator="avg",
        groups=ACCOUNTING,
        help="From the due date of an invoice to its payment, on average of the same"
        " payments with the same weights. Negative for who pays early.",
    )
    pay_days_before = fields.Float(
        string="Days to Pay, 12 Months Before",
        digits=(16, 1),
        readonly=True,
        aggregator="avg",
        groups=ACCOUNTING,
        help="Days to pay on average of the payments in the 12 months before the last"
        " 12.",
    )
    pay_days_trend = fields.Float(
        string="Change in Days to Pay",
        digits=(16, 1),
        readonly=True,
        aggregator="avg",
        groups=ACCOUNTING,
        help="Days to pay of the last 12 months less those of the 12 months before:"
        " above 0, the customer became slower.",
    )
    pay_dso = fields.Float(
        string="Days Sales Outstanding",
        digits=(16, 1),
        readonly=True,
        aggregator="avg",
        groups=ACCOUNTING,
        help="How many days of invoices, taxes included and counted back from today,"
        " make up what is open today. Empty where nothing is open.",
    )

    def _get_payment_habit(self):
        """Return in a sentence how the customer pays, or False when nobody can tell."""
        if not self or self.payments_unregistered or not self.paid_12m:
            return False
        sentence = self.env._("Pays after %(days)s days", days=round(self.pay_days))
        late = round(self.pay_days_late)
        if late > 0:
            habit = self.env._("%(late)s days beyond terms", late=late)
        elif late < 0:
            habit = self.env._("%(early)s days before they are due", early=-late)
        else:
            habit = self.env._("as agreed")
        return " · ".join([sentence, habit, *self._get_payment_trend()])

    def _get_payment_trend(self):
        """Yield how that changed; nothing where it did not."""
        trend = round(self.pay_days_trend)
        if trend > 0:
            yield self.env._("%(days)s days slower than the year before", days=trend)
        elif trend < 0:
            yield self.env._("%(days)s days faster than the year before", days=-trend)

    @api.model
    def _get_metrics(self, scope):
        return [
            *super()._get_metrics(scope),
            self._get_payment_metric(scope),
            self._get_dso_metric(scope),
        ]

    @api.model
    def _get_payment_metric(self, scope):
        query = SQL(
            """
            SELECT averages.*, pay_days - pay_days_before AS pay_days_trend
              FROM (
                SELECT partner_id,
                       SUM(amount) FILTER (WHERE is_recent) AS paid_12m,
                       ROUND(SUM(amount * days) FILTER (WHERE is_recent)
                             / SUM(amount) FILTER (WHERE is_recent), 1) AS pay_days,
                       ROUND(SUM(amount * days_late) FILTER (WHERE is_recent)
                             / SUM(amount) FILTER (WHERE is_recent), 1)
                           AS pay_days_late,
                       ROUND(SUM(amount * days) FILTER (WHERE NOT is_recent)
                             / SUM(amount) FILTER (WHERE NOT is_recent), 1)
                           AS pay_days_before
                  FROM (%s) payment
                 GROUP BY partner_id
              ) averages
            """,
            self._get_payment_query(scope),
        )
        columns = (
            "paid_12m",
            "pay_days",
            "pay_days_late",
            "pay_days_before",
            "pay_days_trend",
        )
        return Metric("payments", query, columns)

    @api.model
    def _get_payment_query(self, scope):
        """Return the SQL of what was paid of invoices in two years, with its days."""
        return SQL(
            """
            SELECT item.partner_id, matched.amount,
                   paid.date - COALESCE(invoice.invoice_date, invoice.date) AS days,
                   paid.date - COALESCE(item.date_maturity, item.date) AS days_late,
                   paid.date > %(year_ago)s AS is_recent
              FROM account_partial_reconcile matched
              JOIN account_move_line item ON item.id = matched.debit_move_id
              JOIN account_move invoice ON invoice.id = item.move_id
              JOIN account_account account ON account.id = item.account_id
              JOIN account_move_line paid ON paid.id = matched.credit_move_id
              JOIN account_move payment ON payment.id = paid.move_id
              JOIN res_company company ON company.id = item.company_id
             WHERE invoice.move_type = 'out_invoice' AND matched.amount > 0
               AND account.account_type = 'asset_receivable'
               AND payment.move_type = 'entry' AND payment.state = 'posted'
               AND payment.journal_id
                   IS DISTINCT FROM company.currency_exchange_journal_id
               AND paid.date > %(two_years_ago)s AND paid.date <= %(today)s
               AND %(in_scope)s
            """,
            today=scope.today,
            year_ago=scope.today - relativedelta(months=12),
            two_years_ago=scope.today - relativedelta(months=24),
            in_scope=self._get_scope_condition(
                scope, SQL("item.partner_id"), SQL("item.company_id")
            ),
        )

    @api.model
    def _get_dso_metric(self, scope):
        """Count back: the latest months that together invoiced what is open now.

        A month that invoiced more than what is left counts by that share of its days,
        one without an invoice in full: the exhaustion method of credit management, see
        S. Salek, Accounts Receivable Management Best Practices (2005), chapter 10.
        """
        query = SQL(
            """
            SELECT partner_id,
                   ROUND(SUM(
                       until - month_end
                       + LEAST(1, (open - later) / invoiced) * (month_end - month)
                   ), 1) AS pay_dso
              FROM (
                SELECT partner_id, month, invoiced, open,
                       LEAST((month + interval '1 month')::date, %(tomorrow)s)
                           AS month_end,
                       COALESCE(SUM(invoiced) OVER newer, 0) AS later,
                       COALESCE(MIN(month) OVER newer, %(tomorrow)s) AS until
                  FROM (%(months)s) months
                WINDOW newer AS (
                    PARTITION BY partner_id ORDER BY month DESC
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                )
              ) counted
             WHERE open > later
             GROUP BY partner_id
            """,
            tomorrow=scope.today + relativedelta(days=1),
            months=self._get_invoiced_months_query(scope),
        )
        return Metric("dso", query, ("pay_dso",))

    @api.model
    def _get_invoiced_months_query(self, scope):
        """Return the SQL of what customers with something open had to pay a month."""
        return SQL(
            """
            SELECT owed.partner_id, owed.receivable_open AS open,
                   date_trunc('month', invoice.invoice_date)::date AS month,
                   SUM(invoice.amount_total_signed) AS invoiced
              FROM (%(receivables)s) owed
              JOIN account_move invoice
                ON invoice.commercial_partner_id = owed.partner_id
             WHERE owed.receivable_open > 0
               AND invoice.company_id = %(company)s AND invoice.state = 'posted'
               AND invoice.move_type = 'out_invoice'
               AND invoice.amount_total_signed > 0
               AND invoice.invoice_date <= %(today)s
             GROUP BY owed.partner_id, owed.receivable_open, month
            """,
            receivables=self._get_receivable_metric(scope).query,
            company=scope.company.id,
            today=scope.today,
        )
