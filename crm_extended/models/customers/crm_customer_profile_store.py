from odoo import api, models
from odoo.tools import SQL


class CrmCustomerProfile(models.Model):
    """How figures get into the profiles: in one statement, and only what differs."""

    _inherit = "crm.customer.profile"

    @api.model
    def _store_figures(self, scope):
        """Write what differs from the figures of now; return the profiles that did."""
        self.env.flush_all()
        rows = self.env.execute_query(self._get_refresh_query(scope))
        if scope.is_whole:
            scope.company._crm_note_refreshed(scope.today)
        self._forget_figures()
        return self.browse([profile_id for (profile_id,) in rows])

    @api.model
    def _write_figures(self, rows, columns):
        """Write what is told from the figures once they are stored.

        :param SQL rows: a query of the ``id`` of profiles and of each of ``columns``
        """
        rows = SQL("(%s)", rows)
        match = SQL("profile.id = fresh.id")
        self.env.cr.execute(self._get_update_query(rows, match, columns))
        self._forget_figures()

    @api.model
    def _forget_figures(self):
        """Let nobody read from the cache what was just written by SQL."""
        self.invalidate_model(flush=False)
        Partner = self.env["res.partner"]
        Partner.invalidate_model(Partner._crm_get_figure_fields(), flush=False)

    @api.model
    def _get_refresh_query(self, scope):
        """Return one statement that writes what differs and gives back its ids.

        Not by ON CONFLICT: that would draw an id for each row, new or not. Who is known
        is read once: PostgreSQL takes the table for empty as long as it was when it was
        analyzed, and would read all rows written so far for each one that it writes.
        """
        columns = self._get_figure_columns(scope)
        return SQL(
            """
            %(figures)s,
            known AS MATERIALIZED (
                SELECT partner_id FROM crm_customer_profile
                 WHERE company_id = %(company)s
            ),
            updated AS (
                %(update)s RETURNING profile.id
            ),
            inserted AS (
                INSERT INTO crm_customer_profile
                       (partner_id, company_id, changed_at, %(columns)s)
                SELECT figures.partner_id, %(company)s, %(now)s, %(worked_out)s
                  FROM figures
                 WHERE NOT EXISTS (
                           SELECT FROM known
                            WHERE known.partner_id = figures.partner_id
                       )
                RETURNING id
            )
            SELECT id FROM updated UNION ALL SELECT id FROM inserted
            """,
            figures=self._get_figures_query(scope, only_known=True),
            update=self._get_update_query(
                SQL("figures"),
                SQL(
                    "profile.partner_id = fresh.partner_id AND profile.company_id = %s",
                    scope.company.id,
                ),
                columns,
            ),
            worked_out=_list_columns("figures", columns),
            columns=SQL(", ").join(map(SQL.identifier, columns)),
            company=scope.company.id,
            now=self.env.cr.now(),
        )

    @api.model
    def _get_update_query(self, source, match, columns):
        """Return the UPDATE of the profiles whose columns differ from the fresh ones.

        :param SQL source: where the fresh ones are: a table, or a query in brackets
        :param SQL match: which row of it, ``fresh``, is for which ``profile``
        """
        return SQL(
            """
            UPDATE crm_customer_profile profile
               SET %(assignments)s, changed_at = %(now)s
              FROM %(source)s fresh
             WHERE %(match)s AND (%(stored)s) IS DISTINCT FROM (%(fresh)s)
            """,
            assignments=SQL(", ").join(
                SQL("%s = %s", SQL.identifier(name), SQL.identifier("fresh", name))
                for name in columns
            ),
            now=self.env.cr.now(),
            source=source,
            match=match,
            stored=_list_columns("profile", columns),
            fresh=_list_columns("fresh", columns),
        )


def _list_columns(table, names):
    return SQL(", ").join(SQL.identifier(table, name) for name in names)
