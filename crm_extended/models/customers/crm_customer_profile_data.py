from odoo import api, fields, models
from odoo.addons.crm_extended.tools.customer_metric import Metric
from odoo.tools import SQL

from .res_partner_interaction import READERS

# what is looked at, in the order in which it is asked for: the SQL of whether it is
# missing, which is NULL where it is not asked for
CHECKS = {
    "owner": "owner.id IS NULL",
    "industry": "CASE WHEN partner.is_company THEN partner.industry_id IS NULL END",
    # Odoo's sign for "has none" is an answer
    "vat": "CASE WHEN partner.is_company THEN COALESCE(TRIM(partner.vat), '') = '' END",
    # an address that is none is as good as none
    "email": "COALESCE(partner.email_normalized, '') = ''",
    "phone": "COALESCE(TRIM(partner.phone), '') = ''",
    "address": """
        partner.country_id IS NULL
        OR COALESCE(TRIM(partner.city), '') = ''
        OR COALESCE(TRIM(partner.street), '') = ''
    """,
    "bounce": """
        CASE WHEN partner.email_normalized <> ''
             THEN COALESCE(partner.message_bounce, 0) > 0 OR blocked.id IS NOT NULL END
    """,
}
GAPS = [
    ("owner", "Salesperson"),
    ("industry", "Industry"),
    ("vat", "Tax ID"),
    ("email", "Email"),
    ("phone", "Phone"),
    ("address", "Address"),
    ("bounce", "Email Bounces"),
]
COLUMNS = ("data_score", "data_gaps", "data_gap")
_KEY = "crm_data_changed_customers"


class CrmCustomerProfile(models.Model):
    """How complete the data of the customer are, and what is to be asked for."""

    _inherit = "crm.customer.profile"

    data_score = fields.Integer(
        readonly=True,
        aggregator="avg",
        groups=READERS,
        help="Percentage of what the company asks for of a customer that is there, each"
        " item by its weight in the settings. Industry and tax ID are asked for of"
        " companies alone.",
    )
    # codes between commas, so that a filter finds a whole one: ,vat,phone,
    data_gaps = fields.Char(
        string="Missing Data",
        readonly=True,
        groups=READERS,
        help="What is missing of what the company asks for: salesperson, industry, tax"
        " ID, email, phone, address (street, city and country), and an email that"
        " neither bounces nor is on the blacklist.",
    )
    data_gap = fields.Selection(
        GAPS,
        string="First to Complete",
        readonly=True,
        groups=READERS,
        help="Of what is missing, what weighs most.",
    )

    _data_gap_idx = models.Index("(company_id, data_gap) WHERE data_gap IS NOT NULL")

    @api.model
    def _get_metrics(self, scope):
        return [*super()._get_metrics(scope), self._get_data_metric(scope)]

    @api.model
    def _get_data_metric(self, scope):
        """Each customer has data; it is known by them where it was entered as one."""
        return Metric("data", self._get_data_query(scope), COLUMNS, "is_customer")

    @api.model
    def _get_data_query(self, scope):
        """Return the SQL of what is missing of the customers of a scope.

        Our own companies and colleagues, contacts, and what is archived are no
        customers to be completed.
        """
        weights = scope.company._crm_get_data_weights()
        missing = {code: SQL.identifier(f"no_{code}") for code in weights}
        return SQL(
            """
            SELECT partner_id, is_customer, %(score)s AS data_score,
                   CASE WHEN gaps <> '' THEN ',' || gaps || ',' END AS data_gaps,
                   NULLIF(SPLIT_PART(gaps, ',', 1), '') AS data_gap
              FROM (
                  SELECT checked.*, CONCAT_WS(',', %(gaps)s) AS gaps
                    FROM (
                        SELECT partner.id AS partner_id,
                               partner.customer_rank > 0 AS is_customer, %(checks)s
                          FROM res_partner partner
                     LEFT JOIN res_users owner
                            ON owner.id = partner.user_id AND owner.active
                     LEFT JOIN mail_blacklist blocked
                            ON blocked.email = partner.email_normalized
                           AND blocked.active
                         WHERE partner.active AND partner.partner_share
                           AND partner.parent_id IS NULL
                           AND COALESCE(partner.company_id, %(company)s) = %(company)s
                           AND partner.id NOT IN (SELECT partner_id FROM res_company)
                           AND %(in_scope)s
                    ) checked
              ) listed
            """,
            score=self._get_data_score(weights, missing),
            gaps=SQL(", ").join(
                [SQL("CASE WHEN %s THEN %s END", missing[c], c) for c in weights]
                or [SQL("NULL")]
            ),
            checks=SQL(", ").join(
                [SQL("(%s) AS %s", SQL(CHECKS[c]), missing[c]) for c in weights]
                or [SQL("NULL")]
            ),
            company=scope.company.id,
            in_scope=self._get_scope_condition(scope, SQL("partner.id")),
        )

    @api.model
    def _get_data_score(self, weights, missing):
        """Return the SQL of the share that is there: 100 where nothing is asked for."""
        if not weights:
            return SQL("100")
        there, asked = (
            SQL(" + ").join(
                SQL("CASE WHEN %s %s THEN %s ELSE 0 END", missing[c], SQL(test), weight)
                for c, weight in weights.items()
            )
            for test in ("IS FALSE", "IS NOT NULL")
        )
        return SQL("COALESCE(ROUND(100.0 * (%s) / NULLIF(%s, 0)), 100)", there, asked)

    # at once

    @api.model
    def _note_data_changed(self, partners):
        """Have the scores of these customers follow when the transaction ends."""
        changed = self.env.cr.precommit.data.setdefault(_KEY, set())
        if not changed:
            # sudo: the figures are the company's, whoever makes them change
            self.env.cr.precommit.add(self.sudo()._update_changed_data)
        changed.update(partners.ids)

    @api.model
    def _update_changed_data(self):
        customer_ids = self.env.cr.precommit.data.pop(_KEY, None)
        if not customer_ids:
            return
        self.env.flush_all()
        companies = self.env.execute_query(
            SQL(
                "SELECT DISTINCT company_id FROM crm_customer_profile"
                " WHERE partner_id = ANY(%s)",
                list(customer_ids),
            )
        )
        customers = self.env["res.partner"].browse(customer_ids)
        for [company_id] in companies:
            self._update_data(self.env["res.company"].browse(company_id), customers)

    @api.model
    def _update_data(self, company, customers=None):
        """Write the scores of a company's customers that differ; one statement."""
        scope = self._get_scope(company, customers)
        self.env.flush_all()
        rows = SQL(
            """
            SELECT known.id, worked_out.data_score::integer, worked_out.data_gaps,
                   worked_out.data_gap
              FROM crm_customer_profile known
         LEFT JOIN (%(query)s) worked_out ON worked_out.partner_id = known.partner_id
             WHERE %(in_scope)s
            """,
            query=self._get_data_query(scope),
            in_scope=self._get_scope_condition(
                scope, SQL("known.partner_id"), SQL("known.company_id")
            ),
        )
        self._write_figures(rows, COLUMNS)
