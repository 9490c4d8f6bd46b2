from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import email_normalize


class CrmServiceRequest(models.Model):
    """Who asks: a known contact, or somebody of whom we know a name and an address."""

    _inherit = "crm.service.request"

    # as given by who asked; what counts is the contact, once there is one
    partner_name = fields.Char(string="Caller")
    phone = fields.Char(string="Caller's Phone")
    phone_sanitized = fields.Char(index="btree_not_null")
    email_from = fields.Char(string="Sender", index="trigram")

    suggested_partner_id = fields.Many2one(
        "res.partner",
        string="Known Contact",
        compute="_compute_suggested_partner_id",
        groups="crm_extended.crm_extended_group_user",
        help="Has the address given. Anybody can type an address into a public form,"
        " so it is for you to say whether it is this contact.",
    )
    # in sudo: who sees the request may call who asked, and need not be asked again
    # whether he may see each contact
    partner_phone = fields.Char(
        string="Phone",
        compute="_compute_partner_address",
        compute_sudo=True,
        search="_search_partner_phone",
    )
    partner_email = fields.Char(
        string="Email",
        compute="_compute_partner_address",
        compute_sudo=True,
        search="_search_partner_email",
    )

    @api.depends("partner_id", "phone", "email_from", "company_id")
    def _compute_suggested_partner_id(self):
        self.suggested_partner_id = False
        for request in self.filtered(lambda request: not request.partner_id):
            request.suggested_partner_id = request._find_sender()

    def _find_sender(self):
        """Return the one contact who has the address given; unclear means nobody."""
        Partner = self.env["res.partner"]
        address = email_normalize(self.email_from)
        partners = Partner._crm_find("email_normalized", address, self.company_id)
        partners = partners or Partner._crm_find_by_phone(self.phone, self.company_id)
        return partners if len(partners) == 1 else Partner

    @api.depends("partner_id.phone", "partner_id.email", "phone", "email_from")
    def _compute_partner_address(self):
        for request in self:
            request.partner_phone = request.partner_id.phone or request.phone
            request.partner_email = request.partner_id.email or request.email_from

    @api.model
    def _search_partner_phone(self, operator, value):
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        number = isinstance(value, str) and self.env["res.partner"]._crm_get_phone_key(
            value
        )
        if number:
            return Domain("phone_sanitized", "=", number) | Domain(
                "partner_id.phone_sanitized", "=", number
            )
        return Domain("phone", operator, value) | Domain(
            "partner_id.phone", operator, value
        )

    @api.model
    def _search_partner_email(self, operator, value):
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        return Domain("email_from", operator, value) | Domain(
            "partner_id.email", operator, value
        )

    @api.onchange("phone")
    def _onchange_phone(self):
        if self.phone and not self.partner_id:
            self.partner_id = self._find_contact(self.phone, self.company_id)

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [dict(vals) for vals in vals_list]
        self._complete_contact(vals_list)
        return super().create(vals_list)

    @api.model
    def _complete_contact(self, vals_list):
        """Somebody who is known by the phone number given becomes the contact."""
        Team = self.env["crm.service.team"]
        for vals in vals_list:
            is_trusted = not self.env.context.get("crm_unproven_sender")
            if is_trusted and vals.get("phone") and not vals.get("partner_id"):
                company = Team.browse(vals.get("team_id")).company_id
                company |= self.env["res.company"].browse(vals.get("company_id"))
                company = company[:1] or self.env.company
                vals["partner_id"] = self._find_contact(vals["phone"], company).id

    @api.model
    def _find_contact(self, phone, company):
        """Return the contact meant by ``phone``, or none where it is not clear."""
        partners = self.env["res.partner"]._crm_find_by_phone(phone, company)
        return partners._crm_pick_one()

    def action_accept_contact(self):
        """Say that the known contact is who asks.

        :return: True
        """
        for request in self.filtered("suggested_partner_id"):
            request.partner_id = request.suggested_partner_id
        return True

    def action_create_contact(self):
        """Make a contact of the caller, for this request and the next ones.

        :return: True
        """
        for request in self.filtered(lambda request: not request.partner_id):
            request.partner_id = self.env["res.partner"].create(
                request._prepare_contact_values()
            )
        return True

    def _prepare_contact_values(self):
        """Return the values of the contact made of an unknown caller."""
        self.ensure_one()
        known = self.partner_name or self.email_from or self.phone
        return {
            "name": known or self.name,
            "phone": self.phone,
            "email": self.email_from,
            "company_id": self.company_id.id,
        }

    def _phone_get_number_fields(self):
        return ["phone"]

    def _phone_get_country_field(self):
        return False
