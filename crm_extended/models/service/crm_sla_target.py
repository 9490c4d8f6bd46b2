from odoo import api, fields, models

# what is promised, in the order in which it falls due
KINDS = ("first_response_hours", "next_response_hours", "resolution_hours")


class CrmSlaTarget(models.Model):
    """What a policy promises for one priority, in working hours."""

    _name = "crm.sla.target"
    _description = "SLA Target"
    _inherit = ["crm.sla.part"]
    _order = "policy_id, priority desc, id"

    policy_id = fields.Many2one(
        "crm.sla.policy", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="policy_id.company_id", store=True, precompute=True, index=True
    )
    priority = fields.Selection(
        selection=lambda self: self._selection_priority(), required=True, default="0"
    )
    first_response_hours = fields.Float(
        string="First Response",
        help="Working hours until somebody answers. 0: nothing is promised.",
    )
    next_response_hours = fields.Float(
        string="Next Response",
        help="Working hours until somebody answers what the customer writes later. 0:"
        " nothing is promised.",
    )
    resolution_hours = fields.Float(
        string="Resolution",
        help="Working hours until the request is closed. 0: nothing is promised.",
    )
    name = fields.Char(
        string="Note",
        translate=True,
        help="What it takes to keep the promise, e.g. who is called at night.",
    )

    _priority_uniq = models.UniqueIndex(
        "(policy_id, priority)", "A policy has only one target for each priority."
    )
    _hours_not_negative = models.Constraint(
        "CHECK(first_response_hours >= 0 AND next_response_hours >= 0"
        " AND resolution_hours >= 0)",
        "A promise can't end before it starts: hours are 0 or more.",
    )

    @api.depends("policy_id.name", "priority")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["priority"]._description_selection(self.env))
        for target in self:
            target.display_name = (
                f"{target.policy_id.name or ''} ({labels.get(target.priority, '')})"
            )

    @api.model
    def _selection_priority(self):
        Request = self.env["crm.service.request"]
        return Request._fields["priority"]._description_selection(self.env)
