from odoo import api, models
from odoo.exceptions import LockError, UserError


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Odoo's merge, told to lose nothing and to say in one sentence why it refuses.

    Odoo moves everything that points to a customer, table by table. Where a unique key
    is in the way, it deletes all rows of the merged customer in that table. So before
    it begins, each model with a customer in a unique key resolves what overlaps in its
    ``_merge_customers(source, target)``; see ``_crm_resolve_overlaps``.
    """

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def default_get(self, fields):
        """Propose the customer to keep that was chosen side by side."""
        values = super().default_get(fields)
        keep_id = self.env.context.get("crm_keep_partner_id")
        if "dst_partner_id" in fields and keep_id:
            values["dst_partner_id"] = keep_id
        return values

    def action_merge(self):
        """Say so where there is nothing to merge, and go back to the pair after it."""
        if len(self.partner_ids) == 1:
            raise UserError(
                self.env._(
                    "%(customer)s can't be merged with itself: add the contact that it"
                    " is to be merged with.",
                    customer=self.partner_ids.display_name,
                )
            )
        action = super().action_merge()
        if self.env.context.get("crm_duplicate_id"):
            return {"type": "ir.actions.act_window_close"}
        return action

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        partners = self.env["res.partner"].browse(partner_ids).exists()
        if pair := self._crm_get_pair():
            self._crm_ensure_untouched(pair, partners)
        if len(partners) > 1:
            target = dst_partner
            if not target or target not in partners:
                target = self._get_ordered_partner(partners.ids)[-1]
            self._crm_lock(partners)
            self._crm_ensure_can_merge(partners - target, target)
            # Odoo asks for one e-mail address, lest somebody take over the login of
            # another; of a pair without logins that was looked at, nobody's is
            if pair and not self._crm_get_logins(partners):
                extra_checks = False
        return super()._merge(partner_ids, dst_partner, extra_checks)

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Resolve what overlaps and write down what is lost, before Odoo moves on."""
        for source in src_partners:
            dropped = self._crm_resolve_overlaps(source, dst_partner)
            # sudo: the log is written by merging alone, and by whoever may do that
            self.env["crm.merge.log"].sudo().create(
                self._crm_prepare_log_values(source, dst_partner, dropped)
            )
        super()._update_foreign_keys(src_partners, dst_partner)

    @api.model
    def _merge_bank_accounts(self, src_partners, dst_partner):
        """Merge archived accounts too: they stand in the way like the others."""
        return super()._merge_bank_accounts(
            src_partners.with_context(active_test=False),
            dst_partner.with_context(active_test=False),
        )

    def _log_merge_operation(self, src_partners, dst_partner):
        super()._log_merge_operation(src_partners, dst_partner)
        # sudo: who merges is told what got lost, also without the right to the log
        Log = self.env["crm.merge.log"].sudo()
        logs = Log.search(
            [
                ("partner_id", "=", dst_partner.id),
                ("former_id", "in", src_partners.ids),
            ]
        )
        for log in logs.filtered("lost"):
            dst_partner._message_log(body=log._get_note())

    # ----------------------------------------------------------------
    # May I?
    # ----------------------------------------------------------------

    @api.model
    def _crm_ensure_can_merge(self, sources, target):
        """Refuse what must not become one, with the sentence that says why."""
        for source in sources:
            if message := self._crm_merge_error_message(source, target):
                raise UserError(message)

    @api.model
    def _crm_merge_error_message(self, source, target):
        """Return why one customer can't be merged into another, or nothing."""
        _, names = self.env._, {"customer": source.name, "other": target.name}
        family = source | target
        if source == target:
            return _("%(customer)s can't be merged with itself.", **names)
        if source in target._crm_get_ancestors() or target in (
            source._crm_get_ancestors()
        ):
            return _(
                "%(customer)s and %(other)s belong to one another: a customer can't be"
                " merged with its own contact or branch.",
                **names,
            )
        companies = family.company_id
        if len(companies) > 1:
            return _(
                "%(customer)s and %(other)s belong to two companies of yours: clear or"
                " change the company of one of them first.",
                **names,
            )
        # sudo: companies for which the user does not work are ours, too
        if family & self.env["res.company"].sudo().search([]).partner_id:
            return _(
                "%(customer)s and %(other)s can't be merged: one of them is a company"
                " of yours.",
                **names,
            )
        return self._crm_login_error_message(source, target)

    @api.model
    def _crm_login_error_message(self, source, target):
        """Colleagues are never merged; a customer's login only by administrators."""
        logins = self._crm_get_logins(source | target)
        names = {"customer": source.name, "other": target.name}
        if len(logins) > 1:
            return self.env._(
                "%(customer)s and %(other)s both have a login: delete the user of one"
                " of them first.",
                **names,
            )
        is_admin = self.env.is_admin()
        if logins and not is_admin and not all(logins.mapped("share")):
            return self.env._(
                "%(customer)s and %(other)s can't be merged: one of them is a"
                " colleague's contact. Ask an administrator.",
                **names,
            )
        return False

    @api.model
    def _crm_get_logins(self, partners):
        # sudo: who has a login counts, whoever merges
        return partners.sudo().with_context(active_test=False).user_ids

    def _crm_get_pair(self):
        duplicate_id = self.env.context.get("crm_duplicate_id")
        return self.env["crm.duplicate"].browse(duplicate_id).exists()

    def _crm_ensure_untouched(self, pair, partners):
        """The pair that was looked at is what is merged, and is still there."""
        if pair.state == "merged" or partners != pair.partner_id | pair.other_id:
            raise UserError(
                self.env._(
                    "%(pair)s has been merged or changed by somebody else. Reload the"
                    " page.",
                    pair=pair.name,
                )
            )

    def _crm_lock(self, partners):
        try:
            partners.lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._(
                    "%(customers)s are being changed or merged by somebody else at this"
                    " moment. Try again.",
                    customers=", ".join(partners.mapped("display_name")),
                )
            ) from error
