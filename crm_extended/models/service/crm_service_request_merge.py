from markupsafe import Markup

from odoo import fields, models
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
    """Two requests about the same thing become one, and it is known what moved."""

    _inherit = "crm.service.request"

    merged_into_id = fields.Many2one(
        "crm.service.request",
        check_company=True,
        ondelete="restrict",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The request in which this one goes on. Replies go there.",
    )
    merged_at = fields.Datetime(string="Merged On", readonly=True, copy=False)
    merged_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, index="btree_not_null"
    )
    merge_record = fields.Html(
        string="What Moved",
        readonly=True,
        copy=False,
        groups="crm_extended.crm_extended_group_user",
    )

    def action_open_merge(self):
        """Open the dialog that merges the requests into one of them.

        :return: an action
        """
        self.check_access("write")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_extended.crm_service_request_merge_action"
        )
        action["context"] = {"active_model": self._name, "active_ids": self.ids}
        return action

    def action_merge_into(self, target_id, other_customer=False):
        """Merge the requests into another one, which gets all that belongs to them.

        :param int target_id: the request that goes on
        :param bool other_customer: True says that the requests belong together though
            their customers differ; managers only
        :return: True
        :raise UserError: when they can't be merged; the sentence says why
        """
        target = self.browse(target_id).exists()
        (self | target).check_access("write")
        if message := self._merge_error_message(target, other_customer):
            raise UserError(message)
        for request in self.sorted("id"):
            request._merge_into(target)
        return True

    def message_post(self, **kwargs):
        if self.merged_into_id:
            # what the message answers may have stayed behind
            kwargs = kwargs | {"parent_id": False}
            # sudo: whose reply it is may not know the other request
            target = self.sudo()._find_merge_target()
            return target.with_env(self.env).message_post(**kwargs)
        return super().message_post(**kwargs)

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys().isdisjoint(("stage_id", "team_id")):
            self._ensure_merged_stays_closed()
        return result

    def _ensure_merged_stays_closed(self):
        for request in self:
            if request.merged_into_id and not request.closed_at:
                raise UserError(
                    self.env._(
                        "Request %(number)s was merged into %(target)s. Go on there.",
                        number=request.number,
                        target=request.sudo()._find_merge_target().number,
                    )
                )

    def _find_merge_target(self):
        """Return the request in which this one goes on at last."""
        request = self
        while request.merged_into_id:
            request = request.merged_into_id
        return request

    def _get_portal_target(self):
        """Return the request in which this one goes on for the same customer, if any.

        What two customers had in common, by a manager's word, is shown to neither.
        """
        # sudo: who has the link of this request knows no other yet
        target = self.sudo()._find_merge_target()
        is_same = target.customer_id and target.customer_id == self.sudo().customer_id
        return target if is_same and target != self else self.browse()

    def _is_rating_wanted(self):
        return super()._is_rating_wanted() and not self.merged_into_id

    def _merge_error_message(self, target, other_customer=False):
        """Return why the requests can't be merged into ``target``, or None."""
        if not target:
            return self.env._("The request to merge into does not exist any more.")
        names = {"target": target.number}
        if target in self:
            return self.env._(
                "Request %(target)s can't be merged into itself.", **names
            )
        if merged := (self | target).filtered("merged_into_id")[:1]:
            return self.env._(
                "Request %(number)s was merged into %(into)s already.",
                number=merged.number,
                into=merged.sudo()._find_merge_target().number,
            )
        if foreign := self.filtered(lambda r: r.company_id != target.company_id)[:1]:
            return self.env._(
                "Request %(number)s belongs to %(company)s: requests are merged within"
                " one company.",
                number=foreign.number,
                company=foreign.company_id.name,
            )
        if target.closed_at and not all(self.mapped("closed_at")):
            return self.env._(
                "Request %(target)s is closed: reopen it first, or merge into one that"
                " is open.",
                **names,
            )
        return self._merge_customer_error_message(target, other_customer)

    def _merge_customer_error_message(self, target, other_customer):
        """Return why requests of these customers stay apart, or None."""
        strange = self._get_of_other_customer(target)[:1]
        if not strange:
            return None
        is_manager = self.env.user.has_group("crm_extended.crm_extended_group_manager")
        if other_customer and is_manager:
            return None
        return self.env._(
            "Request %(number)s is of %(customer)s, but %(target)s is of"
            " %(other)s, whose people would read what was written. Only a manager may"
            " confirm that both belong together.",
            number=strange.number,
            customer=strange.customer_id.display_name,
            target=target.number,
            other=target.customer_id.display_name,
        )

    def _get_of_other_customer(self, target):
        """Return those requests that a customer other than the target's has opened."""
        mine = target.customer_id
        return self.filtered(
            lambda request: mine and request.customer_id not in (mine, mine.browse())
        )

    def _merge_into(self, target):
        """Move all there is to ``target``, keep a record of it, and close."""
        self.ensure_one()
        self._lock_for_merge(target)
        # sudo: what belongs to a request moves with it, whoever may change it
        request, target = self.sudo(), target.sudo()
        moved = [
            *request._move_messages(target),
            *request._move_followers(target),
            *request._move_belongings(target),
            *request._complete_target(target),
        ]
        request.write(
            {
                "merged_into_id": target.id,
                "merged_at": fields.Datetime.now(),
                "merged_by_id": self.env.uid,
                "merge_record": request._format_merge_record(moved),
            }
        )
        request._close_as_merged()
        request._tell_of_merge(target)

    def _lock_for_merge(self, target):
        """Let two people who merge the same request do so one after the other."""
        both = self | target
        both.lock_for_update()
        both.invalidate_recordset(["merged_into_id", "closed_at"])
        if message := self._merge_error_message(target, other_customer=True):
            raise UserError(message)

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
            # what would become a part of itself
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
