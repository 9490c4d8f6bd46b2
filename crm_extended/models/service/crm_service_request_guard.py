from odoo import api, models
from odoo.exceptions import AccessError

# written in superuser mode, where no person is: by merging, by replies, by clocks
MACHINE_FIELDS = {
    "merged_into_id",
    "merged_at",
    "merged_by_id",
    "merge_record",
    "follows_id",
    "first_responded_at",
    "last_answered_at",
    "customer_waits_since",
    "sla_policy_id",
    "first_response_deadline",
    "next_response_deadline",
    "resolution_deadline",
    "sla_deadline",
    "sla_state",
    "sla_hours_left",
    "sla_next_check",
    "is_sla_stale",
    "is_sla_missed",
}


class CrmServiceRequest(models.Model):
    """Where a request goes on, and how its promise stands, is said by no person.

    Else a call could lead the replies of one customer to another one.
    """

    _inherit = "crm.service.request"

    @api.model
    def default_get(self, fields):
        # a default of the context or of a person says nothing either
        if not self.env.su:
            fields = [
                name
                for name in fields
                if name not in MACHINE_FIELDS or self._fields[name].default
            ]
        return super().default_get(fields)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._ensure_left_to_the_machine(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._ensure_left_to_the_machine(vals)
        return super().write(vals)

    def _ensure_left_to_the_machine(self, vals):
        if self.env.su or MACHINE_FIELDS.isdisjoint(vals):
            return
        for name in sorted(MACHINE_FIELDS.intersection(vals)):
            # what a form sends of an empty field says nothing
            if vals[name] or any(request[name] for request in self):
                raise AccessError(
                    self.env._(
                        "“%s” of a request follows from what happens to it, and is not"
                        " entered. Leave it out.",
                        self._fields[name]._description_string(self.env),
                    )
                )
