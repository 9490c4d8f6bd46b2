from odoo import fields, models

TEMPLATE = "crm_extended.mail_template_statement"


class CrmStatement(models.Model):
    """How a statement gets to the customer."""

    _inherit = "crm.statement"
    _letter_template = TEMPLATE
    _letter_job = "crm_extended.ir_cron_send_statements"

    _queued_idx = models.Index("(id) WHERE state = 'queued'")

    def action_send(self):
        """Write one statement by hand, send some at once, many in the background."""
        self._check_reader()
        if len(self) == 1:
            return self._get_composer_action()
        return self._send_all()

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

    def _mark_sent(self):
        now = fields.Datetime.now()
        waiting = self.filtered(lambda statement: statement.state != "confirmed")
        waiting.state = "sent"
        self.write({"sent_at": now, "failure": False})

    def _send_error_message(self):
        self.ensure_one()
        self._check_reader()
        recipient = self._get_recipient()
        if not recipient.email:
            return self.env._(
                "%s has no e-mail address: add one, or print the statement.",
                recipient.display_name,
            )
        return None

    def _send(self):
        self.ensure_one()
        self.with_context(crm_statement_sent=True)._post_letter()

    def _get_queued_sentence(self):
        return self.env._("%s statements are being sent in the background.", len(self))

    def _get_sent_sentence(self, failed):
        if not failed:
            return self.env._("%s statements were sent.", len(self))
        return self.env._(
            "%(sent)s statements were sent. Not sent: %(customers)s. The reason"
            " stands on each of them.",
            sent=len(self - failed),
            customers=", ".join(failed.partner_id.mapped("name")),
        )

    def _get_failure_sentence(self):
        return self.env._("It could not be sent. Open it and send it by hand.")
