from odoo import fields, models
from odoo.addons.crm_extended.models.service.crm_service_request_sla import INTERNAL
from odoo.exceptions import UserError


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
        groups=INTERNAL,
        help="The request in which this one goes on. Replies go there.",
    )
    merged_at = fields.Datetime(
        string="Merged On", readonly=True, copy=False, groups=INTERNAL
    )
    merged_by_id = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups=INTERNAL,
    )
    merge_record = fields.Html(
        string="What Moved",
        readonly=True,
        copy=False,
        groups=INTERNAL,
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
            request._merge_into(target, other_customer)
        return True

    def message_post(self, **kwargs):
        # sudo: whose reply it is may not know the other request
        target = self.sudo()._find_merge_target().with_env(self.env)
        if target != self:
            # what the message answers may have stayed behind
            return target.message_post(**kwargs | {"parent_id": False})
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

    def _merge_into(self, target, other_customer):
        """Move all there is to ``target``, keep a record of it, and close."""
        self.ensure_one()
        self._lock_for_merge(target, other_customer)
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

    def _lock_for_merge(self, target, other_customer):
        """Let two people who merge the same request do so one after the other."""
        both = self | target
        both._lock_or_refuse()
        both.invalidate_recordset(["merged_into_id", "closed_at"])
        # once more: an earlier one may have told whose request the target is
        if message := self._merge_error_message(target, other_customer):
            raise UserError(message)
