from odoo import api, models
from odoo.addons.crm_extended.tools.timeline import Source


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _crm_get_timeline_sources(self, party):
        """Add what service did for the customer, and what the customer says of it."""
        return [
            *super()._crm_get_timeline_sources(party),
            self._crm_get_request_source(party),
            *self._crm_get_work_order_sources(party),
            self._crm_get_rating_source(party),
        ]

    def _crm_get_request_source(self, party):
        return Source(
            kind="request",
            label=self.env._("Requests"),
            icon="fa-life-ring",
            model="crm.service.request",
            domain=party.domain(),
            date="opened_at",
            text="number",
            state="stage_id.name",
            person="user_id.partner_id.name",
            talk=True,
        )

    def _crm_get_work_order_sources(self, party):
        """Show a work order when it was finished, or since it is there."""
        return [
            Source(
                kind="work_order",
                label=self.env._("Work Orders"),
                icon="fa-wrench",
                model="crm.work.order",
                domain=[*party.domain(), ("finished_at", operator, False)],
                date=date,
                text="number",
                state="state",
                person="user_id.partner_id.name",
                talk=True,
            )
            for operator, date in (("!=", "finished_at"), ("=", "create_date"))
        ]

    def _crm_get_rating_source(self, party):
        # not sudo: a rating is for those who may read the request
        requests = (
            self.env["crm.service.request"]
            .with_context(active_test=False)
            ._search(party.domain())
        )
        return Source(
            kind="rating",
            label=self.env._("Ratings"),
            icon="fa-smile-o",
            model="rating.rating",
            domain=[
                ("res_model", "=", "crm.service.request"),
                ("res_id", "in", requests),
                ("consumed", "=", True),
            ],
            date="rated_on",
            title="res_name",
            text="feedback",
            state="rating_text",
            person="partner_id.name",
        )
