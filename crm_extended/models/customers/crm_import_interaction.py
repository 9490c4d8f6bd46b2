from odoo import models
from odoo.addons.crm_extended.tools.import_field import ImportField
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)


class CrmImportInteraction(models.AbstractModel):
    """Interactions: calls, visits and chats with customers in the past."""

    _name = "crm.import.interaction"
    _description = "Import of Interactions"
    _inherit = "crm.import.event"
    _import_model = "crm.interaction"
    _event_column = "date"
    _event_field = "date_start"
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
