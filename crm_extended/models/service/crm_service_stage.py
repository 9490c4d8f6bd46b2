from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class CrmServiceStage(models.Model):
    """A step that requests of every team, or of chosen teams, go through."""

    _name = "crm.service.stage"
    _description = "Service Stage"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    description = fields.Text(
        translate=True,
        help="Shown when an agent hovers over the column: what belongs here.",
    )
    team_ids = fields.Many2many(
        "crm.service.team",
        string="Teams",
        help="Only requests of these teams use the stage. Empty: all teams use it.",
    )
    is_closed = fields.Boolean(
        string="Closing Stage",
        help="A request that reaches this stage counts as closed, and reopens when it"
        " is moved back to another one.",
    )
    skips_closing_rules = fields.Boolean(
        string="Without Closing Rules",
        help="Requests may be closed by this stage though their category asks for more,"
        " as when they were opened by mistake.",
    )
    is_waiting = fields.Boolean(
        string="Waits for the Customer",
        help="We can't go on without the customer. The customer's reply takes the"
        " request out of the stage; teams may close what stays too long.",
    )
    ask_rating = fields.Boolean(
        string="Ask for a Rating",
        help="Customers are asked about requests that are closed by this stage, where"
        " the team asks for ratings.",
    )
    fold = fields.Boolean(
        string="Folded",
        help="The column is folded in the pipeline view.",
    )
    active = fields.Boolean(default=True)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_use(self):
        self._ensure_unused(Domain.TRUE)

    def write(self, vals):
        if vals.get("active") is False:
            self._ensure_unused(Domain("closed_at", "=", False))
        result = super().write(vals)
        if not {"is_waiting", "is_closed"}.isdisjoint(vals):
            self._run_clocks()
        return result

    @api.model
    def _get_first(self, team):
        """Return the stage in which new requests of ``team`` arrive."""
        return self.search(team._get_stage_domain(), limit=1)

    def _run_clocks(self):
        """Let the requests in these stages be counted as the stages now say."""
        # sudo: what is promised to customers is no matter of who may see their requests
        requests = (
            self.env["crm.service.request"].sudo().with_context(active_test=False)
        )
        requests.search([("stage_id", "in", self.ids)])._run_clocks()

    def _ensure_unused(self, domain):
        """Refuse when a request in these stages matches ``domain``."""
        Request = self.env["crm.service.request"]
        if request := Request._find_any(Domain("stage_id", "in", self.ids) & domain):
            raise UserError(
                self.env._(
                    "The stage “%(stage)s” still holds requests, for example"
                    " %(number)s. Move them to another stage first.",
                    stage=request.stage_id.name,
                    number=request.number,
                )
            )
