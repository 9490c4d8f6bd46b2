from odoo import models
from odoo.addons.crm_extended.tools.import_field import ImportField
from odoo.addons.crm_extended.tools.import_values import fold
from odoo.fields import Domain
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)


class CrmImportEquipment(models.AbstractModel):
    """Equipment in the field: what customers have. No stock is moved for it."""

    _name = "crm.import.equipment"
    _description = "Import of Equipment"
    _inherit = "crm.import.kind"
    _import_model = "crm.equipment"
    _identity_fields = ("external_id", "customer", "product", "serial", "delivered")

    def _get_import_fields(self):
        return [
            ImportField("external_id", _lt("External ID")),
            ImportField("customer", _lt("Customer"), "customer", is_required=True),
            ImportField("site", _lt("Site"), "member"),
            # a product that is sold no more is kept by its name
            ImportField("product", _lt("Product")),
            ImportField("serial", _lt("Serial Number")),
            ImportField("quantity", _lt("Quantity"), "amount", "quantity"),
            ImportField("delivered", _lt("Delivery Date"), "date", "warranty_start"),
            ImportField("end", _lt("Warranty End"), "date", "warranty_end"),
        ]

    def _identify(self, line):
        """By its number; without one, by product and the day it was delivered."""
        values = line.values
        customer = values.get("customer", "")
        customer = fold(customer) if isinstance(customer, str) else customer
        serial = fold(values.get("serial", ""))
        delivered = "" if serial else values.get("delivered", "")
        return self._make_identity(
            [values.get("external_id", "")],
            [customer, serial or fold(values.get("product", ""))],
            [delivered],
        )

    def _find(self, lines):
        self._find_customers_first(lines)
        for line in lines:
            if line.is_open and not {"product", "serial"} & line.values.keys():
                line.reject(self.env._("The row has neither a product nor a number."))
        return super()._find(lines)

    def _get_candidates(self, lines):
        texts = {line.values.get("external_id") for line in lines} - {None}
        customers = {line.values.get("customer") for line in lines} - {None}
        names = {
            name
            for line in lines
            if (name := line.values.get("serial") or line.values.get("product"))
        }
        products = self._find_products(names)
        known = (
            self.env[self._import_model]
            .with_context(active_test=False)
            .search_fetch(
                Domain("id", "in", list(self._find_external(texts).values()))
                | (
                    Domain("customer_id", "in", list(customers))
                    & (
                        self._get_name_domain("name", names)
                        | Domain("product_id", "in", sum(products.values(), []))
                    )
                ),
                ["customer_id", "name", "product_id", "warranty_start", "active"],
            )
        )
        codes = self._get_codes(known, texts)
        return [
            (
                self._make_identity(
                    [code],
                    [record.customer_id.id, fold(name)],
                    [record.warranty_start or ""],
                ),
                record,
            )
            for record in known
            for code in codes[record.id]
            for name in self._get_names(record)
        ]

    def _get_names(self, record):
        """Return the words by which a row can mean it, with or without a number."""
        names = [record.name]
        product = record.product_id
        if record.name == product.name:
            names += filter(None, [product.default_code, product.barcode])
        return names

    def _resolve(self, lines):
        result = super()._resolve(lines)
        found = self._find_products({line.values.get("product") for line in lines})
        for line in lines:
            ids = found[line.values.get("product")]
            line.values["product_id"] = ids[0] if len(ids) == 1 else False
            start, end = line.values.get("delivered"), line.values.get("end")
            if start and end and end < start:
                line.reject(self.env._("The warranty ends before the delivery."))
        return result

    def _prepare_values(self, line):
        values = super()._prepare_values(line)
        text = line.values
        if "customer" in text:
            values["partner_id"] = text.get("site", text["customer"])
            values["customer_id"] = text["customer"]
        if text.get("product_id"):
            values["product_id"] = text["product_id"]
        if "serial" in text:
            values["name"] = text["serial"]
        return values

    def _prepare_create_values(self, line):
        values = super()._prepare_create_values(line)
        if not values.get("product_id") and "serial" not in line.values:
            values["name"] = line.values["product"]
        elif not values.get("product_id") and "product" in line.values:
            # nothing of the row is lost, even where the product is unknown
            values["note"] = line.values["product"]
        return values
