from odoo import api, fields, models


class CrmServiceRequestMerge(models.TransientModel):
    """Which of some requests goes on, and gets what belongs to the others."""

    _name = "crm.service.request.merge"
    _description = "Merge Service Requests"

    name = fields.Char(default="Merge")
    request_ids = fields.Many2many(
        "crm.service.request",
        string="Requests",
        default=lambda self: self._default_request_ids(),
        help="What belongs to them moves to the request that goes on.",
    )
    target_id = fields.Many2one(
        "crm.service.request",
        string="Into",
        compute="_compute_target_id",
        store=True,
        readonly=False,
        help="The request that goes on. Replies to the others arrive here.",
    )
    customer_id = fields.Many2one(related="target_id.customer_id")
    warning = fields.Char(compute="_compute_warning")
    is_confirmed = fields.Boolean(
        string="They Belong Together",
        help="People of both customers read what was written in either request.",
    )

    @api.model
    def _default_request_ids(self):
        if self.env.context.get("active_model") != "crm.service.request":
            return self.env["crm.service.request"]
        return self.env["crm.service.request"].browse(
            self.env.context.get("active_ids") or []
        )

    @api.depends("request_ids")
    def _compute_target_id(self):
        """Propose the oldest that is open; of a single one nobody knows the other."""
        for merge in self:
            requests = merge.request_ids.sorted(lambda r: (bool(r.closed_at), r.id))
            merge.target_id = requests[:1]._origin if len(requests) > 1 else False

    @api.depends("request_ids", "target_id")
    def _compute_warning(self):
        for merge in self:
            target = merge.target_id._origin
            others = merge.request_ids._origin - target
            merge.warning = target and others._merge_customer_error_message(
                target, other_customer=False
            )

    def action_merge(self):
        """Merge, and open the request that goes on.

        :return: an action
        """
        self.ensure_one()
        (self.request_ids - self.target_id).action_merge_into(
            self.target_id.id, other_customer=self.is_confirmed
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.service.request",
            "res_id": self.target_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
