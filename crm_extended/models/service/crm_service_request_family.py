from odoo import api, fields, models
from odoo.addons.crm_extended.models.service.crm_service_request_sla import INTERNAL
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain
from odoo.tools import plaintext2html


class CrmServiceRequest(models.Model):
    """Requests that belong together: subrequests of a bigger one, and related ones."""

    _inherit = "crm.service.request"

    parent_id = fields.Many2one(
        "crm.service.request",
        string="Parent Request",
        check_company=True,
        domain="[('company_id', '=', company_id), ('id', '!=', id),"
        " ('merged_into_id', '=', False)]",
        ondelete="set null",
        copy=False,
        tracking=True,
        index="btree_not_null",
        groups=INTERNAL,
        help="The request that is closed only once this one is.",
    )
    child_ids = fields.One2many(
        "crm.service.request",
        "parent_id",
        string="Subrequests",
        groups=INTERNAL,
    )
    child_count = fields.Integer(
        string="Number of Subrequests",
        compute="_compute_child_count",
        store=True,
        precompute=True,
    )
    open_child_count = fields.Integer(
        string="Open Subrequests",
        compute="_compute_child_count",
        store=True,
        precompute=True,
    )
    # kept in both directions: to read them costs one query
    related_ids = fields.Many2many(
        "crm.service.request",
        "crm_service_request_related_rel",
        "request_id",
        "related_id",
        string="Related Requests",
        check_company=True,
        domain="[('company_id', '=', company_id), ('id', '!=', id)]",
        copy=False,
        groups=INTERNAL,
        help="About the same thing, without waiting for each other.",
    )
    # stored: the form shows it without a query
    related_count = fields.Integer(
        string="Number of Related Requests",
        compute="_compute_related_count",
        store=True,
        precompute=True,
    )

    @api.depends("child_ids.closed_at")
    def _compute_child_count(self):
        for request in self:
            children = request.child_ids
            request.child_count = len(children)
            request.open_child_count = len(children.filtered(lambda r: not r.closed_at))

    @api.depends("related_ids")
    def _compute_related_count(self):
        for request in self:
            request.related_count = len(request.related_ids)

    @api.constrains("parent_id")
    def _check_parent_id(self):
        for request in self.filtered("parent_id"):
            if request._has_cycle():
                raise ValidationError(
                    self.env._(
                        "Request %(number)s can't be a subrequest of %(parent)s, which"
                        " is a subrequest of it.",
                        number=request.number,
                        parent=request.parent_id.number,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        requests = super().create(vals_list)
        related = [vals for vals in vals_list if vals.get("related_ids")]
        if related and not self._is_relating_back():
            requests._relate_back({})
        return requests

    def write(self, vals):
        if "related_ids" not in vals or self._is_relating_back():
            return super().write(vals)
        before = {request.id: request.related_ids for request in self}
        result = super().write(vals)
        self._relate_back(before)
        return result

    def message_post(self, **kwargs):
        if self.env.context.get("crm_solves_together") == self.id:
            # two people at once: the customers hear from the first one only
            self._ensure_can_solve_together()
            (self | self._get_open_children())._lock_or_refuse()
        return super().message_post(**kwargs)

    def _is_relating_back(self):
        return self.env.su and self.env.context.get("crm_relates_back")

    def _relate_back(self, before):
        """Relate the others to these requests as these are to them."""
        # sudo: who may change one side of a pair need not be allowed to change both
        for request in self.sudo().with_context(crm_relates_back=True):
            old = request.browse(before.get(request.id, request.browse()).ids)
            new = request.related_ids
            (new - old).write({"related_ids": [Command.link(request.id)]})
            (old - new).write({"related_ids": [Command.unlink(request.id)]})

    def action_view_children(self):
        """Open the subrequests of the request.

        :return: an action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_extended.crm_service_request_action"
        )
        action["name"] = self.env._("Subrequests of %s", self.number)
        action["domain"] = [("parent_id", "=", self.id)]
        action["context"] = {
            "default_parent_id": self.id,
            "default_partner_id": self.partner_id.id,
        }
        return action

    def action_view_related(self):
        """Open the dialog that shows, adds and removes related requests.

        :return: an action
        """
        self.ensure_one()
        view = self.env.ref("crm_extended.crm_service_request_view_form_related")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Related to %s", self.number),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(view.id, "form")],
            "target": "new",
        }

    def action_solve_together(self):
        """Open the one public answer that solves the request and all open subrequests.

        :return: an action
        """
        self.ensure_one()
        self._ensure_can_solve_together()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Solve %s With Its Subrequests", self.number),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "views": [[False, "form"]],
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_composition_mode": "comment",
                "default_subtype_xmlid": "mail.mt_comment",
                "default_partner_ids": self.partner_id.filtered("email").ids,
                "clicked_on_full_composer": True,
                "crm_solves_together": self.id,
            },
        }

    def action_answer_and_solve(self, text):
        """Give the request and its open subrequests one public answer, and solve all.

        :param str text: plain text; its line breaks stay
        :return: True
        :raise UserError: when one of them can't be closed; then none is
        """
        self.ensure_one()
        self._ensure_can_solve_together()
        if not (text or "").strip():
            raise UserError(
                self.env._("The answer to request %s is empty.", self.number)
            )
        self.with_context(crm_solves_together=self.id).message_post(
            body=plaintext2html(text),
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.partner_id.filtered("email").ids,
        )
        return True

    def _ensure_can_solve_together(self):
        # not in sudo: the chatter posts in it for whoever may read the request, and
        # hands over the context that it is given
        family = self.sudo(False) | self._get_open_children()
        family.check_access("write")
        if self.closed_at:
            raise UserError(self._solve_error_message())

    def _get_open_children(self):
        """Return the open subrequests of the request, and theirs."""
        # sudo: what waits for what is known, be it another team's
        return (
            self.sudo()
            .search(
                [
                    ("id", "child_of", self.ids),
                    ("id", "not in", self.ids),
                    ("closed_at", "=", False),
                ]
            )
            .sudo(False)
        )

    def _closing_error_message(self):
        if self.open_child_count and not self.stage_id.skips_closing_rules:
            return self.env._(
                "Request %(number)s waits for its subrequests: %(numbers)s. Solve them"
                " first, or all together.",
                number=self.number,
                numbers=", ".join(self._get_open_children().sudo().mapped("number")),
            )
        return super()._closing_error_message()

    def _get_auto_close_domain(self):
        # what waits for its subrequests does not wait for the customer alone
        return super()._get_auto_close_domain() & Domain("open_child_count", "=", 0)

    def _message_post_after_hook(self, message, msg_values):
        result = super()._message_post_after_hook(message, msg_values)
        if self.env.context.get("crm_solves_together") == self.id:
            self.with_context(crm_solves_together=False)._solve_together(message)
        return result

    def _solve_together(self, message):
        """Give each open subrequest the answer too, then close from the last one up."""
        self._ensure_can_solve_together()
        children = self._get_open_children()
        for child in children:
            child.message_post(
                body=message.body,
                subject=message.subject,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                partner_ids=child.partner_id.filtered("email").ids,
                attachment_ids=[
                    attachment.sudo().copy({"res_id": child.id}).id
                    for attachment in message.attachment_ids
                ],
            )
        # subrequests first: who waits for them is closed after them
        for request in (self | children).sorted(lambda r: r._get_depth(), reverse=True):
            request.action_solve()

    def _get_depth(self):
        """Return how deep below its topmost parent this one is."""
        return 1 + self.parent_id._get_depth() if self else 0
