from odoo import api, fields, models


class CrmFeedback(models.Model):
    """What a customer tells us unasked: a complaint, a suggestion or praise."""

    _name = "crm.feedback"
    _description = "Customer Feedback"
    _inherit = ["crm.numbered", "mail.thread", "mail.activity.mixin"]
    _check_company_auto = True
    # whoever may read it may take part in finding the cause
    _mail_post_access = "read"

    name = fields.Char(tracking=True, index="trigram")
    kind = fields.Selection(
        [
            ("complaint", "Complaint"),
            ("suggestion", "Suggestion"),
            ("praise", "Praise"),
        ],
        default="complaint",
        required=True,
        tracking=True,
        help="A complaint closes only with its root cause and outcome.",
    )
    severity = fields.Selection(
        [("0", "Minor"), ("1", "Serious"), ("2", "Severe"), ("3", "Critical")],
        default="0",
        required=True,
        tracking=True,
        help="Decides when it is due. Salespeople can see that a customer has a severe"
        " or critical complaint.",
    )
    category_id = fields.Many2one(
        "crm.feedback.category",
        domain="[('usage', '=', 'category'),"
        " ('company_id', 'in', [company_id, False])]",
        check_company=True,
        ondelete="restrict",
        index="btree_not_null",
        tracking=True,
    )
    source = fields.Selection(
        [
            ("phone", "Phone"),
            ("mail", "Email"),
            ("visit", "Visit"),
            ("wechat", "WeChat"),
            ("request", "Service Request"),
            ("rating", "Rating"),
            ("survey", "Survey"),
            ("other", "Other"),
        ],
        default="phone",
        required=True,
        help="How it reached us.",
    )
    description = fields.Html(help="What the customer says, in the customer's words.")
    active = fields.Boolean(default=True)

    # Customer
    partner_id = fields.Many2one(
        "res.partner",
        string="Contact",
        check_company=True,
        ondelete="restrict",
        tracking=True,
        index="btree_not_null",
        help="The person who told us.",
    )
    customer_id = fields.Many2one(
        "res.partner",
        compute="_compute_customer_id",
        store=True,
        precompute=True,
        index="btree_not_null",
        help="The customer the contact belonged to at that time. It stays when the"
        " contact moves to another company.",
    )

    # What it is about
    product_id = fields.Many2one(
        "product.product",
        check_company=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    lot_id = fields.Many2one(
        "stock.lot",
        string="Lot/Serial Number",
        check_company=True,
        index="btree_not_null",
        domain="[('product_id', '=?', product_id)]",
    )
    sale_order_id = fields.Many2one(
        "sale.order",
        check_company=True,
        copy=False,
        index="btree_not_null",
        domain="[('partner_id', 'child_of', customer_id)]",
    )
    picking_id = fields.Many2one(
        "stock.picking",
        string="Delivery",
        check_company=True,
        copy=False,
        index="btree_not_null",
        domain="[('partner_id', 'child_of', customer_id)]",
    )

    # Responsibility
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        check_company=True,
        tracking=True,
        index="btree_not_null",
        help="Who sees to it that it is answered and closed.",
    )
    received_on = fields.Date(default=fields.Date.context_today, required=True)
    due_date = fields.Date(
        compute="_compute_due_date",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="Worked out from the severity, in working days of the company.",
    )

    _number_uniq = models.UniqueIndex(
        "(company_id, number)", "Another feedback of the company has this number."
    )

    @api.depends("partner_id")
    def _compute_customer_id(self):
        # not on partner_id.commercial_partner_id: the customer of a document stays
        for feedback in self:
            feedback.customer_id = feedback.partner_id.commercial_partner_id

    @api.depends("severity", "received_on", "company_id")
    def _compute_due_date(self):
        for feedback in self:
            days = feedback.company_id._crm_get_feedback_days(feedback.severity)
            received = feedback.received_on
            feedback.due_date = received and feedback.company_id._crm_add_working_days(
                received, days
            )

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [dict(vals) for vals in vals_list]
        self._complete_number(vals_list)
        return super().create(vals_list)

    def action_assign_to_me(self):
        """Make the current user the owner."""
        self.write({"user_id": self.env.uid})
        return True

    @api.model
    def _get_number_sequence(self, company):
        return company._crm_get_feedback_sequence()
