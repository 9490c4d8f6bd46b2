from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.addons.crm_extended.models.safety.mail_thread import AlreadyTakenIn
from odoo.exceptions import ConcurrencyError
from odoo.tools import email_normalize, email_normalize_all

SUBJECT_LENGTH = 200
INTAKE_KEY = "crm_service_request_intake_key_uniq"
ACKNOWLEDGEMENTS_PER_DAY = 3


class CrmServiceRequest(models.Model):
    """A request that arrives, or goes on, by e-mail."""

    _inherit = "crm.service.request"
    _primary_email = "email_from"
    _crm_guards_mail = True

    intake_key = fields.Char(
        readonly=True,
        copy=False,
        help="What tells an e-mail or a form from any other, so that it counts once.",
    )

    _intake_key_uniq = models.UniqueIndex(
        "(team_id, intake_key) WHERE intake_key IS NOT NULL",
        "This e-mail or form has been taken in already.",
    )

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Open one request for an e-mail, with its sender as the contact if known."""
        custom_values = dict(custom_values or {})
        team = self.env["crm.service.team"].browse(custom_values.get("team_id"))
        company = team.company_id or self.env.company
        sender = self._keep_company(msg_dict.get("author_id"), company)
        values = {
            "name": self._shorten(msg_dict.get("subject")),
            "description": msg_dict.get("body"),
            "partner_id": sender.id,
            "company_id": company.id,
            "intake_key": msg_dict.get("message_id"),
        }
        try:
            request = super().message_new(msg_dict, values | custom_values)
            self.env.flush_all()
        except UniqueViolation as error:
            is_same_mail = error.diag.constraint_name == INTAKE_KEY
            kind = AlreadyTakenIn if is_same_mail else ConcurrencyError
            raise kind(str(error)) from error
        request._follow_copies(msg_dict)
        if request.team_id.acknowledges:
            request._acknowledge()
        return request

    @api.model
    def _routing_check_route(self, message, message_dict, route, raise_exception=True):
        """Find the sender before core does, who knows neither team nor company."""
        if route[4] and not message_dict.get("author_id"):
            team = self.env["crm.service.team"].browse((route[2] or {}).get("team_id"))
            company = team.company_id or self.env.company
            message_dict["author_id"] = self._get_author(message_dict, company).id
        return super()._routing_check_route(
            message, message_dict, route, raise_exception=raise_exception
        )

    @api.model
    def _get_author(self, msg_dict, company):
        """Return the contact who wrote: a colleague, the person at a customer, others.

        Somebody written down twice is served as what the company pays for.
        """
        address = email_normalize(msg_dict["email_from"], strict=False)
        candidates = self.env["res.partner"]._crm_find(
            "email_normalized", address, company
        )
        return candidates.sorted(lambda p: (p.partner_share, not p.parent_id))[:1]

    def message_update(self, msg_dict, update_vals=None):
        """Take a reply in; who is in copy for the first time follows from now on."""
        done = super().message_update(msg_dict, update_vals)
        self._follow_copies(msg_dict)
        return done

    def _follow_copies(self, msg_dict):
        """Let the known people in copy of an e-mail follow the request."""
        if addresses := email_normalize_all(msg_dict.get("cc_filtered") or ""):
            partners = self.env["res.partner"].search(
                [("email_normalized", "in", addresses)], limit=50
            )
            partners = self._keep_company(partners.ids, self.company_id)
            self.message_subscribe(partner_ids=partners.ids)

    @api.model
    def _keep_company(self, partner_ids, company):
        """Return those partners with whom ``company`` may have to do."""
        partners = self.env["res.partner"].browse(partner_ids)
        return partners.filtered(lambda p: p.company_id.id in (False, company.id))

    @api.model
    def _shorten(self, subject):
        """Return a subject that fits on a line, and says so where there is none."""
        words = "".join(c if c.isprintable() else " " for c in subject or "").split()
        subject = " ".join(words)
        if len(subject) > SUBJECT_LENGTH:
            subject = f"{subject[:SUBJECT_LENGTH]}…"
        return subject or self.env._("No subject")

    def _message_post_after_hook(self, message, msg_values):
        result = super()._message_post_after_hook(message, msg_values)
        is_mail = message.message_type == "email"
        if is_mail and message.attachment_ids and "cid:" in (self.description or ""):
            # the pictures of the first e-mail now have an address
            self.description = message.body
        return result

    def _message_compute_parent_id(self, parent_id):
        """Find what a message answers as core does, in one query instead of two."""
        if parent_id or not self._mail_flat_thread:
            return super()._message_compute_parent_id(parent_id)
        # sudo: what is internal is answered as well
        messages = self.env["mail.message"].sudo()
        earlier = messages.search_fetch(
            [
                ("model", "=", self._name),
                ("res_id", "=", self.id),
                ("message_type", "!=", "user_notification"),
            ],
            ["message_type"],
            order="date desc, id desc",
            limit=200,
        )
        spoken = earlier.filtered(lambda m: m.message_type in ("comment", "email"))
        return (spoken or earlier)[:1].id

    def _acknowledge(self):
        """Tell the sender the number and the link, a few times a day at most."""
        address = email_normalize(self.email_from)
        if not address or not self.env["crm.rate.limit"]._is_allowed(
            "acknowledgement", address, ACKNOWLEDGEMENTS_PER_DAY, 24 * 3600
        ):
            return
        template = self.env.ref("crm_extended.mail_template_acknowledgement")
        content = template._generate_template(self.ids, ("subject", "body_html"))
        self.with_context(mail_post_autofollow_author_skip=True).message_post(
            subject=content[self.id]["subject"],
            body=content[self.id]["body_html"],
            message_type="auto_comment",
            subtype_xmlid="mail.mt_note",
            partner_ids=self.partner_id.ids,
            outgoing_email_to=False if self.partner_id else address,
            author_id=self.company_id.partner_id.id,
            email_layout_xmlid="mail.mail_notification_light",
        )

    def _notify_by_email_get_headers(self, headers=None):
        headers = super()._notify_by_email_get_headers(headers)
        return headers | {"X-Auto-Response-Suppress": "OOF, AutoReply"}
