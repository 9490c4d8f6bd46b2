import uuid
from datetime import timedelta

from odoo import api, fields, models


class CrmExpiringLink(models.AbstractModel):
    """A record's page for who has its link, for some time after the work is over."""

    _name = "crm.expiring.link"
    _description = "Page with a Link that Expires"
    _inherit = ["portal.mixin", "mail.thread"]

    link_renewed_at = fields.Datetime(
        readonly=True,
        copy=False,
        groups="crm_extended.crm_extended_group_user",
        help="When the link was last replaced by a new one.",
    )
    link_end = fields.Datetime(
        string="Valid Until",
        compute="_compute_link_end",
        groups="crm_extended.crm_extended_group_user",
        help="From then on the link shows nothing but how to reach you. Empty as long"
        " as the work goes on. How long links last is set in the settings of Service.",
    )
    is_link_expired = fields.Boolean(
        compute="_compute_link_end", groups="crm_extended.crm_extended_group_user"
    )

    def _compute_link_end(self):
        now = fields.Datetime.now()
        for record in self:
            # sudo: visitors have a link, but no rights on the company
            days = timedelta(days=record.company_id.sudo().crm_link_days)
            ended = record._get_link_start()
            since = ended and max(filter(None, [ended, record.sudo().link_renewed_at]))
            record.link_end = since and since + days
            record.is_link_expired = bool(since) and since + days <= now

    def _get_link_start(self):
        """Return when the work was over and the days of the link began, or False."""
        self.ensure_one()
        return False

    def _get_new_request_url(self):
        """Return the address of a form for whoever needs something else, or False."""
        return False

    def _get_customer_timezone(self):
        """Return the time zone of the times that the customer reads.

        One for page and paper, whoever opens or prints them: a visitor has none, and
        the technician's may be another one.
        """
        self.ensure_one()
        # sudo: visitors have a link, but no rights on contact and company
        record = self.sudo()
        return record.partner_id.tz or record.company_id._crm_get_timezone()

    def _get_report_base_filename(self):
        """Return how the PDF is called that the customer downloads from the page."""
        self.ensure_one()
        return self.number

    def action_renew_link(self):
        """Replace the link: the old one opens nothing any more, the new one does."""
        self.check_access("write")
        for record in self:
            record.write(
                {
                    "access_token": str(uuid.uuid4()),
                    "link_renewed_at": fields.Datetime.now(),
                }
            )
        return True

    @api.model
    def _get_thread_with_access(self, thread_id, **kwargs):
        """Let the conversation end with the page: by the link, not by rights."""
        for name in ("token", "hash"):
            if not str(kwargs.get(name) or "").isascii():
                # no token of ours: core can't compare it
                kwargs[name] = None
        thread = super()._get_thread_with_access(thread_id, **kwargs)
        is_by_link = thread and thread.env.su and not self.env.su
        return self.browse() if is_by_link and thread.is_link_expired else thread
