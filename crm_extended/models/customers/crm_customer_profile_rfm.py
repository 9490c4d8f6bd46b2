from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.addons.crm_extended.tools import rfm
from odoo.tools import SQL

CLASSES = [
    (rfm.CHAMPION, "Champions"),
    (rfm.LOYAL, "Loyal"),
    (rfm.POTENTIAL, "Potentially Loyal"),
    (rfm.NEW, "Newcomers"),
    (rfm.PROMISING, "Promising"),
    (rfm.ATTENTION, "Need Attention"),
    (rfm.SLEEPY, "About to Sleep"),
    (rfm.AT_RISK, "Good Ones at Risk"),
    (rfm.CANT_LOSE, "Can't Lose Them"),
    (rfm.HIBERNATING, "Hibernating"),
    (rfm.LOST, "Gone"),
    (rfm.NONE, "No Purchases"),
]
COLUMNS = ("rfm_recency", "rfm_frequency", "rfm_monetary", "rfm_value", "rfm_class")
# how each score is told from the purchases of a customer, and whether more is better
MEASURES = {
    "recency": ("days", False),
    "frequency": ("purchases", True),
    "monetary": ("amount", True),
}


class CrmCustomerProfile(models.Model):
    """How recently, how often and for how much a customer bought, beside all others."""

    _inherit = "crm.customer.profile"

    rfm_recency = fields.Integer(
        string="Recency",
        readonly=True,
        aggregator="avg",
        help="1 to 5: how recent the last purchase is, 5 for the latest fifth.",
    )
    rfm_frequency = fields.Integer(
        string="Frequency",
        readonly=True,
        aggregator="avg",
        help="1 to 5: how many purchases there were, 5 for the fifth with most.",
    )
    rfm_monetary = fields.Integer(
        string="Monetary Value",
        readonly=True,
        aggregator="avg",
        help="1 to 5: how much was bought net of what was taken back, 5 for the fifth"
        " with most.",
    )
    rfm_value = fields.Integer(
        string="Value",
        readonly=True,
        aggregator="avg",
        help="The mean of frequency and monetary value, a half rounded up.",
    )
    rfm_class = fields.Selection(
        CLASSES,
        string="RFM Class",
        readonly=True,
        help="What recency and value come to. Customers without a purchase in the time"
        " looked at have none.",
    )

    _rfm_idx = models.Index("(company_id, rfm_class)")

    def _after_refresh(self, scope):
        super()._after_refresh(scope)
        # a score compares a customer with all others: some alone have none
        if scope.is_whole:
            self._update_rfm(scope)

    @api.model
    def _update_rfm(self, scope):
        """Score all customers of a company; only what changed is written."""
        terms = scope.company._crm_get_rfm_terms()
        queries = self._get_scores_query(scope, terms)
        self._write_figures(SQL("WITH %s SELECT * FROM scored", queries), COLUMNS)

    @api.model
    def _count_rfm_moves(self, company, terms):
        """Return how many customers would be in another class under these terms."""
        query = SQL(
            """
            WITH %s
            SELECT COUNT(*)
              FROM scored JOIN crm_customer_profile profile USING (id)
             WHERE scored.rfm_class IS DISTINCT FROM profile.rfm_class
            """,
            self._get_scores_query(self._get_scope(company), terms),
        )
        return self.env.execute_query(query)[0][0]

    @api.model
    def _get_scores_query(self, scope, terms):
        """Return the WITH queries that end in ``scored``, a row for each profile."""
        return SQL(
            """
            bought AS (
                SELECT partner_id,
                       %(today)s - MAX(day) FILTER (WHERE is_purchase) AS days,
                       COUNT(*) FILTER (WHERE is_purchase) AS purchases,
                       SUM(amount) AS amount
                  FROM (%(purchases)s) purchase
                 WHERE day > %(since)s
                 GROUP BY partner_id
                HAVING COUNT(*) FILTER (WHERE is_purchase) > 0
            ),
            measured AS (
                SELECT bought.*
                  FROM bought JOIN crm_customer_profile profile USING (partner_id)
                 WHERE profile.company_id = %(company)s
            ),
            score AS (SELECT partner_id, %(scores)s FROM measured),
            valued AS (SELECT *, (frequency + monetary + 1) / 2 AS value FROM score),
            scored AS (
                SELECT profile.id,
                       COALESCE(recency, 0)::int4 AS rfm_recency,
                       COALESCE(frequency, 0)::int4 AS rfm_frequency,
                       COALESCE(monetary, 0)::int4 AS rfm_monetary,
                       COALESCE(value, 0)::int4 AS rfm_value,
                       COALESCE((%(grid)s)[(5 - recency) * 5 + value], %(none)s)
                           AS rfm_class
                  FROM crm_customer_profile profile
             LEFT JOIN valued USING (partner_id)
                 WHERE profile.company_id = %(company)s
            )
            """,
            today=scope.today,
            since=scope.today - relativedelta(months=terms.months),
            purchases=self._get_purchase_query(scope),
            company=scope.company.id,
            scores=SQL(", ").join(
                SQL(
                    "%s AS %s",
                    self._get_score(measure, terms.limits.get(measure)),
                    SQL.identifier(measure),
                )
                for measure in MEASURES
            ),
            grid=[name for row in rfm.GRID for name in row],
            none=rfm.NONE,
        )

    @api.model
    def _get_score(self, measure, limits):
        """Return the SQL of a score: by limits of one's own, else by average rank."""
        column, more_is_better = MEASURES[measure]
        value = SQL.identifier(column)
        if limits:
            comparison = SQL(">=" if more_is_better else "<=")
            passed = [SQL("(%s %s %s)::int", value, comparison, v) for v in limits]
            return SQL("1 + %s", SQL(" + ").join(passed))
        order = SQL("%s %s", value, SQL("ASC" if more_is_better else "DESC"))
        return SQL(
            """
            FLOOR(5 * (
                RANK() OVER (ORDER BY %s) + (COUNT(*) OVER (PARTITION BY %s) - 1) / 2.0
                - 0.5
            ) / COUNT(*) OVER ())::int + 1
            """,
            order,
            value,
        )
