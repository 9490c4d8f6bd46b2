from odoo import fields
from odoo.addons.crm_extended.tests.common import CrmExtendedCase
from odoo.addons.mail.tests.common import MailCase
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

MODEL = "crm.service.request"
SOLVED_AT = "2026-03-09 10:00:00"


class RatingCase(CrmExtendedCase, MailCase):
    """A team that asks, and a customer with an address."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.ask_rating = True
        # how often one person is asked is tried in test_opinion_limit
        cls.company.crm_opinion_days = 0
        cls.contact.email = "katrin@example.com"
        cls.job = cls.env.ref("crm_extended.ir_cron_ask_ratings")
        cls.stage_cancelled = cls.env.ref("crm_extended.crm_service_stage_cancelled")

    def _run_job(self):
        """Run the job and return the mails it queued."""
        registry = self.env.registry["ir.cron"]
        self.patch(registry, "_commit_progress", lambda *args, **kwargs: 3600)
        with self.mock_mail_gateway():
            self.env[MODEL]._cron_ask_ratings()
            return self._new_mails

    def _create_asked_request(self, **values):
        request = self._create_request(**values)
        request.stage_id = self.stage_solved
        self.env.flush_all()
        self._run_job()
        self.assertTrue(request.asked_rating_id)
        return request

    def _rate(self, request, rate, **kwargs):
        request.sudo().rating_apply(rate, rating=request.asked_rating_id, **kwargs)


@tagged("post_install", "-at_install")
class TestRating(RatingCase):
    """The question after a solution, and the answer to it (SRV-23)."""

    @freeze_time(SOLVED_AT)
    def test_who_is_asked(self):
        """A customer is asked when a team that asks has solved the request."""
        silent_team = self._create_team("Silent", members=self.agent)
        for values, stage, is_asked in (
            ({}, self.stage_solved, True),
            ({}, self.stage_cancelled, False),
            ({"team_id": silent_team.id}, self.stage_solved, False),
            ({"partner_id": False}, self.stage_solved, False),
        ):
            with self.subTest(values=values, stage=stage.name):
                request = self._create_request(user=self.agent, **values)
                request.stage_id = stage
                mails = self._run_job()
                self.assertEqual(bool(request.sudo().asked_rating_id), is_asked)
                self.assertEqual(mails.recipient_ids, self._contact_if(is_asked))

    def test_asked_once_for_each_solution(self):
        """Running the job again asks nobody twice; another solution asks again."""
        request = self._create_asked_request()

        self.assertFalse(self._run_job())
        self._rate(request, 5)
        first = request.asked_rating_id
        request.stage_id = self.stage_progress
        self.assertFalse(request.asked_rating_id)
        request.stage_id = self.stage_solved
        self.assertTrue(self._run_job())
        self.assertNotEqual(request.asked_rating_id, first)

    def test_some_hours_later_and_not_if_reopened(self):
        """The question waits for its hour, and is dropped when work goes on."""
        self.team.rating_delay_hours = 24
        with freeze_time(SOLVED_AT):
            left, reopened = self._create_request(), self._create_request()
            (left | reopened).stage_id = self.stage_solved
            self.env.flush_all()
            self.assertFalse(self._run_job())
        with freeze_time("2026-03-09 20:00:00"):
            reopened.stage_id = self.stage_progress
        with freeze_time("2026-03-10 10:00:01"):
            self._run_job()

        self.assertTrue(left.asked_rating_id)
        self.assertFalse(reopened.asked_rating_id)

    @freeze_time(SOLVED_AT)
    def test_job_is_woken(self):
        """Solving a request wakes the job at the moment the customer is to be asked."""
        before = self._get_triggers()

        self._create_request().stage_id = self.stage_solved

        [moment] = (self._get_triggers() - before).mapped("call_at")
        self.assertEqual(str(moment), SOLVED_AT)

    def test_imported_solutions_are_not_asked_about(self):
        """A request that arrives closed was solved elsewhere: nobody is asked."""
        request = self._create_request(stage_id=self.stage_solved.id)

        self.assertFalse(self._run_job())
        self.assertFalse(request.asked_rating_id)

    def test_customer_without_address(self):
        """Who has no e-mail gets no mail, but can vote on the page of the request."""
        self.contact.email = False

        request = self._create_asked_request()

        self.assertTrue(request._get_rating_token())

    def test_mail_speaks_the_language_of_the_customer(self):
        """The mail has three links to vote, in the customer's language."""
        self.contact.lang = "zh_CN"
        template = self.env.ref("crm_extended.mail_template_rating")
        template.with_context(lang="zh_CN").subject = "您满意吗？{{ object.number }}"
        request = self._create_request()
        request.stage_id = self.stage_solved

        mail = self._run_job()

        self.assertEqual(mail.subject, f"您满意吗？{request.number}")
        for rate in (1, 3, 5):
            link = f"/rate/{request.asked_rating_id.access_token}/{rate}"
            self.assertIn(link, mail.body_html)

    @mute_logger("odoo.addons.crm_extended.models.service.crm_service_request_rating")
    def test_one_bad_request_does_not_stop_the_others(self):
        """What can't be asked is tried again later, and the rest is asked."""
        bad, good = self._create_request(), self._create_request()
        (bad | good).stage_id = self.stage_solved
        self.env.flush_all()
        ask = self.env.registry[MODEL]._ask_rating

        def _ask_rating(request):
            if request == bad:
                raise ValueError("broken template")
            return ask(request)

        self.patch(self.env.registry[MODEL], "_ask_rating", _ask_rating)
        self._run_job()

        self.assertTrue(good.asked_rating_id)
        self.assertFalse(bad.asked_rating_id)
        self.assertGreater(bad.rating_due_at, fields.Datetime.now())

    def test_vote_is_seen_everywhere(self):
        """The vote shows on the request and the team; satisfied are those with 5."""
        for rate in (5, 5, 3, 1):
            request = self._create_asked_request()
            self._rate(request, rate, feedback="Thanks")
            self.assertEqual(request.rating_last_value, rate)
        self._create_asked_request()

        self.assertRecordValues(
            self.team,
            [
                {
                    "rating_count": 4,
                    "rating_percentage_satisfaction": 50,
                    "rating_avg": 3.5,
                }
            ],
        )
        action = self.team.with_user(self.leader).action_view_ratings()
        found = (
            self.env["rating.rating"].with_user(self.leader).search(action["domain"])
        )
        self.assertEqual(len(found), 4)
        self.assertEqual(found.crm_company_id, self.company)

    def test_vote_is_changed_until_its_window_ends(self):
        """A vote may be changed for some days, and is refused afterwards."""
        self.team.rating_window_days = 7
        with freeze_time(SOLVED_AT):
            request = self._create_asked_request()
            self._rate(request, 1)
        with freeze_time("2026-03-16 09:59:00"):
            self._rate(request, 5)
        with freeze_time("2026-03-16 10:01:00"):
            with self.assertRaisesRegex(UserError, "for 7 days"):
                self._rate(request, 3)
            self.assertFalse(request._get_rating_token())

        self.assertEqual(request.rating_last_value, 5)

    def test_refused_votes(self):
        """Other values, other requests' votes and votes of earlier solutions fail."""
        request, other = self._create_asked_request(), self._create_asked_request()
        for rate in (0, 2, 4, 11, -1, 4.9, "5"):
            with self.subTest(rate=rate), self.assertRaises(UserError):
                self._rate(request, rate)
        with self.assertRaises(UserError):
            request.rating_apply(5, rating=other.asked_rating_id)
        first = request.asked_rating_id
        self._rate(request, 3)
        request.stage_id = self.stage_progress
        with self.assertRaisesRegex(UserError, "working on your request again"):
            request.rating_apply(5, rating=first)
        request.stage_id = self.stage_solved
        self._run_job()
        with self.assertRaisesRegex(UserError, "earlier rating"):
            request.rating_apply(5, rating=first)
        self.assertEqual(first.rating, 3)

    def test_low_vote_makes_one_activity(self):
        """An unhappy customer is called back by the leader, once."""
        request = self._create_asked_request(user_id=self.agent.id)

        for rate in (1, 1, 5, 1):
            self._rate(request, rate, feedback="Still loud <b>!</b>")

        self.assertEqual(len(request.activity_ids), 1)
        self.assertEqual(request.activity_ids.user_id, self.leader)
        self.assertIn("Still loud", request.activity_ids.note)
        self.assertNotIn("<b>", request.activity_ids.note)

    def test_low_vote_without_leader(self):
        """Where a team has no leader, the assignee calls the customer."""
        self.team.user_id = False
        request = self._create_asked_request(user_id=self.agent.id)

        self._rate(request, 1)

        self.assertEqual(request.activity_ids.user_id, self.agent)

    def test_votes_are_the_customers(self):
        """No agent or leader changes or makes a vote, a manager may; all may read."""
        request = self._create_asked_request()
        self._rate(request, 3)
        vote = request.asked_rating_id
        for role in ("employee", "agent", "leader", "sales_manager", "analyst"):
            with self.subTest(role=role):
                user = self.users[role]
                self.assertEqual(vote.with_user(user).rating, 3)
                for attack in (
                    lambda vote: vote.write({"rating": 5}),
                    lambda vote: vote.reset(),
                    lambda vote: vote.copy(),
                    lambda vote: vote.unlink(),
                ):
                    with self.assertRaises(AccessError):
                        attack(vote.with_user(user))
        with self.assertRaises(AccessError):
            self._rate_as(self.agent, request)
        vote.with_user(self.manager).write({"rating": 5})
        self.assertEqual(vote.rating, 5)

    def test_votes_of_another_company(self):
        """A vote of one company is not seen in another."""
        foreign = self.other_company.crm_service_team_id
        foreign.ask_rating = True
        request = self._create_asked_request(team_id=foreign.id)

        votes = self.env["rating.rating"].with_user(self.manager)

        self.assertFalse(votes.search([("id", "=", request.asked_rating_id.id)]))
        with self.assertRaises(AccessError):
            request.asked_rating_id.with_user(self.manager).read(["rating"])

    def test_no_vote_by_message(self):
        """A message is no vote, though core would take a number in it for one."""
        request = self._create_request(partner_id=self.users["portal"].partner_id.id)
        for user in (self.users["portal"], self.agent):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                request.with_user(user).message_post(body="Great", rating_value=5)
        self.assertNotIn("rating_value", request._get_allowed_message_params())
        self.assertFalse(request.rating_ids)

    def test_closing_five_hundred(self):
        """Closing 500 requests costs few queries, and each change is on record."""
        values = {
            "name": "Leak",
            "team_id": self.team.id,
            "partner_id": self.contact.id,
        }
        requests = self.env[MODEL].create([values] * 501).with_user(self.agent)
        # rights and settings, which the server keeps, are looked up for the first one
        requests[0].write({"stage_id": self.stage_solved.id})
        requests = requests[1:]
        self.flush_tracking()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count

        requests.write({"stage_id": self.stage_solved.id})
        self.env.flush_all()
        self.flush_tracking()

        self.assertLessEqual(self.env.cr.sql_log_count - before, 60)
        values = requests.message_ids.sudo().tracking_value_ids
        self.assertEqual(set(values.mapped("new_value_char")), {"Solved"})
        self.assertEqual(len(values), 500)

    def test_queries_of_a_vote(self):
        """A vote costs little more than the message by which core tells of it."""
        requests = self._create_request().browse()
        for _number in range(10):
            requests |= self._create_asked_request()
        self._rate(requests[0], 3)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count

        for request in requests:
            self._rate(request, 5)
            self.env.flush_all()

        queries = self.env.cr.sql_log_count - before
        self.assertLessEqual(queries / len(requests), 10)

    def _rate_as(self, user, request):
        request.with_user(user).rating_apply(
            5, rating=request.asked_rating_id.with_user(user)
        )

    def _contact_if(self, condition):
        return self.contact if condition else self.env["res.partner"]

    def _get_triggers(self):
        return self.env["ir.cron.trigger"].search([("cron_id", "=", self.job.id)])
