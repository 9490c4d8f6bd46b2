from odoo import Command
from odoo.addons.crm_extended.tests.common import CrmExtendedCase


class ProfileCase(CrmExtendedCase):
    """Companies with books, an accountant, and documents made in one line."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Profile = cls.env["crm.customer.profile"]
        cls._give_books(cls.company)
        cls.accountant = cls.users["accountant"]
        cls.salesperson = cls.users["salesperson"]
        cls.product = cls.env["product.product"].create(
            {
                "name": "Seal",
                "type": "consu",
                "list_price": 100.0,
                "taxes_id": [Command.clear()],
                "invoice_policy": "order",
            }
        )

    @classmethod
    def _give_books(cls, company):
        if not company.chart_template:
            currency = company.currency_id
            cls.env["account.chart.template"].try_loading("generic_coa", company)
            company.currency_id = currency

    @classmethod
    def _create_invoice(cls, amount, date="2026-02-10", **values):
        """Return a draft invoice, or with a negative amount a draft credit note."""
        company = values.pop("company", cls.company)
        line = {
            "name": "Pump",
            "quantity": 1,
            "price_unit": abs(amount),
            "tax_ids": [Command.clear()],
        }
        return (
            cls.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": "out_invoice" if amount >= 0 else "out_refund",
                    "partner_id": cls.customer.id,
                    "invoice_date": date,
                    "invoice_date_due": date,
                    "invoice_payment_term_id": False,
                    "invoice_line_ids": [Command.create(line)],
                }
                | values
            )
        )

    @classmethod
    def _invoice(cls, amount, date="2026-02-10", **values):
        """Return a posted invoice, or with a negative amount a posted credit note."""
        invoice = cls._create_invoice(amount, date, **values)
        invoice.action_post()
        return invoice

    @classmethod
    def _create_francs(cls, rate):
        """Return a price list in Swiss francs, ``rate`` of them for one of ours."""
        currency = cls.env.ref("base.CHF")
        currency.active = True
        cls.env["res.currency.rate"].create(
            {
                "currency_id": currency.id,
                "company_id": cls.company.id,
                "name": "2026-01-01",
                "rate": rate,
            }
        )
        return cls.env["product.pricelist"].create(
            {"name": "Francs", "currency_id": currency.id}
        )

    @classmethod
    def _pay(cls, invoice, amount):
        wizard = (
            cls.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"amount": amount})
        )
        wizard.action_create_payments()

    @classmethod
    def _order(cls, quantity, date="2026-02-10 10:00:00", **values):
        """Return a confirmed order of some seals at 100 each."""
        line = {"product_id": cls.product.id, "product_uom_qty": quantity}
        order = cls.env["sale.order"].create(
            {"partner_id": cls.customer.id, "order_line": [Command.create(line)]}
            | values
        )
        order.action_confirm()
        order.date_order = date
        return order

    def _refresh(self, company=None, customers=None):
        return self.Profile._refresh(company or self.company, customers)

    def _get_profile(self, customer=None, company=None):
        """Return the stored profile after a refresh of the company."""
        company = company or self.company
        self._refresh(company)
        return self.Profile.search(
            [
                ("partner_id", "=", (customer or self.customer).id),
                ("company_id", "=", company.id),
            ]
        )

    def assertFigures(self, expected, customer=None, company=None):
        """The customer's stored profile and its figures as of now say the same."""
        customer = customer or self.customer
        company = company or self.company
        self.assertRecordValues(self._get_profile(customer, company), [expected])
        live = self.Profile._get_figures(company, customer)[customer.id]
        stored = {name: live[name] or False for name in expected}
        self.assertEqual(
            stored, {name: value or False for name, value in expected.items()}
        )
