from odoo import fields, models


class CrmServiceTeam(models.Model):
    """How long a team waits for its customers, before and after a request is closed."""

    _inherit = "crm.service.team"

    reopen_days = fields.Integer(
        string="Replies Reopen For (days)",
        default=14,
        help="So many days after a request was closed, a reply of the customer opens it"
        " again. Later replies open a new request that follows it. 0: all of them do.",
    )
    auto_close_days = fields.Integer(
        string="Close Unanswered After (working days)",
        help="Requests that wait for the customer are closed after so many working days"
        " of the team without a reply. 0: they wait forever.",
    )
    auto_close_reminder_days = fields.Integer(
        string="Remind Before (working days)",
        default=2,
        help="So many working days before closing, the customer gets a reminder. No"
        " request is closed before. 0: requests are closed without a reminder.",
    )

    _closing_days = models.Constraint(
        "CHECK(reopen_days >= 0 AND auto_close_days >= 0"
        " AND auto_close_reminder_days >= 0 AND (auto_close_days = 0"
        " OR auto_close_reminder_days < auto_close_days))",
        "Enter 0 days or more, and fewer days for the reminder than until the request"
        " is closed.",
    )

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys().isdisjoint(
            ("auto_close_days", "auto_close_reminder_days", "resource_calendar_id")
        ):
            self.env["crm.service.request"]._plan_auto_close(self)
        return result
