from odoo.addons.crm_extended.tests.common import CrmExtendedCase
from odoo.exceptions import UserError
from odoo.tests import Form, freeze_time, tagged


@tagged("post_install", "-at_install")
class TestRequest(CrmExtendedCase):
    """A request from its first line to its last stage."""

    def test_new_request_finds_its_place(self):
        """A request needs only a subject; all else comes by itself."""
        request = (
            self.env["crm.service.request"]
            .with_user(self.agent)
            .create({"name": "Pump is loud", "partner_id": self.contact.id})
        )

        self.assertRegex(request.number, r"^SR\d{5,}$")
        self.assertEqual(request.display_name, f"{request.number} Pump is loud")
        self.assertRecordValues(
            request,
            [
                {
                    "company_id": self.company.id,
                    "team_id": self.company.crm_service_team_id.id,
                    "stage_id": self.stage_new.id,
                    "customer_id": self.customer.id,
                    "user_id": False,
                    "closed_at": False,
                }
            ],
        )

    def test_numbers_of_a_batch_are_in_order(self):
        """Requests created together are numbered in the order given, without a gap."""
        requests = self.env["crm.service.request"].create(
            [{"name": f"Request {i}"} for i in range(3)]
        )

        numbers = [int(number[2:]) for number in requests.mapped("number")]

        self.assertEqual(numbers, list(range(numbers[0], numbers[0] + 3)))

    def test_gapless_numbering_is_respected(self):
        """A company that asks for gapless numbers gets them, also in a batch."""
        self.company._crm_get_request_sequence().write(
            {"implementation": "no_gap", "number_next": 900, "prefix": "X"}
        )

        requests = self.env["crm.service.request"].create(
            [{"name": "A"}, {"name": "B"}]
        )

        self.assertEqual(requests.mapped("number"), ["X00900", "X00901"])

    def test_each_company_has_its_numbers(self):
        """Requests of two companies, opened at once, are numbered by their own."""
        companies = self.company, self.other_company
        for company, prefix in zip(companies, ("A", "B"), strict=True):
            sequence = company._crm_get_request_sequence()
            sequence.write({"implementation": "no_gap", "prefix": prefix})
            sequence.number_next = 50

        requests = self.env["crm.service.request"].create(
            [
                {"name": company.name, "company_id": company.id}
                for company in (*companies, self.company)
            ]
        )

        self.assertEqual(requests.mapped("number"), ["A00050", "B00050", "A00051"])

    def test_numbering_removed_by_mistake_comes_back(self):
        """Opening a request works although somebody deleted the numbering."""
        self.company._crm_get_request_sequence().unlink()

        request = self._create_request()

        self.assertEqual(request.number, "SR00001")

    def test_team_brings_its_company(self):
        """A request opened for a team belongs to the team's company."""
        team = self.other_company.crm_service_team_id

        request = self.env["crm.service.request"].create(
            {"name": "设备无法启动", "team_id": team.id}
        )

        self.assertEqual(request.company_id, self.other_company)

    def test_records_of_two_companies_do_not_mix(self):
        """A request can't be handed to a team of another company."""
        request = self._create_request()

        with self.assertRaises(UserError):
            request.team_id = self.other_company.crm_service_team_id

    @freeze_time("2026-03-02 09:00:00")
    def test_closing_and_reopening(self):
        """A closing stage stamps the time once; moving back to work removes it."""
        request = self._create_request(user=self.agent)

        request.stage_id = self.stage_solved
        closed_at = request.closed_at
        request.name = "Pump was loud"

        self.assertEqual(str(closed_at), "2026-03-02 09:00:00")
        self.assertEqual(request.closed_at, closed_at)
        request.stage_id = self.stage_progress
        self.assertFalse(request.closed_at)

    def test_team_with_own_stages(self):
        """A request that changes teams leaves a stage the new team does not have."""
        own_stage = self.env["crm.service.stage"].create(
            {"name": "Bench Test", "team_ids": self.team.ids, "sequence": 15}
        )
        request = self._create_request(stage_id=own_stage.id)

        request.team_id = self._create_team("Compressors")

        self.assertEqual(request.stage_id, self.stage_new)

    def test_customer_stays_when_the_contact_moves(self):
        """The customer of a request is the one of the day it was opened."""
        request = self._create_request()

        self.contact.parent_id = self._create_customer("Kaiser", is_company=True)
        self.env.flush_all()

        self.assertEqual(request.customer_id, self.customer)

    def test_customer_follows_another_contact(self):
        """Another contact on the request brings its own customer."""
        request = self._create_request()
        kaiser = self._create_customer("Kaiser", is_company=True)

        request.partner_id = kaiser

        self.assertEqual(request.customer_id, kaiser)

    def test_first_followers(self):
        """Creator, assignee and contact follow a request from its first day."""
        request = self._create_request(user=self.leader, user_id=self.agent.id)

        people = self.leader.partner_id | self.agent.partner_id | self.contact
        self.assertEqual(request.message_partner_ids, people)

    def test_contact_hears_no_internal_news(self):
        """What only colleagues are to hear by default never reaches the contact."""
        internal = self.env["mail.message.subtype"].create(
            {"name": "Internal", "res_model": "crm.service.request", "internal": True}
        )

        request = self._create_request(user=self.agent)

        subtypes = {
            follower.partner_id: follower.subtype_ids
            for follower in request.message_follower_ids
        }
        self.assertIn(internal, subtypes[self.agent.partner_id])
        self.assertNotIn(internal, subtypes[self.contact])

    def test_assignees_are_told_once(self):
        """An assignee gets one message for one new request, and one for twenty."""
        for count, subject in ((1, "assigned to"), (20, "20 service requests")):
            with self.subTest(count=count):
                before = self._get_notifications(self.agent)
                self.env["crm.service.request"].with_user(self.leader).create(
                    [{"name": "Leak", "user_id": self.agent.id}] * count
                )
                message = (self._get_notifications(self.agent) - before).mail_message_id
                self.assertEqual(len(message), 1)
                self.assertIn(subject, message.subject)

    def test_own_assignment_is_silent(self):
        """Nobody is told what he did himself."""
        before = self._get_notifications(self.agent)

        self._create_request(user=self.agent, user_id=self.agent.id)
        self._create_request(user=self.agent).action_assign_to_me()

        self.assertEqual(self._get_notifications(self.agent), before)

    def test_form_of_a_phone_call(self):
        """An agent needs only a contact and a subject to take down a phone call."""
        with Form(self.env["crm.service.request"].with_user(self.agent)) as form:
            form.partner_id = self.contact
            form.name = "No water since noon"

        self.assertEqual(form.record.user_id, self.env["res.users"])
        self.assertEqual(form.record.customer_id, self.customer)

    def test_requests_on_the_customer(self):
        """The customer counts the requests of all its contacts, a contact its own."""
        self._create_request()
        self._create_request(partner_id=self.customer.id)

        self.assertEqual(self.customer.with_user(self.leader).crm_request_count, 2)
        self.assertEqual(self.contact.with_user(self.leader).crm_request_count, 1)
        action = self.customer.with_user(self.leader).action_crm_view_requests()
        found = self.env["crm.service.request"].search(action["domain"])
        self.assertEqual(len(found), 2)

    def test_count_shows_only_what_may_be_read(self):
        """The number on the customer never tells of requests that are out of sight."""
        self._create_request()
        employee = self.users["employee"]
        self._create_request(user=employee)

        self.assertEqual(self.customer.with_user(employee).crm_request_count, 1)

    def _get_notifications(self, user):
        return self.env["mail.notification"].search(
            [("res_partner_id", "=", user.partner_id.id)]
        )
