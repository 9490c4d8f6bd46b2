import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.rating.models.rating_data import (
    RATING_HAPPY_VALUE,
    RATING_NEUTRAL_VALUE,
    RATING_UNHAPPY_VALUE,
)
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

_logger = logging.getLogger(__name__)

FACES = (RATING_HAPPY_VALUE, RATING_NEUTRAL_VALUE, RATING_UNHAPPY_VALUE)
LOW_RATING = "crm_extended.mail_activity_type_low_rating"
JOB = "crm_extended.ir_cron_ask_ratings"


class CrmServiceRequest(models.Model):
    """What the customer thinks of it, asked once for each time it was solved."""

    _inherit = "crm.service.request"

    # unrated requests stand at 0, which is no opinion: an average would be wrong
    rating_last_value = fields.Float(aggregator=None, readonly=False)
    asked_rating_id = fields.Many2one(
        "rating.rating",
        compute="_compute_asked_rating_id",
        store=True,
        precompute=True,
        copy=False,
        index="btree_not_null",
        groups="crm_extended.crm_extended_group_user",
        help="The vote that the customer was asked for since the request was closed.",
    )
    rating_asked_at = fields.Datetime(
        compute="_compute_asked_rating_id",
        store=True,
        precompute=True,
        copy=False,
        groups="crm_extended.crm_extended_group_user",
    )
    rating_due_at = fields.Datetime(
        compute="_compute_rating_due_at",
        store=True,
        precompute=True,
        copy=False,
        groups="crm_extended.crm_extended_group_user",
        help="When the customer will be asked for a rating.",
    )

    _rating_due_at_idx = models.Index("(rating_due_at) WHERE rating_due_at IS NOT NULL")

    @api.depends("closed_at")
    def _compute_asked_rating_id(self):
        """A request that is reopened starts over: nobody was asked about it yet."""
        for request in self:
            is_closed = bool(request.closed_at)
            request.asked_rating_id = is_closed and request.asked_rating_id
            request.rating_asked_at = is_closed and request.rating_asked_at

    @api.depends("stage_id", "closed_at", "asked_rating_id")
    def _compute_rating_due_at(self):
        for request in self:
            delay = timedelta(hours=request.team_id.rating_delay_hours)
            is_wanted = request._is_rating_wanted()
            request.rating_due_at = is_wanted and request.closed_at + delay

    @api.model_create_multi
    def create(self, vals_list):
        # known for a new request: saves a query to find that nobody rated it
        return super().create([{"rating_last_value": 0.0} | v for v in vals_list])

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys().isdisjoint(("stage_id", "team_id")):
            self._schedule_rating_job()
        return result

    def rating_apply(
        self,
        rate,
        token=None,
        rating=None,
        feedback=None,
        subtype_xmlid=None,
        notify_delay_send=False,
    ):
        """Take the customer's vote, as core does, but only as long as it is asked for.

        :raises UserError: when the vote is not one of the three faces, when it was not
            asked for since the request was closed, or when it comes too late
        """
        self.ensure_one()
        if token:
            rating = self.env["rating.rating"].search([("access_token", "=", token)])
        if message := self._rating_error_message(rating, rate):
            raise UserError(message)
        was_low = rating.consumed and rating.rating == RATING_UNHAPPY_VALUE
        rating = super().rating_apply(
            rate,
            rating=rating,
            feedback=feedback,
            subtype_xmlid=subtype_xmlid,
            notify_delay_send=notify_delay_send,
        )
        # what core would ask the database for: the latest vote is this one, in words
        # too; sudo: who votes may not write
        self.sudo().rating_last_value = rate
        rating.mapped("rating_text")
        if rate == RATING_UNHAPPY_VALUE and not was_low:
            self._follow_up_low_rating(rating)
        return rating

    def message_post(self, **kwargs):
        # core would take it for a vote, at any time and as often as one likes
        if kwargs.get("rating_value"):
            raise UserError(
                self.env._("To rate the request, use the link that was sent to you.")
            )
        return super().message_post(**kwargs)

    def _get_allowed_message_params(self):
        return super()._get_allowed_message_params() - {"rating_value"}

    def _rating_get_parent_field_name(self):
        return "team_id"

    def _is_rating_wanted(self):
        """Whether the customer is still to be asked. To be narrowed by other reasons.

        Requests that arrive closed, as from an import, were never ours to be rated.
        """
        self.ensure_one()
        return bool(
            self._origin
            and self.closed_at
            and self.stage_id.ask_rating
            and self.team_id.ask_rating
            and self.partner_id
            and not self.asked_rating_id
        )

    def _rating_error_message(self, rating, rate):
        """Return why the customer can't rate the request that way, or nothing."""
        self.ensure_one()
        if rate not in FACES:
            return self.env._("A rating is 1, 3 or 5, but not %s.", rate)
        if not self.asked_rating_id:
            return self.env._(
                "We are working on your request again. Once it is solved, we will ask"
                " for your opinion."
            )
        if rating != self.asked_rating_id:
            return self.env._(
                "This link belongs to an earlier rating. Please use the latest one."
            )
        if fields.Datetime.now() > self._get_rating_end():
            return self.env._(
                "This request could be rated for %s days. Please write to us instead.",
                self.team_id.rating_window_days,
            )
        return None

    def _get_rating_end(self):
        return self.rating_asked_at + timedelta(days=self.team_id.rating_window_days)

    def _get_rating_token(self):
        """Return the key to the open vote for the customer's page, or nothing."""
        rating = self.asked_rating_id
        message = self._rating_error_message(rating, RATING_HAPPY_VALUE)
        return rating.access_token if not message else None

    def _schedule_rating_job(self):
        # sudo: the clock of the job is not the business of who closes a request
        moments = set(self.sudo().mapped("rating_due_at")) - {False}
        if moments:
            self.env.ref(JOB).sudo()._trigger(at=moments)

    @api.model
    def _cron_ask_ratings(self, batch_size=100):
        """Ask the customers whose time has come; what fails is tried again later."""
        Cron = self.env["ir.cron"]
        due = [("rating_due_at", "<=", fields.Datetime.now())]
        requests = self.search(due, limit=batch_size + 1, order="rating_due_at, id")
        is_more = len(requests) > batch_size
        Cron._commit_progress(remaining=len(requests))
        for request in requests[:batch_size]:
            if locked := request.try_lock_for_update():
                locked._try_to_ask_rating()
            if not Cron._commit_progress(1):
                return
        Cron._commit_progress(remaining=int(is_more))

    def _try_to_ask_rating(self):
        try:
            with self.env.cr.savepoint():
                self._ask_rating()
        except Exception:
            _logger.exception("Request %s: the rating was not asked for", self.number)
            self.rating_due_at = fields.Datetime.now() + timedelta(hours=1)

    def _ask_rating(self):
        """Open the vote of this closing, and mail it to a customer with an address."""
        self.ensure_one()
        token = self._rating_get_access_token()
        rating = self.env["rating.rating"].search([("access_token", "=", token)])
        now = fields.Datetime.now()
        self.write({"asked_rating_id": rating.id, "rating_asked_at": now})
        if self.partner_id.email and self._claim_opinion():
            template = self.env.ref("crm_extended.mail_template_rating")
            self.rating_send_request(template, force_send=False)

    def _claim_opinion(self):
        """Whether the customer may be mailed; if not, say why to who solved it.

        The vote is open all the same, on the customer's page of the request.
        """
        reason = self.partner_id._crm_claim_opinion(self.company_id)
        texts = {
            "recent": self.env._(
                "The customer was not mailed for a rating: this person was asked for an"
                " opinion not long ago."
            ),
            "refused": self.env._(
                "The customer was not mailed for a rating: this person does not want to"
                " be asked."
            ),
        }
        if reason in texts:
            self._message_log(body=texts[reason])
        # an address that can't be read is told by the mail that fails
        return reason not in texts

    def _follow_up_low_rating(self, rating):
        """Have somebody call an unhappy customer: the leader, or else the assignee."""
        if self.activity_search([LOW_RATING]):
            return
        default_team = self.company_id.crm_service_team_id
        leader = self.team_id.user_id or self.user_id or default_team.user_id
        if leader:
            self.with_context(lang=leader.lang).activity_schedule(
                LOW_RATING,
                user_id=leader.id,
                note=plaintext2html(rating.feedback or ""),
            )
