"""Two people at one survey link, and two who ask one person, at the same moment."""

from .common import ProcessCase


def prepare(env):
    """Ask one person; make two surveys and two contacts with one address."""
    Survey = env["crm.survey"]
    env.company.crm_opinion_days = 30
    customer = env["res.partner"].create({"name": "Asked", "email": "a@example.com"})
    survey = Survey.create({"name": "Answered"})
    survey._ask(customer)
    for name in ("First", "Second"):
        person = {"name": name, "email": "both@example.com"}
        env["crm.survey.answer"].create(
            {
                "survey_id": Survey.create({"name": name}).id,
                "partner_id": env["res.partner"].create(person).id,
            }
        )


def answer(env, meet, score):
    """Answer by the link while another one does, as a request to the server does."""
    from odoo.service.model import retrying

    link = env["crm.survey.answer"].search([("survey_id.name", "=", "Answered")])
    attempts = []

    def handle():
        env.invalidate_all()
        # neither sees yet what the other one writes
        state = link.state
        attempts.append(state)
        if len(attempts) == 1:
            meet()
        return link._take({"score": score, "comment": ""})

    return retrying(handle, env)


def ask(env, meet, name):
    """Ask by one survey while another one asks the same person."""
    row = env["crm.survey.answer"].search([("survey_id.name", "=", name)])
    hindrances = type(env["res.partner"])._crm_get_opinion_hindrances

    def look_and_meet(partners, company):
        found = hindrances(partners, company)
        # both have found nothing against it
        meet()
        return found

    type(env["res.partner"])._crm_get_opinion_hindrances = look_and_meet
    row._try_to_ask()
    type(env["res.partner"])._crm_get_opinion_hindrances = hindrances
    env.flush_all()


def ask_rest(env):
    """Do what the job does later."""
    env["crm.survey.answer"]._cron_ask()


class TestSurveyTogether(ProcessCase):
    """One answer for each link, one question for each person (CUS-13)."""

    # the database tells the later one that somebody was faster
    expected_log = (
        ("odoo.sql_db", "bad query"),
        ("odoo.service.model", "SERIALIZATION_FAILURE"),
    )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.run_script(prepare)

    def test_one_answer(self):
        """Of two answers by one link one counts, and the other one is told."""
        with self.barrier() as meet:
            scripts = [self.start_script(answer, meet, score) for score in "29"]
            taken = [script.value() for script in scripts]

        self.assertEqual(sorted(taken), [False, True])
        rows = self.database.query(
            "SELECT score FROM crm_survey_answer WHERE state = 'answered'"
        )
        self.assertEqual(rows, [(2 if taken[0] else 9,)])

    def test_one_question(self):
        """Two contacts with one address are asked once, by whichever is first."""
        with self.barrier() as meet:
            scripts = [
                self.start_script(ask, meet, name) for name in ("First", "Second")
            ]
            for script in scripts:
                script.value()
        self.run_script(ask_rest)

        rows = self.database.query(
            "SELECT state, reason FROM crm_survey_answer answer"
            " JOIN res_partner person ON person.id = answer.partner_id"
            " WHERE person.email = 'both@example.com' ORDER BY state"
        )
        self.assertEqual(rows, [("asked", None), ("left_out", "recent")])
