from odoo import fields, models

WEEKDAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]


class CrmWorkingDay(models.Model):
    """A day on which work is done though the calendar says otherwise."""

    _name = "crm.working.day"
    _description = "Special Working Day"
    _inherit = ["crm.working.hours.part"]
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char(
        string="Reason", required=True, translate=True, help="E.g. before National Day."
    )
    date = fields.Date(required=True)
    worked_as = fields.Selection(
        WEEKDAYS,
        required=True,
        default="0",
        help="Work is done in the hours of this day of the week. It counts even where a"
        " holiday of the company covers the date.",
    )
    calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working Hours",
        check_company=True,
        ondelete="cascade",
        index="btree_not_null",
        help="Empty: for all working hours of the company.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )

    _date_uniq = models.UniqueIndex(
        "(company_id, date, COALESCE(calendar_id, 0))",
        "The day is a special working day already. Change that one instead.",
    )

    def _crm_get_calendars(self):
        return self._crm_get_calendars_of_company()
