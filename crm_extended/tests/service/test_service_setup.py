from odoo.addons.crm_extended.tests.common import CrmExtendedCase
from odoo.exceptions import UserError
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestServiceSetup(CrmExtendedCase):
    """What a manager sets up, and what protects it."""

    def test_every_company_is_ready(self):
        """Each company, old or new, has a team and a numbering of its own."""
        for company in self.env["res.company"].search([]):
            with self.subTest(company=company.name):
                self.assertEqual(company.crm_service_team_id.company_id, company)
                self.assertTrue(company._crm_get_request_sequence())

    def test_setting_up_twice_changes_nothing(self):
        """An update of the addon leaves the set-up of a company as it is."""
        teams = self.env["crm.service.team"].search([])

        self.env["res.company"]._crm_ensure_service_desks()

        self.assertEqual(self.env["crm.service.team"].search([]), teams)

    def test_first_team_speaks_chinese(self):
        """The first team is named in every language of the database."""
        team = self.other_company.crm_service_team_id

        self.assertEqual(team.with_context(lang="en_US").name, "Customer Service")
        self.assertEqual(team.with_context(lang="zh_CN").name, "客户服务")

    def test_what_is_in_use_stays(self):
        """A team or stage with open requests is neither deleted nor archived."""
        request = self._create_request(stage_id=self.stage_progress.id)
        for record in (self.team, self.stage_progress):
            with self.subTest(record=record.name):
                with self.assertRaisesRegex(UserError, request.number):
                    record.with_user(self.manager).unlink()
                with self.assertRaisesRegex(UserError, request.number):
                    record.with_user(self.manager).action_archive()

    def test_what_is_done_may_be_archived(self):
        """Closed requests do not keep a team alive, but they keep it from deletion."""
        self._create_request(stage_id=self.stage_solved.id)

        self.team.with_user(self.manager).action_archive()

        self.assertFalse(self.team.active)
        with self.assertRaises(UserError):
            self.team.unlink()

    def test_team_counts_its_work(self):
        """A team shows its open requests and those that nobody has taken."""
        self._create_request(user_id=self.agent.id)
        self._create_request()
        self._create_request(stage_id=self.stage_solved.id)

        self.assertRecordValues(
            self.team, [{"open_request_count": 2, "unassigned_request_count": 1}]
        )

    def test_team_opens_its_requests(self):
        """The button of a team opens its requests and no others."""
        request = self._create_request()
        self._create_request(team_id=self._create_team("Compressors").id)

        action = self.team.with_user(self.leader).action_view_requests()

        found = self.env["crm.service.request"].search(action["domain"])
        self.assertEqual(found, request)

    def test_copy_of_a_team_is_told_apart(self):
        """A duplicated team says so in its name."""
        self.assertEqual(self.team.copy().name, "Pumps (copy)")

    def test_settings(self):
        """The team for requests without one is chosen in the settings."""
        self.env["res.config.settings"].create(
            {"crm_service_team_id": self.team.id}
        ).execute()

        request = self.env["crm.service.request"].create({"name": "Leak"})

        self.assertEqual(request.team_id, self.team)
