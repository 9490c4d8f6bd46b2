from odoo import Command
from odoo.addons.crm_extended.tests.customers.profile_common import ProfileCase
from odoo.addons.crm_extended.tests.web_client import specification
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 09:00:00")
class TestCustomerForm(ProfileCase):
    """The form shows figures as of now, and opens what each is of (CUS-01)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._create_customer("Brauerei Nord", is_company=True)
        cls.invoices = cls._invoice(100.0) | cls._invoice(-30.0)
        cls.invoices |= cls._invoice(5.0, "2026-03-01", partner_id=cls.contact.id)
        cls._invoice(9.0, partner_id=cls.other.id)
        cls._pay(cls.invoices[0], 40.0)
        cls.order = cls._order(3)
        cls.order.picking_ids.button_validate()
        # what no figure counts: not confirmed, not posted, not yet due, paid, elsewhere
        cls.env["sale.order"].create({"partner_id": cls.customer.id})
        cls._create_invoice(900.0)
        cls.not_due = cls._invoice(2.0, invoice_date_due="2026-05-01")
        cls.paid = cls._invoice(3.0)
        cls._pay(cls.paid, 3.0)
        cls._give_books(cls.other_company)
        cls._invoice(7000.0, company=cls.other_company)
        cls.env.flush_all()
        cls.env.invalidate_all()

    def test_form_is_as_of_now(self):
        """The form shows what no job worked out yet; a list shows what one did."""
        form = self._read_form(self.accountant, self.customer)
        self.assertEqual(form["crm_invoiced_total"], 80.0)
        self.assertEqual(form["crm_receivable_open"], 37.0)
        partner = self.customer.with_user(self.accountant)
        self.assertEqual(partner.crm_invoiced_total, 0.0)

        partner.action_crm_refresh_figures()
        self._invoice(1.0)

        [row] = partner.web_search_read(
            [("id", "=", partner.id)], {"crm_invoiced_total": {}}
        )["records"]
        self.assertEqual(row["crm_invoiced_total"], 80.0)
        form = self._read_form(self.accountant, self.customer)
        self.assertEqual(form["crm_invoiced_total"], 81.0)

    def test_contact_shows_its_customer(self):
        """On the form of a contact stand the figures of its customer."""
        form = self._read_form(self.accountant, self.contact)

        self.assertEqual(form["crm_invoiced_total"], 80.0)

    def test_customer_without_documents(self):
        """A customer who bought nothing has figures of 0."""
        form = self._read_form(self.accountant, self._create_customer("New"))

        self.assertEqual(form["crm_invoiced_total"], 0.0)
        self.assertFalse(form["crm_last_contact_date"])

    def test_new_customer(self):
        """The form of a customer who is being entered opens and saves."""
        Partner = self.env["res.partner"].with_user(self.users["salesperson_all"])
        fields = specification(Partner.env, "res.partner", "form")

        values = Partner.onchange({}, [], fields)["value"]
        [saved] = Partner.web_save({"name": "Entered", "is_company": True}, fields)

        self.assertEqual(values["crm_order_amount"], 0.0)
        self.assertEqual(saved["crm_order_amount"], 0.0)

    def test_agent_sees_no_accounting(self):
        """An agent's form has service figures, and no figure of accounting or sales."""
        form = self._read_form(self.agent, self.customer)

        self.assertEqual(form["crm_open_request_count"], 0)
        self.assertEqual(form["crm_delivery_count"], 1)
        for name in ("crm_invoiced_12m", "crm_receivable_open", "crm_order_amount"):
            self.assertNotIn(name, form)

    def test_salesperson_sees_orders_of_own_customers(self):
        """The live figures of orders are those of the own customers, too."""
        self.assertEqual(
            self._read_form(self.salesperson, self.customer)["crm_order_amount"], 0.0
        )

        self.customer.user_id = self.salesperson

        for partner in (self.customer, self.contact):
            form = self._read_form(self.salesperson, partner)
            self.assertEqual(form["crm_order_amount"], 300.0)

    def test_live_and_stored_are_not_mixed_up(self):
        """What one form worked out is not what a list shows in the same request."""
        self._read_form(self.accountant, self.customer)

        partner = self.customer.with_user(self.accountant)
        self.assertEqual(partner.crm_invoiced_total, 0.0)

    def test_figures_open_what_they_are_made_of(self):
        """Adding up the opened documents gives the figure."""
        invoices = self._open("action_crm_view_invoices")
        self.assertEqual(invoices, self.invoices | self.not_due | self.paid)
        self.assertEqual(sum(invoices.mapped("amount_untaxed_signed")), 80.0)
        items = self._open("action_crm_view_receivables")
        self.assertEqual(sum(items.mapped("amount_residual")), 37.0)
        self.assertTrue(all(items.mapped("amount_residual")))
        overdue = self._open("action_crm_view_overdue")
        self.assertEqual(sum(overdue.mapped("amount_residual")), 35.0)
        self.assertEqual(self._open("action_crm_view_orders"), self.order)
        transfers = self._open("action_crm_view_deliveries")
        self.assertEqual(transfers, self.order.picking_ids)
        self.assertFalse(self._open("action_crm_view_returns"))

    def test_title_says_what_rights_hide(self):
        """Where a person sees fewer documents than were counted, the title says so."""
        self.customer.user_id = self.salesperson
        mine = self._order(1, user_id=self.salesperson.id)
        customer = self.customer.with_user(self.salesperson)

        action = customer.action_crm_view_orders()

        self.assertEqual(action["name"], "Sales Orders (1 of 2 visible to you)")
        orders = self.env["sale.order"].with_user(self.salesperson)
        self.assertEqual(orders.search(action["domain"]), mine)

    def test_documents_that_nobody_may_open(self):
        """Who may read no such document is told, and sees none."""
        customer = self.customer.with_user(self.agent)

        with self.assertRaisesRegex(UserError, "may not open: Journal Entry"):
            customer.action_crm_view_invoices()

    def test_refresh_needs_the_customer(self):
        """Nobody works out the figures of a customer out of sight."""
        foreign = self._create_customer("外部", company_id=self.other_company.id)

        with self.assertRaises(AccessError):
            foreign.with_user(self.agent).action_crm_refresh_figures()

    def test_figures_being_worked_out(self):
        """While a job works out the company's figures, a second one is refused."""
        with self.registry.cursor() as other:
            self.Profile.with_env(self.env(cr=other))._lock_figures(self.company)
            with self.assertRaisesRegex(UserError, "being worked out right now"):
                self._refresh()

    def test_queries_do_not_grow(self):
        """The figures of one customer cost as much with many documents as with one."""
        few = self._count_queries(self.customer)
        self.env["sale.order"].create(
            [
                {
                    "partner_id": self.customer.id,
                    "order_line": [Command.create({"product_id": self.product.id})],
                }
                for _i in range(20)
            ]
        ).action_confirm()
        for _i in range(20):
            self._create_request()

        self.assertEqual(self._count_queries(self.customer), few)
        self.assertLessEqual(few, 9)

    def test_whole_form(self):
        """All that we add to the form of a customer costs at most 8 queries."""
        env = self.env(user=self._create_all_seeing_user())
        partner = self.customer.with_env(env)
        self._refresh()
        fields = specification(env, "res.partner", "form")
        core = {name: fields[name] for name in fields if not name.startswith("crm_")}

        with_ours = self._count(lambda: partner.web_read(fields))
        without = self._count(lambda: partner.web_read(core))

        self.assertLessEqual(with_ours - without, 8)

    def test_list_of_customers(self):
        """A page of customers with all their figures costs at most 10 queries."""
        user = self._create_all_seeing_user()
        env = self.env(user=user)
        fields = specification(
            env,
            "res.partner",
            "list",
            self.env.ref("crm_extended.res_partner_view_list").id,
        )
        self.env["res.partner"].create([{"name": f"C{i}"} for i in range(80)])
        self._refresh()
        Partner = env["res.partner"]

        def read():
            Partner.web_search_read([("parent_id", "=", False)], fields, limit=80)

        self.assertLessEqual(self._count(read), 10)

    def _create_all_seeing_user(self):
        groups = (
            "account.group_account_invoice,sales_team.group_sale_salesman_all_leads,"
            "crm_extended.crm_extended_group_agent"
        )
        return self._create_user("test.all.seeing", groups)

    def _count_queries(self, customer):
        """Count what all our figures of a customer cost on top of the customer."""
        user = self.env["res.users"].search([("login", "=", "test.all.seeing")])
        user = user or self._create_all_seeing_user()
        env = self.env(user=user)
        names = [
            name
            for name in env["res.partner"]._crm_get_figure_fields()
            if env["res.partner"]._has_field_access(
                env["res.partner"]._fields[name], "read"
            )
        ]
        partner = customer.with_env(env)
        bare = self._count(lambda: partner.web_read({"name": {}}))
        figures = {name: {} for name in ["name", *names]}
        return self._count(lambda: partner.web_read(figures)) - bare

    def _count(self, method):
        method()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        method()
        return self.env.cr.sql_log_count - before

    def _read_form(self, user, partner):
        env = self.env(user=user)
        fields = specification(env, "res.partner", "form")
        self.env.flush_all()
        [values] = partner.with_env(env).web_read(fields)
        return values

    def _open(self, method):
        action = getattr(self.customer, method)()
        return self.env[action["res_model"]].search(action["domain"])
