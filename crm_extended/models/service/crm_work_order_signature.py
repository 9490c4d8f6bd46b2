import base64
import binascii

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

PNG = b"\x89PNG\r\n\x1a\n"
MAX_BYTES = 1_000_000


class CrmWorkOrder(models.Model):
    """The customer's signature under the work, and the report it stands for."""

    _inherit = "crm.work.order"

    signature = fields.Image(
        copy=False, attachment=True, max_width=1024, max_height=1024
    )
    signed_by = fields.Char(copy=False)
    signed_on = fields.Datetime(readonly=True, copy=False)

    def _get_link_start(self):
        return self.state == "done" and self.finished_at

    def action_open_customer_page(self):
        """Open what the customer sees, where he may sign."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": self.get_portal_url(),
            "target": "self",
        }

    def action_sign(self, name, signature):
        """Take the customer's signature under finished work, and file the report.

        :param str name: who signs
        :param str signature: a PNG image in base64
        :return: True
        :raise UserError: when the work is not done or signed already, the name is
            missing, or the signature is no picture
        """
        self.check_access("write")
        self._sign(name, signature)
        return True

    def action_export_report(self):
        """Print the service report, for a system that keeps or sends it itself.

        :return: ``name`` of the file and ``content``, a PDF in base64
        """
        self.ensure_one()
        self.check_access("read")
        report = self.env["ir.actions.report"]
        pdf, _kind = report._render_qweb_pdf(
            "crm_extended.crm_work_order_report", self.ids
        )
        name = f"{self.number}.pdf"
        return {"name": name, "content": base64.b64encode(pdf).decode()}

    def _complete_signature(self, vals):
        """Return ``vals`` with who signed and when; the clock stops at a signature."""
        if not vals["signature"]:
            return {**vals, "signed_by": False, "signed_on": False}
        self.ensure_one()
        if self.state == "done" and not self.env.context.get("crm_sign_done"):
            raise UserError(
                self.env._(
                    "Work order %s is done. Let the customer sign on its page: open it"
                    " with “Customer Page”.",
                    self.number,
                )
            )
        self.time_ids._stop_running()
        signed_by = vals.get("signed_by") or self.signed_by or self.partner_id.name
        return {**vals, "signed_by": signed_by, "signed_on": fields.Datetime.now()}

    def _sign(self, name, signature, author=None):
        """Store the signature given under finished work and file the report.

        :param name: who signs, as typed by the person
        :param signature: a PNG image in base64
        :param author: the partner who signs; without it the contact of the site
        """
        self.ensure_one()
        if message := self._sign_error_message(name, signature):
            raise UserError(message)
        values = {"signature": signature, "signed_by": name.strip()}
        self.with_context(crm_sign_done=True).write(values)
        self._attach_signed_report(author or self.partner_id)

    def _can_be_signed(self):
        return self.state == "done" and not self.signature

    def _sign_error_message(self, name, signature):
        """Return why this can't be taken as a signature, or None."""
        if not self._can_be_signed():
            return self.env._("This work order can't be signed now. Reload the page.")
        if not (isinstance(name, str) and 0 < len(name.strip()) <= 100):
            return self.env._("Please enter your name.")
        if not _is_png(signature):
            return self.env._("Please draw your signature.")
        return None

    def _void_signature(self):
        """Take back signatures given for something else than what stands there now."""
        for order in self.filtered("signature"):
            # sudo: whoever may change the lines may make them unsigned
            order.sudo()._message_log(
                body=order.env._(
                    "The signature of %(name)s of %(date)s is void: time or parts have"
                    " changed since.",
                    name=order.signed_by,
                    date=format_datetime(
                        order.env,
                        order.signed_on,
                        tz=order._get_customer_timezone(),
                        dt_format="medium",
                    ),
                )
            )
            order.sudo().signature = False

    def _attach_signed_report(self, author):
        """Post the printed report with the signature, in the name of ``author``."""
        self.ensure_one()
        # sudo: the customer's signature files the report, whoever holds the pen
        report = self.env["ir.actions.report"].sudo()
        pdf, _kind = report._render_qweb_pdf(
            "crm_extended.crm_work_order_report", self.ids
        )
        self.sudo().message_post(
            author_id=author.id,
            body=self.env._("Work order signed by %s", self.signed_by),
            attachments=[(f"{self.number}.pdf", pdf)],
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )


def _is_png(text):
    """Whether ``text`` is a PNG image in base64 of a sane size."""
    if not isinstance(text, str) or len(text) > MAX_BYTES:
        return False
    try:
        return base64.b64decode(text, validate=True).startswith(PNG)
    except (binascii.Error, ValueError):
        return False
