import logging
import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)

TEMPLATE = "crm_extended.mail_template_survey"
JOB = "crm_extended.ir_cron_ask_surveys"


class CrmSurveyAnswer(models.Model):
    """How the question gets to a person: by one mail, with a link of its own."""

    _inherit = "crm.survey.answer"

    @api.model
    def _cron_ask(self, batch_size=100):
        """Ask whoever is to be asked; one who can't be does not hold up the others."""
        Cron = self.env["ir.cron"]
        queued = [("state", "=", "queued")]
        answers = self.search(queued, limit=batch_size + 1, order="id")
        is_more = len(answers) > batch_size
        Cron._commit_progress(remaining=len(answers))
        for answer in answers[:batch_size]:
            locked = answer.try_lock_for_update()
            # somebody else may have asked while we were at the others
            if locked.filtered(lambda answer: answer.state == "queued"):
                locked._try_to_ask()
            if not Cron._commit_progress(1):
                return
        Cron._commit_progress(remaining=int(is_more))

    def _try_to_ask(self):
        """Ask one person; what fails for another one's work is left to the job."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self._ask_or_leave_out()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            self.env.ref(JOB).sudo()._trigger()
        except Exception:
            _logger.exception("Survey answer %s: nobody was asked", self.id)
            self.write({"state": "left_out", "reason": "failed"})

    def _ask_or_leave_out(self):
        self.ensure_one()
        if reason := self._get_hindrance():
            self.write({"state": "left_out", "reason": reason})
            return
        now = fields.Datetime.now()
        self.write(
            {
                "state": "asked",
                "asked_at": now,
                "expires_at": now + timedelta(days=self.survey_id.days_valid),
                "access_token": secrets.token_urlsafe(32),
            }
        )
        self._send_mail()

    def _get_hindrance(self):
        """Return why the person is not asked; or None, and the person is taken."""
        if not self.survey_id.active:
            return "archived"
        if not self.partner_id:
            return "no_email"
        return self.partner_id._crm_claim_opinion(self.company_id)

    def _send_mail(self):
        """Queue the mail, tied to no record: its link is for its reader alone."""
        stop = self._get_stop_url()
        headers = {
            # the mail client's own button; RFC 8058
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
        self.env.ref(TEMPLATE).send_mail(
            self.id,
            email_values={"model": False, "res_id": False, "headers": str(headers)},
        )

    def _get_lang(self):
        """Return the language in which the person is asked."""
        return self.partner_id.lang or self.company_id.partner_id.lang or "en_US"

    def _get_url(self):
        """Return the address of the page on which the person answers."""
        # sudo: the link goes into the mail, and nowhere else
        return f"{self.get_base_url()}/opinion/{self.sudo().access_token}"

    def _get_stop_url(self):
        return f"{self._get_url()}/stop"

    def _get_scores(self):
        scale = self._get_scale()
        return range(scale.low, scale.high + 1)
