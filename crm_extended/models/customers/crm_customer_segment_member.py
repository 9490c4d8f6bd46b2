import logging

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)


class CrmCustomerSegmentMember(models.Model):
    """A customer belonged to a segment from one day on, up to another."""

    _name = "crm.customer.segment.member"
    _description = "Membership in a Segment"
    _order = "date_from desc, id desc"
    _rec_name = "partner_id"
    # rows are written by SQL
    _log_access = False

    segment_id = fields.Many2one(
        "crm.customer.segment",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="segment_id.company_id")
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    name = fields.Char(related="partner_id.name", string="Customer Name")
    date_from = fields.Date(string="Came In", required=True, readonly=True)
    date_to = fields.Date(string="Left", readonly=True)

    # what follows is done once for coming in, and once for leaving
    is_entry_pending = fields.Boolean(readonly=True)
    is_exit_pending = fields.Boolean(readonly=True)

    _open_uniq = models.UniqueIndex(
        "(segment_id, partner_id) WHERE date_to IS NULL",
        "A customer belongs to a segment once.",
    )
    _pending_idx = models.Index("(id) WHERE is_entry_pending OR is_exit_pending")

    @api.model
    def _cron_do_actions(self, batch_size=100):
        """Do what follows for customers that came in or left; each exactly once."""
        Cron = self.env["ir.cron"]
        pending = Domain("is_entry_pending", "=", True) | Domain(
            "is_exit_pending", "=", True
        )
        members = self.search(pending, limit=batch_size + 1, order="id")
        is_more = len(members) > batch_size
        Cron._commit_progress(remaining=len(members))
        for member in members[:batch_size]:
            if locked := member.try_lock_for_update():
                locked._try_to_do_actions()
            if not Cron._commit_progress(1):
                return
        Cron._commit_progress(remaining=int(is_more))

    @api.model
    def _merge_customers(self, source, target):
        """End the source's memberships that the target has, too; nothing follows."""
        is_open = [("date_to", "=", False)]
        kept = self.search([("partner_id", "=", target.id), *is_open])
        source_open = [("partner_id", "=", source.id), *is_open]
        for row in self.search(
            [*source_open, ("segment_id", "in", kept.segment_id.ids)]
        ):
            row.date_to = row.company_id._crm_get_today()
            row.is_entry_pending = False

    def _try_to_do_actions(self):
        """Do it once; what fails is told in the log and does not stop the others.

        What fails because somebody else writes the same customer is left to the job.
        """
        try:
            with self.env.cr.savepoint():
                self._do_actions()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            self.env["crm.customer.segment"]._call_job()
        except Exception:
            _logger.exception("Member %s: what follows was not done", self.id)
            self.write({"is_entry_pending": False, "is_exit_pending": False})

    def _do_actions(self):
        self.ensure_one()
        if self.is_entry_pending:
            self._after_entry()
        if self.is_exit_pending:
            self._after_exit()
        self.write({"is_entry_pending": False, "is_exit_pending": False})

    def _after_entry(self):
        """Do what follows from coming in. To be extended by further actions."""
        segment, partner = self.segment_id, self._get_partner()
        if segment.tag_id:
            partner.category_id |= segment.tag_id
        if segment.tier_id and partner.crm_tier_id != segment.tier_id:
            partner._crm_give_tier(segment.tier_id, segment.name)
        if segment.activity_type_id:
            self._schedule_activity(partner)
        if segment.list_ref and partner.email:
            self._put_on_list(partner)

    def _after_exit(self):
        """Do what follows from leaving. To be extended by further actions."""
        if self.segment_id.tag_id:
            self._get_partner().category_id -= self.segment_id.tag_id

    def _get_partner(self):
        return self.partner_id.with_company(self.segment_id.company_id)

    def _schedule_activity(self, partner):
        segment = self.segment_id
        user = partner.user_id or segment.user_id
        if user:
            partner.with_context(lang=user.lang).activity_schedule(
                activity_type_id=segment.activity_type_id.id,
                summary=segment.with_context(lang=user.lang).activity_summary
                or segment.with_context(lang=user.lang).name,
                user_id=user.id,
            )

    def _put_on_list(self, partner):
        """Subscribe the customer, unless the address is on the list or opted out."""
        Contact = self.env["mailing.contact"]
        mailing_list = self.segment_id.list_ref
        known = Contact.search([("email_normalized", "=", partner.email_normalized)])
        if mailing_list in known.list_ids:
            return
        if known:
            known[0].list_ids |= mailing_list
        else:
            values = {"name": partner.name, "email": partner.email}
            Contact.create(values | {"list_ids": mailing_list.ids})
