from werkzeug.exceptions import NotFound

from odoo import http
from odoo.addons.rating.controllers.main import Rating
from odoo.http import request
from odoo.tools.misc import get_lang


class ServiceRating(Rating):
    """Core's page of three faces, which tells customers of ours why it is closed."""

    @http.route()
    def action_open_rating(self, token, rate, **kwargs):
        """Show the faces; a vote is recorded only when the page is sent."""
        refusal = self._refuse_service_rating(token, rate)
        return refusal or super().action_open_rating(token, rate, **kwargs)

    @http.route()
    def action_submit_rating(self, token, rate=0, **kwargs):
        """Record the vote, or say in words why it can't be taken."""
        if request.httprequest.method == "POST":
            rate = int(rate) if rate in ("1", "3", "5") else 0
            if refusal := self._refuse_service_rating(token, rate):
                return refusal
        return super().action_submit_rating(token, rate=rate, **kwargs)

    def _refuse_service_rating(self, token, rate):
        """Return the page that refuses the vote, or nothing where it may be given."""
        rating, record = self._get_rating_and_record(token)
        if rating.res_model != "crm.service.request":
            return None
        if rate not in (1, 3, 5):
            raise NotFound
        partner = request.env.user.partner_id.commercial_partner_id
        is_stranger = partner != rating.partner_id.commercial_partner_id
        if is_stranger and not request.env.user._is_public():
            return request.render(
                "rating.rating_external_page_invalid_partner",
                {
                    "model_name": record._description,
                    "name": record.display_name,
                    "web_base_url": rating.get_base_url(),
                },
                status=403,
            )
        lang = rating.partner_id.lang or get_lang(request.env).code
        record = record.with_context(lang=lang)
        if refusal := record._rating_error_message(rating, rate):
            request.update_context(lang=lang)
            values = {"refusal": refusal}
            return request.render("crm_extended.rating_refused", values, status=410)
        return None
