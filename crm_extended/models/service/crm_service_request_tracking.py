from odoo import models


class CrmServiceRequest(models.Model):
    """What was changed, logged for many requests at once.

    Core writes one message for each record, in some four queries. Requests are closed
    and handed over by the hundred, so the plain ones among them are logged together.
    """

    _inherit = "crm.service.request"

    def _message_track(self, fields_iter, initial_values_dict):
        if len(self) == 1 or not fields_iter:
            return super()._message_track(fields_iter, initial_values_dict)
        tracked = self.fields_get(
            fields_iter, attributes=("string", "type", "selection", "currency_field")
        )
        tracking = {
            request.id: request._mail_track(tracked, initial_values_dict[request.id])
            for request in self.exists()
        }
        spoken_of = self.filtered(
            lambda request: (
                request.id in tracking
                and request._is_change_spoken_of(
                    tracking[request.id][0], initial_values_dict[request.id]
                )
            )
        )
        plain = self.browse(tracking) - spoken_of
        plain._log_changes({id_: tracking[id_][1] for id_ in plain.ids})
        if spoken_of:
            core = super(CrmServiceRequest, spoken_of)
            tracking |= core._message_track(fields_iter, initial_values_dict)
        return tracking

    def _is_change_spoken_of(self, changes, initial_values):
        """Whether core has more to say about the changes than what they were."""
        pending = self.env.cr.precommit.data
        has_body_or_author = any(
            self.id in pending.get(f"mail.tracking.{what}.{self._name}", ())
            for what in ("message", "author")
        )
        initial = {name: initial_values[name] for name in changes}
        return changes and bool(
            has_body_or_author
            or self._track_subtype(initial)
            or self._track_get_default_log_message(changes)
        )

    def _log_changes(self, commands_by_id):
        """Write a note for each changed request, and all their old and new values."""
        changed = self.filtered(lambda request: commands_by_id[request.id])
        if not changed:
            return
        messages = changed._message_log_batch(bodies={})
        # sudo: nobody writes tracked values but the machine
        self.env["mail.tracking.value"].sudo().create(
            [
                values | {"mail_message_id": message.id}
                for message in messages
                for _create, _id, values in commands_by_id[message.res_id]
            ]
        )
