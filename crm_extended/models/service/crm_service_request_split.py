from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import html2plaintext

SUBJECT_LENGTH = 80
# what a request knows of its customer
OF_CUSTOMER = (
    "partner_name",
    "phone",
    "equipment_id",
    "sale_order_id",
    "picking_id",
    "invoice_id",
)


class CrmServiceRequest(models.Model):
    """A message that is about something else becomes a request of its own."""

    _inherit = "crm.service.request"

    def action_split(self, message_id):
        """Open a related request out of a message of this one, with its files.

        :param int message_id: something that a person said in the conversation
        :return: the action that opens the new request
        :raise UserError: when the message is none of this request
        """
        self.ensure_one()
        self.check_access("write")
        message = self.env["mail.message"].browse(message_id).exists()
        message.check_access("read")
        if text := self._split_error_message(message):
            raise UserError(text)
        request = self.create(self._prepare_split_values(message))
        # sudo: the message is copied as it is, be it another person's
        request._take_over(message.sudo())
        self._tell_of_split(request)
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": request.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def _split_error_message(self, message):
        """Return why no request can be made of the message, or None."""
        if not message or (message.model, message.res_id) != (self._name, self.id):
            return self.env._("The message is none of request %s.", self.number)
        if message.message_type not in ("comment", "email"):
            return self.env._(
                "Only what a person has written becomes a request of its own."
            )
        return None

    def _prepare_split_values(self, message):
        """Return the values of the request that is made of a message."""
        author = message.author_id.sudo()
        is_customer = author and self._is_customer(author)
        # its customer reads subject and description, but no note of ours
        is_shown = self._is_reply(message)
        values = self._prepare_follow_up_values(
            {"body": message.body if is_shown else ""}
        )
        values |= {
            "name": self._shorten(
                (is_shown and self._get_first_words(message)) or self.name
            ),
            "partner_id": author.id if is_customer else self.partner_id.id,
            "follows_id": False,
            "priority": self.priority,
            "related_ids": [Command.link(self.id)],
        }
        if is_customer and author.commercial_partner_id != self.customer_id:
            # what the one has bought is no business of the other
            values |= dict.fromkeys(OF_CUSTOMER, False)
            values["email_from"] = message.email_from
        return values

    @api.model
    def _get_first_words(self, message):
        """Return as much of the first line of a message as a subject holds."""
        lines = html2plaintext(message.body or "").strip().splitlines()
        line = lines[0] if lines else ""
        if len(line) > SUBJECT_LENGTH:
            line = f"{line[:SUBJECT_LENGTH].rsplit(' ', 1)[0]}…"
        return line

    def _take_over(self, message):
        """Begin the conversation with a copy of the message and of its files."""
        files = [
            attachment.copy({"res_model": self._name, "res_id": self.id}).id
            for attachment in message.attachment_ids
        ]
        message.copy(
            {
                "res_id": self.id,
                "record_name": self.display_name,
                "parent_id": False,
                "attachment_ids": [Command.set(files)],
            }
        )

    def _tell_of_split(self, request):
        """Log in both requests what came out of which."""
        links = {
            "old": self._get_html_link(title=self.number),
            "new": request._get_html_link(title=request.number),
        }
        self._message_log(
            body=Markup("%s")
            % self.env._("A message goes on as a request of its own: %(new)s.", **links)
        )
        request._message_log(
            body=Markup("%s") % self.env._("Made of a message of %(old)s.", **links)
        )
