from odoo import models
from odoo.exceptions import UserError

from .crm_service_macro import SENT_AT_ONCE


class CrmServiceRequest(models.Model):
    """Requests that are answered and moved by a macro."""

    _inherit = "crm.service.request"

    def action_open_macros(self):
        """Open the macros that can be applied to the requests.

        :return: an action
        """
        self.check_access("write")
        Macro = self.env["crm.service.macro"]
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_extended.crm_service_macro_action_apply"
        )
        action["domain"] = list(Macro._get_offered_domain(self))
        action["context"] = {"active_request_ids": self.ids}
        return action

    def action_apply_macro(self, macro_id):
        """Answer, change and move the requests as a macro says: all of them, or none.

        :param int macro_id: a macro that the user may use
        :return: True
        :raise UserError: when one of the requests can't be changed that way
        """
        self.check_access("write")
        macro = self.env["crm.service.macro"].browse(macro_id).exists()
        macro.check_access("read")
        if not self:
            raise UserError(self.env._("Choose at least one request."))
        if not macro:
            raise UserError(self.env._("The macro does not exist any more."))
        if message := macro._error_message(self):
            raise UserError(message)
        with self.env.cr.savepoint():
            self._apply_macro(macro)
        return True

    def _apply_macro(self, macro):
        """Write the fields, tell the customers, then move: in the order one would."""
        if values := macro._prepare_values():
            self.write(values)
        force_send = len(self) <= SENT_AT_ONCE
        for request in self:
            if body := macro._render_reply(request):
                request._post_macro_reply(macro, body, force_send)
        if macro.new_stage_id:
            self.write({"stage_id": macro.new_stage_id.id})

    def _post_macro_reply(self, macro, body, force_send):
        partners = self.partner_id.filtered("email")
        is_public = not macro.is_internal
        self.message_post(
            body=body,
            message_type="comment",
            subtype_xmlid="mail.mt_comment" if is_public else "mail.mt_note",
            partner_ids=partners.ids if is_public else [],
            force_send=force_send,
        )
