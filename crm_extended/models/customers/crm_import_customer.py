from odoo import models
from odoo.addons.crm_extended.tools.import_field import ImportField
from odoo.addons.crm_extended.tools.import_values import fold
from odoo.fields import Domain
from odoo.tools import LazyTranslate, plaintext2html

_lt = LazyTranslate(__name__)


class CrmImportCustomer(models.AbstractModel):
    """Customers: companies, and persons who buy for themselves."""

    _name = "crm.import.customer"
    _description = "Import of Customers"
    _inherit = "crm.import.kind"
    _import_model = "res.partner"
    _identity_fields = ("external_id", "ref", "name", "vat", "zip", "city")

    def _get_import_fields(self):
        return [
            ImportField("external_id", _lt("External ID")),
            ImportField("ref", _lt("Reference"), target="ref"),
            ImportField("name", _lt("Customer"), target="name", is_required=True),
            ImportField("is_company", _lt("Is a Company"), "yes", "is_company"),
            ImportField("vat", _lt("Tax ID"), target="vat"),
            ImportField("website", _lt("Website"), target="website"),
            *self._get_address_fields(),
            ImportField("tags", _lt("Tags"), "tags"),
            ImportField("owner", _lt("Salesperson"), "user", "user_id"),
            ImportField("note", _lt("Note"), "long_text"),
        ]

    def _get_address_fields(self):
        """Return the columns of where a customer is and how to reach it."""
        return [
            ImportField("email", _lt("Email"), target="email"),
            ImportField("phone", _lt("Phone"), target="phone"),
            ImportField("street", _lt("Street"), target="street"),
            ImportField("street2", _lt("Street 2"), target="street2"),
            ImportField("zip", _lt("ZIP"), target="zip"),
            ImportField("city", _lt("City"), target="city"),
            ImportField("country", _lt("Country"), "country", "country_id"),
        ]

    def _identify(self, line):
        text = {
            name: fold(line.values.get(name, ""))
            for name in ("name", "vat", "zip", "city")
        }
        return self._make_identity(
            [line.values.get("external_id", ""), line.values.get("ref", "")],
            [text["name"]],
            [text["vat"], text["zip"], text["city"]],
        )

    def _get_candidates(self, lines):
        texts = {line.values.get("external_id") for line in lines} - {None}
        refs = {line.values.get("ref") for line in lines} - {None}
        names = {line.values.get("name") for line in lines} - {None}
        ids = list(self._find_external(texts).values())
        fields = ["ref", "name", "vat", "zip", "city", "active"]
        partners = self._get_customers().search_fetch(
            Domain("parent_id", "=", False)
            & (
                Domain("id", "in", ids)
                | Domain("ref", "in", list(refs))
                | self._get_name_domain("name", names)
            ),
            fields,
        )
        codes = self._get_codes(partners, texts)
        ours = self._get_our_own(partners)
        return [
            (
                self._get_identity(partner, code, is_named=partner.id not in ours),
                partner,
            )
            for partner in partners
            for code in codes[partner.id]
        ]

    def _get_customers(self):
        return self.env["res.partner"].with_context(active_test=False)

    def _get_our_own(self, partners):
        """Return the ids of our companies and colleagues.

        A customer of the same name is another one: a name alone must not change them.
        """
        # sudo: only asks who they are, in whatever company
        companies = self.env["res.company"].sudo().search([])
        users = self.env["res.users"].sudo().with_context(active_test=False)
        colleagues = users.search(
            [("share", "=", False), ("partner_id", "in", partners.ids)]
        )
        return {*companies.partner_id.ids, *colleagues.partner_id.ids}

    def _get_identity(self, partner, code, is_named=True):
        details = (fold(partner[name] or "") for name in ("vat", "zip", "city"))
        return self._make_identity(
            [code, partner.ref or ""],
            [fold(partner.name or "") if is_named else ""],
            details,
        )

    def _update_record(self, record, line):
        if not {"external_id", "ref"} & line.values.keys():
            # what only served to find the customer is not rewritten in its spelling
            for name in ("name", "vat", "zip", "city"):
                if fold(line.values.get(name, "")) == fold(record[name] or ""):
                    line.values.pop(name, None)
        return super()._update_record(record, line)

    def _prepare_batch(self, lines):
        super()._prepare_batch(lines)
        for line, commands in self._link_tags(lines).items():
            line.tag_commands = commands

    def _prepare_values(self, line):
        values = super()._prepare_values(line)
        if "tags" in line.values:
            values["category_id"] = line.tag_commands
        if "note" in line.values:
            values["comment"] = plaintext2html(line.values["note"])
        if "website" in line.values:
            values["website"] = self.env["res.partner"]._clean_website(
                line.values["website"]
            )
        return values

    def _prepare_create_values(self, line):
        # a list of customers is one of companies, unless it says otherwise
        defaults = {"is_company": True, "customer_rank": 1}
        return defaults | super()._prepare_create_values(line)
