from odoo.addons.crm_extended.tests.common import CrmExtendedCase
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestFirstScreen(CrmExtendedCase):
    """With what the day of each role begins."""

    def test_first_screen(self):
        """Who opens the app comes to his own work, whatever else he may see."""
        requests, jobs, week = (
            self.env.ref(f"crm_extended.{name}")
            for name in (
                "crm_service_request_action_my",
                "crm_work_order_action_my",
                "crm_work_order_action_plan",
            )
        )
        self.users["both"] = self._create_user(
            "test.both",
            "crm_extended.crm_extended_group_agent,"
            "crm_extended.crm_extended_group_technician",
        )
        home = self.env.ref("crm_extended.crm_extended_menu").action
        for role, expected in (
            ("employee", requests),
            ("agent", requests),
            ("leader", requests),
            ("manager", requests),
            ("technician", jobs),
            ("dispatcher", week),
            ("both", requests),
        ):
            with self.subTest(role):
                action = home.with_user(self.users[role]).run()
                self.assertEqual(action["id"], expected.id)
