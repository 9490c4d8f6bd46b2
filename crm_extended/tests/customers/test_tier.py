from odoo.addons.crm_extended.tests.customers.segment_common import SegmentCase
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 09:00:00")
class TestTier(SegmentCase):
    """Tiers are given by people and by segments, never by a formula (CUS-20)."""

    def test_tier_in_use(self):
        """A tier that a customer has can be archived but not deleted."""
        self.segment.action_update()
        self.segment.tier_id = False

        with self.assertRaisesRegex(UserError, "Platinum is given to customers"):
            self.tier.unlink()
        self.tier.active = False

        self.customer.crm_tier_id = False
        self.customer.with_company(self.other_company).crm_tier_id = self.tier
        (self.contact | self.customer).active = False
        with self.assertRaisesRegex(UserError, "Platinum is given to customers"):
            self.tier.unlink()

    def test_tier_goes_down_to_contacts(self):
        """A contact has the tier of its customer, and each change is logged."""
        self.customer.crm_tier_id = self.tier
        self.assertEqual(self.contact.crm_tier_id, self.tier)

        other = self.customer.with_company(self.other_company)
        self.assertFalse(other.crm_tier_id)
        self.contact.parent_id = self._create_customer("Brauerei Nord", is_company=True)
        self.assertFalse(self.contact.crm_tier_id)

    def test_tier_by_hand_is_logged(self):
        """Who gave which tier instead of which stands in the log of the customer."""
        # what is new has no former values
        self.env.cr.precommit.run()
        self.customer.crm_tier_id = self.tier
        self.env.flush_all()
        self.env.cr.precommit.run()

        values = self.customer.message_ids.sudo().tracking_value_ids
        self.assertEqual(values.field_id.name, "crm_tier_id")
        self.assertEqual(values.new_value_char, "Platinum")

    def test_jobs_keep_a_tier_given_by_hand(self):
        """A person's choice after coming in stays, however often jobs run."""
        self.segment.action_update()
        gold = self.tier.copy({"name": "Gold"})
        self.customer.crm_tier_id = gold
        self._order(3)

        self._refresh()
        self.segment.action_update()
        self._run_job()

        self.assertEqual(self.customer.crm_tier_id, gold)

    def test_tier_of_another_company(self):
        """A segment gives its tier in its own company alone."""
        self.segment.company_id = self.other_company
        self.segment.action_update()

        self.assertFalse(self.customer.crm_tier_id)
        elsewhere = self.customer.with_company(self.other_company)
        self.assertEqual(elsewhere.crm_tier_id, self.tier)

    def test_tier_of_a_segment_says_so(self):
        """The log of the customer says which segment gave the tier."""
        self.segment.action_update()
        self.env.flush_all()
        self.env.cr.precommit.run()

        bodies = " ".join(str(message.body) for message in self.customer.message_ids)
        self.assertIn("Given by the segment Breweries", bodies)
