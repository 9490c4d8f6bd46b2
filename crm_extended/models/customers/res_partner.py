import re

from odoo import api, models
from odoo.fields import Domain

# what people put between the digits of a number
NO_PHONE = re.compile(r"[^\d+\s().\-/]")


class ResPartner(models.Model):
    _inherit = "res.partner"

    _crm_phone_idx = models.Index("(phone_sanitized) WHERE phone_sanitized IS NOT NULL")

    @api.model
    def _crm_get_customer_domain(self):
        """Return the domain of customers: no contact of one, and nobody of our own.

        A company that belongs to another one is a customer, too.
        """
        customer = Domain("parent_id", "=", False) | Domain("is_company", "=", True)
        foreign = Domain("partner_share", "=", True)
        return customer & foreign & Domain("ref_company_ids", "=", False)

    @api.model
    def _search_display_name(self, operator, value):
        """Find a contact by its phone number too, in whatever way it is written."""
        domain = super()._search_display_name(operator, value)
        is_text = operator in ("=", "ilike") and isinstance(value, str)
        if is_text and (number := self._crm_get_phone_key(value)):
            domain = Domain(domain) | Domain("phone_sanitized", "=", number)
        return domain

    @api.model
    def _crm_get_phone_key(self, text, country=None):
        """Return the one form of a phone number, or False where it is no number.

        13800138000, +86 138 0013 8000 and 0086-13800138000 are one number in China.
        """
        if not text or NO_PHONE.search(text):
            return False
        return self._phone_format(number=text.strip(), country=country)

    @api.model
    def _crm_find_by_phone(self, text, company):
        """Return the contacts of ``company`` that have this phone number."""
        number = self._crm_get_phone_key(text, company.country_id)
        return self._crm_find("phone_sanitized", number, company)

    @api.model
    def _crm_find(self, field, value, company):
        if not value:
            return self.browse()
        domain = [(field, "=", value), ("company_id", "in", (False, company.id))]
        return self.search_fetch(domain, limit=20)

    def _crm_pick_one(self):
        """Return the one contact meant: the only one, or the customer of all of them.

        Nothing is returned where several customers share an address or a number.
        """
        return self if len(self) <= 1 else self._crm_pick_shared_customer()

    def _crm_pick_shared_customer(self):
        customer = self.commercial_partner_id
        return customer if len(customer) == 1 else self.browse()
