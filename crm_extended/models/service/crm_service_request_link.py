import uuid
from urllib.parse import urlencode

from odoo import api, fields, models


class CrmServiceRequest(models.Model):
    """The link by which somebody without a login follows a request."""

    _inherit = "crm.service.request"

    access_token = fields.Char(default=lambda self: str(uuid.uuid4()))
    tracking_text = fields.Char(
        string="Sentence to Send",
        compute="_compute_tracking_text",
        groups="crm_extended.crm_extended_group_user",
        help="In the customer's language, for WeChat, WeCom or a text message.",
    )
    tracking_qr_url = fields.Char(
        string="QR Code",
        compute="_compute_tracking_text",
        groups="crm_extended.crm_extended_group_user",
    )

    def _get_link_start(self):
        return self.closed_at

    def _get_new_request_url(self):
        return self.team_id.form_url

    @api.depends("access_token", "number", "name", "partner_id.lang")
    def _compute_tracking_text(self):
        for request in self:
            link = request._get_tracking_link()
            request.tracking_text = link and request._get_tracking_sentence(link)
            values = {"barcode_type": "QR", "value": link, "width": 220, "height": 220}
            request.tracking_qr_url = link and f"/report/barcode/?{urlencode(values)}"

    def _get_tracking_link(self):
        """Return the address of the request's page, or False before it is saved."""
        self.ensure_one()
        # sudo: the token is for who may read the request, and for nobody else
        token = self.sudo().access_token
        if not token or not self._origin.id:
            return False
        query = urlencode({"access_token": token})
        return f"{self.get_base_url()}/my/requests/{self._origin.id}?{query}"

    def _get_tracking_sentence(self, link):
        """Return what to send to the customer through any channel."""
        lang = self.partner_id.lang or self.company_id.partner_id.lang
        return self.with_context(lang=lang).env._(
            "Your request %(number)s “%(subject)s”: see how it goes and answer here:"
            " %(link)s",
            number=self.number,
            subject=self.name,
            link=link,
        )
