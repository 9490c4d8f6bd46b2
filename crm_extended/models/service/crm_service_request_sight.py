from odoo import api, fields, models
from odoo.fields import Domain

AGENT = "crm_extended.crm_extended_group_agent"


class CrmServiceRequest(models.Model):
    """Which requests a colleague may see by what he has to do with them."""

    _inherit = "crm.service.request"

    # what the record rules ask for: for the records of a page they are evaluated one
    # by one, with a query for each thing they look at; this takes one for all
    is_in_sight = fields.Boolean(
        compute="_compute_is_in_sight",
        search="_search_is_in_sight",
        exportable=False,
        help="You opened it, it is yours, you follow it, or it is of one of your"
        " teams.",
    )

    @api.depends("create_uid", "user_id", "team_id.member_ids", "message_follower_ids")
    @api.depends_context("uid")
    def _compute_is_in_sight(self):
        mine = self.filtered(lambda request: request.user_id.id == self.env.uid)
        others = self - mine
        if others:
            # sudo: what the user may see is just being found out
            requests = self.sudo().with_context(active_test=False)
            mine |= requests.search(self._get_sight_domain([("id", "in", others.ids)]))
        for request in self:
            request.is_in_sight = request._origin in mine or request in mine

    @api.model
    def _search_is_in_sight(self, operator, _value):
        return self._get_sight_domain() if operator == "in" else NotImplemented

    @api.model
    def _get_sight_domain(self, among=Domain.TRUE):
        """Return the domain of the requests that the user has to do with.

        :param among: which requests are of interest
        """
        domain = Domain("create_uid", "=", self.env.uid)
        domain |= Domain("user_id", "=", self.env.uid)
        # by the user: to ask for his partner would be a query more
        followed = Domain("partner_id.user_ids", "in", self.env.uid)
        domain |= Domain("message_follower_ids", "any!", followed)
        if self.env.user.has_group(AGENT):
            domain |= Domain("team_id.member_ids", "in", self.env.uid)
        return Domain(among) & domain
