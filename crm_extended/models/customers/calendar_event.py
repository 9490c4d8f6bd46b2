import logging

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

# what decides whether, when and with whom a meeting took place
DECIDING_FIELDS = {
    "active",
    "allday",
    "attendee_ids",
    "duration",
    "partner_ids",
    "privacy",
    "start",
    "start_date",
    "stop",
    "stop_date",
}


class CalendarEvent(models.Model):
    """Meetings with customers become interactions when they are over."""

    _inherit = "calendar.event"

    crm_logged_at = fields.Datetime(
        string="Logged On",
        copy=False,
        readonly=True,
        help="When the interactions with the customers among the attendees were made.",
    )

    _crm_unlogged_idx = models.Index("(stop) WHERE crm_logged_at IS NULL AND active")

    def write(self, vals):
        is_changed = not DECIDING_FIELDS.isdisjoint(vals)
        result = super().write(vals)
        if is_changed:
            self._crm_relog()
        return result

    def unlink(self):
        # the meetings of a series are made anew when the series is changed: what was
        # logged of the old ones would be there twice
        self.filtered("recurrence_id")._crm_get_untouched().unlink()
        return super().unlink()

    def _cron_crm_log_past(self, batch_size=100):
        """Log the meetings that are over, a batch at a time."""
        domain = Domain(
            [("stop", "<=", fields.Datetime.now()), ("crm_logged_at", "=", False)]
        )
        self.env["ir.cron"]._commit_progress(remaining=self.search_count(domain))
        last = 0
        while events := self.search(
            domain & Domain("id", ">", last), limit=batch_size, order="id"
        ):
            last = events[-1].id
            events.try_lock_for_update(allow_referencing=True)._crm_log_each()
            if not self.env["ir.cron"]._commit_progress(len(events)):
                break

    def _crm_log_each(self):
        """Log each meeting; one that can't be logged does not hold up the others."""
        for event in self:
            try:
                with self.env.cr.savepoint():
                    event._crm_log_interactions()
            except Exception:
                _logger.exception("Meeting %s is not logged as interaction", event.id)
        self._crm_mark(fields.Datetime.now())

    def _crm_relog(self):
        """Let what was logged follow a meeting that is moved or called off."""
        # sudo: whoever changes the meeting changes what was logged of it
        logged = self.sudo().filtered("crm_logged_at")
        for event in logged:
            event._crm_log_interactions()
        # to be logged when it is over, if it was put off
        logged.filtered(lambda event: not event._crm_is_over())._crm_mark(None)

    def _crm_mark(self, moment):
        """Remember when the meetings were logged, without telling other calendars."""
        if not self:
            return
        self.env.cr.execute(
            SQL(
                "UPDATE calendar_event SET crm_logged_at = %s WHERE id IN %s",
                moment,
                self._ids,
            )
        )
        self.invalidate_recordset(["crm_logged_at"], flush=False)

    def _crm_log_interactions(self):
        """Make the interactions say what the meeting says now, each customer once."""
        Interaction = self.env["crm.interaction"]
        contacts = self._crm_get_customer_contacts() if self._crm_is_over() else {}
        gone = self._crm_get_untouched().filtered(
            lambda interaction: interaction.customer_id not in contacts
        )
        gone.unlink()
        kept = Interaction.search([("event_id", "=", self.id)])
        if self._crm_is_over():
            kept.write(self._crm_prepare_interaction_time())
        Interaction._log_once(
            [self._crm_prepare_interaction(partner) for partner in contacts.values()]
        )

    def _crm_get_untouched(self):
        """Return what was made of the meetings and completed by nobody since."""
        # sudo: whoever changes the meeting changes what was logged of it
        logged = (
            self.env["crm.interaction"].sudo().search([("event_id", "in", self.ids)])
        )
        return logged.filtered(lambda interaction: interaction._is_untouched())

    def _crm_is_over(self):
        """Whether it took place, and is nobody's private affair."""
        is_private = self.effective_privacy == "private"
        return self.active and not is_private and self.stop <= fields.Datetime.now()

    def _crm_get_customer_contacts(self):
        """Return the first contact of each customer who did not decline, by customer.

        A meeting of which none of us is part is not ours to log.
        """
        declined = self.attendee_ids.filtered(lambda guest: guest.state == "declined")
        guests = self.partner_ids - declined.partner_id
        contacts = {}
        if self._crm_get_talker():
            for contact in guests._crm_filter_outside():
                contacts.setdefault(contact.commercial_partner_id, contact)
        return contacts

    def _crm_get_talker(self):
        """Return the colleague who held the meeting, the organizer first."""
        users = self.user_id | self.partner_ids.user_ids
        return users.filtered(lambda user: user._is_internal())[:1]

    def _crm_prepare_interaction(self, partner):
        user = self._crm_get_talker()
        values = {
            "name": self.name,
            "channel": "meeting",
            "partner_id": partner.id,
            "user_id": user.id,
            "company_id": (partner.company_id or user.company_id).id,
            "event_id": self.id,
            "source_key": self._crm_get_source_key(partner),
            **self._crm_prepare_interaction_time(),
        }
        if self.res_id and self.env["crm.interaction"]._is_thread(self.res_model):
            values |= {"res_model": self.res_model, "res_id": self.res_id}
        return values

    def _crm_prepare_interaction_time(self):
        return {"date_start": self.start, "duration": self.duration}

    def _crm_get_source_key(self, partner):
        """Return what tells apart the interactions made of a meeting: its customers."""
        return f"event,{self.id},{partner.commercial_partner_id.id}"
