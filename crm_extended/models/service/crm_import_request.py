from odoo import models
from odoo.addons.crm_extended.tools.import_field import ImportField
from odoo.fields import Domain
from odoo.tools import LazyTranslate, plaintext2html

_lt = LazyTranslate(__name__)


class CrmImportRequest(models.AbstractModel):
    """Past requests: what customers asked before. They are closed, and tell nobody."""

    _name = "crm.import.request"
    _description = "Import of Past Requests"
    _inherit = "crm.import.event"
    _import_model = "crm.service.request"
    _event_column = "opened"
    _event_field = "opened_at"
    _identity_fields = ("external_id", "customer", "name", "opened")

    def _get_import_fields(self):
        return [
            ImportField("external_id", _lt("External ID")),
            ImportField("customer", _lt("Customer"), "customer", is_required=True),
            ImportField("contact", _lt("Contact"), "member"),
            ImportField("name", _lt("Subject"), target="name", is_required=True),
            ImportField("opened", _lt("Opened On"), "moment", is_required=True),
            ImportField("closed", _lt("Closed On"), "moment"),
            ImportField("priority", _lt("Priority"), "choice", "priority"),
            ImportField("owner", _lt("Assignee"), "user", "user_id"),
            ImportField("note", _lt("Description"), "long_text"),
        ]

    def _resolve(self, lines):
        result = super()._resolve(lines)
        for line in lines:
            opened, closed = line.values.get("opened"), line.values.get("closed")
            if opened and closed and closed < opened:
                line.reject(self.env._("The request is closed before it is opened."))
        return result

    def _prepare_values(self, line):
        values = super()._prepare_values(line)
        if "note" in line.values:
            values["description"] = plaintext2html(line.values["note"])
        if "closed" in line.values:
            values["closed_at"] = self._to_utc(line.values["closed"])
        return values

    def _prepare_create_values(self, line):
        values = super()._prepare_create_values(line)
        if "closed" in line.values:
            values["stage_id"] = self._get_closing_stage().id
        return values

    def _create_records(self, lines):
        """The stage closes a new request now; the row says when it really was."""
        requests = super()._create_records(lines)
        for line, request in zip(lines, requests, strict=True):
            if "closed" in line.values:
                # nothing was promised about it here, so nothing can have been missed
                request._take_back_promises()
                request.closed_at = self._to_utc(line.values["closed"])
        return requests

    def _get_closing_stage(self):
        """Return the stage of a request that was closed elsewhere."""
        team = self.env.company.crm_service_team_id
        domain = Domain(team._get_stage_domain()) & Domain("is_closed", "=", True)
        return self.env["crm.service.stage"].search(domain, limit=1)
