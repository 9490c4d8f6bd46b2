from odoo import api, fields, models
from odoo.tools import SQL

_KEY = "crm_touched_customers"


class CrmCustomerTouch(models.Model):
    """A customer with a new document, whose figures are to be worked out again."""

    _name = "crm.customer.touch"
    _description = "Touched Customer"
    # rows are written by SQL
    _log_access = False

    partner_id = fields.Many2one("res.partner", required=True, ondelete="cascade")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(related="partner_id.name")

    _partner_idx = models.Index("(partner_id)")

    @api.model
    def _touch(self, pairs):
        """Queue customers of companies for the next refresh, when this is committed.

        :param pairs: of a customer and a company, which may be empty records
        """
        touched = self.env.cr.precommit.data.setdefault(_KEY, set())
        if not touched:
            self.env.cr.precommit.add(self._write_touched)
        touched.update(
            (customer.id, company.id)
            for customer, company in pairs
            if customer and company
        )

    @api.model
    def _write_touched(self):
        """Write what was touched in this transaction in one statement.

        A customer who was undone meanwhile is no longer there to be joined.
        """
        if touched := self.env.cr.precommit.data.pop(_KEY, None):
            customer_ids, company_ids = zip(*sorted(touched), strict=True)
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO crm_customer_touch (partner_id, company_id)
                    SELECT customer.id, company.id
                      FROM UNNEST(%s, %s) AS touched (customer_id, company_id)
                      JOIN res_partner customer ON customer.id = touched.customer_id
                      JOIN res_company company ON company.id = touched.company_id
                    """,
                    list(customer_ids),
                    list(company_ids),
                )
            )

    def _remove(self):
        """Take what was worked out from the queue; by SQL, or the log tells each id."""
        self.env.cr.execute(
            SQL("DELETE FROM crm_customer_touch WHERE id = ANY(%s)", self.ids)
        )
        self.invalidate_model(flush=False)

    @api.model
    def _get_companies(self):
        """Return the companies with touched customers."""
        groups = self._read_group([], ["company_id"])
        return self.env["res.company"].union(*[company for (company,) in groups])
