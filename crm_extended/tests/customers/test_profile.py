from odoo import Command
from odoo.addons.crm_extended.tests.customers.profile_common import ProfileCase
from odoo.fields import Date
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 09:00:00")
class TestProfile(ProfileCase):
    """The figures of a customer equal amounts worked out by hand (CUS-01, CUS-04)."""

    def test_net_invoiced(self):
        """Invoices count less credit notes, by date; drafts and cancelled don't."""
        self._invoice(1000.0, "2026-02-10")
        self._invoice(-300.0, "2026-02-12")
        self._invoice(500.0, "2025-03-03")
        self._invoice(70.0, "2025-03-02")
        self._invoice(40.0, "2024-03-02")
        self._invoice(6.0, "2026-03-03")
        self._create_invoice(9000.0)
        self._create_invoice(8000.0).button_cancel()

        self.assertFigures(
            {
                "invoiced_total": 1316.0,
                # 2026-03-03 is not yet
                "invoiced_12m": 1200.0,
                "invoiced_previous_12m": 70.0,
                "invoice_count": 5,
                "first_invoice_date": Date.to_date("2024-03-02"),
                "last_invoice_date": Date.to_date("2026-03-03"),
            }
        )

    def test_only_credit_notes(self):
        """A customer with nothing but a credit note has a negative figure."""
        self._invoice(-50.0)

        self.assertFigures(
            {"invoiced_total": -50.0, "invoice_count": 0, "first_invoice_date": False}
        )

    def test_zero(self):
        """An invoice over nothing counts, and adds nothing."""
        self._invoice(0.0)

        self.assertFigures({"invoiced_total": 0.0, "invoice_count": 1})

    def test_receivables(self):
        """What is open falls with each payment; overdue is what is past its date."""
        late = self._invoice(1000.0, invoice_date_due="2026-03-01")
        self._invoice(200.0, invoice_date_due="2026-03-02")
        self._invoice(30.0, invoice_date_due="2026-04-01")
        self._pay(late, 400.0)
        self._pay(self._invoice(77.0), 77.0)
        self._create_invoice(9000.0)

        self.assertFigures({"receivable_open": 830.0, "receivable_overdue": 600.0})

    def test_unmatched_credit_lessens_what_is_overdue(self):
        """A credit note that nobody matched yet counts against what is overdue."""
        self._invoice(1000.0, invoice_date_due="2026-02-20")
        self._invoice(-250.0, invoice_date_due="2026-04-01")

        self.assertFigures({"receivable_open": 750.0, "receivable_overdue": 750.0})

    def test_only_credit_is_not_overdue(self):
        """Money that the customer has with us is never overdue."""
        self._invoice(-250.0)

        self.assertFigures({"receivable_open": -250.0, "receivable_overdue": 0.0})

    def test_contacts_count_for_the_customer(self):
        """What a contact bought is the customer's."""
        self._invoice(100.0, partner_id=self.contact.id)
        self._order(2, partner_id=self.contact.id)

        self.assertFigures({"invoiced_total": 100.0, "order_amount": 200.0})
        self.assertFalse(self._get_profile(self.contact))

    def test_contact_moves_to_another_customer(self):
        """What was bought stays with the customer of that day, quotations follow."""
        other = self._create_customer("Brauerei Nord", is_company=True)
        self._invoice(100.0, partner_id=self.contact.id)
        self._order(2, partner_id=self.contact.id)
        quotation = self.env["sale.order"].create({"partner_id": self.contact.id})

        self.contact.parent_id = other

        self.assertFigures({"invoiced_total": 100.0, "order_count": 1})
        self.assertFalse(self._get_profile(other))
        self.assertEqual(quotation.crm_customer_id, other)

    def test_archived_contacts(self):
        """Archiving people or the customer loses nothing of what was sold."""
        self._invoice(100.0, partner_id=self.contact.id)
        (self.contact | self.customer).active = False

        self.assertFigures({"invoiced_total": 100.0})

    def test_two_currencies(self):
        """Documents in another currency count at their own rate."""
        francs = self._create_francs(4.0)
        self._invoice(100.0)
        self._invoice(1000.0, currency_id=francs.currency_id.id)
        self._order(1)
        self._order(10, pricelist_id=francs.id)

        self.assertFigures(
            {
                "invoiced_total": 350.0,
                "receivable_open": 350.0,
                # 10 seals at 400 francs each
                "order_amount": 1100.0,
            }
        )

    def test_two_companies(self):
        """Each company knows its own sales alone, in its own currency."""
        self._give_books(self.other_company)
        self._invoice(100.0)
        self._invoice(7000.0, company=self.other_company)

        self.assertFigures({"invoiced_total": 100.0})
        self.assertFigures({"invoiced_total": 7000.0}, company=self.other_company)
        profile = self._get_profile(company=self.other_company)
        self.assertEqual(profile.currency_id, self.env.ref("base.CNY"))

    def test_orders(self):
        """Confirmed orders count, quotations and cancelled orders don't."""
        self._order(3, date="2025-12-31 23:30:00")
        self._order(1)
        self._order(9)._action_cancel()
        self.env["sale.order"].create({"partner_id": self.customer.id})
        self.company.resource_calendar_id.tz = "Europe/Berlin"

        self.assertFigures(
            {
                "order_count": 2,
                "order_amount": 400.0,
                # it was past midnight already where the company works
                "first_order_date": Date.to_date("2026-01-01"),
                "last_order_date": Date.to_date("2026-02-10"),
            }
        )

    def test_deliveries_and_returns(self):
        """A transfer to the customer is a delivery, one back is a return."""
        order = self._order(3)
        order.picking_ids.button_validate()
        wizard = self.env["stock.return.picking"].create(
            {"picking_id": order.picking_ids.id}
        )
        wizard.product_return_moves.quantity = 1
        wizard._create_return().button_validate()
        # one that waits, and one of another customer's address without an order
        self._order(1)

        self.assertFigures(
            {
                "delivery_count": 1,
                "return_count": 1,
                "last_delivery_date": Date.to_date("2026-03-02"),
            }
        )

    def test_delivery_without_an_order(self):
        """What is sent without an order is delivered to whom the address belongs."""
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company.id)], limit=1
        )
        picking = self.env["stock.picking"].create(
            {
                "partner_id": self.contact.id,
                "picking_type_id": warehouse.out_type_id.id,
                "location_id": warehouse.lot_stock_id.id,
                "location_dest_id": self.env.ref("stock.stock_location_customers").id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "product_uom_qty": 1,
                            "location_id": warehouse.lot_stock_id.id,
                            "location_dest_id": self.env.ref(
                                "stock.stock_location_customers"
                            ).id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        self._get_profile()
        picking.button_validate()

        self.assertFigures({"delivery_count": 1, "return_count": 0})

    def test_last_contact(self):
        """What the customer writes is contact; what employees write among us is none.

        Neither is what a machine posts in the name of the customer.
        """
        self._order(1)
        self._post("2026-02-27 08:00:00", author_id=self.contact.id)
        self._post("2026-02-28 08:00:00", author_id=self.agent.partner_id.id)
        self._post(
            "2026-03-01 08:00:00",
            author_id=self.contact.id,
            message_type="notification",
        )

        profile = self._get_profile()
        self.assertEqual(str(profile.last_contact_date), "2026-02-27 08:00:00")
        self.assertFalse(self._get_profile(self.agent.partner_id))

    def test_last_contact_by_a_mail_that_was_sent(self):
        """A mail to a contact is contact once it is sent, not when it failed."""
        self._order(1)
        agent = self.agent.partner_id
        sent = self._post("2026-02-20 08:00:00", author_id=agent.id)
        failed = self._post("2026-02-21 08:00:00", author_id=agent.id)
        for message, status in ((sent, "sent"), (failed, "exception")):
            self.env["mail.notification"].create(
                {
                    "mail_message_id": message.id,
                    "res_partner_id": self.contact.id,
                    "notification_type": "email",
                    "notification_status": status,
                }
            )

        profile = self._get_profile()
        self.assertEqual(str(profile.last_contact_date), "2026-02-20 08:00:00")

    def test_last_contact_by_a_talk(self):
        """A talk that was logged is contact; an attempt is none."""
        for moment, is_reached in (
            ("2026-02-20 08:00:00", True),
            ("2026-02-28 08:00:00", False),
        ):
            self.env["crm.interaction"].create(
                {
                    "name": "Call",
                    "partner_id": self.contact.id,
                    "date_start": moment,
                    "is_reached": is_reached,
                }
            )

        profile = self._get_profile()
        self.assertEqual(str(profile.last_contact_date), "2026-02-20 08:00:00")

    def test_payments_are_not_registered(self):
        """Where few old invoices carry any payment, the company is told so."""
        self._give_books(self.other_company)
        for _i in range(3):
            self._invoice(10.0, "2025-11-01", company=self.other_company)
            # so young that it may well be paid yet
            self._invoice(10.0, "2025-12-15")
        paid, _open = [self._invoice(10.0, "2025-11-01") for _i in range(2)]
        self._pay(paid, 1.0)
        self.assertFalse(self._get_profile().payments_unregistered)

        self._invoice(10.0, "2025-11-02")
        self.assertTrue(self._get_profile().payments_unregistered)

    def test_journal_items_say_the_same(self):
        """Net invoiced is, to the cent, what the income accounts say."""
        for amount in (19.99, 0.01, -3.33, 1234.56):
            self._invoice(amount)
        [(income,)] = self.env.execute_query(
            SQL(
                """
                SELECT -SUM(item.balance)
                  FROM account_move_line item
                  JOIN account_account account ON account.id = item.account_id
                 WHERE account.account_type IN ('income', 'income_other')
                   AND item.partner_id = %s
                """,
                self.customer.id,
            )
        )

        self.assertEqual(float(income), 1251.23)
        self.assertFigures({"invoiced_total": 1251.23})

    def test_figures_go_back_to_nothing(self):
        """A customer whose last document was withdrawn keeps a row of zeros."""
        invoice = self._invoice(100.0)
        profile = self._get_profile()

        invoice.button_draft()
        self._refresh()

        self.assertEqual(profile.invoiced_total, 0.0)
        self.assertFalse(profile.last_invoice_date)

    def _post(self, moment, **values):
        with freeze_time(moment):
            return self.customer.message_post(
                **{"body": "Please call", "message_type": "comment"} | values
            )
