from odoo.addons.crm_extended.tests.customers.profile_common import ProfileCase
from odoo.addons.crm_extended.tools.customer_metric import Metric
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL


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

    def test_first_fill_does_not_read_what_it_writes(self):
        """New profiles are written without a look at those just written."""
        query = self.Profile._get_refresh_query(self.Profile._get_scope(self.company))
        [[[plan]]] = self.env.execute_query(SQL("EXPLAIN (FORMAT JSON) %s", query))
        nodes = list(self._walk(plan["Plan"]))

        [insert] = [node for node in nodes if node.get("Operation") == "Insert"]
        read = [node.get("Relation Name") for node in self._walk(insert["Plans"][0])]

        self.assertNotIn("crm_customer_profile", read)
        self.assertIn("crm_customer_profile", [n.get("Relation Name") for n in nodes])

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

    def test_a_company_that_fails_stops_no_other(self):
        """What goes wrong with one company is logged, and the next one is done."""
        self._give_books(self.other_company)
        self._invoice(100.0)
        self._invoice(100.0, company=self.other_company)
        original = type(self.Profile)._get_metrics

        def fail(profiles, scope):
            if scope.company == self.company:
                raise ValueError("broken metric")
            return original(profiles, scope)

        self.patch(type(self.Profile), "_get_metrics", fail)
        self.env.cr.execute("UPDATE res_company SET crm_profiles_refreshed_at = NULL")
        self.env.cr.precommit.run()
        jobs = (self.Profile._cron_refresh_all, self.Profile._cron_refresh_touched)
        for job in jobs:
            with (
                self.subTest(job.__name__),
                self.assertLogs(self.Profile._refresh.__module__, "ERROR") as log,
            ):
                job()
                self.assertIn("figures were not refreshed", log.output[0])

        profiles = self.Profile.search([("partner_id", "=", self.customer.id)])
        self.assertEqual(profiles.company_id, self.other_company)
        touches = self.env["crm.customer.touch"].search([])
        self.assertEqual(touches.company_id, self.company)

    def _walk(self, node):
        """Yield a node of a plan and all those below it."""
        yield node
        for below in node.get("Plans", ()):
            yield from self._walk(below)

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
