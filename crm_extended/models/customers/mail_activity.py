from odoo import fields, models

# the kinds of activities that are talks with somebody, and how one talks
CHANNELS = {"phonecall": "phone", "meeting": "meeting"}


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        activities = self._crm_get_posting_activities()
        messages, next_activities = super()._action_done(
            feedback=feedback, attachment_ids=attachment_ids
        )
        # an activity on a record that is gone posts nothing, and goes too
        pairs = zip(activities.exists(), messages, strict=True)
        self._crm_log_interactions(pairs)
        return messages, next_activities

    def _crm_get_posting_activities(self):
        """Return the activities on records, in the order in which they are posted."""
        by_model = self.filtered("res_model")._classify_by_model()
        return self.browse().concat(*(data["activities"] for data in by_model.values()))

    def _crm_log_interactions(self, pairs):
        """Log the calls and meetings among done activities, each with its message."""
        vals_list = []
        for activity, message in pairs:
            if activity.activity_category in CHANNELS:
                # sudo: an activity may be done by who can't read its document
                vals_list += activity.sudo()._crm_prepare_interactions(message)
        # sudo: what somebody did is logged, also where he may log nothing himself
        self.env["crm.interaction"].sudo()._log_once(vals_list)

    def _crm_prepare_interactions(self, message):
        """Return the values of the interaction that an activity was, or none."""
        document = self.env[self.res_model].browse(self.res_id)
        partners = document._mail_get_partners()[document.id]
        partner = partners._crm_filter_outside()[:1]
        if not partner and (partners or not self._crm_is_about_customers(document)):
            return []
        return [
            {
                "name": self.activity_type_id.name,
                "channel": CHANNELS[self.activity_category],
                "partner_id": partner.id,
                "user_id": self._crm_get_talker().id,
                "company_id": self._crm_get_interaction_company(document).id,
                "message_id": message.id,
                **self._crm_prepare_interaction_document(document),
                **self._crm_prepare_interaction_time(partner),
            }
        ]

    def _crm_is_about_customers(self, document):
        """Whether one talks with a customer, even with one not yet known by name."""
        return isinstance(document, self.pool["crm.interaction.document"])

    def _crm_get_talker(self):
        user = self.user_id or self.env.user
        return user if user._is_internal() else self.env.user

    def _crm_get_interaction_company(self, document):
        company = "company_id" in document and document.company_id
        return company or self._crm_get_talker().company_id

    def _crm_prepare_interaction_document(self, document):
        if document._name == "res.partner":
            # who reads the contact may read what was planned on it
            return {"name": self.summary or self.activity_type_id.name}
        return {"res_model": document._name, "res_id": document.id}

    def _crm_prepare_interaction_time(self, partner):
        """Return when it took place: a meeting in its time, a call now."""
        now = fields.Datetime.now()
        event = self.calendar_event_id
        if not event:
            return {"source_key": f"activity,{self.id}", "date_start": now}
        is_past = event.stop <= now
        return {
            "source_key": event._crm_get_source_key(partner),
            "event_id": event.id,
            "date_start": event.start if is_past else now,
            "duration": event.duration if is_past else 0,
        }
