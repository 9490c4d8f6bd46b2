from odoo import models
from odoo.addons.crm_extended.tools.import_field import ImportField
from odoo.addons.crm_extended.tools.import_values import fold
from odoo.fields import Domain
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)


class CrmImportInteraction(models.AbstractModel):
    """Interactions: calls, visits and chats with customers in the past."""

    _name = "crm.import.interaction"
    _description = "Import of Interactions"
    _inherit = "crm.import.kind"
    _import_model = "crm.interaction"
    _identity_fields = ("external_id", "customer", "name", "date")

    def _get_import_fields(self):
        return [
            ImportField("external_id", _lt("External ID")),
            ImportField("customer", _lt("Customer"), "customer", is_required=True),
            ImportField("contact", _lt("Contact"), "member"),
            ImportField("date", _lt("When"), "moment", is_required=True),
            ImportField("name", _lt("Subject"), target="name", is_required=True),
            ImportField("channel", _lt("Channel"), "choice", "channel"),
            ImportField("direction", _lt("Direction"), "choice", "direction"),
            ImportField("owner", _lt("Logged For"), "user", "user_id"),
            ImportField("outcome", _lt("Outcome"), "choice", "outcome"),
            ImportField("note", _lt("Note"), "long_text", "note"),
        ]

    def _identify(self, line):
        customer = line.values.get("customer", "")
        customer = fold(customer) if isinstance(customer, str) else customer
        moment = line.values.get("date")
        return self._make_identity(
            [line.values.get("external_id", "")],
            [customer, moment, fold(line.values.get("name", ""))],
        )

    def _find(self, lines):
        self._find_customers_first(lines)
        return super()._find(lines)

    def _get_candidates(self, lines):
        texts = {line.values.get("external_id") for line in lines} - {None}
        customers = {line.values.get("customer") for line in lines} - {None}
        moments = {
            self._to_utc(line.values["date"]) for line in lines if "date" in line.values
        }
        known = self.env[self._import_model].search_fetch(
            Domain("id", "in", list(self._find_external(texts).values()))
            | (
                Domain("customer_id", "in", list(customers))
                & Domain("date_start", "in", list(moments))
            ),
            ["customer_id", "date_start", "name"],
        )
        codes = self._get_codes(known, texts)
        return [
            (
                self._make_identity(
                    [code],
                    [record.customer_id.id, self._to_local(record.date_start)]
                    + [fold(record.name)],
                ),
                record,
            )
            for record in known
            for code in codes[record.id]
        ]

    def _prepare_values(self, line):
        values = super()._prepare_values(line)
        if "customer" in line.values:
            values["partner_id"] = line.values.get("contact", line.values["customer"])
        if "date" in line.values:
            values["date_start"] = self._to_utc(line.values["date"])
        return values
