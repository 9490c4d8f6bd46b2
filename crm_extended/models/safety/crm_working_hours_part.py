from odoo import api, models


class CrmWorkingHoursPart(models.AbstractModel):
    """Something that says when work is done: whoever counts in it hears of changes."""

    _name = "crm.working.hours.part"
    _description = "Part of Working Hours"

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts._crm_get_calendars()._crm_hours_changed()
        return parts

    def write(self, vals):
        before = self._crm_get_calendars()
        result = super().write(vals)
        (before | self._crm_get_calendars())._crm_hours_changed()
        return result

    def unlink(self):
        calendars = self._crm_get_calendars()
        result = super().unlink()
        calendars.exists()._crm_hours_changed()
        return result

    def _crm_get_calendars(self):
        """Return the working hours of which these records are a part."""
        return self.calendar_id

    def _crm_get_calendars_of_company(self):
        """Return the same, where no calendar means all those of the company."""
        of_all = self.filtered(lambda part: not part.calendar_id)
        if not of_all:
            return self.calendar_id
        # sudo: who notes a holiday need not see every calendar it holds for
        calendars = self.env["resource.calendar"].sudo()
        companies = [False, *of_all.company_id.ids]
        if not all(of_all.mapped("company_id")):
            return self.calendar_id | calendars.search([])
        return self.calendar_id | calendars.search([("company_id", "in", companies)])
