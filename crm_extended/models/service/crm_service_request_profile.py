from odoo import api, models


class CrmServiceRequest(models.Model):
    """The customer's figures follow what is asked, closed and rated."""

    _inherit = "crm.service.request"

    @api.model_create_multi
    def create(self, vals_list):
        requests = super().create(vals_list)
        requests._touch_customers()
        return requests

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys().isdisjoint(("stage_id", "active")):
            self._touch_customers()
        return result

    def rating_apply(
        self,
        rate,
        token=None,
        rating=None,
        feedback=None,
        subtype_xmlid=None,
        notify_delay_send=False,
    ):
        rating = super().rating_apply(
            rate,
            token=token,
            rating=rating,
            feedback=feedback,
            subtype_xmlid=subtype_xmlid,
            notify_delay_send=notify_delay_send,
        )
        self._touch_customers()
        return rating

    def _touch_customers(self):
        self.env["crm.customer.touch"]._touch(
            (request.customer_id, request.company_id) for request in self
        )
