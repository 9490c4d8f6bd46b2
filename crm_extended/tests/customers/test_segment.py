from odoo.addons.crm_extended.tests.customers.profile_common import ProfileCase
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged, users
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 09:00:00")
class TestSegment(ProfileCase):
    """Customers come into a segment and leave; what follows is done once (CUS-07)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tag = cls.env["res.partner.category"].create({"name": "Brewers"})
        cls.tier = cls.env["crm.customer.tier"].create({"name": "Platinum"})
        cls.segment = cls.env["crm.customer.segment"].create(
            {
                "name": "Breweries",
                "domain": "[('name', 'ilike', 'Brewery')]",
                "tag_id": cls.tag.id,
                "tier_id": cls.tier.id,
                "activity_type_id": cls.env.ref("mail.mail_activity_data_call").id,
                "user_id": cls.manager.id,
            }
        )
        cls.Member = cls.env["crm.customer.segment.member"]

    def _get_members(self):
        return self.Member.search([("segment_id", "=", self.segment.id)], order="id")

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
        customers = self.env["res.partner"].create(
            [{"name": f"Brewery {i}"} for i in range(25)]
        )
        self.segment.action_update()
        self.assertFalse(customers.category_id)

        with (
            self.enter_registry_test_mode(),
            mute_logger("odoo.addons.base.models.ir_cron"),
        ):
            cron = self.env.ref("crm_extended.ir_cron_segment_actions")
            cron.method_direct_trigger()
            cron.method_direct_trigger()

        self.assertEqual({len(c.activity_ids) for c in customers}, {1})
        self.assertFalse(self.Member.search([("is_entry_pending", "=", True)], limit=1))

    def test_preview(self):
        """Before saving it says how many would come in and leave."""
        self.segment.action_update()
        self.env["res.partner"].create([{"name": f"Mill {i}"} for i in range(3)])

        draft = self.segment.new(origin=self.segment)
        draft.domain = "[('name', '=like', 'Mill _')]"

        self.assertEqual(
            draft.preview, "Customers that would come in: 3; that would leave: 1"
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
        self.segment.action_update()

        self.assertEqual(self._get_members().partner_id, self.customer)

    def test_tier_in_use(self):
        """A tier that a customer has can be archived but not deleted."""
        self.segment.action_update()
        self.segment.tier_id = False

        with self.assertRaisesRegex(UserError, "Platinum is given to customers"):
            self.tier.unlink()
        self.tier.active = False

    def test_tier_goes_down_to_contacts(self):
        """A contact has the tier of its customer, and each change is logged."""
        self.customer.crm_tier_id = self.tier
        self.assertEqual(self.contact.crm_tier_id, self.tier)

        other = self.customer.with_company(self.other_company)
        self.assertFalse(other.crm_tier_id)

    def test_tier_of_a_segment_says_so(self):
        """The log of the customer says which segment gave the tier."""
        self.segment.action_update()
        self.env.flush_all()
        self.env.cr.precommit.run()

        bodies = " ".join(str(message.body) for message in self.customer.message_ids)
        self.assertIn("Given by the segment Breweries", bodies)

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
