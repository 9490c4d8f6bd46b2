from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain


class CrmCustomerSegment(models.Model):
    """Customers who have something in common, and what follows when one comes in."""

    _name = "crm.customer.segment"
    _description = "Customer Segment"
    _inherit = ["mail.thread"]
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True, tracking=True)
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    active = fields.Boolean(default=True, tracking=True)
    description = fields.Text(help="What the segment is for.")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        help="Gets the activities for customers without a salesperson.",
    )
    domain = fields.Char(
        required=True,
        default="[]",
        tracking=True,
        help="Who belongs to it: any field of the customer, the figures included.",
    )

    # Members
    member_ids = fields.One2many("crm.customer.segment.member", "segment_id")
    member_count = fields.Integer(string="Members", compute="_compute_member_count")
    preview = fields.Char(compute="_compute_preview")
    updated_at = fields.Datetime(string="Updated On", readonly=True, copy=False)

    # What follows
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        string="Activity",
        domain="[('res_model', 'in', (False, 'res.partner'))]",
        ondelete="restrict",
        help="Planned for the salesperson of each customer that comes in.",
    )
    activity_summary = fields.Char(translate=True)
    tag_id = fields.Many2one(
        "res.partner.category",
        ondelete="restrict",
        help="Given to each customer that comes in, and taken from each that leaves.",
    )
    tier_id = fields.Many2one(
        "crm.customer.tier",
        ondelete="restrict",
        help="Given to each customer that comes in. It stays when the customer leaves.",
    )
    list_ref = fields.Reference(
        selection="_select_list_models",
        string="Mailing List",
        help="The e-mail address of each customer that comes in is put on this list.",
    )

    @api.model
    def _select_list_models(self):
        """Mailing lists can be chosen where the app for them is installed."""
        is_installed = "mailing.list" in self.env
        return [("mailing.list", self.env._("Mailing List"))] if is_installed else []

    def _compute_member_count(self):
        groups = self.env["crm.customer.segment.member"]._read_group(
            [("segment_id", "in", self.ids), ("date_to", "=", False)],
            ["segment_id"],
            ["__count"],
        )
        counts = {segment.id: count for segment, count in groups}
        for segment in self:
            segment.member_count = counts.get(segment.id, 0)

    @api.depends("domain", "company_id")
    def _compute_preview(self):
        for segment in self:
            segment.preview = segment._get_preview()

    @api.constrains("domain")
    def _check_domain(self):
        for segment in self:
            if message := segment._domain_error_message():
                raise ValidationError(message)

    def copy_data(self, default=None):
        vals_list = super().copy_data(default=default)
        for segment, vals in zip(self, vals_list, strict=True):
            if "name" not in (default or {}):
                vals["name"] = self.env._("%s (copy)", segment.name)
        return vals_list

    def action_update(self):
        """Let customers come in and leave now.

        :return: True
        :raises AccessError: unless the user may change the segments
        """
        self.check_access("write")
        for segment in self:
            segment._update_members()
        return True

    def action_view_members(self):
        """Open the customers that belong to the segment."""
        self.ensure_one()
        member = [("segment_id", "=", self.id), ("date_to", "=", False)]
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "res.partner",
            "view_mode": "list,kanban,form",
            "domain": [("crm_membership_ids", "any", member)],
        }

    def action_view_history(self):
        """Open who came in and left, and when."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_extended.crm_customer_segment_member_action"
        )
        action["domain"] = [("segment_id", "=", self.id)]
        return action

    def _get_partner_domain(self):
        """Return the domain of the customers that belong to it as of now."""
        self.ensure_one()
        domain = Domain(literal_eval(self.domain or "[]"))
        usable = Domain("company_id", "in", (False, self.company_id.id))
        return domain & usable & Domain("parent_id", "=", False)

    def _get_partner_model(self):
        """Return the customers as the company sees them, whoever asks."""
        # sudo: membership is the company's, and does not depend on who starts the job
        Partner = self.env["res.partner"].sudo()
        return Partner.with_company(self.company_id).with_context(active_test=True)

    def _domain_error_message(self):
        """Return why the condition can't be used, or nothing."""
        try:
            self._get_partner_model()._search(self._get_partner_domain(), limit=1)
        except (ValueError, SyntaxError, TypeError, KeyError, UserError) as error:
            return self.env._(
                "The condition of segment %(segment)s can't be used: %(reason)s",
                segment=self.name or self.env._("New"),
                reason=error,
            )
        return None

    def _get_preview(self):
        if self._domain_error_message():
            return self.env._("The condition can't be used.")
        coming, leaving = self._count_moves()
        return self.env._(
            "Customers that would come in: %(coming)s; that would leave: %(leaving)s",
            coming=coming,
            leaving=leaving,
        )

    def _count_moves(self):
        matching = self._get_partner_domain()
        member = [("segment_id", "in", self._origin.ids), ("date_to", "=", False)]
        is_member = Domain("crm_membership_ids", "any", member)
        Partner = self._get_partner_model()
        coming = Partner.search_count(matching & ~is_member)
        everybody = Partner.with_context(active_test=False)
        members = self.env["crm.customer.segment.member"].sudo().search_count(member)
        staying = everybody.search_count(
            matching & is_member & Domain("active", "=", True)
        )
        return coming, members - staying
