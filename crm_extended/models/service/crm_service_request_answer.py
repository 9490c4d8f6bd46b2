from odoo import fields, models


class CrmServiceRequest(models.Model):
    """Which message counts as the first answer to the customer."""

    _inherit = "crm.service.request"

    def _message_post_after_hook(self, message, msg_values):
        if self._is_first_answer(message):
            # sudo: whoever may read a request may answer it
            self.sudo().first_responded_at = fields.Datetime.now()
        return super()._message_post_after_hook(message, msg_values)

    def _is_first_answer(self, message):
        """Whether a colleague tells the customer something, in person, and first.

        To be extended by other ways of reaching the customer.
        """
        if self.first_responded_at or message.message_type not in ("comment", "email"):
            return False
        # by its id alone: whether it exists need not be asked for each message
        public = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_comment")
        return (
            message.subtype_id.id == public
            and not message.is_internal
            and self._is_colleague(message.author_id)
        )

    def _is_colleague(self, partner):
        """Whether the partner works here, and does not ask as a customer himself."""
        if partner == self.partner_id:
            return False
        # active users only: OdooBot is a partner of ours as well, but no person;
        # sudo: who posts from the portal may not look at users
        users = partner.sudo().user_ids.filtered("active")
        return any(user._is_internal() for user in users)
