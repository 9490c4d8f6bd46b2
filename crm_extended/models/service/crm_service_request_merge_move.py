from markupsafe import Markup

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import is_html_empty

# what belongs to a request: (model, field of its id, field of its model or None)
BELONGINGS = (
    ("ir.attachment", "res_id", "res_model"),
    ("mail.activity", "res_id", "res_model"),
    ("calendar.event", "res_id", "res_model"),
    ("rating.rating", "res_id", "res_model"),
    ("crm.interaction", "res_id", "res_model"),
    ("crm.feedback", "request_id", None),
    ("crm.work.order", "request_id", None),
    ("crm.service.request", "follows_id", None),
    ("crm.service.request", "parent_id", None),
)
# names of that many moved records are kept, the others are counted
NAMED_AT_MOST = 20


class CrmServiceRequest(models.Model):
    """What moves when two requests become one, and the record that is kept of it."""

    _inherit = "crm.service.request"

    def _move_messages(self, target):
        """Move what was said; what was changed stays with the record it tells of."""
        messages = self.env["mail.message"].search(
            Domain("model", "=", self._name)
            & Domain("res_id", "=", self.id)
            & (
                Domain("message_type", "not in", ("notification", "user_notification"))
                | Domain("rating_ids", "!=", False)
            )
        )
        messages.write({"res_id": target.id, "record_name": target.display_name})
        if not is_html_empty(self.description):
            target._message_log(
                body=Markup("<p>%s</p>%s")
                % (
                    self.env._("Description of %s:", self.number),
                    self.description,
                )
            )
        if messages:
            yield self.env._("Messages"), [str(len(messages))]

    def _move_followers(self, target):
        """Let who followed this request follow the other one, and only that."""
        followers = self.message_follower_ids
        names = followers.partner_id.mapped("display_name")
        for follower in followers:
            if follower.partner_id not in target.message_partner_ids:
                target.message_subscribe(
                    follower.partner_id.ids, follower.subtype_ids.ids
                )
        self.message_unsubscribe(followers.partner_id.ids)
        if names:
            yield self.env._("Followers"), names

    def _move_belongings(self, target):
        """Move the records that point to this request."""
        for model, id_field, model_field in self._get_belongings():
            Model = self.env[model].with_context(active_test=False)
            domain = Domain(id_field, "=", self.id)
            if model_field:
                domain &= Domain(model_field, "=", self._name)
            # files of fields stay with the fields
            if model == "ir.attachment":
                domain &= Domain("res_field", "=", False)
            records = Model.search(domain)
            # what would become a subrequest of itself
            records = records - target if model == self._name else records
            if not records:
                continue
            names = records.mapped("display_name")
            records.write({id_field: target.id})
            yield self.env["ir.model"]._get(model).name, names

    def _get_belongings(self):
        """Return what moves with a merged request. To be extended by other models.

        :return: list of (model, field of the id, field of the model's name or None)
        """
        return list(BELONGINGS)

    def _complete_target(self, target):
        """Give the request that goes on what only this one knows."""
        values = {
            name: self[name].id
            for name in ("partner_id", "equipment_id", "sale_order_id", "picking_id")
            if self[name] and not target[name]
        }
        if "equipment_id" in values:
            yield (
                self._fields["equipment_id"]._description_string(self.env),
                [self.equipment_id.display_name],
            )
        if self.first_responded_at and not target.first_responded_at:
            values["first_responded_at"] = self.first_responded_at
        # what stood above the one, or before it, now does so for the other
        for name in ("parent_id", "follows_id"):
            if target[name] in (self, self.browse()) and self[name] != target:
                values[name] = self[name].id
        values["related_ids"] = [
            Command.link(id_) for id_ in (self.related_ids - target).ids
        ]
        copies = [target.email_cc, self.email_cc]
        values["email_cc"] = ", ".join(filter(None, copies)) or False
        values["article_ids"] = [Command.link(id_) for id_ in self.article_ids.ids]
        target.write(values)

    def _format_merge_record(self, moved):
        """Return what moved as a list that one can read years later."""
        rows = Markup()
        for label, names in moved:
            shown = ", ".join(names[:NAMED_AT_MOST])
            if len(names) > NAMED_AT_MOST:
                shown = self.env._(
                    "%(names)s and %(count)s more",
                    names=shown,
                    count=len(names) - NAMED_AT_MOST,
                )
            rows += Markup("<li>%s: %s</li>") % (label, shown)
        return Markup("<ul>%s</ul>") % rows if rows else False

    def _close_as_merged(self):
        """Close in a stage of the team that asks for no rating, where there is one."""
        closing = self.team_id._get_stage_domain() & Domain("is_closed", "=", True)
        stages = self.env["crm.service.stage"].search(closing)
        stage = (stages.filtered(lambda stage: not stage.ask_rating) or stages)[:1]
        if not stage:
            raise UserError(self._solve_error_message())
        if not self.closed_at:
            self._as_it_is().stage_id = stage
        # nobody is asked about it any more
        self.rating_due_at = False

    def _tell_of_merge(self, target):
        """Log in both requests which went where, and what moved."""
        self._message_log(
            body=self.env._(
                "Merged into %s.", target._get_html_link(title=target.number)
            )
        )
        target._message_log(
            body=Markup("%s%s")
            % (
                self.env._(
                    "%(number)s “%(name)s” was merged into this request.",
                    number=self._get_html_link(title=self.number),
                    name=self.name,
                ),
                self.merge_record or "",
            )
        )
