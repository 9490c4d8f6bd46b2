from odoo import api, fields, models

# who may read money that was invoiced or is owed (decided once, for every figure)
ACCOUNTING = "account.group_account_invoice,account.group_account_readonly"
# other salespeople see these figures of their own customers, on the customer
ORDERS = "sales_team.group_sale_salesman_all_leads"


class CrmCustomerProfile(models.Model):
    """What one company knows about one customer, in figures.

    A row is written by ``_refresh`` alone. Each figure has one definition: the query of
    its metric; its help says it in words.
    """

    _name = "crm.customer.profile"
    _description = "Customer Profile"
    _order = "partner_id, id"
    _rec_names_search = ["partner_id"]
    # rows are written by SQL
    _log_access = False

    # both stand first in indexes below: others would only make each refresh dearer
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    name = fields.Char(related="partner_id.name", string="Customer Name")

    # Who the customer is
    user_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")
    country_id = fields.Many2one(related="partner_id.country_id")
    industry_id = fields.Many2one(related="partner_id.industry_id")

    # Invoiced
    invoiced_total = fields.Monetary(
        string="Net Invoiced",
        readonly=True,
        groups=ACCOUNTING,
        help="Untaxed amount of all posted invoices minus credit notes, in the currency"
        " of the company.",
    )
    invoiced_12m = fields.Monetary(
        string="Net Invoiced, 12 Months",
        readonly=True,
        groups=ACCOUNTING,
        help="Net invoiced with an invoice date in the last 12 months, up to today.",
    )
    invoiced_previous_12m = fields.Monetary(
        string="Net Invoiced, 12 Months Before",
        readonly=True,
        groups=ACCOUNTING,
        help="Net invoiced with an invoice date in the 12 months before the last 12.",
    )
    invoice_count = fields.Integer(
        string="Invoices",
        readonly=True,
        groups=ACCOUNTING,
        help="Number of posted invoices. Credit notes are not counted.",
    )
    first_invoice_date = fields.Date(
        string="First Invoice",
        readonly=True,
        groups=ACCOUNTING,
        help="Date of the first posted invoice.",
    )
    last_invoice_date = fields.Date(
        string="Last Invoice",
        readonly=True,
        groups=ACCOUNTING,
        help="Date of the latest posted invoice.",
    )

    # Receivable
    receivable_open = fields.Monetary(
        string="Open Receivables",
        readonly=True,
        groups=ACCOUNTING,
        help="What is still to be paid of posted receivable items, taxes included, less"
        " payments and credit notes that are not yet matched.",
    )
    receivable_overdue = fields.Monetary(
        string="Overdue Receivables",
        readonly=True,
        groups=ACCOUNTING,
        help="Open receivables whose due date has passed. Payments and credit notes"
        " that are not yet matched count against them first.",
    )
    payments_unregistered = fields.Boolean(
        related="company_id.crm_payments_unregistered",
        string="Payments Not Registered",
        groups=ACCOUNTING,
    )

    # Orders
    order_count = fields.Integer(
        string="Orders",
        readonly=True,
        groups=ORDERS,
        help="Number of confirmed sales orders.",
    )
    order_amount = fields.Monetary(
        string="Ordered",
        readonly=True,
        groups=ORDERS,
        help="Untaxed amount of confirmed sales orders, in the currency of the company"
        " at the rate of each order.",
    )
    first_order_date = fields.Date(
        string="First Order",
        readonly=True,
        groups=ORDERS,
        help="Date of the first confirmed sales order.",
    )
    last_order_date = fields.Date(
        string="Last Order",
        readonly=True,
        groups=ORDERS,
        help="Date of the latest confirmed sales order.",
    )

    # Deliveries
    delivery_count = fields.Integer(
        string="Deliveries",
        readonly=True,
        help="Number of transfers done to the customer.",
    )
    return_count = fields.Integer(
        string="Returns",
        readonly=True,
        help="Number of transfers done from the customer back to you.",
    )
    last_delivery_date = fields.Date(
        string="Last Delivery",
        readonly=True,
        help="Date of the latest transfer done to the customer.",
    )

    # Contact
    last_contact_date = fields.Datetime(
        string="Last Contact",
        readonly=True,
        help="When the customer last wrote to you, a message was sent to the customer"
        " or one of its contacts, or a talk with them was logged. Automatic messages"
        " and attempts that reached nobody do not count.",
    )

    changed_at = fields.Datetime(
        string="Changed On",
        readonly=True,
        help="When one of the figures last changed.",
    )
    refreshed_at = fields.Datetime(
        string="As Of",
        compute="_compute_refreshed_at",
        help="The moment at which the figures were last worked out.",
    )

    _customer_uniq = models.UniqueIndex(
        "(partner_id, company_id)", "This customer has a profile in this company."
    )
    _invoiced_idx = models.Index("(company_id, invoiced_total DESC, id)")

    @api.depends("partner_id")
    def _compute_display_name(self):
        for profile in self:
            profile.display_name = profile.partner_id.display_name

    @api.depends("changed_at", "company_id.crm_profiles_refreshed_at")
    def _compute_refreshed_at(self):
        for profile in self:
            moments = (profile.changed_at, profile.company_id.crm_profiles_refreshed_at)
            profile.refreshed_at = max(filter(None, moments), default=False)

    def action_open_customer(self):
        """Open the customer's form."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "views": [(False, "form")],
        }

    def action_refresh(self):
        """Work out the figures of these customers again.

        :return: True
        :raises AccessError: unless the user may read the profiles
        :raises UserError: while the company's figures are being worked out by a job
        """
        self.check_access("read")
        # sudo: the figures are the company's, whoever asks for the latest
        for company, profiles in self.sudo().grouped("company_id").items():
            self._refresh(company, profiles.partner_id)
        return True
