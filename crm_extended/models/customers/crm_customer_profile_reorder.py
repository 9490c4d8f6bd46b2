from odoo import api, fields, models
from odoo.tools import SQL

from .crm_customer_profile import ORDERS

# the purchases from which on a customer is measured by its own rhythm
OWN_PURCHASES = 4
# with fewer intervals, a class has no rhythm that could be told
CLASS_INTERVALS = 10
COLUMNS = ("reorder_days", "reorder_basis", "reorder_due_date", "reorder_overdue")


class CrmCustomerProfile(models.Model):
    """When a customer usually buys again, and who is late this time."""

    _inherit = "crm.customer.profile"

    reorder_days = fields.Integer(
        string="Usual Days to Reorder",
        readonly=True,
        aggregator="avg",
        groups=ORDERS,
        help="Nine of ten times the customer bought again within so many days. With"
        " fewer than four purchases: so the customers of its RFM class did. What was"
        " bought on one day is one purchase.",
    )
    reorder_basis = fields.Selection(
        [("own", "Own Purchases"), ("class", "Purchases of the RFM Class")],
        string="Reorder Told From",
        readonly=True,
        groups=ORDERS,
        help="Whose purchases the usual days to reorder are told from.",
    )
    reorder_due_date = fields.Date(
        string="Reorder Expected By",
        readonly=True,
        groups=ORDERS,
        help="The last purchase and the usual days to reorder.",
    )
    reorder_overdue = fields.Boolean(
        string="Overdue for Reorder",
        readonly=True,
        groups=ORDERS,
        help="The usual days to reorder have passed since the last purchase.",
    )

    _reorder_overdue_idx = models.Index("(company_id) WHERE reorder_overdue")

    def _after_refresh(self, scope):
        super()._after_refresh(scope)
        self._update_reorder(scope)

    @api.model
    def _update_reorder(self, scope):
        """Tell for the customers of a scope who is late, and write what changed."""
        queries = self._get_watch_query(scope)
        self._write_figures(SQL("WITH %s SELECT * FROM watched", queries), COLUMNS)

    @api.model
    def _get_watch_query(self, scope):
        """Return the WITH queries that end in ``watched``, a row for each profile."""
        return SQL(
            """
            purchase AS (%(purchases)s),
            pause AS (
                SELECT partner_id, day,
                       day - LAG(day) OVER (PARTITION BY partner_id ORDER BY day)
                           AS days
                  FROM purchase
            ),
            own AS (
                SELECT partner_id, COUNT(*) AS purchases, MAX(day) AS last_day,
                       percentile_cont(0.9) WITHIN GROUP (ORDER BY days) AS days
                  FROM pause
                 GROUP BY partner_id
            ),
            class AS (%(classes)s),
            rhythm AS (
                SELECT profile.id, own.last_day, own.purchases >= %(enough)s AS is_own,
                       FLOOR(CASE WHEN own.purchases >= %(enough)s THEN own.days
                                  ELSE class.days END)::int4 AS days
                  FROM crm_customer_profile profile
             LEFT JOIN own USING (partner_id)
             LEFT JOIN class ON class.rfm_class = profile.rfm_class
                   AND own.partner_id IS NOT NULL
                 WHERE profile.company_id = %(company)s AND %(in_scope)s
            ),
            watched AS (
                SELECT id, days AS reorder_days,
                       CASE WHEN days IS NULL THEN NULL
                            WHEN is_own THEN 'own' ELSE 'class' END AS reorder_basis,
                       last_day + days AS reorder_due_date,
                       COALESCE(last_day + days < %(today)s, FALSE) AS reorder_overdue
                  FROM rhythm
            )
            """,
            purchases=self._get_purchase_days_query(scope),
            classes=self._get_class_rhythm_query(scope),
            enough=OWN_PURCHASES,
            company=scope.company.id,
            today=scope.today,
            in_scope=self._get_scope_condition(scope, SQL("profile.partner_id")),
        )

    @api.model
    def _get_class_rhythm_query(self, scope):
        """Return the SQL of the usual days of each class.

        Some customers alone don't tell of their classes: those are as last told of all.
        """
        if not scope.is_whole:
            return SQL(
                """
                SELECT rfm_class, MAX(reorder_days) AS days
                  FROM crm_customer_profile
                 WHERE company_id = %s AND reorder_basis = 'class'
                 GROUP BY rfm_class
                """,
                scope.company.id,
            )
        return SQL(
            """
            SELECT profile.rfm_class,
                   percentile_cont(0.9) WITHIN GROUP (ORDER BY pause.days) AS days
              FROM pause
              JOIN crm_customer_profile profile USING (partner_id)
             WHERE profile.company_id = %s AND pause.days IS NOT NULL
             GROUP BY profile.rfm_class
            HAVING COUNT(*) >= %s
            """,
            scope.company.id,
            CLASS_INTERVALS,
        )
