from odoo import fields, models

from .res_partner_interaction import READERS


class ResPartner(models.Model):
    """Which kind of customer: tier, lifecycle, RFM class and segments."""

    _inherit = "res.partner"

    crm_tier_id = fields.Many2one(
        "crm.customer.tier",
        string="Tier",
        company_dependent=True,
        tracking=True,
        help="How much care the customer is entitled to. Given by a person or by a"
        " segment, and the same for all contacts of the customer.",
    )
    crm_membership_ids = fields.One2many(
        "crm.customer.segment.member",
        "partner_id",
        string="Segment Memberships",
        groups=READERS,
    )
    crm_segment_ids = fields.Many2many(
        "crm.customer.segment",
        string="Segments",
        compute="_compute_crm_segment_ids",
        groups=READERS,
    )
    crm_lifecycle_ids = fields.One2many(
        "crm.customer.lifecycle",
        "partner_id",
        string="Lifecycle History",
        groups=READERS,
    )

    # Figures
    crm_lifecycle_state = fields.Selection(related="crm_profile_id.lifecycle_state")
    crm_lifecycle_since = fields.Date(related="crm_profile_id.lifecycle_since")
    crm_rfm_class = fields.Selection(related="crm_profile_id.rfm_class")
    crm_rfm_recency = fields.Integer(related="crm_profile_id.rfm_recency")
    crm_rfm_frequency = fields.Integer(related="crm_profile_id.rfm_frequency")
    crm_rfm_monetary = fields.Integer(related="crm_profile_id.rfm_monetary")
    crm_rfm_value = fields.Integer(related="crm_profile_id.rfm_value")

    def _compute_crm_segment_ids(self):
        groups = self.env["crm.customer.segment.member"]._read_group(
            [("partner_id", "in", self.ids), ("date_to", "=", False)],
            ["partner_id"],
            ["segment_id:recordset"],
        )
        segments = {partner.id: of_partner for partner, of_partner in groups}
        none = self.env["crm.customer.segment"]
        for partner in self:
            partner.crm_segment_ids = segments.get(partner._origin.id, none)

    def _commercial_fields(self):
        # down to the contacts alone: a contact can't change the tier of its customer
        return [*super()._commercial_fields(), "crm_tier_id"]

    def _commercial_sync_from_company(self):
        result = super()._commercial_sync_from_company()
        # core takes over what the new customer has, and leaves what it has not
        customer = self.commercial_partner_id
        if self.crm_tier_id != customer.crm_tier_id:
            self.crm_tier_id = customer.crm_tier_id
        return result

    def action_crm_view_lifecycle(self):
        """Open the states of the customer, the latest first."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_extended.crm_customer_lifecycle_action"
        )
        action["domain"] = [("partner_id", "=", self.commercial_partner_id.id)]
        return action

    def _crm_give_tier(self, tier, reason):
        """Give the customer a tier and say in the log what gave it."""
        self.ensure_one()
        self._track_set_log_message(self.env._("Given by the segment %s", reason))
        self.crm_tier_id = tier
