from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .survey_common import ASKED_AT, LINK, SurveyCase


@tagged("post_install", "-at_install")
@freeze_time(ASKED_AT)
class TestSurveyAsking(SurveyCase):
    """Who is asked, how often, and by whom (CUS-13)."""

    def test_one_mail_with_a_link_of_its_own(self):
        """Each person gets one mail whose numbers lead to a page of the own."""
        people = self._create_people(2)

        answers = self._ask(people)

        self.assertEqual(answers.mapped("state"), ["asked", "asked"])
        self.assertEqual(self.mails.recipient_ids, people)
        tokens = [set(LINK.findall(mail.body_html)) for mail in self.mails]
        self.assertEqual([len(found) for found in tokens], [1, 1])
        self.assertNotEqual(*tokens)
        for score in range(11):
            self.assertIn(f"?score={score}", self.mails[0].body_html)

    def test_mail_client_can_refuse(self):
        """The mail tells the mail client where one click stops all questions."""
        answer = self._ask()

        stop = f"/opinion/{self._get_token(answer)}/stop"
        self.assertIn(stop, self.mails.headers)
        self.assertIn("List-Unsubscribe=One-Click", self.mails.headers)

    def test_mail_speaks_the_language_of_the_customer(self):
        """The question is asked in the person's language, in the company's name."""
        self.contact.lang = "zh_CN"
        self._ask()

        self.assertIn(self.company.name, self.mails.subject)
        self.assertIn("可能性", self.mails.body_html)
        self.assertNotIn("recommend", self.mails.body_html)

    def test_own_question(self):
        """A question of the survey's own takes the place of the usual one."""
        self.nps.question = "Would you buy our pumps again?"
        self._ask()

        self.assertIn("Would you buy our pumps again?", self.mails.body_html)

    def test_nobody_inside_gets_the_link(self):
        """Neither the record nor a message shows who works here the way to answer."""
        answer = self._ask()

        for user in (self.manager, self.leader, self.salesperson):
            with self.assertRaises(AccessError):
                answer.with_user(user).read(["access_token"])
            with self.assertRaises(AccessError):
                answer.with_user(user).search([("access_token", "!=", False)])
        messages = answer.message_ids | self.contact.message_ids
        self.assertFalse(LINK.search("".join(messages.mapped("body"))))
        self.assertFalse(self.mails.mail_message_id.res_id)

    def test_nobody_is_asked_twice_within_days(self):
        """Whatever the survey, a person is left in peace for the days set."""
        self.company.crm_opinion_days = 30
        self._ask()

        for days, is_asked in ((0, False), (29, False), (30, True)):
            moment = fields.Datetime.now() + timedelta(days=days)
            with self.subTest(days=days), freeze_time(moment):
                if is_asked:
                    self.assertEqual(self._ask(survey=self.csat).state, "asked")
                else:
                    with self.assertRaisesRegex(UserError, "not long ago: .*Katrin"):
                        self._ask(survey=self.csat)

    def test_one_person_at_two_customers(self):
        """The limit is the address's: whoever is a contact twice is one person."""
        twin = self._create_customer("Kathrin", email="KATRIN@example.com")
        archived = self._create_customer("K.", email="katrin@example.com", active=False)
        self._ask()

        self.assertTrue(archived.crm_asked_at)
        with self.assertRaisesRegex(UserError, "not long ago"):
            self._ask(twin)

    def test_same_address_chosen_twice(self):
        """Of two contacts with one address one is asked, also without a limit."""
        self.company.crm_opinion_days = 0
        twin = self._create_customer("Kathrin", email="katrin@example.com")

        answers = self._ask(self.contact | twin)

        self.assertEqual(len(answers), 1)

    def test_no_limit(self):
        """With 0 days a person may be asked again at once."""
        self.company.crm_opinion_days = 0
        self._ask()

        self.assertEqual(self._ask(survey=self.csat).state, "asked")

    def test_refusal_is_kept(self):
        """Who does not want to be asked is not, by no contact with that address."""
        self.contact._crm_refuse_opinions()
        later = self._create_customer("Kathrin", email="katrin@example.com")

        for person in (self.contact, later):
            with self.assertRaisesRegex(UserError, "not want to be asked"):
                self._ask(person)

    def test_blacklist_counts(self):
        """Who is on Odoo's list of those who want no mailings is not asked either."""
        self.env["mail.blacklist"]._add("katrin@example.com")

        with self.assertRaisesRegex(UserError, "not want to be asked"):
            self._ask()

    def test_without_address(self):
        """Who has no address is named, and the others are asked."""
        self.contact.email = False
        other = self._create_people(1)
        wizard = self.env["crm.survey.send"].with_user(self.leader)
        values = {"survey_id": self.nps.id, "partner_ids": (self.contact | other).ids}

        preview = wizard.create(values).preview

        self.assertIn("To be asked: Person 0", preview)
        self.assertRegex(preview, "No email address: .*Katrin")
        self.assertEqual(self._ask(self.contact | other).partner_id, other)

    def test_contacts_of_a_customer(self):
        """The people who work at the chosen customers can be asked instead."""
        answers = self._ask(self.customer, people="contacts")

        self.assertEqual(answers.partner_id, self.contact)
        self.assertEqual(answers.customer_id, self.customer)

    def test_segment(self):
        """The customers of a segment are asked, without those who left it."""
        people = self._create_people(2)
        segment = self.env["crm.customer.segment"].create(
            {"name": "Persons", "domain": "[('name', '=like', 'Person %')]"}
        )
        segment.action_update()
        people[0].name = "Somebody"
        segment.action_update()

        answers = self._ask(self.env["res.partner"], segment_id=segment.id)

        self.assertEqual(answers.partner_id, people[1])

    def test_many_are_asked_in_the_background(self):
        """More than 20 wait for the job, which asks each once."""
        people = self._create_people(21)

        answers = self._ask(people)
        self.assertFalse(self.mails)
        self.assertEqual(set(answers.mapped("state")), {"queued"})

        self.assertEqual(len(self._run_job()), 21)
        self.assertFalse(self._run_job())
        self.assertEqual(set(answers.mapped("state")), {"asked"})

    def test_choosing_again_what_waits(self):
        """Who waits to be asked by a survey is not put down for it again."""
        people = self._create_people(21)
        self._ask(people)

        self.assertFalse(self._ask(people))
        self.assertEqual(len(self._run_job()), 21)

    def test_changed_before_the_job_came(self):
        """The job asks again whether one may: who refused meanwhile is left out."""
        people = self._create_people(21)
        answers = self._ask(people)
        people[3]._crm_refuse_opinions()
        people[4].email = False

        self.assertEqual(len(self._run_job()), 19)
        self.assertEqual(answers[3].reason, "refused")
        self.assertEqual(answers[4].reason, "no_email")

    def test_archived_survey_asks_nobody(self):
        """Archiving a survey stops those who still wait."""
        answers = self._ask(self._create_people(21))
        self.nps.active = False

        self.assertFalse(self._run_job())
        self.assertEqual(set(answers.mapped("reason")), {"archived"})

    def test_one_broken_mail(self):
        """One who can't be asked does not hold up the others."""
        answers = self._ask(self._create_people(21))
        bad = answers[5].partner_id
        original = self.env.registry["crm.survey.answer"]._send_mail

        def break_one(answer):
            if answer.partner_id == bad:
                raise ValueError("broken")
            return original(answer)

        self.patch(self.env.registry["crm.survey.answer"], "_send_mail", break_one)
        with self.assertLogs("odoo.addons.crm_extended", "ERROR"):
            self.assertEqual(len(self._run_job()), 20)

        self.assertEqual(answers[5].reason, "failed")
        # who was not asked may be asked
        self.assertFalse(bad.crm_asked_at)

    def test_who_may_ask(self):
        """Agents read the surveys, but do not write to customers in masses."""
        for user in (self.agent, self.salesperson):
            with self.assertRaises(AccessError):
                self._ask(user=user)
        self.assertTrue(self._ask(user=self.users["sales_manager"]))

    def test_other_company(self):
        """A leader asks by surveys of the own company, and never foreign contacts."""
        foreign = self.env["crm.survey"].create(
            {"name": "外部", "company_id": self.other_company.id, "user_id": False}
        )
        stranger = self._create_customer(
            "Fremd", email="f@example.com", company_id=self.other_company.id
        )
        with self.assertRaises(AccessError):
            self._ask(survey=foreign)
        with self.assertRaises(UserError):
            self._ask(stranger)
        self.assertFalse(foreign.answer_ids)


@tagged("post_install", "-at_install")
class TestSurveySetup(SurveyCase):
    """What can be set up, and what not (CUS-13)."""

    def test_kind_stays_once_asked(self):
        """What scores mean can't be changed after somebody was asked."""
        self.csat.kind = "ces"
        self.assertEqual(self.csat.low_score, 3)
        self._ask()

        with self.assertRaisesRegex(UserError, "Make a new survey"):
            self.nps.kind = "csat"
        with self.assertRaisesRegex(UserError, "Make a new survey"):
            self.nps.write({"company_id": self.other_company.id, "user_id": False})
        self.nps.write({"kind": "nps", "name": "Renamed"})

    def test_low_score_within_the_scale(self):
        """The limit of follow-ups lies on the scale, or just below it for none."""
        for survey, low in ((self.nps, -1), (self.nps, 9), (self.csat, 0)):
            survey.low_score = low
        for survey, low in ((self.nps, 10), (self.nps, -2), (self.csat, 5)):
            with self.assertRaisesRegex(ValidationError, "go from"):
                survey.low_score = low
