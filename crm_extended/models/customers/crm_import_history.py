from odoo import models
from odoo.addons.crm_extended.tools.import_field import ImportField
from odoo.addons.crm_extended.tools.import_values import fold
from odoo.fields import Domain
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)


class CrmImportHistory(models.AbstractModel):
    """Past sales: what a customer bought in a month before Odoo was there."""

    _name = "crm.import.history"
    _description = "Import of Past Sales"
    _inherit = "crm.import.kind"
    _import_model = "crm.customer.history"
    _identity_fields = ("customer", "month", "product")

    def _get_import_fields(self):
        return [
            ImportField("customer", _lt("Customer"), "customer", "customer_id", True),
            ImportField("month", _lt("Month"), "month", "month", True),
            # a product that is sold no more is kept by its name
            ImportField("product", _lt("Product"), target="name"),
            ImportField("quantity", _lt("Quantity"), "amount", "quantity"),
            ImportField("amount", _lt("Amount"), "amount", "amount", True),
        ]

    def _identify(self, line):
        customer = line.values.get("customer", "")
        customer = fold(customer) if isinstance(customer, str) else customer
        product = fold(line.values.get("product", "")) or "-"
        return self._make_identity([], [customer, line.values.get("month"), product])

    def _find(self, lines):
        self._find_customers_first(lines)
        return super()._find(lines)

    def _get_candidates(self, lines):
        customers = {line.values.get("customer") for line in lines} - {None}
        months = {line.values.get("month") for line in lines} - {None}
        known = self.env[self._import_model].search_fetch(
            Domain("customer_id", "in", list(customers))
            & Domain("month", "in", list(months)),
            ["customer_id", "month", "name", "product_id", "quantity", "amount"],
        )
        return [
            (
                self._make_identity(
                    [], [row.customer_id.id, row.month, fold(row.name or "") or "-"]
                ),
                row,
            )
            for row in known
        ]

    def _resolve(self, lines):
        result = super()._resolve(lines)
        found = self._find_products({line.values.get("product") for line in lines})
        for line in lines:
            ids = found[line.values.get("product")]
            line.values["product_id"] = ids[0] if len(ids) == 1 else False
        return result

    def _prepare_values(self, line):
        values = super()._prepare_values(line)
        if line.values.get("product_id"):
            values["product_id"] = line.values["product_id"]
        return values
