import hashlib
import json
from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import plaintext2html

SAME_FORM_SECONDS = 60


class CrmServiceRequest(models.Model):
    """A request that a customer opens, or closes, on a web page."""

    _inherit = "crm.service.request"

    @api.model
    def _open_from_web(self, values, attachments=()):
        """Open a request from the checked input of a form; the same one only once.

        :param values: ``name``, ``text`` and what else the form knows of its sender
        :param attachments: list of ``(name, bytes)``, checked by the form
        """
        text = values.pop("text")
        key = self._get_form_key(values, text, [name for name, _data in attachments])
        since = fields.Datetime.now() - timedelta(seconds=SAME_FORM_SECONDS)
        # the key of a minute ago makes room for the same words said again later
        same = [("team_id", "=", values["team_id"]), ("intake_key", "=", key)]
        if request := self.search(same, limit=1):
            if request.create_date > since:
                return request
            request.intake_key = False
        values |= {"description": plaintext2html(text), "intake_key": key}
        try:
            with self.env.cr.savepoint():
                # an address typed into a form proves nothing about who typed it
                unproven = self.with_context(crm_unproven_sender=True)
                request = unproven.create(values).with_env(self.env)
        except UniqueViolation as error:
            # pressed twice: the other worker is done in a moment
            raise ConcurrencyError(str(error)) from error
        if attachments:
            request._post_from_customer(attachments=list(attachments))
        return request

    @api.model
    def _get_form_key(self, values, *more):
        content = json.dumps([values, *more], sort_keys=True, default=str)
        return f"form-{hashlib.sha256(content.encode()).hexdigest()}"

    def _post_from_customer(self, **values):
        self.message_post(
            author_id=self.partner_id.id,
            email_from=self.partner_email or self.company_id.email_formatted,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            **values,
        )

    def _close_from_web(self):
        """Close an open request because its customer says so."""
        self.ensure_one()
        if self.closed_at:
            return
        closing = self.team_id._get_stage_domain() & self._get_closing_domain()
        if stage := self.env["crm.service.stage"].search(closing, limit=1):
            self._as_it_is().stage_id = stage
            self._message_log(body=self.env._("Closed by the customer."))

    @api.model
    def _get_closing_domain(self):
        """Return the domain of the stages in which a customer's request may end."""
        return fields.Domain("is_closed", "=", True)
