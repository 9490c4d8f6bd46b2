from odoo import fields, models

SPOKEN_TYPES = ("comment", "email")


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
        """Write down that the customer waits for an answer, and we no longer do."""
        # sudo: customers may not change their requests, but they do set them going
        request = self.sudo()
        values = {}
        if request.first_responded_at and not request.customer_waits_since:
            values["customer_waits_since"] = moment
        if request.stage_id.is_waiting:
            values |= request._prepare_end_of_waiting()
        if values:
            request.write(values)

    def _end_waiting(self):
        self.write(self._prepare_end_of_waiting())

    def _prepare_end_of_waiting(self):
        """Return what to write on a request whose customer is heard of again."""
        Stage = self.env["crm.service.stage"]
        stage = Stage._get_after_waiting(self.team_id, self.stage_id)
        return {"stage_id": (stage or self.stage_id).id}

    def _is_answer(self, message):
        """Whether a colleague tells the customer something, in person, and is awaited.

        To be extended by other ways of reaching the customer.
        """
        # sudo: a customer who posts may not read all of it
        request = self.sudo()
        if request.first_responded_at and not request.customer_waits_since:
            return False
        return self._is_spoken(message) and self._is_colleague(message.author_id)

    def _is_awaited(self, message):
        """Whether the customer says something that changes what we owe."""
        # sudo: see above
        request = self.sudo()
        is_news = request.first_responded_at and not request.customer_waits_since
        return bool(
            (is_news or request.stage_id.is_waiting)
            and self._is_spoken(message)
            and self._is_customer(message.author_id)
        )

    def _is_spoken(self, message):
        """Whether a person said it to everybody who takes part."""
        if message.message_type not in SPOKEN_TYPES or message.is_internal:
            return False
        # by its id alone: whether it exists need not be asked for each message
        public = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_comment")
        return message.subtype_id.id == public

    def _is_colleague(self, partner):
        """Whether the partner works here, and does not ask as a customer himself."""
        if partner == self.partner_id:
            return False
        # active users only: OdooBot is a partner of ours as well, but no person;
        # sudo: who posts from the portal may not look at users
        users = partner.sudo().user_ids.filtered("active")
        return any(user._is_internal() for user in users)

    def _is_customer(self, partner):
        """Whether the partner asks, or nobody knows who it is: never one of us."""
        if not partner or partner == self.partner_id:
            return True
        # sudo: see above; OdooBot and those who left are none either
        users = partner.sudo().with_context(active_test=False).user_ids
        return not any(user._is_internal() for user in users)
