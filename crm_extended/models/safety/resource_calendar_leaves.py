from odoo import models


class ResourceCalendarLeaves(models.Model):
    """A holiday takes working time away; what one person does not work, does not."""

    _name = "resource.calendar.leaves"
    _inherit = ["resource.calendar.leaves", "crm.working.hours.part"]

    def _crm_get_calendars(self):
        holidays = self.filtered(lambda leave: not leave.resource_id)
        return holidays._crm_get_calendars_of_company()
