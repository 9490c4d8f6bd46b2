from odoo.addons.crm_extended.tests.customers.profile_common import ProfileCase
from odoo.addons.crm_extended.tools.customer_metric import Metric
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
        self._create_invoice(9000.0)
        self._create_invoice(8000.0).button_cancel()

        self.assertFigures(
            {
                "invoiced_total": 1310.0,
                "invoiced_12m": 1200.0,
                "invoiced_previous_12m": 70.0,
                "invoice_count": 4,
                "first_invoice_date": Date.to_date("2024-03-02"),
                "last_invoice_date": Date.to_date("2026-02-10"),
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
        currency = self.env.ref("base.CHF")
        currency.active = True
        self.env["res.currency.rate"].create(
            {
                "currency_id": currency.id,
                "company_id": self.company.id,
                "name": "2026-01-01",
                "rate": 4.0,
            }
        )
        self._invoice(100.0)
        self._invoice(1000.0, currency_id=currency.id)

        self.assertFigures({"invoiced_total": 350.0, "receivable_open": 350.0})

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

        self.assertFigures(
            {
                "delivery_count": 1,
                "return_count": 1,
                "last_delivery_date": Date.to_date("2026-03-02"),
            }
        )

    def test_last_contact(self):
        """What the customer writes is contact, what employees note is none."""
        self._order(1)
        with freeze_time("2026-02-27 08:00:00"):
            self.customer.message_post(
                body="Please call", author_id=self.contact.id, message_type="comment"
            )
        self.customer.message_post(body="A note")

        profile = self._get_profile()
        self.assertEqual(str(profile.last_contact_date), "2026-02-27 08:00:00")

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
        paid, _open = [self._invoice(10.0, "2025-11-01") for _i in range(2)]
        self._pay(paid, 1.0)
        self.assertFalse(self._get_profile().payments_unregistered)

        self._invoice(10.0, "2025-11-02")
        self._invoice(10.0, "2025-12-15")
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


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 09:00:00")
class TestProfileRefresh(ProfileCase):
    """Only what changed is written, and others hear of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # jobs commit, tests can't
        Cron = cls.registry["ir.cron"]
        cls.classPatch(Cron, "_commit_progress", lambda *args, **kwargs: 3600)

    def test_unchanged_rows_are_not_written(self):
        """A second refresh locks no row, and draws no id."""
        self._invoice(100.0)
        self._refresh()
        before = self._get_versions()

        changed = self._refresh()

        self.assertFalse(changed)
        self.assertEqual(self._get_versions(), before)

    def test_changed_rows_are_told(self):
        """The hook gets the profiles that are new or differ, and no others."""
        other = self._create_customer("Brauerei Nord", is_company=True)
        self._invoice(100.0)
        self._invoice(100.0, partner_id=other.id)
        self._refresh()
        told = []
        self.patch(
            type(self.Profile),
            "_after_refresh",
            lambda profiles, scope: told.append((profiles.partner_id, scope)),
        )

        self._invoice(1.0, partner_id=other.id)
        self._refresh()

        [(customers, scope)] = told
        self.assertEqual(customers, other)
        self.assertTrue(scope.is_whole)

    def test_some_customers(self):
        """A refresh of some leaves the others as they are."""
        other = self._create_customer("Brauerei Nord", is_company=True)
        self._invoice(100.0)
        self._invoice(200.0, partner_id=other.id)

        changed = self._refresh(customers=other)

        self.assertEqual(changed.partner_id, other)
        self.assertFalse(self.Profile.search([("partner_id", "=", self.customer.id)]))

    def test_no_row_without_a_document(self):
        """A customer who was only looked at gets no row."""
        self._refresh(customers=self.customer)

        self.assertFalse(self.Profile.search([("partner_id", "=", self.customer.id)]))

    def test_a_domain_adds_a_figure(self):
        """A metric of another addon fills its column like ours."""
        Profile = type(self.Profile)
        original = Profile._get_metrics

        def with_deliveries_of_another(profiles, scope):
            metrics = [m for m in original(profiles, scope) if m.name != "deliveries"]
            query = SQL("SELECT %s AS partner_id, 7 AS delivery_count", self.contact.id)
            return [*metrics, Metric("fake", query, ("delivery_count",))]

        self.patch(Profile, "_get_metrics", with_deliveries_of_another)

        self.assertEqual(self._get_profile(self.contact).delivery_count, 7)

    def test_documents_touch_their_customer(self):
        """Posting, paying, confirming and delivering queue the customer."""
        invoice = self._create_invoice(100.0)
        order = self._order(1)
        self._get_touched()

        steps = {
            "post": invoice.action_post,
            "pay": lambda: self._pay(invoice, 10.0),
            "unmatch": invoice.line_ids.remove_move_reconcile,
            "confirm": lambda: self._order(1, partner_id=self.contact.id),
            "deliver": order.picking_ids.button_validate,
        }
        for name, step in steps.items():
            with self.subTest(name):
                step()
                self.assertEqual(
                    self._get_touched(), {(self.customer.id, self.company.id)}
                )

    def test_quotation_touches_nobody(self):
        """What is not confirmed changes no figure."""
        self.env["sale.order"].create({"partner_id": self.customer.id})
        self._create_invoice(100.0)

        self.assertFalse(self._get_touched())

    def test_job_of_touched_customers(self):
        """The hourly job works out those queued, in batches, and empties the queue."""
        others = self.env["res.partner"].create([{"name": f"C{i}"} for i in range(3)])
        for customer in others:
            self._invoice(10.0, partner_id=customer.id)
        self.env.cr.precommit.run()

        self.Profile._cron_refresh_touched(batch_size=2)

        self.assertEqual(
            len(self.Profile.search([("partner_id", "in", others.ids)])), 3
        )
        self.assertFalse(self.env["crm.customer.touch"].search([]))

    def test_nightly_job(self):
        """The nightly job passes over companies that were just worked out."""
        self._invoice(100.0)
        self._refresh()
        self._invoice(1.0)
        profile = self.Profile.search([("partner_id", "=", self.customer.id)])

        self.Profile._cron_refresh_all()
        self.assertEqual(profile.invoiced_total, 100.0)

        self.env.cr.execute("UPDATE res_company SET crm_profiles_refreshed_at = NULL")
        self.env.invalidate_all()
        self.Profile._cron_refresh_all()
        self.assertEqual(profile.invoiced_total, 101.0)
        self.assertTrue(self.other_company.crm_profiles_refreshed_at)

    def _get_versions(self):
        """Return what changes when a row is locked or written, or an id is drawn."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT id, xmin::text, xmax::text, ctid::text"
                " FROM crm_customer_profile"
            )
        )
        sequence = self.env.execute_query(
            SQL("SELECT last_value FROM crm_customer_profile_id_seq")
        )
        return rows, sequence

    def _get_touched(self):
        """Return what was queued since the last call."""
        self.env.cr.precommit.run()
        Touch = self.env["crm.customer.touch"]
        touches = Touch.search([])
        pairs = {(touch.partner_id.id, touch.company_id.id) for touch in touches}
        touches.unlink()
        return pairs
