import re

from odoo.addons.crm_extended.tests.common import CrmExtendedCase
from odoo.addons.mail.tests.common import MailCase

ASKED_AT = "2026-03-09 10:00:00"
LINK = re.compile(r"/opinion/([\w-]+)")


class SurveyCase(CrmExtendedCase, MailCase):
    """A survey of each kind, and a contact with an address and a salesperson."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contact.email = "Katrin <katrin@example.com>"
        cls.salesperson = cls.users["salesperson"]
        cls.customer.user_id = cls.salesperson
        cls.nps, cls.csat, cls.ces = cls.env["crm.survey"].create(
            [
                {"name": kind.upper(), "kind": kind, "user_id": cls.leader.id}
                for kind in ("nps", "csat", "ces")
            ]
        )

    @classmethod
    def _create_people(cls, count, **values):
        return cls.env["res.partner"].create(
            [
                {"name": f"Person {i}", "email": f"person{i}@example.com"} | values
                for i in range(count)
            ]
        )

    def _ask(self, partners=None, survey=None, user=None, **values):
        """Ask by the dialog; return the answers and leave the mails in ``mails``."""
        survey = survey or self.nps
        known = survey.answer_ids
        Wizard = self.env["crm.survey.send"].with_user(user or self.leader)
        chosen = [(6, 0, (self.contact if partners is None else partners).ids)]
        values = {"survey_id": survey.id, "partner_ids": chosen} | values
        with self.mock_mail_gateway():
            self.action = Wizard.create(values).action_send()
            self.mails = self._new_mails
        self.env.flush_all()
        return survey.answer_ids - known

    def _run_job(self):
        """Run the job and return the mails it queued."""
        registry = self.env.registry["ir.cron"]
        self.patch(registry, "_commit_progress", lambda *args, **kwargs: 3600)
        with self.mock_mail_gateway():
            self.env["crm.survey.answer"]._cron_ask()
            return self._new_mails

    def _answer(self, answer, score, comment=""):
        taken = answer.sudo()._take({"score": str(score), "comment": comment})
        self.env.flush_all()
        return taken

    def _give_answers(self, survey, scores, **values):
        """Return answers that were given, without anybody having been asked."""
        from odoo.addons.crm_extended.tools.opinion import SCALES, get_value

        scale = SCALES[survey.kind]
        return self.env["crm.survey.answer"].create(
            [
                {
                    "survey_id": survey.id,
                    "partner_id": self.contact.id,
                    "state": "answered",
                    "asked_at": ASKED_AT,
                    "answered_at": ASKED_AT,
                    "score": score,
                    "value": get_value(survey.kind, score),
                    "attitude": scale.judge(score),
                }
                | values
                for score in scores
            ]
        )

    def _get_token(self, answer):
        return answer.sudo().access_token
