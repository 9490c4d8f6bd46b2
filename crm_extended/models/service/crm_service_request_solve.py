from odoo import models
from odoo.exceptions import UserError


class CrmServiceRequest(models.Model):
    """Solving a request, in one step: may I, what to write, what follows."""

    _inherit = "crm.service.request"

    def action_solve(self):
        """Close the requests as solved; where the team asks, the customer may rate.

        :return: True
        :raise UserError: when one is closed already, or its team has no closing stage
        """
        self.check_access("write")
        if message := next(
            filter(None, (r._solve_error_message() for r in self)), None
        ):
            raise UserError(message)
        for request in self:
            request.write(request._prepare_solve_values())
        self._after_solve()
        return True

    def _solve_error_message(self):
        """Return why the request can't be solved, or None."""
        self.ensure_one()
        if self.closed_at:
            return self.env._(
                "Request %(number)s is closed already: “%(stage)s”.",
                number=self.number,
                stage=self.stage_id.name,
            )
        if not self._find_solving_stage():
            return self.env._(
                "Team %s has no stage that closes a request. Mark one in Configuration"
                " > Stages.",
                self.team_id.name,
            )
        return None

    def _prepare_solve_values(self):
        """Return what solving writes on a request."""
        return {"stage_id": self._find_solving_stage().id}

    def _after_solve(self):
        """Do what follows once the requests are solved: a hook."""

    def _find_solving_stage(self):
        """Return the team's first closing stage, rather one that asks for a rating."""
        self.ensure_one()
        closing = self.team_id._get_stage_domain() & self._get_closing_domain()
        stages = self.env["crm.service.stage"].search(closing)
        return (stages.filtered("ask_rating") or stages)[:1]
