from markupsafe import Markup, escape

from odoo import fields, models


class CrmServiceRequest(models.Model):
    """The request in which a customer goes on after an earlier one was closed."""

    _inherit = "crm.service.request"

    follows_id = fields.Many2one(
        "crm.service.request",
        check_company=True,
        ondelete="set null",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The closed request to which the customer wrote after its time.",
    )
    follow_up_ids = fields.One2many(
        "crm.service.request", "follows_id", string="Follow-Ups"
    )

    def message_post(self, **kwargs):
        thread = self
        if self.closed_at:
            thread = self._find_thread_to_post(kwargs)
        if thread != self:
            # what the message answers stays with the old request
            kwargs = kwargs | {"parent_id": False}
        return super(CrmServiceRequest, thread).message_post(**kwargs)

    def _find_thread_to_post(self, values):
        """Return where a message to a closed request belongs.

        :param dict values: what ``message_post`` was called with
        """
        if not self._is_late_reply(values):
            return self
        # sudo: a customer opens requests through us
        request = known = self.sudo()
        # what was merged back leads to where one came from
        while follow_up := request._get_follow_up() - known:
            if not (follow_up.closed_at and follow_up._is_late_reply(values)):
                return follow_up.with_env(self.env)
            known |= follow_up
            request = follow_up
        return request._open_follow_up(values).with_env(self.env)

    def _get_follow_up(self):
        """Return the request that follows this one, or in which that one goes on."""
        return self.follow_up_ids.sorted("id")[-1:]._find_merge_target()

    def _get_portal_follow_up(self):
        """Return the request that follows this one, if it is the same customer's."""
        # sudo: who has the link of this request knows no other yet
        request = self.sudo()
        follow_up = request._get_follow_up()
        is_same = follow_up.customer_id and follow_up.customer_id == request.customer_id
        return follow_up if is_same and follow_up != self else self.browse()

    def _is_late_reply(self, values):
        """Whether the customer says something that opens the request no more."""
        public = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_comment")
        subtype = values.get("subtype_id")
        if not subtype and (name := values.get("subtype_xmlid")):
            subtype = self.env["ir.model.data"]._xmlid_to_res_id(name)
        if subtype != public or values.get("message_type") not in ("comment", "email"):
            return False
        author_id, _email = self._message_compute_author(
            values.get("author_id"), values.get("email_from")
        )
        author = self.env["res.partner"].sudo().browse(author_id or [])
        # sudo: the customer knows nothing of our teams
        return self._is_customer(author) and not self.sudo()._is_reply_in_time()

    def _open_follow_up(self, values):
        """Open the request that goes on where this one has ended; say so in both."""
        self.ensure_one()
        request = self.with_context(
            mail_create_nosubscribe=True, mail_create_nolog=True
        ).create(self._prepare_follow_up_values(values))
        self._message_log(
            body=self.env._(
                "The customer wrote when it was too late to reopen the request: it goes"
                " on in %s.",
                request._get_html_link(title=request.number),
            )
        )
        request._message_log(
            body=self.env._(
                "The customer goes on with %s, which was closed before.",
                self._get_html_link(title=self.number),
            )
        )
        is_mail = values.get("message_type") == "email"
        if is_mail and request.team_id.acknowledges:
            request._acknowledge()
        return request

    def _prepare_follow_up_values(self, values):
        """Return the values of the request that follows this one.

        :param dict values: what ``message_post`` was called with
        """
        self.ensure_one()
        team = (
            self.team_id if self.team_id.active else self.company_id.crm_service_team_id
        )
        return {
            "name": self.name,
            "description": self._get_body_as_shown(values),
            "follows_id": self.id,
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "partner_name": self.partner_name,
            "phone": self.phone,
            "email_from": values.get("email_from") or self.email_from,
            "team_id": team.id,
            "user_id": self._get_assignee_at_work().id,
            "category_id": self.category_id.filtered("active").id,
            "equipment_id": self.equipment_id.id,
            "sale_order_id": self.sale_order_id.id,
            "picking_id": self.picking_id.id,
            "invoice_id": self.invoice_id.id,
        }

    def _get_body_as_shown(self, values):
        """Return the text of a message as ``message_post`` takes it: typed as text."""
        body = values.get("body") or ""
        return Markup(body) if values.get("body_is_html") else escape(body)

    def _get_assignee_at_work(self):
        """Return the assignee, if there still is such a colleague."""
        return self.user_id.filtered("active")
