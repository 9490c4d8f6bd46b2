import logging
from datetime import timedelta

from odoo import fields, models

_logger = logging.getLogger(__name__)


class CrmServiceRequest(models.Model):
    """What happens when too much of a promised time has passed."""

    _inherit = "crm.service.request"

    def _escalate(self):
        """Let every level that has been reached do its work, once for each clock.

        A request that can't be escalated is tried again in an hour; the others are.
        """
        try:
            with self.env.cr.savepoint():
                self._fire_levels()
                self._refresh_standing(self._get_timing())
        except Exception:
            if len(self) == 1:
                _logger.exception("Request %s could not be escalated", self.number)
                self.sla_next_check = fields.Datetime.now() + timedelta(hours=1)
                return
            for request in self:
                request._escalate()

    def _fire_levels(self):
        now = fields.Datetime.now()
        working_time = self._get_timing()
        Level = self.env["crm.sla.escalation"]
        # at once: one by one, each clock would ask for its own
        self.sla_clock_ids.fetch(["escalation_ids"])
        reached = {}
        for request in self.filtered(lambda request: not request.closed_at):
            spans = request._get_sla_spans(working_time)
            levels = request._get_levels()
            for clock in request.sla_clock_ids.filtered(lambda c: not c.stopped_at):
                for moment, level_id in Level._get_calls(clock, spans, levels):
                    if moment <= now:
                        level = Level.browse(level_id)
                        reached[level] = reached.get(level, clock.browse()) | clock
        # the first comes first
        for level in Level.browse().union(*reached).sorted():
            level._fire(reached[level])

    def _get_levels(self):
        levels = self.env["crm.sla.escalation"]._get_levels(self.company_id.id)
        return levels.get(self.sla_span_ids[-1].policy_id.id, ())
