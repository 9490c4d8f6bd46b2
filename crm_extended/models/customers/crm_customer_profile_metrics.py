from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.addons.crm_extended.tools.customer_metric import Metric, Scope
from odoo.tools import SQL

# what an open item of the receivable account is, wherever debts are told or collected
OPEN_ITEMS = SQL(
    """FROM account_move_line item
    JOIN account_account account ON account.id = item.account_id
    WHERE item.parent_state = 'posted'
    AND item.reconciled IS NOT TRUE
    AND account.account_type = 'asset_receivable'"""
)


class CrmCustomerProfile(models.Model):
    """What the figures mean: one query for each kind of document.

    A document belongs to the customer it was confirmed or posted for, whatever its
    contact became since.
    """

    _inherit = "crm.customer.profile"

    @api.model
    def _get_metrics(self, scope):
        """Return the metrics whose queries fill the profile.

        To be extended by every domain with its own: ``super()._get_metrics(scope) +
        [Metric(name, query, columns)]``; the query covers the customers of ``scope``,
        see ``_get_scope_condition``.

        :param scope: a :class:`Scope`: the company, its day and its customers
        :return: list of :class:`Metric`
        """
        return [
            self._get_invoice_metric(scope),
            self._get_receivable_metric(scope),
            self._get_order_metric(scope),
            self._get_delivery_metric(scope),
            self._get_contact_metric(scope),
        ]

    @api.model
    def _get_scope(self, company, customers=None):
        today = company._crm_get_today()
        customer_ids = None if customers is None else tuple(customers.ids)
        return Scope(company, today, customer_ids)

    @api.model
    def _get_scope_condition(self, scope, customer, company=None):
        """Return the SQL condition by which a query stays within a scope.

        :param customer: SQL of the column that names the customer
        :param company: SQL of the column that names the company, if there is one
        """
        conditions = [SQL("TRUE")]
        if company:
            conditions.append(SQL("%s = %s", company, scope.company.id))
        if not scope.is_whole:
            conditions.append(SQL("%s = ANY(%s)", customer, list(scope.customer_ids)))
        return SQL(" AND ").join(conditions)

    @api.model
    def _get_invoice_metric(self, scope):
        query = SQL(
            """
            SELECT commercial_partner_id AS partner_id,
                   SUM(amount_untaxed_signed) AS invoiced_total,
                   SUM(amount_untaxed_signed) FILTER (
                       WHERE invoice_date > %(year_ago)s AND invoice_date <= %(today)s
                   ) AS invoiced_12m,
                   SUM(amount_untaxed_signed) FILTER (
                       WHERE invoice_date > %(two_years_ago)s
                         AND invoice_date <= %(year_ago)s
                   ) AS invoiced_previous_12m,
                   COUNT(*) FILTER (WHERE move_type = 'out_invoice') AS invoice_count,
                   MIN(invoice_date) FILTER (
                       WHERE move_type = 'out_invoice'
                   ) AS first_invoice_date,
                   MAX(invoice_date) FILTER (
                       WHERE move_type = 'out_invoice'
                   ) AS last_invoice_date
              FROM account_move
             WHERE state = 'posted'
               AND move_type IN ('out_invoice', 'out_refund')
               AND %(in_scope)s
             GROUP BY commercial_partner_id
            """,
            today=scope.today,
            year_ago=scope.today - relativedelta(months=12),
            two_years_ago=scope.today - relativedelta(months=24),
            in_scope=self._get_scope_condition(
                scope, SQL("commercial_partner_id"), SQL("company_id")
            ),
        )
        columns = (
            "invoiced_total",
            "invoiced_12m",
            "invoiced_previous_12m",
            "invoice_count",
            "first_invoice_date",
            "last_invoice_date",
        )
        return Metric("invoices", query, columns)

    @api.model
    def _get_receivable_metric(self, scope):
        query = SQL(
            """
            SELECT item.partner_id,
                   SUM(item.amount_residual) AS receivable_open,
                   GREATEST(0, SUM(item.amount_residual) FILTER (
                       WHERE item.amount_residual < 0 OR item.date_maturity < %(today)s
                   )) AS receivable_overdue
              %(open_items)s
               AND %(in_scope)s
             GROUP BY item.partner_id
            """,
            open_items=OPEN_ITEMS,
            today=scope.today,
            in_scope=self._get_scope_condition(
                scope, SQL("item.partner_id"), SQL("item.company_id")
            ),
        )
        return Metric("receivables", query, ("receivable_open", "receivable_overdue"))

    @api.model
    def _get_order_metric(self, scope):
        query = SQL(
            """
            SELECT crm_customer_id AS partner_id,
                   COUNT(*) AS order_count,
                   SUM(ROUND(
                       amount_untaxed / COALESCE(NULLIF(currency_rate, 0), 1)::numeric,
                       %(digits)s
                   )) AS order_amount,
                   MIN(%(day)s) AS first_order_date,
                   MAX(%(day)s) AS last_order_date
              FROM sale_order
             WHERE state = 'sale' AND %(in_scope)s
             GROUP BY crm_customer_id
            """,
            digits=scope.company.currency_id.decimal_places,
            day=self._get_local_day(scope, SQL("date_order")),
            in_scope=self._get_scope_condition(
                scope, SQL("crm_customer_id"), SQL("company_id")
            ),
        )
        columns = ("order_count", "order_amount", "first_order_date", "last_order_date")
        return Metric("orders", query, columns)

    @api.model
    def _get_delivery_metric(self, scope):
        """Transfers belong to the customer of their order, else to their address."""
        query = SQL(
            """
            SELECT transfer.partner_id,
                   COUNT(*) FILTER (WHERE target.usage = 'customer') AS delivery_count,
                   COUNT(*) FILTER (WHERE source.usage = 'customer') AS return_count,
                   MAX(%(day)s) FILTER (
                       WHERE target.usage = 'customer'
                   ) AS last_delivery_date
              FROM (
                  SELECT sale.crm_customer_id AS partner_id,
                         picking.location_id, picking.location_dest_id,
                         picking.date_done
                    FROM stock_picking picking
                    JOIN sale_order sale ON sale.id = picking.sale_id
                   WHERE picking.state = 'done' AND %(sale_in_scope)s
                   UNION ALL
                  SELECT address.commercial_partner_id,
                         picking.location_id, picking.location_dest_id,
                         picking.date_done
                    FROM stock_picking picking
                    JOIN res_partner address ON address.id = picking.partner_id
                   WHERE picking.state = 'done' AND picking.sale_id IS NULL
                     AND %(address_in_scope)s
              ) transfer
              JOIN stock_location source ON source.id = transfer.location_id
              JOIN stock_location target ON target.id = transfer.location_dest_id
             WHERE (source.usage = 'customer') <> (target.usage = 'customer')
             GROUP BY transfer.partner_id
            """,
            day=self._get_local_day(scope, SQL("transfer.date_done")),
            sale_in_scope=self._get_scope_condition(
                scope, SQL("sale.crm_customer_id"), SQL("picking.company_id")
            ),
            address_in_scope=self._get_scope_condition(
                scope, SQL("address.commercial_partner_id"), SQL("picking.company_id")
            ),
        )
        columns = ("delivery_count", "return_count", "last_delivery_date")
        return Metric("deliveries", query, columns)

    @api.model
    def _get_contact_metric(self, scope):
        query = SQL(
            """
            SELECT contact.partner_id, MAX(contact.date) AS last_contact_date
              FROM (%s) contact
             GROUP BY contact.partner_id
            """,
            SQL(" UNION ALL ").join(self._get_contact_queries(scope)),
        )
        return Metric("contacts", query, ("last_contact_date",))

    @api.model
    def _get_contact_queries(self, scope):
        """Return the queries for when a customer was in touch with us.

        To be extended by every domain that knows of other ways to be in touch.

        :return: list of SQL that selects ``partner_id``, the customer, and ``date``
        """
        # an employee who writes to the customer is not the customer
        of_customer = SQL(
            """
            person.partner_share
            AND message.message_type IN ('email', 'comment')
            AND COALESCE(message.record_company_id, %(company)s) = %(company)s
            AND %(in_scope)s
            """,
            company=scope.company.id,
            in_scope=self._get_scope_condition(
                scope, SQL("person.commercial_partner_id")
            ),
        )
        written = SQL(
            """
            SELECT person.commercial_partner_id AS partner_id, message.date
              FROM mail_message message
              JOIN res_partner person ON person.id = message.author_id
             WHERE %s
            """,
            of_customer,
        )
        received = SQL(
            """
            SELECT person.commercial_partner_id AS partner_id, message.date
              FROM mail_notification notification
              JOIN mail_message message ON message.id = notification.mail_message_id
              JOIN res_partner person ON person.id = notification.res_partner_id
             WHERE notification.notification_type = 'email'
               AND notification.notification_status = 'sent'
               AND %s
            """,
            of_customer,
        )
        return [written, received, self._get_interaction_query(scope)]

    @api.model
    def _get_interaction_query(self, scope):
        """Attempts that reached nobody are no contact."""
        return SQL(
            """
            SELECT customer_id AS partner_id, date_start
              FROM crm_interaction
             WHERE is_reached AND %s
            """,
            self._get_scope_condition(scope, SQL("customer_id"), SQL("company_id")),
        )

    @api.model
    def _get_local_day(self, scope, moment):
        """Return the SQL of the day a UTC moment falls on for the company."""
        return SQL(
            "(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date",
            moment,
            scope.company._crm_get_timezone(),
        )
