from pytz import UTC, timezone

from odoo import fields, models
from odoo.tools import SQL

# invoices younger than this may well be paid yet
DAYS_TO_BE_PAID = 90


class ResCompany(models.Model):
    _inherit = "res.company"

    crm_figure_basis = fields.Selection(
        [
            ("ordered", "Confirmed orders"),
            ("delivered", "Delivered goods"),
            ("invoiced", "Posted invoices"),
        ],
        string="Customers Are Judged By",
        default="invoiced",
        help="What counts as a purchase when customers are classified: lifecycle, RFM"
        " and forecast. Choose orders or deliveries where invoices are not made here.",
    )
    crm_profiles_refreshed_at = fields.Datetime(
        string="Customer Figures As Of",
        readonly=True,
        help="When the figures of all customers were last worked out.",
    )
    crm_payments_unregistered = fields.Boolean(
        string="Payments Not Registered",
        readonly=True,
        help="Fewer than half of the invoices older than 90 days carry any payment:"
        " payments are not registered here, so receivables say little and no warning"
        " or score uses them.",
    )

    def _crm_get_timezone(self):
        """Return the name of the time zone in which the company works."""
        self.ensure_one()
        # sudo: what day it is for a company is no secret of its calendar
        return self.sudo().resource_calendar_id.tz or "UTC"

    def _crm_get_local_date(self, moment):
        """Return the day it is for the company at ``moment``, given in UTC."""
        zone = timezone(self._crm_get_timezone())
        return UTC.localize(moment).astimezone(zone).date()

    def _crm_get_today(self):
        """Return the day it is for the company by now."""
        return self._crm_get_local_date(fields.Datetime.now())

    def _crm_note_refreshed(self, today):
        """Remember that all figures are of now, and whether payments are registered.

        By SQL: a write on a company empties the caches of every worker.
        """
        self.ensure_one()
        self.env.cr.execute(
            SQL(
                """
                UPDATE res_company
                   SET crm_profiles_refreshed_at = %(now)s,
                       crm_payments_unregistered = (%(unregistered)s)
                 WHERE id = %(company)s
                """,
                now=self.env.cr.now(),
                unregistered=self._crm_get_unregistered_query(today),
                company=self.id,
            )
        )
        self.invalidate_recordset(
            ["crm_profiles_refreshed_at", "crm_payments_unregistered"], flush=False
        )

    def _crm_get_unregistered_query(self, today):
        """Return SQL that tells whether few of the old invoices carry a payment."""
        return SQL(
            """
            SELECT COUNT(*) FILTER (
                       WHERE payment_state IN ('partial', 'in_payment', 'paid')
                   ) * 2 < COUNT(*)
              FROM account_move
             WHERE state = 'posted' AND move_type = 'out_invoice'
               AND company_id = %s AND invoice_date < %s::date - %s
            """,
            self.id,
            today,
            DAYS_TO_BE_PAID,
        )
