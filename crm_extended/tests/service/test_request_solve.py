from odoo.addons.crm_extended.tests.common import CrmExtendedCase
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestRequestSolve(CrmExtendedCase):
    """Solving in one step, for a button and for an integration."""

    def test_solve(self):
        """An agent solves requests of his team: in the stage that asks for a rating."""
        requests = self._create_request() | self._create_request("Leak")

        self.assertIs(requests.with_user(self.agent).action_solve(), True)

        self.assertEqual(requests.stage_id, self.stage_solved)
        self.assertTrue(all(requests.mapped("closed_at")))

    def test_stage_of_the_team(self):
        """Requests are solved in the stage that asks for a rating, or in the first."""
        own = self.stage_solved.create(
            {
                "name": "Repaired",
                "sequence": 35,
                "is_closed": True,
                "team_ids": self.team.ids,
            }
        )
        request, later = self._create_request(), self._create_request()

        request.action_solve()
        self.stage_solved.ask_rating = False
        later.action_solve()

        self.assertEqual(request.stage_id, self.stage_solved)
        self.assertEqual(later.stage_id, own)

    def test_what_hinders_is_named(self):
        """A closed request, and a team without an end, are refused in words."""
        closed = self._create_request(stage_id=self.stage_solved.id)
        opened = self._create_request()
        with self.assertRaisesRegex(UserError, f"{closed.number} is closed already"):
            (opened | closed).action_solve()
        self.assertFalse(opened.closed_at)

        other = self._create_team("Others")
        closing = self.env["crm.service.stage"].search([("is_closed", "=", True)])
        closing.team_ids = other
        with self.assertRaisesRegex(UserError, "Team Pumps has no stage that closes"):
            opened.action_solve()

    def test_who_may_solve(self):
        """An employee does not close the request that he has opened."""
        request = self._create_request(user=self.users["employee"])

        with self.assertRaises(AccessError):
            request.action_solve()
