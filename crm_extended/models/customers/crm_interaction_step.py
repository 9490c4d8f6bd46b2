from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmInteraction(models.Model):
    """What is to follow from an interaction, as a planned activity."""

    _inherit = "crm.interaction"

    next_step = fields.Char(
        help="Planned as an activity on the document, or on the contact, for the"
        " colleague who talked to the customer."
    )
    next_step_date = fields.Date(string="Next Step On")
    next_activity_id = fields.Many2one(
        "mail.activity",
        string="Planned Activity",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups="base.group_system",
    )

    @api.constrains("next_step", "next_step_date")
    def _check_next_step_date(self):
        for interaction in self:
            if interaction.next_step and not interaction.next_step_date:
                raise ValidationError(
                    self.env._(
                        "Say when the next step “%s” is due, so that it can be planned"
                        " as an activity.",
                        interaction.next_step,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        interactions = super().create(vals_list)
        interactions._plan_next_steps()
        return interactions

    def write(self, vals):
        result = super().write(vals)
        if "next_step" in vals or "next_step_date" in vals:
            self._plan_next_steps()
        return result

    def _plan_next_steps(self):
        """Plan each next step once: a change moves the activity that is still open."""
        # sudo: who talks to a customer may plan what follows from it, also without
        # the right to change the contact
        for interaction in self.filtered("next_step_date").sudo():
            values = interaction._prepare_next_step_values()
            if interaction.next_activity_id.active:
                interaction.next_activity_id.write(values)
            else:
                interaction.next_activity_id = interaction._schedule(values)

    def _prepare_next_step_values(self):
        return {
            "summary": self.next_step or self.name,
            "date_deadline": self.next_step_date,
            "user_id": self.user_id.id,
        }

    def _schedule(self, values):
        """Return a new activity on what was talked about."""
        return self._get_thread().activity_schedule(
            "mail.mail_activity_data_todo", **values
        )

    def _get_thread(self):
        """Return the document, or the contact where it takes no activities."""
        if self.res_model:
            document = self.env[self.res_model].browse(self.res_id)
            if "activity_ids" in document and document.exists():
                return document
        return self.partner_id
