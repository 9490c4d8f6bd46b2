from ast import literal_eval

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

# what a condition that can't be used raises
UNUSABLE = (ValueError, SyntaxError, TypeError, KeyError, UserError)


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
    is_readable = fields.Boolean(
        compute="_compute_is_readable",
        help="Whether you may read all that the condition compares.",
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

    is_list_known = fields.Boolean(
        compute="_compute_is_list_known", help="Whether there is an app for mailings."
    )

    def _register_hook(self):
        result = super()._register_hook()
        if "mailing.list" not in self.env:
            # a reference to what was uninstalled can't even be read
            self.env.cr.execute(
                "UPDATE crm_customer_segment SET list_ref = NULL"
                " WHERE list_ref IS NOT NULL"
            )
        return result

    @api.model
    def _select_list_models(self):
        """Mailing lists can be chosen where the app for them is installed."""
        is_installed = "mailing.list" in self.env
        return [("mailing.list", self.env._("Mailing List"))] if is_installed else []

    def _compute_is_list_known(self):
        self.is_list_known = "mailing.list" in self.env

    def _compute_member_count(self):
        groups = self.env["crm.customer.segment.member"]._read_group(
            [("segment_id", "in", self.ids), ("date_to", "=", False)],
            ["segment_id"],
            ["__count"],
        )
        counts = {segment.id: count for segment, count in groups}
        for segment in self:
            segment.member_count = counts.get(segment.id, 0)

    @api.depends("domain")
    @api.depends_context("uid")
    def _compute_is_readable(self):
        for segment in self:
            segment.is_readable = segment._can_read_condition()

    @api.depends("domain", "company_id")
    @api.depends_context("uid")
    def _compute_preview(self):
        for segment in self:
            segment.preview = segment._get_preview()

    @api.constrains("domain")
    def _check_domain(self):
        for segment in self:
            if message := segment._domain_error_message():
                raise ValidationError(message)

    @api.model_create_multi
    def create(self, vals_list):
        segments = super().create(vals_list)
        segments._ensure_can_read_condition()
        return segments

    def write(self, vals):
        result = super().write(vals)
        if "domain" in vals:
            self._ensure_can_read_condition()
        return result

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
        return self._open_customers([("crm_membership_ids", "any", member)])

    def action_view_matching(self):
        """Open the customers who fit the condition as of now, members or not.

        :raises AccessError: unless the user may read what the condition compares
        """
        self.ensure_one()
        self._ensure_can_read_condition()
        return self._open_customers(list(self._get_partner_domain()))

    def action_view_history(self):
        """Open who came in and left, and when."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_extended.crm_customer_segment_member_action"
        )
        action["domain"] = [("segment_id", "=", self.id)]
        return action

    def _open_customers(self, domain):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_extended.res_partner_action_customers"
        )
        return action | {"name": self.name, "display_name": self.name, "domain": domain}

    def _get_condition(self):
        return Domain(literal_eval(self.domain or "[]"))

    def _get_partner_domain(self):
        """Return the domain of the customers that belong to it as of now."""
        self.ensure_one()
        usable = Domain("company_id", "in", (False, self.company_id.id))
        customers = self.env["res.partner"]._crm_get_customer_domain()
        return self._get_condition() & usable & customers

    def _get_partner_model(self):
        """Return the customers as the company sees them, whoever asks."""
        # the superuser, not sudo: some figures depend on whose customers they are of
        Partner = self.env["res.partner"].with_user(SUPERUSER_ID)
        return Partner.with_company(self.company_id).with_context(active_test=True)

    def _can_read_condition(self):
        """Whether the user may read what the condition compares, of all customers."""
        Partner = self.env["res.partner"]
        try:
            condition = self._get_condition()
            Partner._search(condition, limit=1)
        except AccessError:
            return False
        except UNUSABLE:
            # what can't be used is told by another sentence
            return True
        return not Partner._crm_is_limited_to_own(condition)

    def _ensure_can_read_condition(self):
        """Raise AccessError if a count of members would tell what one may not read."""
        for segment in self:
            if not segment._can_read_condition():
                raise AccessError(
                    self.env._(
                        "The condition of segment %s compares figures that you may not"
                        " see. Choose other ones, or ask somebody who may see them.",
                        segment.name,
                    )
                )

    def _domain_error_message(self):
        """Return why the condition can't be used, or nothing."""
        try:
            self._get_partner_model()._search(self._get_partner_domain(), limit=1)
        except UNUSABLE as error:
            return self.env._(
                "The condition of segment %(segment)s can't be used: %(reason)s",
                segment=self.name or "?",
                reason=error,
            )
        return None

    def _get_preview(self):
        if not self._can_read_condition():
            return self.env._("The condition compares figures that you may not see.")
        if self._domain_error_message():
            return self.env._("The condition can't be used.")
        matching, coming, leaving = self._count_moves()
        return self.env._(
            "Customers that belong to it: %(matching)s; would come in: %(coming)s,"
            " would leave: %(leaving)s. Their contacts are not counted.",
            matching=matching,
            coming=coming,
            leaving=leaving,
        )

    def _count_moves(self):
        """Return how many customers match, would come in, and would leave."""
        matching = self._get_partner_domain()
        member = [("segment_id", "in", self._origin.ids), ("date_to", "=", False)]
        is_member = Domain("crm_membership_ids", "any", member)
        Partner = self._get_partner_model()
        coming = Partner.search_count(matching & ~is_member)
        everybody = Partner.with_context(active_test=False)
        # sudo: who may know of the condition may know how many fit it; it names nobody
        members = self.env["crm.customer.segment.member"].sudo().search_count(member)
        staying = everybody.search_count(
            matching & is_member & Domain("active", "=", True)
        )
        return staying + coming, coming, members - staying
