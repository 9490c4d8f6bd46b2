from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

SENDERS = "account.group_account_invoice"


class CrmReminder(models.Model):
    """How a reminder gets to the customer, once on a day."""

    _inherit = "crm.reminder"
    _letter_template = "crm_extended.mail_template_reminder"
    _letter_job = "crm_extended.ir_cron_send_reminders"

    @api.model
    def _remind(self, moves):
        """Open the reminder of one customer, send some at once, many in the background.

        :param moves: invoices; of their customers all that is overdue is reminded of
        :raises UserError: where there is nothing to remind of
        """
        self._check_sender()
        remindable = self.env["account.move"].union(
            *(
                self._get_remindable_moves(company, invoices.commercial_partner_id)
                for company, invoices in moves.grouped("company_id").items()
            )
        )
        if not remindable:
            raise UserError(
                self.env._(
                    "There is nothing to remind of: what is paid, disputed or promised"
                    " for a day to come is left out."
                )
            )
        reminders = self._prepare_for(remindable)
        if len(reminders) == 1:
            return reminders._get_form_action()
        return reminders.action_send()

    def action_send(self):
        """Send the reminders: some at once, many in the background."""
        self._check_sender()
        return self.filtered(lambda reminder: reminder.state != "sent")._send_all()

    def _get_form_action(self):
        self.ensure_one()
        return {
            "name": self.env._("Payment Reminder"),
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    def _check_sender(self):
        if not self.env.su and not self.env.user.has_group(SENDERS):
            raise AccessError(
                self.env._("Only those who write invoices send payment reminders.")
            )

    def _send_error_message(self):
        self.ensure_one()
        self._check_sender()
        customer = self.partner_id.display_name
        # sudo: what somebody else has sent today is asked, too
        if self.sudo().search_count([("day_key", "=", self._get_day_key())]):
            return self.env._("%s was reminded today already.", customer)
        if not self._get_moves():
            return self.env._(
                "Nothing of %s is left to remind of: it was paid, disputed or promised"
                " in the meantime.",
                customer,
            )
        recipient = self._get_recipient()
        if not recipient.email:
            return self.env._(
                "%s has no e-mail address: add one, or call.", recipient.display_name
            )
        return None

    def _send(self):
        """Send the mail, and note it on the invoices and on the customer, once."""
        self.ensure_one()
        moves = self._get_moves()
        today = self.company_id._crm_get_today()
        self.write(
            {
                "move_ids": [fields.Command.set(moves.ids)],
                "amount": sum(moves.mapped("crm_overdue")),
                "state": "sent",
                "sent_on": today,
                "day_key": self._get_day_key(),
                "failure": False,
            }
        )
        self._post_letter()
        for level, reminded in moves.grouped("crm_reminder_level").items():
            reminded.write({"crm_reminder_level": level + 1, "crm_reminded_on": today})
        self._log_on_customer()

    def _log_on_customer(self):
        """Note on the customer that it was reminded; amounts stay with the accounts."""
        body = self.env._(
            "%(reminder)s was sent to %(recipient)s: %(count)s overdue invoices.",
            reminder=self.name,
            recipient=self._get_recipient().email,
            count=len(self.move_ids),
        )
        # sudo: who reminds need not be allowed to change the customer
        self.partner_id.sudo()._message_log(
            body=body, author_id=self.env.user.partner_id.id
        )

    def _get_day_key(self):
        day = self.company_id._crm_get_today()
        return f"{self.company_id.id}/{self.partner_id.id}/{day}"

    @api.model
    def _cron_send(self, batch_size=50):
        """Remind by itself where a company wants that, and send what waits."""
        for company in self.env["res.company"].search(
            [("crm_reminder_automatic", "=", True)]
        ):
            company._crm_queue_reminders()
        return super()._cron_send(batch_size)

    def _get_queued_sentence(self):
        return self.env._("%s reminders are being sent in the background.", len(self))

    def _get_sent_sentence(self, failed):
        if not failed:
            return self.env._("%s reminders were sent.", len(self))
        return self.env._(
            "%(sent)s reminders were sent. Not sent: %(reasons)s",
            sent=len(self - failed),
            reasons=" ".join(failed.mapped("failure")),
        )

    def _get_failure_sentence(self):
        return self.env._("It could not be sent. Open it and send it again.")
