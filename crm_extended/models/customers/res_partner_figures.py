from odoo import fields, models
from odoo.exceptions import UserError

SALES = "sales_team.group_sale_salesman"


class ResPartner(models.Model):
    """The figures of customers where people look for them, and what they are of.

    Each is defined on the profile, by its metric.
    """

    _inherit = "res.partner"

    # Invoiced and receivable
    crm_invoiced_total = fields.Monetary(
        related="crm_profile_id.invoiced_total", currency_field="crm_currency_id"
    )
    crm_invoiced_12m = fields.Monetary(
        related="crm_profile_id.invoiced_12m", currency_field="crm_currency_id"
    )
    crm_invoiced_previous_12m = fields.Monetary(
        related="crm_profile_id.invoiced_previous_12m",
        currency_field="crm_currency_id",
    )
    crm_invoice_count = fields.Integer(
        related="crm_profile_id.invoice_count", string="Number of Invoices"
    )
    crm_first_invoice_date = fields.Date(related="crm_profile_id.first_invoice_date")
    crm_last_invoice_date = fields.Date(related="crm_profile_id.last_invoice_date")
    crm_receivable_open = fields.Monetary(
        related="crm_profile_id.receivable_open", currency_field="crm_currency_id"
    )
    crm_receivable_overdue = fields.Monetary(
        related="crm_profile_id.receivable_overdue", currency_field="crm_currency_id"
    )
    crm_payments_unregistered = fields.Boolean(
        related="crm_profile_id.payments_unregistered"
    )

    # Orders
    crm_order_count = fields.Integer(
        related="crm_sales_profile_id.order_count",
        groups=SALES,
    )
    crm_order_amount = fields.Monetary(
        related="crm_sales_profile_id.order_amount",
        currency_field="crm_currency_id",
        groups=SALES,
    )
    crm_first_order_date = fields.Date(
        related="crm_sales_profile_id.first_order_date",
        groups=SALES,
    )
    crm_last_order_date = fields.Date(
        related="crm_sales_profile_id.last_order_date",
        groups=SALES,
    )

    # Deliveries and contact
    crm_delivery_count = fields.Integer(related="crm_profile_id.delivery_count")
    crm_return_count = fields.Integer(related="crm_profile_id.return_count")
    crm_last_delivery_date = fields.Date(related="crm_profile_id.last_delivery_date")
    crm_last_contact_date = fields.Datetime(related="crm_profile_id.last_contact_date")
    crm_figures_as_of = fields.Datetime(related="crm_profile_id.refreshed_at")

    def action_crm_refresh_figures(self):
        """Store the customer's figures as of now, for lists and reports.

        :return: True
        :raises AccessError: unless the user may read the customer
        :raises UserError: while the company's figures are being worked out by a job
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: the figures are the company's, whoever asks for the latest
        Profile = self.env["crm.customer.profile"].sudo()
        Profile._refresh(self.env.company, self.commercial_partner_id)
        return True

    def action_crm_view_invoices(self):
        """Open the invoices and credit notes of which net invoiced is made."""
        domain = [
            ("commercial_partner_id", "=", self.commercial_partner_id.id),
            ("move_type", "in", ("out_invoice", "out_refund")),
            ("state", "=", "posted"),
        ]
        return self._crm_open_figure("account.action_move_out_invoice_type", domain)

    def action_crm_view_receivables(self):
        """Open the items of which open receivables are made."""
        domain = self._crm_get_receivable_domain()
        return self._crm_open_figure("account.action_account_moves_all", domain)

    def action_crm_view_overdue(self):
        """Open the items of which overdue receivables are made."""
        today = self.env.company._crm_get_today()
        domain = [
            *self._crm_get_receivable_domain(),
            "|",
            ("amount_residual", "<", 0),
            ("date_maturity", "<", today),
        ]
        return self._crm_open_figure("account.action_account_moves_all", domain)

    def action_crm_view_orders(self):
        """Open the confirmed orders of the customer."""
        domain = [
            ("crm_customer_id", "=", self.commercial_partner_id.id),
            ("state", "=", "sale"),
        ]
        return self._crm_open_figure("sale.action_orders", domain)

    def action_crm_view_deliveries(self):
        """Open the transfers that were done to the customer."""
        return self._crm_open_transfers("location_dest_id", "location_id")

    def action_crm_view_returns(self):
        """Open the transfers that were done from the customer back to us."""
        return self._crm_open_transfers("location_id", "location_dest_id")

    def _crm_open_transfers(self, of_customer, of_ours):
        customer_id = self.commercial_partner_id.id
        domain = [
            ("state", "=", "done"),
            (f"{of_customer}.usage", "=", "customer"),
            (f"{of_ours}.usage", "!=", "customer"),
            "|",
            ("sale_id.crm_customer_id", "=", customer_id),
            "&",
            ("sale_id", "=", False),
            ("partner_id.commercial_partner_id", "=", customer_id),
        ]
        return self._crm_open_figure("stock.action_picking_tree_all", domain)

    def _crm_get_receivable_domain(self):
        return [
            ("partner_id", "=", self.commercial_partner_id.id),
            ("account_id.account_type", "=", "asset_receivable"),
            ("parent_state", "=", "posted"),
            ("reconciled", "=", False),
        ]

    def _crm_open_figure(self, xmlid, domain):
        """Return the action for the documents of a figure.

        Its title says how many of them the user sees, where rights hide some.

        :raises UserError: when the user may read no document of that kind
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        domain = [*domain, ("company_id", "=", self.env.company.id)]
        Document = self.env[action["res_model"]]
        if not Document.has_access("read"):
            raise UserError(
                self.env._(
                    "This figure is made of documents that you may not open: %s.",
                    self.env["ir.model"]._get(Document._name).display_name,
                )
            )
        # sudo: the figure counts what rights hide, so its title says that they do
        total = Document.sudo().search_count(domain)
        visible = Document.search_count(domain)
        name = action["name"]
        if visible < total:
            name = self.env._(
                "%(documents)s (%(visible)s of %(total)s visible to you)",
                documents=name,
                visible=visible,
                total=total,
            )
        return action | {
            "name": name,
            "display_name": name,
            "domain": domain,
            "context": {"default_partner_id": self.id},
        }
