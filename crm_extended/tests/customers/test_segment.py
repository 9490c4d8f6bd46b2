from odoo.addons.crm_extended.tests.customers.segment_common import SegmentCase
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged, users
from odoo.tools import SQL


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 09:00:00")
class TestSegment(SegmentCase):
    """Customers come into a segment and leave; what follows is done once (CUS-07)."""

    def test_come_in_and_leave(self):
        """Coming in gives tag, tier and activity; leaving takes the tag alone."""
        self.segment.action_update()

        self.assertEqual(self.segment.member_count, 1)
        self.assertEqual(self._get_members().partner_id, self.customer)
        self.assertEqual(self.customer.category_id, self.tag)
        self.assertEqual(self.customer.crm_tier_id, self.tier)
        self.assertEqual(self.customer.activity_ids.user_id, self.manager)

        self.customer.name = "Sonnenhof"
        with freeze_time("2026-04-01 09:00:00"):
            self.segment.action_update()

        self.assertEqual(self.segment.member_count, 0)
        self.assertEqual(str(self._get_members().date_to), "2026-04-01")
        self.assertFalse(self.customer.category_id)
        self.assertEqual(self.customer.crm_tier_id, self.tier)

    def test_once(self):
        """However often it is updated, what follows is done once for each coming in."""
        for _run in range(3):
            self.segment.action_update()
        self.assertEqual(len(self.customer.activity_ids), 1)

        self.customer.name = "Sonnenhof"
        self.segment.action_update()
        self.customer.name = "Sonnenhof Brewery"
        self.segment.action_update()
        self.assertEqual(len(self.customer.activity_ids), 2)

    def test_leaves_before_anything_followed(self):
        """Who came in and left before the job came gets nothing, and loses nothing."""
        customers = self._create_breweries(25)
        customers.category_id = self.tag
        self.segment.action_update()

        customers.name = "Sonnenhof"
        self.segment.action_update()
        self.assertEqual(self._get_pending().partner_id, self.customer)
        self._run_job()

        self.assertFalse(customers.activity_ids)
        self.assertEqual(customers.category_id, self.tag)

    def test_queries(self):
        """Where nothing follows, letting many come in costs as much as a few."""
        self.segment.write({"tag_id": False, "tier_id": False})
        self.segment.activity_type_id = False
        self.segment.action_update()
        counts = []
        for number in (5, 50):
            self._create_breweries(number)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.segment.action_update()
            counts.append(self.env.cr.sql_log_count - before)

        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[0], 14)
        self.assertFalse(self._get_pending())

    def test_again_writes_no_member(self):
        """An update by which nobody comes in or leaves writes no membership."""
        self.segment.action_update()
        self.env.flush_all()
        query = SQL("SELECT id, ctid::text FROM crm_customer_segment_member")
        before = self.env.execute_query(query)

        self.segment.action_update()

        self.env.flush_all()
        self.assertEqual(self.env.execute_query(query), before)

    def test_refresh_of_one_customer(self):
        """New figures of one customer let nobody else come in or leave."""
        other = self._create_customer("Brewery Nord", is_company=True)
        self.segment.action_update()
        self.assertEqual(self._get_members().partner_id, self.customer | other)
        late = self._create_customer("Brewery Süd", is_company=True)

        self._refresh(customers=late)

        self.assertEqual(self._get_members().partner_id, self.customer | other | late)
        self.assertFalse(any(self._get_members().mapped("date_to")))

    def test_archived_customers_leave(self):
        """Who is archived belongs to no segment any more."""
        self.segment.action_update()
        self.customer.active = False
        self.segment.action_update()

        self.assertTrue(self._get_members().date_to)

    def test_one_that_fails_stops_no_other(self):
        """What can't be done for one customer is logged; the others get theirs."""
        other = self._create_customer("Brewery Nord", is_company=True)
        original = type(self.Member)._after_entry

        def fail(member):
            if member.partner_id == other:
                raise ValueError("no such thing")
            original(member)

        self.patch(type(self.Member), "_after_entry", fail)
        with self.assertLogs(self.Member._do_actions.__module__, "ERROR"):
            self.segment.action_update()

        self.assertEqual(self.customer.category_id, self.tag)
        self.assertFalse(other.category_id)
        self.assertEqual(self.segment.member_count, 2)
        self.assertFalse(self._get_pending())

    def test_whoever_starts_it(self):
        """Who works out the figures does not matter for who belongs to a segment."""
        self.segment.domain = "[('crm_order_amount', '>=', 300)]"
        self._order(3)
        self._refresh()
        self.assertEqual(self._get_members().partner_id, self.customer)

        # to see all is not a matter of the groups of who works for the company
        self.env.ref("base.user_root").group_ids -= self.env.ref(
            "sales_team.group_sale_manager"
        )
        # sees the orders of own customers, of whom this is none
        self.customer.with_user(self.salesperson).action_crm_refresh_figures()

        self.assertFalse(self._get_members().date_to)

    def test_condition_of_figures_that_one_may_not_see(self):
        """A segment tells nobody by its members what a list would not tell."""
        self._invoice(5000.0)
        self._refresh()
        own_only = self._create_user(
            "test.own.only",
            "crm_extended.crm_extended_group_manager,sales_team.group_sale_salesman",
        )
        cases = [
            (self.manager, "[('crm_invoiced_12m', '>=', 1000)]"),
            (self.manager, "[('child_ids.parent_id.crm_invoiced_12m', '>=', 1000)]"),
            (own_only, "[('crm_order_amount', '>=', 1000)]"),
            (own_only, "[('child_ids', 'any', [('crm_order_count', '>', 0)])]"),
        ]
        for user, domain in cases:
            with self.subTest(domain):
                segment = self.segment.with_user(user)
                with self.assertRaisesRegex(AccessError, "segment Breweries compares"):
                    segment.domain = domain
                with self.assertRaises(AccessError):
                    segment.create({"name": "Spy", "domain": domain})
                draft = segment.new({"domain": domain}, origin=segment)
                self.assertFalse(draft.is_readable)
                self.assertIn("you may not see", draft.preview)
        self.manager.group_ids += self.env.ref("account.group_account_readonly")
        segment = self.segment.with_user(self.manager)
        segment.domain = cases[0][1]
        self.assertTrue(segment.is_readable)
        self.assertIn("belong to it: 1;", segment.preview)

    def test_salesperson_gets_the_activity(self):
        """The customer's own salesperson is told, not the owner of the segment."""
        self.customer.user_id = self.salesperson
        self.segment.action_update()

        self.assertEqual(self.customer.activity_ids.user_id, self.salesperson)

    def test_by_figure(self):
        """Figures are conditions like any other field, and move customers at night."""
        self.segment.domain = "[('crm_invoiced_12m', '>=', 1000)]"
        self._invoice(900.0)
        self._refresh()
        self.assertEqual(self.segment.member_count, 0)

        self._invoice(100.0)
        self._refresh()

        self.segment.invalidate_recordset()
        self.assertEqual(self.segment.member_count, 1)

    def test_many_are_left_to_the_job(self):
        """More than a few are dealt with by the job, each once."""
        customers = self._create_breweries(25)
        job = self.env.ref("crm_extended.ir_cron_segment_actions")
        called = [("cron_id", "=", job.id)]
        self.env["ir.cron.trigger"].search(called).unlink()
        self.segment.action_update()
        self.assertFalse(customers.category_id)
        self.assertTrue(self.env["ir.cron.trigger"].search(called))

        self._run_job()
        self._run_job()

        self.assertEqual({len(c.activity_ids) for c in customers}, {1})
        self.assertFalse(self._get_pending())

    def test_preview(self):
        """Before saving it says how many would come in and leave."""
        self.segment.action_update()
        self.env["res.partner"].create([{"name": f"Mill {i}"} for i in range(3)])

        draft = self.segment.new(origin=self.segment)
        draft.domain = "[('name', '=like', 'Mill _')]"

        self.assertEqual(
            draft.preview,
            "Customers that belong to it: 3; would come in: 3, would leave: 1. Their"
            " contacts are not counted.",
        )
        opened = draft.action_view_matching()
        self.assertEqual(
            self.env["res.partner"].search_count(opened["domain"]),
            3,
        )
        self.assertEqual(self.segment.member_count, 1)

    def test_bad_condition(self):
        """A condition that can't be used is refused, and named with its segment."""
        for domain in ("[('no_such_field', '=', 1)]", "[(", "nonsense", "[1, 2]"):
            with (
                self.subTest(domain),
                self.assertRaisesRegex(
                    ValidationError, "segment Breweries can't be used"
                ),
            ):
                self.segment.domain = domain

    def test_contacts_and_other_companies(self):
        """Members are customers of the segment's company, never contacts of theirs."""
        self._create_customer("Brewery contact", parent_id=self.customer.id)
        self._create_customer("外部 Brewery", company_id=self.other_company.id)
        self._create_user("test.brewery", "base.group_user", name="Brewery employee")
        subsidiary = self._create_customer(
            "Brewery Export", parent_id=self.customer.id, is_company=True
        )
        self.segment.action_update()

        self.assertEqual(self._get_members().partner_id, self.customer | subsidiary)

    def test_without_the_app_for_mailings(self):
        """A mailing list that went with its app does not break the segment."""
        if "mailing.list" in self.env:
            self.skipTest("mass_mailing is installed")
        self.segment.flush_recordset()
        self.env.cr.execute(
            "UPDATE crm_customer_segment SET list_ref = 'mailing.list,1' WHERE id = %s",
            [self.segment.id],
        )
        self.segment._register_hook()
        self.segment.invalidate_recordset()

        self.assertFalse(self.segment.list_ref)
        self.segment.action_update()
        self.assertEqual(self.segment.member_count, 1)

    @users("test.agent")
    def test_agents_do_not_change_segments(self):
        """Who answers requests sees the segments of a customer, and changes none."""
        segment = self.segment.with_user(self.env.user)
        self.assertEqual(segment.name, "Breweries")
        with self.assertRaises(AccessError):
            segment.action_update()

    def test_merge(self):
        """Two customers of a segment that become one are one member with both pasts."""
        other = self._create_customer("Brewery Nord", is_company=True)
        self._order(1)
        self._order(1, partner_id=other.id)
        self._refresh()
        self.segment.action_update()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})

        wizard._merge((self.customer | other).ids, self.customer)

        members = self._get_members()
        self.assertEqual(members.partner_id, self.customer)
        self.assertEqual(len(members), 2)
        self.assertEqual(len(members.filtered(lambda m: not m.date_to)), 1)
        history = self.env["crm.customer.lifecycle"].search(
            [("partner_id", "=", self.customer.id)]
        )
        self.assertEqual(len(history.filtered(lambda row: not row.date_to)), 1)
        self.assertEqual(len(history), 2)
