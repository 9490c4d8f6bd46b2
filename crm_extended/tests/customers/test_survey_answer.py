from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .survey_common import ASKED_AT, SurveyCase

LOW_SCORE = "crm_extended.mail_activity_type_low_score"


@tagged("post_install", "-at_install")
@freeze_time(ASKED_AT)
class TestSurveyAnswer(SurveyCase):
    """An answer, and what follows from it (CUS-13)."""

    def test_answer_counts_once(self):
        """The first answer stays, whoever sends another one."""
        answer = self._ask()

        self.assertTrue(self._answer(answer, 9, "Good pumps"))
        self.assertFalse(self._answer(answer, 0, "No"))
        self.assertRecordValues(
            answer,
            [
                {
                    "state": "answered",
                    "score": 9,
                    "value": 100,
                    "attitude": "positive",
                    "comment": "Good pumps",
                    "name": "NPS 9/10",
                }
            ],
        )

    def test_nobody_changes_an_answer(self):
        """No role writes or deletes what a customer said, and no code rewrites it."""
        answer = self._ask()
        self._answer(answer, 3)

        for user in (self.manager, self.users["sales_manager"]):
            with self.assertRaises(AccessError):
                answer.with_user(user).write({"score": 10})
            with self.assertRaises(AccessError):
                answer.with_user(user).unlink()
        for values in ({"score": 10}, {"comment": "!"}, {"state": "asked"}):
            with self.assertRaisesRegex(UserError, "can't be changed"):
                answer.sudo().write(values)

    def test_customer_of_that_day(self):
        """The answer stays with the customer that the contact worked for."""
        answer = self._ask()
        self.contact.parent_id = self._create_customer("Hofbräu", is_company=True)
        self._answer(answer, 9)

        self.assertEqual(answer.customer_id, self.customer)

    def test_low_score_is_followed_up_once(self):
        """Up to the limit there is one activity, for the customer's salesperson."""
        for survey, score, is_low in (
            (self.nps, 6, True),
            (self.nps, 7, False),
            (self.csat, 2, True),
            (self.csat, 3, False),
            (self.ces, 3, True),
            (self.ces, 4, False),
        ):
            with self.subTest(survey=survey.kind, score=score):
                [person] = self._create_people(1, parent_id=self.customer.id)
                self.company.crm_opinion_days = 0
                answer = self._ask(person, survey)
                self._answer(answer, score, "Too <b>slow</b>")
                activities = answer.activity_ids
                self.assertEqual(len(activities), int(is_low))
                self.assertEqual(answer.follow_up, "open" if is_low else False)
                if is_low:
                    self.assertEqual(activities.user_id, self.salesperson)
                    self.assertIn("&lt;b&gt;", activities.note)

    def test_owner_follows_up_where_nobody_sells(self):
        """Without a salesperson the survey's owner is told; one who can't read, not."""
        self.customer.user_id = False
        answer = self._ask()
        self._answer(answer, 0)
        self.assertEqual(answer.activity_ids.user_id, self.leader)

        self.csat.user_id = self.users["employee"]
        self.company.crm_opinion_days = 0
        answer = self._ask(survey=self.csat)
        self._answer(answer, 1)
        self.assertFalse(answer.activity_ids)
        self.assertEqual(answer.follow_up, "open")
        self.assertEqual(self.csat.follow_up_count, 1)

    def test_closed_only_with_an_outcome(self):
        """The activity is done with words, and neither without nor by deleting it."""
        answer = self._ask()
        self._answer(answer, 2)
        activity = answer.activity_ids.with_user(self.salesperson)

        for feedback in (False, "", "  \n"):
            with self.assertRaisesRegex(UserError, "Say what came of"):
                activity.action_feedback(feedback=feedback)
        with self.assertRaisesRegex(UserError, "followed up"):
            activity.unlink()
        activity.action_feedback(feedback="A new seal is on its way.")

        self.assertFalse(answer.activity_ids)
        self.assertEqual(answer.follow_up, "done")
        self.assertEqual(answer.outcome, "A new seal is on its way.")

    def test_other_activities_need_no_outcome(self):
        """Only low scores ask for words; other activities close as ever."""
        answer = self._ask()
        todo = answer.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.leader.id
        )
        call = self.customer.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.leader.id
        )

        self.assertTrue(todo.with_user(self.leader).action_feedback())
        call.unlink()

    def test_complaint_of_an_answer(self):
        """An answer that is not positive becomes one complaint, with its words."""
        answer = self._ask()
        with self.assertRaisesRegex(UserError, "not positive"):
            answer.with_user(self.leader).action_log_complaint()
        self._answer(answer, 3, "Leaks & smells")

        first = answer.with_user(self.leader).action_log_complaint()
        again = answer.with_user(self.leader).action_log_complaint()

        self.assertEqual(first["res_id"], again["res_id"])
        feedback = self.env["crm.feedback"].browse(first["res_id"])
        self.assertRecordValues(
            feedback,
            [
                {
                    "source": "survey",
                    "customer_id": self.customer.id,
                    "kind": "complaint",
                }
            ],
        )
        self.assertIn("Leaks &amp; smells", feedback.description)

    def test_who_reads_the_answers(self):
        """Salespeople read what their own customers said, and no others."""
        answer = self._ask()
        self._answer(answer, 9)
        stranger = self._ask(self._create_people(1))

        self.assertTrue(answer.with_user(self.salesperson).has_access("read"))
        self.assertFalse(stranger.with_user(self.salesperson).has_access("read"))
        self.assertFalse(answer.with_user(self.users["employee"]).has_access("read"))

    def test_profile_says_the_last_score(self):
        """The customer's figure is the latest NPS answer; 0 is one, other kinds not."""
        Profile = self.env["crm.customer.profile"]
        for day, score, survey, expected in (
            ("2026-03-01", 9, self.nps, ("positive", 9)),
            ("2026-03-05", 0, self.nps, ("negative", 0)),
            ("2026-03-07", 5, self.csat, ("negative", 0)),
        ):
            self._give_answers(survey, [score], answered_at=f"{day} 10:00:00")
            Profile._refresh(self.company)
            profile = Profile.search(
                [
                    ("partner_id", "=", self.customer.id),
                    ("company_id", "=", self.company.id),
                ]
            )
            self.assertEqual((profile.nps_class, profile.nps_score), expected)
        figures = Profile._get_figures(self.company, self.contact)[self.contact.id]
        self.assertIsNone(figures["nps_score"])

    def test_answer_touches_the_customer(self):
        """The stored figures follow at the next run, within the hour."""
        answer = self._ask()
        Touch = self.env["crm.customer.touch"]
        touched = [("partner_id", "=", self.customer.id)]
        Touch.search(touched).unlink()

        self._answer(answer, 8)
        self.env.cr.precommit.run()

        self.assertTrue(Touch.search(touched))

    def test_timeline_tells_of_it(self):
        """The customer's timeline shows the answer to who may read it."""
        self._answer(self._ask(), 9, "Good pumps")

        for user, is_seen in (
            (self.salesperson, True),
            (self.users["employee"], False),
        ):
            page = self.customer.with_user(user).crm_get_timeline(kinds=["survey"])
            found = [(event["title"], event["text"]) for event in page["events"]]
            self.assertEqual(found, [("NPS 9/10", "Good pumps")] if is_seen else [])

    def test_merge_keeps_answers_refusal_and_rest(self):
        """Merged contacts keep what was said, a refusal, and when they were asked."""
        source = self._create_customer("Katrin", email="k@example.com")
        answer = self._ask(source)
        self._answer(answer, 9)
        asked_at = source.crm_asked_at
        source.crm_opinion_refused = True
        self.contact.crm_asked_at = "2026-01-01 10:00:00"
        waiting = self.env["crm.survey.answer"].create(
            [
                {"survey_id": self.csat.id, "partner_id": partner.id}
                for partner in (source, self.contact)
            ]
        )

        self.env["base.partner.merge.automatic.wizard"]._merge(
            (source | self.contact).ids, self.contact, extra_checks=False
        )

        self.assertEqual(answer.partner_id, self.contact)
        self.assertTrue(self.contact.crm_opinion_refused)
        self.assertEqual(self.contact.crm_asked_at, asked_at)
        self.assertEqual(waiting.mapped("state"), ["left_out", "queued"])
