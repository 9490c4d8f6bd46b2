from odoo import models
from odoo.addons.crm_extended.tools.import_field import ImportField
from odoo.addons.crm_extended.tools.import_values import fold
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)


class CrmImportOwner(models.AbstractModel):
    """Owners: who looks after which customer. Nothing is created."""

    _name = "crm.import.owner"
    _description = "Import of Owners"
    _inherit = "crm.import.kind"
    _import_model = "res.partner"
    _identity_fields = ("customer",)

    def _get_import_fields(self):
        return [
            ImportField("customer", _lt("Customer"), "customer", is_required=True),
            ImportField("owner", _lt("Salesperson"), "user", "user_id", True),
        ]

    def _identify(self, line):
        return self._make_identity([], [fold(line.values.get("customer", ""))])

    def _find(self, lines):
        """A row is about the customer that it names."""
        lines = [line for line in lines if line.is_open]
        self._require(lines)
        self._find_customers_first(lines)
        for line in lines:
            if line.is_open:
                line.record_id = line.values["customer"]

    def _check_rights(self):
        self.env[self._import_model].check_access("write")
