import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

# how old the figures of a company may be before the nightly job works them out
FRESH_HOURS = 12
# customers of one statement; a company as a whole takes one statement, too
BATCH_SIZE = 5000
# the first half of the advisory lock of a company's figures
LOCK = 1_129_468_742


class CrmCustomerProfile(models.Model):
    """How the figures are worked out: set by set, now or by a job."""

    _inherit = "crm.customer.profile"

    @api.model
    def _refresh(self, company, customers=None):
        """Work out the figures of a company's customers, all or some, and store them.

        :param company: the company whose documents count
        :param customers: the customers, or None for all
        :return: the profiles that changed
        :raises UserError: while another transaction works out the company's figures
        """
        if not self._lock_figures(company):
            raise UserError(
                self.env._(
                    "The figures of %s are being worked out right now. Try again in a"
                    " moment.",
                    company.name,
                )
            )
        scope = self._get_scope(company, customers)
        changed = self._store_figures(scope)
        changed._after_refresh(scope)
        return changed

    def _after_refresh(self, scope):
        """Do what follows from new figures. To be extended by what is told from them.

        Called on the profiles whose figures changed, which may be none or very many,
        in the transaction of the refresh; ``scope`` says whose figures were looked at.
        """

    @api.model
    def _get_figures(self, company, customers):
        """Return the figures of some customers as of now, by the same queries.

        :return: dict of customer id to a dict of figures, in which ``id`` is that of
            the stored profile, if there is one
        """
        if not customers.ids:
            return {}
        scope = self._get_scope(company, customers)
        self.env.flush_all()
        query = SQL(
            """
            %s
            SELECT figures.*, profile.id
              FROM figures
              LEFT JOIN crm_customer_profile profile
                ON profile.partner_id = figures.partner_id
               AND profile.company_id = %s
            """,
            self._get_figures_query(scope),
            company.id,
        )
        rows = self.env.execute_query_dict(query)
        return {row.pop("partner_id"): row for row in rows}

    @api.model
    def _lock_figures(self, company):
        """Whether this transaction may write the company's figures; others may not."""
        [(is_free,)] = self.env.execute_query(
            SQL("SELECT pg_try_advisory_xact_lock(%s, %s)", LOCK, company.id)
        )
        return is_free

    @api.model
    def _get_figures_query(self, scope, only_known=False):
        """Return the WITH clause that works out ``figures``, one row per customer.

        :param only_known: leave out customers of the scope that have neither a document
            nor a profile
        """
        metrics = self._get_metrics(scope)
        columns = [name for metric in metrics for name in metric.columns]
        # added up, not joined: the planner can't know how many customers a metric has,
        # and one that it takes for a few would cost a loop over all for each of all
        parts = [self._get_customers_query(scope, columns, only_known)]
        parts += [self._get_part_query(metric, columns) for metric in metrics]
        return SQL(
            """
            WITH figures AS MATERIALIZED (
                SELECT part.partner_id, %(values)s
                  FROM (%(parts)s) part
                 WHERE part.partner_id IS NOT NULL
                 GROUP BY part.partner_id
                HAVING BOOL_OR(part.is_known)
            )
            """,
            values=SQL(", ").join(map(self._get_value, columns)),
            parts=SQL(" UNION ALL ").join(parts),
        )

    @api.model
    def _get_part_query(self, metric, columns):
        """Return the query of a metric with all columns, empty where it fills none."""
        return SQL(
            "SELECT partner_id, %s AS is_known, %s FROM (%s) AS %s",
            SQL.identifier(metric.known) if metric.known else SQL("TRUE"),
            SQL(", ").join(
                SQL.identifier(n) if n in metric.columns else self._get_empty(n)
                for n in columns
            ),
            metric.query,
            SQL.identifier(metric.alias),
        )

    @api.model
    def _get_figure_columns(self, scope):
        metrics = self._get_metrics(scope)
        return [name for metric in metrics for name in metric.columns]

    @api.model
    def _get_value(self, name):
        """Return the SQL of a figure in the type of its column: 0 or empty for none."""
        field = self._fields[name]
        # each customer has one row of each metric: there is one value to find
        function = SQL("BOOL_OR" if field.type == "boolean" else "MAX")
        value = SQL("%s(%s)", function, SQL.identifier("part", name))
        if field.aggregator == "sum":
            value = SQL("COALESCE(%s, 0)", value)
        return SQL(
            "(%s)::%s AS %s", value, SQL(field.column_type[1]), SQL.identifier(name)
        )

    @api.model
    def _get_empty(self, name):
        kind = SQL(self._fields[name].column_type[1])
        return SQL("NULL::%s AS %s", kind, SQL.identifier(name))

    @api.model
    def _get_customers_query(self, scope, columns, only_known):
        """Return the query of the customers that get a row even without a document."""
        empty = SQL(", ").join(map(self._get_empty, columns))
        if scope.is_whole or only_known:
            return SQL(
                "SELECT partner_id, TRUE AS is_known, %s"
                " FROM crm_customer_profile WHERE %s",
                empty,
                self._get_scope_condition(scope, SQL("partner_id"), SQL("company_id")),
            )
        customer_ids = list(scope.customer_ids)
        return SQL(
            "SELECT UNNEST(%s) AS partner_id, TRUE AS is_known, %s", customer_ids, empty
        )

    # Jobs

    @api.model
    def _cron_refresh_all(self):
        """Work out the figures of every company that were not since last night."""
        limit = fields.Datetime.now() - timedelta(hours=FRESH_HOURS)
        companies = (
            self.env["res.company"]
            .search([])
            .filtered(
                lambda company: (company.crm_profiles_refreshed_at or limit) <= limit
            )
        )
        Cron = self.env["ir.cron"]
        Cron._commit_progress(remaining=len(companies))
        for company in companies:
            if self._try_to_refresh(company) and not Cron._commit_progress(1):
                return

    @api.model
    def _cron_refresh_touched(self, batch_size=BATCH_SIZE):
        """Work out the figures of the customers who have new documents."""
        Cron = self.env["ir.cron"]
        Touch = self.env["crm.customer.touch"]
        remaining = Touch.search_count([])
        Cron._commit_progress(remaining=remaining)
        for company in Touch._get_companies():
            while touches := Touch.search(
                [("company_id", "=", company.id)], limit=batch_size, order="id"
            ):
                if not self._try_to_refresh(company, touches.partner_id):
                    break
                touches._remove()
                if not Cron._commit_progress(len(touches)):
                    return

    @api.model
    def _try_to_refresh(self, company, customers=None):
        """Refresh in a job: what fails is logged, and left for the next run."""
        try:
            with self.env.cr.savepoint():
                self._refresh(company, customers)
        except Exception:
            _logger.exception("Company %s: the figures were not refreshed", company.id)
            return False
        return True
