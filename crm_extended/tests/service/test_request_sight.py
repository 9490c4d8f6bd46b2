from odoo import Command
from odoo.addons.crm_extended.tests.common import CrmExtendedCase
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestRequestSight(CrmExtendedCase):
    """Which requests a colleague sees, at once when something changes about it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.employee = cls.users["employee"]
        cls.valves = cls._create_team("Valves")
        cls.request = cls._create_request(team_id=cls.valves.id)

    def test_assigned(self):
        """An assignee sees the request, and no longer once it is somebody else's."""
        for role in ("employee", "agent"):
            user = self.users[role]
            with self.subTest(role=role):
                self.assertFalse(self._sees(user))
                self.request.user_id = user
                self.assertTrue(self._sees(user))
                self.request.user_id = self.leader
                self.request.message_unsubscribe(user.partner_id.ids)
                self.assertFalse(self._sees(user))

    def test_followed(self):
        """A follower sees the request as long as he follows it."""
        self.assertFalse(self._sees(self.employee))
        self.request.message_subscribe(self.employee.partner_id.ids)
        self.assertTrue(self._sees(self.employee))
        self.request.message_unsubscribe(self.employee.partner_id.ids)
        self.assertFalse(self._sees(self.employee))

    def test_followed_by_others(self):
        """That others follow it, or follow what has the same number, is nothing."""
        self.request.message_subscribe(self.leader.partner_id.ids)
        team = self.env["crm.service.team"].browse(self.request.id).exists()
        (team or self.customer).message_subscribe(self.employee.partner_id.ids)
        self.env["mail.followers"].create(
            {
                "res_model": "res.partner",
                "res_id": self.request.id,
                "partner_id": self.employee.partner_id.id,
            }
        )

        self.assertFalse(self._sees(self.employee))

    def test_opened(self):
        """Who opened a request sees it though he neither follows it nor has it."""
        quiet = self.env(user=self.employee, context={"mail_create_nosubscribe": True})
        request = quiet["crm.service.request"].create({"name": "Leak"})

        self.assertFalse(request.sudo().message_partner_ids)
        self.assertTrue(self._sees(self.employee, request))
        self.assertFalse(self._sees(self.users["salesperson"], request))

    def test_team(self):
        """An agent sees what his teams have; a member who is no agent does not."""
        self.valves.member_ids = [Command.link(self.agent.id)]
        self.assertTrue(self._sees(self.agent))
        self.valves.member_ids = [Command.set(self.employee.ids)]
        self.assertFalse(self._sees(self.agent))
        self.assertFalse(self._sees(self.employee))
        self.request.team_id = self.team
        self.assertTrue(self._sees(self.agent))

    def test_many_at_once(self):
        """Of many requests those in sight are told apart, the archived ones too."""
        mine = self._create_request(user_id=self.employee.id)
        archived = self._create_request(user_id=self.employee.id, active=False)
        opened = self._create_request(user=self.employee)
        requests = self.request + mine + archived + opened

        allowed = requests.with_user(self.employee)._filtered_access("read")

        self.assertEqual(allowed, mine + archived + opened)

    def _sees(self, user, request=None):
        """Ask record by record and by a search, which must agree."""
        request = (request or self.request).with_user(user)
        found = request.search([("id", "=", request.id)])
        self.assertEqual(request.has_access("read"), bool(found))
        return bool(found)
