from datetime import timedelta

from odoo import api, fields, models


class ResCompany(models.Model):
    """When feedback of a customer is due, and how it is numbered."""

    _inherit = "res.company"

    crm_feedback_days_minor = fields.Integer(string="Minor", default=10)
    crm_feedback_days_serious = fields.Integer(string="Serious", default=5)
    crm_feedback_days_severe = fields.Integer(string="Severe", default=3)
    crm_feedback_days_critical = fields.Integer(string="Critical", default=1)

    _crm_feedback_days_positive = models.Constraint(
        "CHECK(LEAST(crm_feedback_days_minor, crm_feedback_days_serious,"
        " crm_feedback_days_severe, crm_feedback_days_critical) >= 0)",
        "Feedback can't be due before it is received: enter 0 working days or more.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        for company in companies:
            company._crm_get_feedback_sequence()
        return companies

    @api.model
    def _crm_ensure_feedback_numbering(self):
        """Give every company the numbering of its feedback."""
        for company in self.search([]):
            company._crm_get_feedback_sequence()

    def _crm_get_feedback_days(self, severity):
        """Return the working days that feedback of this severity may take."""
        names = {"0": "minor", "1": "serious", "2": "severe", "3": "critical"}
        # sudo: when an answer is due is no secret of the company's settings
        return self.sudo()[f"crm_feedback_days_{names[severity]}"] if severity else 0

    def _crm_add_working_days(self, day, days):
        """Return the day that is so many working days of the company after ``day``.

        A company whose calendar is never open counts every day.
        """
        self.ensure_one()
        # sudo: what is asked is a date, not the calendar of a person
        calendar = self.sudo().resource_calendar_id
        if not (calendar and days):
            return day + timedelta(days=days)
        working_time = calendar._crm_get_working_time(self)
        end = working_time.add_days(working_time.get_midnight(day), days)
        return working_time.get_day(end) if end else day + timedelta(days=days)

    def _crm_get_feedback_sequence(self):
        """Return the numbering of the company's feedback, made when it is missing."""
        name = self.env._("Customer Feedback of %s", self.name)
        return self._crm_get_sequence("crm.feedback", "CF", name)
