import logging
import xmlrpc.client

from odoo import api, models
from odoo.addons.crm_extended.tools.mail_source import is_automatic, mend
from odoo.exceptions import ConcurrencyError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import email_normalize, email_normalize_all

_logger = logging.getLogger(__name__)
TO_BE_RETRIED = (ConcurrencyError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY)


class AlreadyTakenIn(ConcurrencyError):
    """Another worker has just taken the same mail in, and committed it."""


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
        except AlreadyTakenIn as error:
            _logger.info("A mail came twice: %s", error)
            return False
        except Exception as error:
            if not self._crm_keeps_failed_mail(model, source, error):
                raise
        try:
            with self.env.cr.savepoint():
                return super().message_process(model, mend(source), **options)
        except Exception as error:
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
        return [
            self._crm_guard_route(*route) if route in guarded else route
            for route in routes
        ]

    @api.model
    def _crm_guard_route(self, model, record_id, values, user_id, _alias):
        """Return the route as the guards of core need it.

        Core counts the new records of a sender only where the id is 0, not None, and
        bounces a mail that fails, and switches its alias off, only if it has the alias.
        """
        return model, record_id or 0, values, user_id, None

    def _mail_find_user_for_gateway(self, email_value, alias=None):
        """The gateway takes a mail to us in: who sent it is its author, no more."""
        # sudo: which model an address stands for is known to the gateway alone
        alias_sudo = alias.sudo() if alias else self.env["mail.alias"]
        # both models at once, core asks for the other one next
        (alias_sudo.alias_model_id | alias_sudo.alias_parent_model_id).fetch(["model"])
        if alias_sudo and self._crm_is_guarded(alias_sudo.alias_model_id.model):
            return self.env["res.users"]
        return super()._mail_find_user_for_gateway(email_value, alias=alias)

    @api.model
    def _routing_reset_bounce(self, email_message, message_dict):
        """Do what core does, without asking the database which models there are."""
        blacklist = self.pool["mail.thread.blacklist"]
        address = email_normalize(message_dict["email_from"])
        if not address:
            return
        bounced = [("message_bounce", ">", 0), ("email_normalized", "=", address)]
        for name, model in self.pool.items():
            if issubclass(model, blacklist) and not model._abstract:
                # sudo: the gateway runs as whoever fetches the mail
                records = self.env[name].sudo().search(bounced)
                records._message_reset_bounce(address)

    @api.model
    def _message_parse_post_process(self, message, message_dict, routes):
        """Find the known recipients of a mail for us in one query, or in none."""
        if not routes or not all(self._crm_is_guarded(route[0]) for route in routes):
            return super()._message_parse_post_process(message, message_dict, routes)
        partners = self.env["res.partner"]
        filtered = f"{message_dict['to_filtered']},{message_dict['cc_filtered']}"
        if addresses := email_normalize_all(filtered):
            # sudo: the gateway knows every contact
            domain = [("email_normalized", "in", addresses)]
            partners = partners.sudo().search_fetch(domain, ["email_normalized"])
        return {
            "author_id": message_dict.get("author_id"),
            "partner_ids": [
                found[:1].id for found in partners.grouped("email_normalized").values()
            ],
        }

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
        # past our own override, which would suspend it once more
        parent = super()
        return parent.message_process(model, mend(source))
