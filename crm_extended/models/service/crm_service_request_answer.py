from odoo import fields, models


class CrmServiceRequest(models.Model):
    """What counts as an answer to the customer, and as a word from the customer."""

    _inherit = "crm.service.request"

    def _message_post_after_hook(self, message, msg_values):
        if self._is_answer(message):
            self._note_answer(fields.Datetime.now())
        elif self._is_awaited(message):
            self._note_customer_word(fields.Datetime.now())
        return super()._message_post_after_hook(message, msg_values)

    def _note_answer(self, moment):
        """Write down that the customer was answered, for the first time or again."""
        # sudo: whoever may read a request may answer it
        request = self.sudo()
        values = {}
        if not request.first_responded_at:
            values["first_responded_at"] = moment
        if request.customer_waits_since:
            values |= {"last_answered_at": moment, "customer_waits_since": False}
        if values:
            request.write(values)

    def _note_customer_word(self, moment):
        """Write down that the customer waits for an answer."""
        # sudo: customers may not change their requests, but they do set them going
        self.sudo().customer_waits_since = moment

    def _is_answer(self, message):
        """Whether a colleague tells the customer something, in person, and is awaited.

        To be extended by other ways of reaching the customer.
        """
        # sudo: a customer who posts may not read all of it
        request = self.sudo()
        if request.first_responded_at and not request.customer_waits_since:
            return False
        return self._is_reply(message) and self._is_colleague(message.author_id)

    def _is_awaited(self, message):
        """Whether the customer says something that is to be answered anew."""
        # sudo: see above
        request = self.sudo()
        return bool(
            request.first_responded_at
            and not request.customer_waits_since
            and self._is_reply(message)
            and self._is_customer(message.author_id)
        )

    def _is_colleague(self, partner):
        """Whether the partner works here, and does not ask as a customer himself."""
        if partner == self.partner_id:
            return False
        # active users only: OdooBot is a partner of ours as well, but no person;
        # sudo: who posts from the portal may not look at users
        users = partner.sudo().user_ids.filtered("active")
        return any(user._is_internal() for user in users)
