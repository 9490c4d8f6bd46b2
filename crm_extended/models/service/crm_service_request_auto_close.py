import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)


class CrmServiceRequest(models.Model):
    """Requests whose customers don't answer: reminded of, then closed."""

    _inherit = "crm.service.request"

    auto_close_at = fields.Datetime(
        string="Closes On",
        compute="_compute_auto_close_at",
        store=True,
        precompute=True,
        copy=False,
        help="When the request is closed, unless the customer answers before.",
    )
    auto_close_reminder_at = fields.Datetime(
        string="Reminder On",
        compute="_compute_auto_close_at",
        store=True,
        precompute=True,
        copy=False,
    )
    auto_close_reminded_at = fields.Datetime(
        string="Reminded On", readonly=True, copy=False
    )

    _auto_close_at_idx = models.Index("(auto_close_at) WHERE auto_close_at IS NOT NULL")
    _auto_close_reminder_at_idx = models.Index(
        "(auto_close_reminder_at) WHERE auto_close_reminder_at IS NOT NULL"
    )

    @api.depends("waiting_since", "team_id")
    def _compute_auto_close_at(self):
        """Count from when we asked; a reminder that went out is not sent again."""
        counters = {}
        for request in self:
            request.auto_close_at = request.auto_close_reminder_at = False
            since, days = request.waiting_since, request.team_id.auto_close_days
            if not since or not days:
                continue
            team = request.team_id
            if team not in counters:
                counters[team] = request._get_workday_counter()
            add = counters[team]
            request.auto_close_at = add(since, days)
            reminder_days = request.team_id.auto_close_reminder_days
            reminded_at = request.auto_close_reminded_at
            if reminded_at and reminded_at >= since:
                last_day = add(reminded_at, reminder_days)
                request.auto_close_at = max(request.auto_close_at, last_day)
            elif reminder_days:
                request.auto_close_reminder_at = add(since, days - reminder_days)

    def _get_workday_counter(self):
        """Return a function of (moment, days) that says when so many workdays end.

        Where nobody ever works, every day counts.
        """
        working_time = self.team_id._get_working_time()

        def add(moment, days):
            end = working_time.add_days(moment, days)
            return end or moment + timedelta(days=days)

        return add

    @api.model
    def _plan_auto_close(self, teams):
        """Find the days anew for what waits in these teams."""
        waiting = self.sudo().search(
            [("team_id", "in", teams.ids), ("waiting_since", "!=", False)]
        )
        self.env.add_to_compute(self._fields["auto_close_at"], waiting)

    @api.model
    def _cron_auto_close(self, batch_size=100):
        """Remind the customers we wait for, and close what they left unanswered."""
        Cron = self.env["ir.cron"]
        due = self._get_auto_close_domain()
        requests = self.search(due, limit=batch_size + 1, order="auto_close_at, id")
        is_more = len(requests) > batch_size
        Cron._commit_progress(remaining=len(requests))
        for request in requests[:batch_size]:
            # who changes it right now decides; the next run looks again
            if locked := request.try_lock_for_update():
                locked._try_to_auto_close()
            if not Cron._commit_progress(1):
                return
        Cron._commit_progress(remaining=int(is_more))

    @api.model
    def _get_auto_close_domain(self):
        now = fields.Datetime.now()
        reminder = Domain("auto_close_reminder_at", "<=", now)
        return reminder | Domain("auto_close_at", "<=", now)

    def _try_to_auto_close(self):
        try:
            with self.env.cr.savepoint():
                self._go_on_unanswered()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            _logger.info("Request %s: busy, left to the next run", self.number)
        except Exception:
            _logger.exception("Request %s: not closed by the clock", self.number)
            # today it would be the first one in every run
            later = fields.Datetime.now() + timedelta(days=1)
            reminder_at = self.auto_close_reminder_at and later
            self.auto_close_at = max(self.auto_close_at, later)
            self.auto_close_reminder_at = reminder_at

    def _go_on_unanswered(self):
        """Do what is due, as seen once nobody else can do it."""
        now = fields.Datetime.now()
        if self.auto_close_reminder_at:
            # nothing is closed while its reminder is to come
            if self.auto_close_reminder_at <= now:
                self._remind_customer(now)
        elif self.auto_close_at and self.auto_close_at <= now:
            self._close_unanswered()

    def _remind_customer(self, now):
        """Tell the customer that we wait, and until when; that long we do wait."""
        self.auto_close_reminded_at = now
        days = self.team_id.auto_close_reminder_days
        self.auto_close_at = max(
            self.auto_close_at, self._get_workday_counter()(now, days)
        )
        self.auto_close_reminder_at = False
        template = self.env.ref("crm_extended.mail_template_auto_close_reminder")
        content = template._generate_template(self.ids, ("subject", "body_html"))
        self.with_context(mail_post_autofollow_author_skip=True).message_post(
            subject=content[self.id]["subject"],
            body=content[self.id]["body_html"],
            message_type="auto_comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.partner_id.filtered("email").ids,
            outgoing_email_to=False if self.partner_id else self.email_from,
            author_id=self.company_id.partner_id.id,
            email_layout_xmlid="mail.mail_notification_light",
        )

    def _close_unanswered(self):
        stage = self._find_solving_stage()
        if message := self._solve_error_message():
            raise UserError(message)
        days = self.team_id.auto_close_days
        self._as_it_is().stage_id = stage
        self._message_log(
            body=self.env._(
                "Closed, because the customer did not answer for %s working days.", days
            )
        )
