import base64
import email
import email.policy

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_split


class CrmSuspendedMail(models.Model):
    """An e-mail that could not be taken in, kept as it came until somebody decides."""

    _name = "crm.suspended.mail"
    _description = "Suspended Email"
    _order = "id desc"

    name = fields.Char(string="Subject", required=True, readonly=True)
    email_from = fields.Char(string="From", readonly=True)
    email_to = fields.Char(string="To", readonly=True)
    message_id = fields.Char(string="Message-Id", readonly=True, index=True)
    reason = fields.Text(readonly=True, help="Why the e-mail could not be taken in.")
    source = fields.Binary(attachment=True, readonly=True)
    source_name = fields.Char(compute="_compute_source_name")
    fallback_model = fields.Char(readonly=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.company,
    )
    state = fields.Selection(
        [("waiting", "Waiting"), ("done", "Taken In"), ("discarded", "Discarded")],
        string="Status",
        default="waiting",
        required=True,
        readonly=True,
    )

    _waiting_uniq = models.UniqueIndex(
        "(message_id) WHERE state = 'waiting' AND message_id IS NOT NULL",
        "This e-mail is already waiting.",
    )

    def _compute_source_name(self):
        for mail in self:
            mail.source_name = f"{mail.id}.eml"

    def action_retry(self):
        """Take the e-mails in once more; what fails again stays with its new reason."""
        self._ensure_waiting()
        self.check_access("write")
        for mail in self:
            mail._retry()
        return True

    def action_discard(self):
        """Decide that these e-mails need no answer. Their source is kept."""
        self._ensure_waiting()
        return self.write({"state": "discarded"})

    def _ensure_waiting(self):
        if decided := self.filtered(lambda mail: mail.state != "waiting")[:1]:
            raise UserError(
                self.env._("The e-mail “%s” has been dealt with already.", decided.name)
            )

    def _retry(self):
        # sudo: the gateway decides by the sender, not by who pressed the button
        gateway = self.env["mail.thread"].sudo().with_company(self.company_id)
        try:
            with self.env.cr.savepoint():
                gateway._crm_process_mended(
                    self.fallback_model or None, base64.b64decode(self.source)
                )
        except Exception as error:
            self.reason = self._get_reason(error)
        else:
            self.state = "done"

    @api.model
    def _suspend(self, source, error, model):
        """Keep ``source``, once for each Message-Id, with the reason in words."""
        headers = self._read_headers(source)
        message_id = headers["message_id"]
        known = [("message_id", "=", message_id), ("state", "=", "waiting")]
        if message_id and self.search_count(known, limit=1):
            return
        self.create(
            {
                **headers,
                "name": headers["name"] or self.env._("No subject"),
                "reason": self._get_reason(error),
                "source": base64.b64encode(source),
                "fallback_model": model,
                "company_id": self._find_company(headers["email_to"]).id,
            }
        )

    @api.model
    def _get_reason(self, error):
        return f"{type(error).__name__}: {error}".replace("\0", "")[:1000]

    @api.model
    def _read_headers(self, source):
        """Return what can be read of the headers without ever failing."""
        message = email.message_from_bytes(source, policy=email.policy.compat32)

        def read(*names):
            values = [str(v) for name in names for v in message.get_all(name, [])]
            return " ".join(", ".join(values).replace("\0", "").split())

        return {
            "name": read("Subject")[:250],
            "email_from": read("From")[:250],
            "email_to": read("To", "Cc", "Delivered-To", "X-Original-To")[:2000],
            "message_id": read("Message-Id")[:1000] or False,
        }

    @api.model
    def _find_aliases(self, addresses):
        names = [address.lower() for address in email_split(addresses or "")]
        return self.env["mail.alias"].search([("alias_full_name", "in", names)])

    @api.model
    def _find_company(self, addresses):
        """Return the company of the record that the first known address stands for."""
        for alias in self._find_aliases(addresses):
            owner_model = alias.alias_parent_model_id.model
            if owner_model and alias.alias_parent_thread_id:
                owner = self.env[owner_model].browse(alias.alias_parent_thread_id)
                if company := owner._mail_get_companies()[owner.id]:
                    return company
        return self.env.company
