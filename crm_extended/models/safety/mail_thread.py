import logging
import xmlrpc.client

from odoo import api, models
from odoo.addons.crm_extended.tools.mail_source import is_automatic, mend
from odoo.exceptions import ConcurrencyError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)
TO_BE_RETRIED = (ConcurrencyError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY)


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    # Whether mails that fail are kept, and those of machines are passed over.
    _crm_guards_mail = False

    @api.model
    def message_process(
        self,
        model,
        message,
        custom_values=None,
        save_original=False,
        strip_attachments=False,
        thread_id=None,
    ):
        """Take a mail in as it is, else mended, else keep it as a suspended mail.

        Core raises, and a fetched mail that raises is lost. The mailgate script hands
        an error back to the mail server, so there only our own addresses are kept.
        """
        source = message
        if isinstance(message, xmlrpc.client.Binary):
            source = bytes(message.data)
        elif isinstance(message, str):
            source = message.encode()
        options = {
            "custom_values": custom_values,
            "save_original": save_original,
            "strip_attachments": strip_attachments,
            "thread_id": thread_id,
        }
        try:
            with self.env.cr.savepoint():
                return super().message_process(model, source, **options)
        except Exception as error:
            if not self._crm_keeps_failed_mail(model, source, error):
                raise
        try:
            with self.env.cr.savepoint():
                return super().message_process(model, mend(source), **options)
        except Exception as error:  # noqa: BLE001, whatever it is, no mail is lost
            _logger.info("A mail is suspended: %s", error)
            # sudo: the gateway runs as whoever fetches the mail
            self.env["crm.suspended.mail"].sudo()._suspend(source, error, model)
            return False

    @api.model
    def message_route(
        self, message, message_dict, model=None, thread_id=None, custom_values=None
    ):
        """Pass over what machines send, and let core look for loops on every route."""
        routes = super().message_route(
            message,
            message_dict,
            model=model,
            thread_id=thread_id,
            custom_values=custom_values,
        )
        guarded = [route for route in routes if self._crm_is_guarded(route[0])]
        if not guarded:
            return routes
        if is_automatic(message):
            _logger.info("An automatic mail opens nothing: %s", message["Message-Id"])
            return [route for route in routes if route not in guarded]
        # core counts the new records of a sender only where the id is 0, not None
        return [
            (name, record_id or 0, *rest) if self._crm_is_guarded(name) else route
            for route in routes
            for name, record_id, *rest in [route]
        ]

    @api.model
    def _crm_is_guarded(self, model):
        return model in self.env and getattr(self.env[model], "_crm_guards_mail", False)

    @api.model
    def _crm_keeps_failed_mail(self, model, source, error):
        """Return whether the mail would be lost, or is for an address of ours."""
        if "default_fetchmail_server_id" in self.env.context:
            return True
        if isinstance(error, TO_BE_RETRIED):
            return False
        if self._crm_is_guarded(model):
            return True
        Suspended = self.env["crm.suspended.mail"].sudo()
        addresses = Suspended._read_headers(source)["email_to"]
        aliases = Suspended._find_aliases(addresses)
        return any(map(self._crm_is_guarded, aliases.alias_model_id.mapped("model")))

    @api.model
    def _crm_process_mended(self, model, source):
        """Take a suspended mail in; raises where it still can't be."""
        return super().message_process(model, mend(source))
