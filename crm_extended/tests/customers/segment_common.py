from odoo.addons.crm_extended.tests.customers.profile_common import ProfileCase
from odoo.tools import mute_logger


class SegmentCase(ProfileCase):
    """A segment that gives a tag, a tier and an activity, and its job."""

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

    def _get_pending(self):
        return self._get_members().filtered(
            lambda member: member.is_entry_pending or member.is_exit_pending
        )

    def _create_breweries(self, number):
        return self.env["res.partner"].create(
            [{"name": f"Brewery {i}"} for i in range(number)]
        )

    def _run_job(self):
        with (
            self.enter_registry_test_mode(),
            mute_logger("odoo.addons.base.models.ir_cron"),
        ):
            self.env.ref("crm_extended.ir_cron_segment_actions").method_direct_trigger()
