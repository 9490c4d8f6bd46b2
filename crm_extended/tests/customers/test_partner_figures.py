from odoo.addons.crm_extended.models.customers.crm_customer_profile import ORDERS
from odoo.addons.crm_extended.tests.customers.profile_common import ProfileCase
from odoo.addons.crm_extended.tests.web_client import specification
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

DOMAIN = [("crm_invoiced_total", ">", 150)]


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 09:00:00")
class TestPartnerFigures(ProfileCase):
    """The figures of customers where people look for customers (CUS-04)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.big = cls._create_customer("Big", is_company=True)
        cls.new = cls._create_customer("New", is_company=True)
        cls.customers = cls.big | cls.new | cls.customer
        cls._invoice(100.0)
        cls._invoice(400.0, "2025-01-10", partner_id=cls.big.id)
        cls._order(3)
        cls._order(5, partner_id=cls.big.id)
        cls.customer.user_id = cls.salesperson
        cls.Profile._refresh(cls.company)
        cls.env.flush_all()
        cls.env.invalidate_all()

    def test_read(self):
        """Customers show their figures; contacts, and customers without any, none."""
        self._invoice(1.0, partner_id=self.contact.id)
        self._refresh()
        partners = self._as(self.accountant, self.customers | self.contact)

        self.assertEqual(
            partners.mapped("crm_invoiced_total"), [400.0, 0.0, 101.0, 0.0]
        )
        self.assertEqual(partners.crm_currency_id, self.company.currency_id)

    def test_sort(self):
        """A list is sorted by a figure, both ways."""
        Partner = self.env["res.partner"].with_user(self.accountant)
        domain = [("id", "in", (self.big | self.customer).ids)]

        self.assertEqual(
            Partner.search(domain, order="crm_invoiced_total DESC"),
            self.big | self.customer,
        )
        self.assertEqual(
            Partner.search(domain, order="crm_invoiced_total"),
            self.customer | self.big,
        )

    def test_filter(self):
        """Customers are found by a figure; those without one count as nothing."""
        for domain, expected in [
            (DOMAIN, self.big),
            ([("crm_invoiced_total", "<=", 150)], self.customer | self.new),
            ([("crm_invoiced_total", "=", 0)], self.new),
            ([("crm_invoiced_total", ">", 0)], self.big | self.customer),
            ([("crm_invoiced_total", "<", 0)], self.new.browse()),
            ([("crm_invoiced_total", ">=", 0)], self.customers),
            ([("crm_invoiced_total", "!=", 0)], self.big | self.customer),
            ([("crm_invoiced_total", "!=", 400)], self.customer | self.new),
            ([("crm_last_invoice_date", "<", "2025-06-01")], self.big),
            ([("crm_last_invoice_date", "=", False)], self.new),
        ]:
            with self.subTest(domain):
                found = self.env["res.partner"].with_user(self.accountant)
                found = found.search([("id", "in", self.customers.ids), *domain])
                self.assertEqual(found, expected)

    def test_group(self):
        """Groups add up each customer once, however many contacts there are."""
        Partner = self.env["res.partner"].with_user(self.accountant)
        family = self.customer | self.contact

        [group] = Partner.formatted_read_group(
            [("id", "in", family.ids)],
            [],
            ["crm_invoiced_total:sum", "crm_currency_id:array_agg_distinct"],
        )
        groups = Partner._read_group(
            [("id", "in", self.customers.ids)],
            ["crm_last_invoice_date:year"],
            ["__count", "crm_invoiced_total:sum"],
        )

        self.assertEqual(group["crm_invoiced_total:sum"], 100.0)
        self.assertEqual(
            [(year and year.year, *rest) for year, *rest in groups],
            [(2025, 1, 400.0), (2026, 1, 100.0), (False, 1, False)],
        )

    def test_export(self):
        """Figures leave in a file as they are read."""
        self.accountant.group_ids += self.env.ref("base.group_allow_export")
        rows = self._as(self.accountant, self.big).export_data(["crm_invoiced_total"])

        self.assertEqual(rows["datas"], [[400.0]])

    def test_lists_take_few_queries(self):
        """A page of customers with all figures takes 5 queries, however it is ordered.

        One each for the user's companies, the customers, their tags, their profiles and
        how many there are in all.
        """
        customers = self.env["res.partner"].create(
            [
                {"name": f"Customer {n}", "is_company": True, "ref": "many"}
                for n in range(60)
            ]
        )
        self._invoice(10.0, partner_id=customers[0].id)
        self._refresh()
        self.accountant.group_ids += self.env.ref(ORDERS)
        overdue = [("crm_receivable_overdue", ">=", 0)]
        for domain, order in [
            ([], None),
            ([], "crm_invoiced_total DESC"),
            ([], "crm_last_order_date"),
            (overdue, "crm_receivable_overdue DESC"),
        ]:
            self._read_list(domain, order, limit=2)
            for limit in (2, 40):
                with self.subTest(domain=domain, order=order, limit=limit):
                    queries = self._read_list(domain, order, limit)
                    self.assertEqual(queries, 5)

    def test_other_company(self):
        """The same customer has other figures in another company."""
        user = self.accountant
        user.company_ids |= self.other_company
        partner = self._as(user, self.big)

        self.assertEqual(partner.crm_invoiced_total, 400.0)
        elsewhere = partner.with_company(self.other_company)
        self.assertEqual(elsewhere.crm_invoiced_total, 0.0)
        self.assertEqual(elsewhere.crm_currency_id, self.env.ref("base.CNY"))
        self.assertFalse(elsewhere.search([("id", "=", self.big.id), *DOMAIN]))

    def test_no_accounting_figure_without_accounting(self):
        """An agent gets no accounting figure by read, search, sort, group or export."""
        agent = self.agent
        agent.group_ids += self.env.ref("base.group_allow_export")
        partner = self._as(agent, self.big)
        name = "crm_invoiced_total"
        attempts = {
            "read": lambda: partner.read([name]),
            "web read": lambda: partner.web_read({name: {}}),
            "search": lambda: partner.search(DOMAIN),
            "negative": lambda: partner.search([(name, "!=", 400)]),
            "count": lambda: partner.search_count([(name, "=", False)]),
            "path": lambda: partner.search([("crm_profile_id.invoiced_total", ">", 1)]),
            "parent": lambda: partner.search([(f"parent_id.{name}", ">", 1)]),
            "any": lambda: partner.search([("parent_id", "any", DOMAIN)]),
            "sort": lambda: partner.search([], order=f"{name} desc"),
            "group": lambda: partner.formatted_read_group([], [name], ["__count"]),
            "sum": lambda: partner.formatted_read_group([], [], [f"{name}:sum"]),
            "having": lambda: partner._read_group(
                [], ["country_id"], having=[(f"{name}:sum", ">", 1)]
            ),
            "export": lambda: partner.export_data([name]),
            "filtered": lambda: partner.filtered_domain(DOMAIN),
            "user": lambda: (
                self.env["res.users"]
                .with_user(agent)
                .search([(f"partner_id.{name}", ">", 1)])
            ),
        }
        for way, attempt in attempts.items():
            with self.subTest(way), self.assertRaises(AccessError):
                attempt()
        self.assertNotIn(name, partner.fields_get())

    def test_salesperson_sees_orders_of_own_customers(self):
        """Others' orders are neither read, nor sorted by, nor found, nor added up."""
        Partner = self.env["res.partner"].with_user(self.salesperson)
        both = self._as(self.salesperson, self.big | self.customer)
        domain = [("id", "in", both.ids)]

        self.assertEqual(both.mapped("crm_order_amount"), [0.0, 300.0])
        found = Partner.search([*domain, ("crm_order_amount", ">", 10)])
        self.assertEqual(found, self.customer)
        nothing = Partner.search([*domain, ("crm_order_count", "=", 0)])
        self.assertEqual(nothing, self.big)
        self.assertEqual(
            Partner.search(domain, order="crm_order_amount DESC NULLS LAST"),
            self.customer | self.big,
        )
        [(amount,)] = Partner._read_group(domain, [], ["crm_order_amount:sum"])
        self.assertEqual(amount, 300.0)

    def test_salesperson_of_all_sees_all_orders(self):
        """Who reads all orders sees the figures of all customers."""
        both = self._as(self.users["salesperson_all"], self.big | self.customer)

        self.assertEqual(both.mapped("crm_order_amount"), [500.0, 300.0])

    def test_cache_is_not_shared(self):
        """What the system read before is not what the salesperson sees after."""
        self.assertEqual(self.big.sudo().crm_order_amount, 500.0)

        self.assertEqual(self._as(self.salesperson, self.big).crm_order_amount, 0.0)

    def test_profile_is_no_way_around(self):
        """The profile shows order figures to nobody but readers of all orders."""
        profile = self.Profile.search([("partner_id", "=", self.customer.id)])
        for user in (self.salesperson, self.agent, self.users["analyst"]):
            with self.subTest(user.login), self.assertRaises(AccessError):
                profile.with_user(user).read(["order_amount"])
        hidden = self.Profile.search([("partner_id", "=", self.big.id)])
        with self.assertRaises(AccessError):
            hidden.with_user(self.salesperson).read(["partner_id"])

    def _read_list(self, domain, order, limit):
        """Read a page as the web client does; return how many queries that took."""
        context = {"allowed_company_ids": self.company.ids}
        env = self.env(user=self.accountant, context=context)
        view = self.env.ref("crm_extended.res_partner_view_list")
        fields = specification(env, "res.partner", "list", view.id)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        env["res.partner"].web_search_read(
            [("ref", "=", "many"), *domain],
            fields,
            limit=limit,
            order=order,
            count_limit=10001,
        )
        return self.env.cr.sql_log_count - before

    def _as(self, user, records):
        return (
            records.with_user(user)
            .with_context(allowed_company_ids=None)
            .with_env(self.env(user=user, context={}))
        )
