from odoo import models
from odoo.addons.crm_extended.tools.import_field import ImportField
from odoo.addons.crm_extended.tools.import_values import fold
from odoo.addons.crm_extended.tools.import_words import ADDRESS_TYPES
from odoo.fields import Domain
from odoo.tools import LazyTranslate, plaintext2html

_lt = LazyTranslate(__name__)

ADDRESS = ("street", "street2", "zip", "city", "country")


class CrmImportContact(models.AbstractModel):
    """Contacts: the people at a customer, and its further addresses."""

    _name = "crm.import.contact"
    _description = "Import of Contacts"
    _inherit = "crm.import.kind"
    _import_model = "res.partner"
    _identity_fields = ("external_id", "customer", "name")

    def _get_import_fields(self):
        return [
            ImportField("external_id", _lt("External ID")),
            ImportField("customer", _lt("Customer"), "customer", "parent_id", True),
            ImportField("name", _lt("Contact"), target="name", is_required=True),
            ImportField("type", _lt("Address Type")),
            ImportField("function", _lt("Job Position"), target="function"),
            *self.env["crm.import.customer"]._get_address_fields(),
            ImportField("tags", _lt("Tags"), "tags"),
            ImportField("note", _lt("Note"), "long_text"),
        ]

    def _identify(self, line):
        customer = line.values.get("customer", "")
        customer = fold(customer) if isinstance(customer, str) else customer
        return self._make_identity(
            [line.values.get("external_id", "")],
            [customer, fold(line.values.get("name", ""))],
        )

    def _find(self, lines):
        # a contact is known by its customer, so that is looked up first
        self._find_customers_first(lines)
        return super()._find(lines)

    def _get_candidates(self, lines):
        texts = {line.values.get("external_id") for line in lines} - {None}
        customers = {line.values.get("customer") for line in lines} - {None}
        names = {line.values.get("name") for line in lines} - {None}
        ids = list(self._find_external(texts).values())
        contacts = (
            self.env["res.partner"]
            .with_context(active_test=False)
            .search_fetch(
                Domain("id", "in", ids)
                | (
                    Domain("parent_id", "in", list(customers))
                    & self._get_name_domain("name", names)
                ),
                ["parent_id", "name", "active"],
            )
        )
        codes = self._get_codes(contacts, texts)
        return [
            (self._make_identity([code], [c.parent_id.id, fold(c.name or "")]), c)
            for c in contacts
            for code in codes[c.id]
        ]

    def _resolve(self, lines):
        fields = {field.name: field for field in self._get_import_fields()}
        self._resolve_countries(
            [line for line in lines if "country" in line.values], fields["country"]
        )
        for line in lines:
            self._resolve_type(line, fields["type"])
        self._check_addresses([line for line in lines if line.is_open])

    def _resolve_type(self, line, field):
        if text := line.values.get("type"):
            known = [key for key, words in ADDRESS_TYPES.items() if fold(text) in words]
            self._settle_reference(line, field, known, self.env._("address types"))

    def _check_addresses(self, lines):
        """A person is where the customer is; Odoo would move both otherwise."""
        Partner = self.env["res.partner"]
        for line in lines:
            record = Partner.browse(line.record_id or ())
            kind = line.values.get("type") or record.type or "contact"
            customer = Partner.browse(
                line.values.get("customer") or record.parent_id.id
            )
            address = {n: line.values[n] for n in ADDRESS if n in line.values}
            if kind != "contact" or not address:
                continue
            for name, value in address.items():
                field = "country_id" if name == "country" else name
                if self._is_news(customer, field, value):
                    line.reject(self._explain_address())
                    break

    def _explain_address(self):
        return self.env._(
            "A contact has the address of its customer. Leave the address empty, or"
            " give the row the type delivery, invoice or other."
        )

    def _prepare_batch(self, lines):
        super()._prepare_batch(lines)
        for line, commands in self._link_tags(lines).items():
            line.tag_commands = commands

    def _prepare_values(self, line):
        values = super()._prepare_values(line)
        record = self.env["res.partner"].browse(line.record_id or ())
        kind = line.values.get("type") or record.type or "contact"
        values["type"] = kind
        if kind == "contact":
            for name in ("street", "street2", "zip", "city", "country_id"):
                values.pop(name, None)
        if "tags" in line.values:
            values["category_id"] = line.tag_commands
        if "note" in line.values:
            values["comment"] = plaintext2html(line.values["note"])
        return values
