from odoo import fields, models
from odoo.addons.crm_extended.models.customers.crm_customer_lifecycle import STATES
from odoo.tools import SQL


class CrmLifecycleReport(models.Model):
    """How many customers were in which state at the end of each month, up to today."""

    _name = "crm.lifecycle.report"
    _description = "Lifecycle by Month"
    _auto = False
    _order = "month, state"
    _depends = {
        "crm.customer.lifecycle": [
            "company_id",
            "state",
            "date_from",
            "date_to",
        ]
    }

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one("res.company", readonly=True)
    month = fields.Date(readonly=True)
    state = fields.Selection(STATES, readonly=True)
    customer_count = fields.Integer(
        string="Customers",
        readonly=True,
        help="Customers in the state on the last day of the month, or today in the"
        " present one. To be read by month: the same customer is counted in each.",
    )

    def _compute_name(self):
        for row in self:
            row.name = f"{row.month} {row.state}"

    @property
    def _table_query(self):
        """Every month since the first state, for each company and state in it."""
        return SQL(
            """
            SELECT company_id * 100000
                   + (EXTRACT(YEAR FROM month)::int - 2000) * 240
                   + EXTRACT(MONTH FROM month)::int * 20
                   + ARRAY_POSITION(%(states)s, state::text) AS id,
                   company_id, month, state, COUNT(*)::int4 AS customer_count
              FROM (
                  SELECT row.company_id, row.state, month::date AS month
                    FROM crm_customer_lifecycle row
                    CROSS JOIN LATERAL GENERATE_SERIES(
                        DATE_TRUNC('month', row.date_from::timestamp),
                        DATE_TRUNC(
                            'month',
                            LEAST(COALESCE(row.date_to - 1, %(today)s), %(today)s)
                                ::timestamp
                        ),
                        '1 month'
                    ) month
                   WHERE COALESCE(row.date_to, 'infinity') > LEAST(
                             (month + INTERVAL '1 month' - INTERVAL '1 day')::date,
                             %(today)s
                         )
              ) standing
             GROUP BY company_id, month, state
            """,
            states=[name for name, _label in STATES],
            today=fields.Date.context_today(self),
        )
