import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)

# more than that is sent in the background
AT_ONCE = 20


class CrmLetter(models.AbstractModel):
    """A letter to a customer about its account, sent by a person or by a job.

    Whatever sends it, it goes out in the name and with the rights of ``user_id``; what
    stands in the way is noted on it. Besides the methods below that raise
    ``NotImplementedError``, its model has ``partner_id``, ``user_id`` and a ``state``
    of at least draft, queued and sent.
    """

    _name = "crm.letter"
    _description = "Letter to a Customer"
    _inherit = ["mail.thread"]

    # the XML ids of the mail and of the job that sends what is queued
    _letter_template = None
    _letter_job = None

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    failure = fields.Char(
        readonly=True, copy=False, help="Why it was not sent, and what to do."
    )

    # What a kind of letter says for itself

    def _send_error_message(self):
        """Return why the letter can't be sent, or None.

        :raises AccessError: where the user may not send such letters
        """
        raise NotImplementedError

    def _send(self):
        """Send the letter, see ``_post_letter``, and take down that it was."""
        raise NotImplementedError

    def _get_queued_sentence(self):
        """Say that the letters are being sent in the background."""
        raise NotImplementedError

    def _get_sent_sentence(self, failed):
        """Say how many letters were sent, and which were not."""
        raise NotImplementedError

    def _get_failure_sentence(self):
        """Say that something went wrong which nobody foresaw, and what to do."""
        raise NotImplementedError

    # Who gets it

    def _get_recipient(self):
        """Return who gets it: the contact for invoices, or the customer."""
        self.ensure_one()
        found = self.partner_id.address_get(["invoice"])["invoice"]
        return self.partner_id.browse(found)

    def _get_lang(self):
        """Return the language of what goes to the customer."""
        self.ensure_one()
        return self.partner_id.lang or self.company_id.partner_id.lang

    def _mail_get_partner_fields(self, introspect_fields=False):
        return ["partner_id"]

    # How it leaves

    def _send_all(self):
        """Send some at once, many in the background; return what tells the user so."""
        if len(self) > AT_ONCE:
            self._queue()
            return self._notify(self._get_queued_sentence())
        for letter in self:
            letter._try_to_send()
        failed = self.filtered("failure")
        kind = "warning" if failed else "success"
        return self._notify(self._get_sent_sentence(failed), kind)

    def _queue(self):
        self.write({"state": "queued", "failure": False})
        # sudo: the clock of the job is not the business of who sends
        self.env.ref(self._letter_job).sudo()._trigger()

    def _try_to_send(self):
        """Send one letter; what stands in the way is noted on it, for a person."""
        self.ensure_one()
        letter = self._as_sender()
        message = None
        try:
            with self.env.cr.savepoint():
                if not (message := letter._send_error_message()):
                    letter._send()
        except UserError as error:
            message = str(error)
        except Exception:
            _logger.exception("%s was not sent", self)
            message = self._get_failure_sentence()
        if message:
            self.write({"state": "draft", "failure": message})

    def _as_sender(self):
        """Return the letter with the rights of who sends it, in its company."""
        letter = self.with_company(self.company_id)
        if not self.env.su or not self.user_id:
            return letter
        return letter.with_user(self.user_id).with_context(
            lang=self.user_id.lang, allowed_company_ids=self.company_id.ids
        )

    def _post_letter(self):
        """Post the mail, and leave it to the mail queue."""
        self.message_post_with_source(
            self.env.ref(self._letter_template),
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            email_layout_xmlid="mail.mail_notification_light",
            force_send=False,
        )

    @api.model
    def _cron_send(self, batch_size=50):
        """Send what waits, each in the name and with the rights of its sender."""
        Cron = self.env["ir.cron"]
        queued = [("state", "=", "queued")]
        letters = self.search(queued, limit=batch_size, order="id")
        Cron._commit_progress(remaining=self.search_count(queued))
        for letter in letters:
            locked = letter.try_lock_for_update()
            # a person may have sent it while the job was at the others
            if locked.filtered(lambda letter: letter.state == "queued"):
                locked._try_to_send()
            if not Cron._commit_progress(1):
                return

    def _notify(self, message, kind="success"):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": kind,
                "sticky": kind == "warning",
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
