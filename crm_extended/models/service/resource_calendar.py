from odoo import fields, models
from odoo.tools import SQL


class ResourceCalendar(models.Model):
    """What happens to running promises when people work in other hours."""

    _inherit = "resource.calendar"

    def _crm_hours_changed(self):
        """Let the job count the running promises anew that are counted in these hours.

        What lies before the present span of a request stays as it was counted.
        """
        super()._crm_hours_changed()
        if not self:
            return
        now = fields.Datetime.now()
        self.env["crm.sla.span"].flush_model()
        Request = self.env["crm.service.request"]
        Request.flush_model(["sla_next_check", "is_sla_stale"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_service_request AS request
                   SET sla_next_check = %s, is_sla_stale = TRUE
                  FROM crm_sla_span AS span
                 WHERE span.request_id = request.id
                   AND span.date_to IS NULL
                   AND span.calendar_id IN %s
                   AND span.state = 'running'
                """,
                now,
                tuple(self.ids),
            )
        )
        if self.env.cr.rowcount:
            changed = ["sla_next_check", "is_sla_stale"]
            Request.invalidate_model(changed, flush=False)
            # sudo: who changes a calendar need not be allowed to start jobs
            self.env.ref("crm_extended.ir_cron_check_sla").sudo()._trigger()
