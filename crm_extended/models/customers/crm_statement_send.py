import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)

TEMPLATE = "crm_extended.mail_template_statement"
JOB = "crm_extended.ir_cron_send_statements"
# more than that is sent in the background
AT_ONCE = 20


class CrmStatement(models.Model):
    """How a statement gets to the customer."""

    _inherit = "crm.statement"

    _queued_idx = models.Index("(id) WHERE state = 'queued'")

    def action_send(self):
        """Write one statement by hand, send some at once, many in the background."""
        self._check_reader()
        if len(self) == 1:
            return self._get_composer_action()
        if len(self) > AT_ONCE:
            self._queue()
            return self._notify(
                self.env._("%s statements are being sent in the background.", len(self))
            )
        for statement in self:
            statement._try_to_send()
        return self._notify_sent()

    def message_post(self, **kwargs):
        if self.env.context.get("crm_statement_sent"):
            self._mark_sent()
        return super().message_post(**kwargs)

    def _get_composer_action(self):
        self.ensure_one()
        return {
            "name": self.env._("Send Statement"),
            "type": "ir.actions.act_window",
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_composition_mode": "comment",
                "default_template_id": self.env.ref(TEMPLATE).id,
                "default_email_layout_xmlid": "mail.mail_notification_light",
                "crm_statement_sent": True,
                "force_email": True,
            },
        }

    def _queue(self):
        self.write({"state": "queued", "failure": False})
        # sudo: the clock of the job is not the business of who sends
        self.env.ref(JOB).sudo()._trigger()

    def _mark_sent(self):
        now = fields.Datetime.now()
        waiting = self.filtered(lambda statement: statement.state != "confirmed")
        waiting.state = "sent"
        self.write({"sent_at": now, "failure": False})

    def _send_error_message(self):
        """Return why the statement can't be sent, or None."""
        self.ensure_one()
        self._check_reader()
        recipient = self._get_recipient()
        if not recipient.email:
            return self.env._(
                "%s has no e-mail address: add one, or print the statement.",
                recipient.display_name,
            )
        return None

    def _try_to_send(self, sender=None):
        """Send one statement; what stands in the way is noted on it, for a person.

        :param sender: the statement with the rights of who sends it, if not the user
        """
        self.ensure_one()
        sender = sender or self
        message = None
        try:
            with self.env.cr.savepoint():
                if not (message := sender._send_error_message()):
                    sender._send()
        except UserError as error:
            message = str(error)
        except Exception:
            _logger.exception("Statement %s was not sent", self.id)
            message = self.env._("It could not be sent. Open it and send it by hand.")
        if message:
            self.write({"state": "draft", "failure": message})

    def _send(self):
        self.ensure_one()
        template = self.env.ref(TEMPLATE)
        self.with_context(crm_statement_sent=True).message_post_with_source(
            template,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            email_layout_xmlid="mail.mail_notification_light",
            force_send=False,
        )

    @api.model
    def _cron_send(self, batch_size=50):
        """Send what waits, each in the name and with the rights of who asked for it."""
        Cron = self.env["ir.cron"]
        queued = [("state", "=", "queued")]
        statements = self.search(queued, limit=batch_size, order="id")
        Cron._commit_progress(remaining=self.search_count(queued))
        for statement in statements:
            if locked := statement.try_lock_for_update():
                locked._try_to_send(sender=locked._as_responsible())
            if not Cron._commit_progress(1):
                return

    def _as_responsible(self):
        """Return the statement with the rights of who answers for it."""
        user = self.user_id
        statement = self.with_user(user).with_company(self.company_id)
        return statement.with_context(
            lang=user.lang, allowed_company_ids=self.company_id.ids
        )

    def _notify_sent(self):
        failed = self.filtered("failure")
        if not failed:
            return self._notify(self.env._("%s statements were sent.", len(self)))
        return self._notify(
            self.env._(
                "%(sent)s statements were sent. Not sent: %(customers)s. The reason"
                " stands on each of them.",
                sent=len(self - failed),
                customers=", ".join(failed.partner_id.mapped("name")),
            ),
            kind="warning",
        )

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
