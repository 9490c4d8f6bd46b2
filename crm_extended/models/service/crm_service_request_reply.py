from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain


class CrmServiceRequest(models.Model):
    """What a customer's reply sets going again: what waits, and what was closed."""

    _inherit = "crm.service.request"

    waiting_since = fields.Datetime(
        compute="_compute_waiting_since",
        store=True,
        precompute=True,
        copy=False,
        help="Since when we wait for the customer: since we asked last.",
    )
    first_closed_at = fields.Datetime(
        string="First Closed On",
        compute="_compute_first_closed_at",
        store=True,
        precompute=True,
        copy=False,
        help="It stays when the request is opened again.",
    )
    reopened_at = fields.Datetime(string="Reopened On", readonly=True, copy=False)
    reopen_count = fields.Integer(
        string="Times Reopened",
        readonly=True,
        copy=False,
        help="How often it was opened again after it had been closed.",
    )

    @api.depends("stage_id.is_waiting")
    def _compute_waiting_since(self):
        now = fields.Datetime.now()
        for request in self:
            waits = request.stage_id.is_waiting and not request.stage_id.is_closed
            request.waiting_since = waits and (request.waiting_since or now)

    @api.depends("closed_at")
    def _compute_first_closed_at(self):
        for request in self:
            request.first_closed_at = request.first_closed_at or request.closed_at

    def write(self, vals):
        was_closed = self.browse()
        # another team may not know the stage in which the request was closed
        if not vals.keys().isdisjoint(("stage_id", "team_id")):
            was_closed = self.filtered("closed_at")
            # found before the moment of closing is forgotten
            was_closed.mapped("first_closed_at")
        result = super().write(vals)
        reopened = was_closed.filtered(lambda request: not request.closed_at)
        if reopened:
            reopened._after_reopen()
        return result

    def action_reopen(self):
        """Work on closed requests again; a new cycle of solving begins.

        :return: True
        """
        self.check_access("write")
        self.filtered("closed_at")._resume()
        return True

    def _message_post_after_hook(self, message, msg_values):
        result = super()._message_post_after_hook(message, msg_values)
        # sudo: whoever may read a request may take part in its conversation
        self.sudo()._follow_reply(message)
        return result

    def _follow_reply(self, message):
        """Go on with what the customer has answered; wait anew for what we ask."""
        if not (self.closed_at or self.waiting_since) or not self._is_reply(message):
            return
        if self._is_customer(message.author_id):
            self._resume()
        elif self.waiting_since:
            self.waiting_since = fields.Datetime.now()

    def _is_reply(self, message):
        """Whether a person says something that both sides read."""
        public = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_comment")
        return (
            message.message_type in ("comment", "email")
            and message.subtype_id.id == public
            and not message.is_internal
        )

    def _is_customer(self, author):
        """Whether who writes stands on the customer's side."""
        return not author or author.partner_share or author == self.partner_id

    def _resume(self):
        """Put requests back to where they are worked on."""
        for request in self:
            if stage := request._find_working_stage():
                request.write({"stage_id": stage.id, "active": True})

    def _find_working_stage(self):
        """Return where the team works on requests: after arrival, if there is such."""
        self.ensure_one()
        working = Domain("is_closed", "=", False) & Domain("is_waiting", "=", False)
        stages = self.env["crm.service.stage"].search(
            self.team_id._get_stage_domain() & working, limit=2
        )
        return stages[1:] or stages

    def _after_reopen(self):
        """Begin a new cycle of solving."""
        now = fields.Datetime.now()
        for request in self:
            request.write(
                {"reopened_at": now, "reopen_count": request.reopen_count + 1}
            )

    def _is_reply_in_time(self):
        """Whether a reply of the customer still opens the closed request again."""
        self.ensure_one()
        days = self.team_id.reopen_days
        return fields.Datetime.now() <= self.closed_at + timedelta(days=days) and days
