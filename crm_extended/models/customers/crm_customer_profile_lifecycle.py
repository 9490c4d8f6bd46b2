from odoo import api, fields, models
from odoo.addons.crm_extended.tools import lifecycle
from odoo.tools import SQL

from .crm_customer_lifecycle import STATES


class CrmCustomerProfile(models.Model):
    """Where the customer stands: told for every day, stored from one day to another.

    What ``tools/lifecycle.py`` tells of one customer is told here of all at once, each
    day by the rule in force on it.
    """

    _inherit = "crm.customer.profile"

    lifecycle_state = fields.Selection(
        STATES,
        string="Lifecycle",
        readonly=True,
        help="Prospect: has bought nothing yet. New: first purchase not long ago."
        " Active: buys. At risk, lapsed, lost: no purchase for longer and longer. Won"
        " back: bought again after a lapse.",
    )
    lifecycle_since = fields.Date(
        readonly=True, help="The day on which the customer came into this state."
    )

    _lifecycle_idx = models.Index("(company_id, lifecycle_state)")

    def _after_refresh(self, scope):
        super()._after_refresh(scope)
        self._update_lifecycle(scope)

    @api.model
    def _update_lifecycle(self, scope):
        """Bring states and their history up to the day of the scope."""
        rules = self.env["crm.lifecycle.rule"].search(
            [("company_id", "=", scope.company.id)], order="date_from"
        )
        if not rules:
            return
        self._tell_news(scope, [(rule.date_from, rule._get_terms()) for rule in rules])
        for statement in (self._get_close_query, self._get_open_query):
            self.env.cr.execute(statement(scope))
        self.env.cr.execute(self._get_lifecycle_query(scope))
        self.env["crm.customer.lifecycle"].invalidate_model(flush=False)

    @api.model
    def _tell_news(self, scope, rules):
        """Put what is told and not yet in the history into a table of the transaction.

        The first state of a customer may reach far back. Later ones follow the open
        one; where documents that came late tell its past otherwise, the past stays, and
        what they tell of today counts from today on.
        """
        self.env.cr.execute(SQL("DROP TABLE IF EXISTS pg_temp.crm_lifecycle_news"))
        self.env.cr.execute(
            SQL(
                """
                CREATE TEMPORARY TABLE crm_lifecycle_news ON COMMIT DROP AS
                WITH %(told)s,
                news AS (
                    SELECT told.partner_id, told.state, told.purchase_date,
                           CASE WHEN open.id IS NULL OR told.date_from > open.date_from
                                THEN told.date_from ELSE %(today)s END AS date_from,
                           open.id AS open_id, open.date_from AS open_from
                      FROM told
                 LEFT JOIN crm_customer_lifecycle open
                        ON open.partner_id = told.partner_id
                       AND open.company_id = %(company)s AND open.date_to IS NULL
                 LEFT JOIN told past
                        ON past.partner_id = told.partner_id
                       AND past.date_from <= open.date_from
                       AND (past.date_to > open.date_from OR past.date_to IS NULL)
                     WHERE CASE
                               WHEN open.id IS NULL THEN TRUE
                               WHEN past.state = open.state
                                   THEN told.date_from > open.date_from
                               ELSE told.date_to IS NULL AND told.state <> open.state
                           END
                )
                SELECT *, LEAD(date_from) OVER (
                           PARTITION BY partner_id ORDER BY date_from
                       ) AS date_to
                  FROM news
                """,
                told=self._get_told_query(scope, rules),
                today=scope.today,
                company=scope.company.id,
            )
        )

    @api.model
    def _get_close_query(self, scope):
        """End the open states, and correct one that began on this very day."""
        return SQL(
            """
            UPDATE crm_customer_lifecycle open
               SET date_to = CASE WHEN news.date_from > open.date_from
                                  THEN news.date_from END,
                   state = CASE WHEN news.date_from > open.date_from
                                THEN open.state ELSE news.state END,
                   purchase_date = CASE WHEN news.date_from > open.date_from
                                        THEN open.purchase_date
                                        ELSE news.purchase_date END
              FROM (
                  SELECT DISTINCT ON (open_id) * FROM crm_lifecycle_news
                   WHERE open_id IS NOT NULL ORDER BY open_id, date_from
              ) news
             WHERE open.id = news.open_id
            """
        )

    @api.model
    def _get_open_query(self, scope):
        return SQL(
            """
            INSERT INTO crm_customer_lifecycle
                   (partner_id, company_id, state, date_from, date_to, purchase_date)
            SELECT partner_id, %s, state, date_from, date_to, purchase_date
              FROM crm_lifecycle_news
             WHERE open_from IS NULL OR date_from > open_from
            """,
            scope.company.id,
        )

    @api.model
    def _get_lifecycle_query(self, scope):
        """Show the open state on the profile."""
        return SQL(
            """
            UPDATE crm_customer_profile profile
               SET lifecycle_state = open.state, lifecycle_since = open.date_from
              FROM crm_customer_lifecycle open
             WHERE open.partner_id = profile.partner_id
               AND open.company_id = profile.company_id AND open.date_to IS NULL
               AND (profile.lifecycle_state, profile.lifecycle_since)
                   IS DISTINCT FROM (open.state, open.date_from)
               AND %s
            """,
            self._get_scope_condition(
                scope, SQL("profile.partner_id"), SQL("profile.company_id")
            ),
        )

    @api.model
    def _count_lifecycle_moves(self, company, terms):
        """Return how many customers would be in another state today under the terms."""
        scope = self._get_scope(company)
        query = SQL(
            """
            WITH %s
            SELECT COUNT(*)
              FROM told
              JOIN crm_customer_profile profile USING (partner_id)
             WHERE profile.company_id = %s AND told.date_to IS NULL
               AND told.state IS DISTINCT FROM profile.lifecycle_state
            """,
            self._get_told_query(scope, [(None, terms)]),
            company.id,
        )
        return self.env.execute_query(query)[0][0]

    @api.model
    def _get_told_query(self, scope, rules):
        """Return the WITH queries that end in ``told``: every state up to today.

        :param rules: list of (first day or None, terms), by day; the first rule holds
            for the days before it, too
        """
        return SQL(
            """
            %(stretches)s,
            piece AS (
                SELECT partner_id, state, purchase_date,
                       GREATEST(date_from, rule_from) AS date_from
                  FROM stretch
                 WHERE (date_from < rule_to OR rule_to IS NULL)
                   AND (date_to > rule_from OR date_to IS NULL)
                 UNION ALL
                SELECT customer.partner_id, %(prospect)s, NULL, customer.day
                  FROM (%(customers)s) customer
             LEFT JOIN (
                           SELECT partner_id, MIN(day) AS day FROM purchase
                            GROUP BY partner_id
                       ) bought ON bought.partner_id = customer.partner_id
                 WHERE bought.day IS NULL OR customer.day < bought.day
            ),
            change AS (
                SELECT *, LAG(state) OVER by_day AS former
                  FROM piece
                WINDOW by_day AS (PARTITION BY partner_id ORDER BY date_from)
            ),
            told AS MATERIALIZED (
                SELECT partner_id, state, purchase_date, date_from,
                       LEAD(date_from) OVER by_day AS date_to
                  FROM change
                 WHERE state IS DISTINCT FROM former
                WINDOW by_day AS (PARTITION BY partner_id ORDER BY date_from)
            )
            """,
            stretches=self._get_stretch_query(scope, rules),
            prospect=lifecycle.PROSPECT,
            customers=self._get_known_query(scope),
        )

    @api.model
    def _get_stretch_query(self, scope, rules):
        """Return the WITH queries that end in ``stretch``: what follows from purchases.

        Under each rule a customer has stretches without a gap from the first purchase
        on; those outside of the days of the rule are cut off later.
        """
        return SQL(
            """
            rule AS (
                SELECT *, LEAD(rule_from) OVER (ORDER BY rule_from) AS rule_to
                  FROM (VALUES %(rules)s)
                    AS rule (rule_from, new_days, at_risk_days, lapsed_days, lost_days)
            ),
            purchase AS (%(purchases)s),
            gap AS (
                SELECT *, LAG(day) OVER by_day AS previous,
                       LEAD(day) OVER by_day AS following, MIN(day) OVER by_day AS first
                  FROM purchase CROSS JOIN rule
                WINDOW by_day AS (PARTITION BY rule_from, partner_id ORDER BY day)
            ),
            fresh AS (
                SELECT *, MAX(day) FILTER (
                           WHERE previous IS NULL OR day - previous >= lapsed_days
                       ) OVER (PARTITION BY rule_from, partner_id ORDER BY day) AS start
                  FROM gap
            ),
            stretch AS (
                SELECT rule_from, rule_to, partner_id, part.state, part.date_from,
                       day AS purchase_date, LEAD(part.date_from) OVER (
                           PARTITION BY rule_from, partner_id ORDER BY part.date_from
                       ) AS date_to
                  FROM fresh CROSS JOIN LATERAL (VALUES %(parts)s)
                    AS part (state, date_from)
                 WHERE (part.date_from < following OR following IS NULL)
                   AND part.date_from <= %(today)s
                   AND (part.state NOT IN %(fresh)s
                        OR part.date_from < start + new_days)
            )
            """,
            rules=self._get_rule_values(rules),
            purchases=self._get_purchase_days_query(scope),
            parts=self._get_stretch_values(),
            today=scope.today,
            fresh=(lifecycle.NEW, lifecycle.WON_BACK),
        )

    @api.model
    def _get_rule_values(self, rules):
        rows = []
        for number, (day, terms) in enumerate(rules):
            start = SQL("%s::date", day) if number else SQL("'-infinity'::date")
            rows.append(SQL("(%s, %s, %s, %s, %s)", start, *terms))
        return SQL(", ").join(rows)

    @api.model
    def _get_stretch_values(self):
        """Return the rows of what follows from one purchase, as ``get_stretches``."""
        fresh = SQL(
            "CASE WHEN start = first THEN %s ELSE %s END",
            lifecycle.NEW,
            lifecycle.WON_BACK,
        )
        active_from = SQL("GREATEST(day, start + new_days)")
        rows = [SQL("(%s, day)", fresh)]
        rows += [SQL("(%s, %s)", lifecycle.ACTIVE, active_from)]
        for state, days in (
            (lifecycle.AT_RISK, "at_risk_days"),
            (lifecycle.LAPSED, "lapsed_days"),
            (lifecycle.LOST, "lost_days"),
        ):
            rows.append(SQL("(%s, day + %s)", state, SQL.identifier(days)))
        return SQL(", ").join(rows)

    @api.model
    def _get_known_query(self, scope):
        """Return the SQL of the customers with a profile and the day they are known."""
        return SQL(
            """
            SELECT profile.partner_id, LEAST(%(day)s, %(today)s) AS day
              FROM crm_customer_profile profile
              JOIN res_partner partner ON partner.id = profile.partner_id
             WHERE %(in_scope)s
            """,
            day=self._get_local_day(scope, SQL("partner.create_date")),
            today=scope.today,
            in_scope=self._get_scope_condition(
                scope, SQL("profile.partner_id"), SQL("profile.company_id")
            ),
        )
