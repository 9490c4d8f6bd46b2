from odoo import models
from odoo.addons.crm_extended.tools.import_values import fold
from odoo.fields import Domain


class CrmImportEvent(models.AbstractModel):
    """What once happened with a customer: told by customer, moment and subject."""

    _name = "crm.import.event"
    _description = "Import of What Happened with Customers"
    _inherit = "crm.import.kind"

    # the column of the moment in a file, and the field it goes to
    _event_column = None
    _event_field = None

    def _identify(self, line):
        customer = line.values.get("customer", "")
        customer = fold(customer) if isinstance(customer, str) else customer
        moment = line.values.get(self._event_column)
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
            self._to_utc(moment)
            for line in lines
            if (moment := line.values.get(self._event_column))
        }
        Event = self.env[self._import_model].with_context(active_test=False)
        names = ("customer_id", self._event_field, "name", "active")
        known = Event.search_fetch(
            Domain("id", "in", list(self._find_external(texts).values()))
            | (
                Domain("customer_id", "in", list(customers))
                & Domain(self._event_field, "in", list(moments))
            ),
            [name for name in names if name in Event._fields],
        )
        codes = self._get_codes(known, texts)
        return [
            (
                self._make_identity(
                    [code],
                    [record.customer_id.id, self._to_local(record[self._event_field])]
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
        if self._event_column in line.values:
            moment = self._to_utc(line.values[self._event_column])
            values[self._event_field] = moment
        return values
