from odoo import api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

# customers that are dealt with at once; more are left to the job
AT_ONCE = 20
JOB = "crm_extended.ir_cron_segment_actions"


class CrmCustomerSegment(models.Model):
    """Who belongs to a segment is told by its condition, in two statements."""

    _inherit = "crm.customer.segment"

    def _update_members(self, customers=None):
        """Let customers come in and leave, all or some, in two statements.

        :param customers: the customers to look at, or None for all
        :raises UserError: while another transaction updates the segment
        """
        self.ensure_one()
        self._lock_members()
        today = self.company_id._crm_get_today()
        matching = self._get_matching_query(customers)
        looked_at = SQL("TRUE")
        if customers is not None:
            looked_at = SQL("partner_id = ANY(%s)", list(customers.ids))
        self.env.flush_all()
        left = self.env.execute_query(self._get_exit_query(matching, looked_at, today))
        came = self.env.execute_query(self._get_entry_query(matching, today))
        # sudo: what follows is the segment's to do, whoever lets customers come in
        Member = self.env["crm.customer.segment.member"].sudo()
        Member.invalidate_model(flush=False)
        self.invalidate_recordset(["member_ids", "member_count"], flush=False)
        self.env["res.partner"].invalidate_model(["crm_membership_ids"], flush=False)
        # sudo: when it was updated is not for the user to say
        self.sudo().updated_at = fields.Datetime.now()
        self._do_or_queue(Member.browse([row[0] for row in left + came]))

    def _lock_members(self):
        """Keep others from letting the same customers come in, or they would twice."""
        try:
            # sudo: who works out figures need not be allowed to change the segment
            self.sudo().lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._(
                    "The segment %s is being updated right now. Try again in a moment.",
                    self.name,
                )
            ) from error

    def _get_matching_query(self, customers):
        domain = self._get_partner_domain()
        if customers is not None:
            domain &= Domain("id", "in", customers.ids)
        return self._get_partner_model()._search(domain).select()

    def _get_exit_query(self, matching, looked_at, today):
        """End memberships; nothing follows for who leaves before anything followed.

        Where nothing follows for anybody, no member is written a second time. By
        EXCEPT, here and below: a join, or NOT IN, compares each with each where
        PostgreSQL does not know yet how many members there are.
        """
        return SQL(
            """
            UPDATE crm_customer_segment_member member
               SET date_to = %(today)s, is_entry_pending = FALSE,
                   is_exit_pending = %(has_actions)s
                                     AND NOT COALESCE(is_entry_pending, FALSE)
              FROM (
                  SELECT partner_id FROM crm_customer_segment_member
                   WHERE segment_id = %(segment)s AND date_to IS NULL AND %(looked_at)s
                  EXCEPT (%(matching)s)
              ) gone
             WHERE member.segment_id = %(segment)s AND member.date_to IS NULL
               AND member.partner_id = gone.partner_id
            RETURNING member.id
            """,
            today=today,
            has_actions=self._has_actions(),
            segment=self.id,
            looked_at=looked_at,
            matching=matching,
        )

    def _get_entry_query(self, matching, today):
        return SQL(
            """
            INSERT INTO crm_customer_segment_member
                   (segment_id, partner_id, date_from, is_entry_pending)
            SELECT %(segment)s, partner_id, %(today)s, %(is_pending)s
              FROM (
                  (%(matching)s)
                  EXCEPT
                  SELECT partner_id FROM crm_customer_segment_member
                   WHERE segment_id = %(segment)s AND date_to IS NULL
              ) came (partner_id)
            RETURNING id
            """,
            segment=self.id,
            today=today,
            is_pending=self._has_actions(),
            matching=matching,
        )

    def _do_or_queue(self, members):
        """Do at once what follows for a few, and leave more to the job."""
        if not self._has_actions():
            return
        if len(members) <= AT_ONCE:
            for member in members:
                member._try_to_do_actions()
        else:
            self._call_job()

    @api.model
    def _call_job(self):
        # sudo: the clock of the job is not the business of who starts it
        self.env.ref(JOB).sudo()._trigger()

    def _has_actions(self):
        return bool(
            self.activity_type_id or self.tag_id or self.tier_id or self.list_ref
        )
