import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


class ResCompany(models.Model):
    _inherit = "res.company"

    crm_help_published = fields.Boolean(
        string="Help Centre",
        help="Everybody may read the published articles for everybody, customers"
        " who are logged in those for customers as well.",
    )
    crm_help_key = fields.Char(
        string="Help Centre Address",
        compute="_compute_crm_help_key",
        store=True,
        readonly=False,
        copy=False,
        help="The last part of the address of the help centre: /help/<address>.",
    )

    _crm_help_key_uniq = models.UniqueIndex(
        "(crm_help_key)", "Another company has this address of the help centre."
    )

    @api.depends("crm_help_published")
    def _compute_crm_help_key(self):
        for company in self:
            if company.crm_help_published and not company.crm_help_key:
                company.crm_help_key = company._crm_make_help_key()

    @api.constrains("crm_help_published", "crm_help_key")
    def _check_crm_help_key(self):
        for company in self:
            key = company.crm_help_key or ""
            if (key or company.crm_help_published) and not _KEY.fullmatch(key):
                raise ValidationError(
                    self.env._(
                        "The address of the help centre consists of small letters,"
                        " digits and hyphens, for example “pumps”."
                    )
                )

    @api.model
    def _crm_find_help_centre(self, key=None):
        """Return the company that published a help centre of this key, if any.

        Without a key, the first company that published one.
        """
        domain = Domain("crm_help_published", "=", True)
        if key is not None:
            if not _KEY.fullmatch(key):
                return self.browse()
            domain &= Domain("crm_help_key", "=", key)
        # sudo: a guest reads the help centre, and no companies
        return self.sudo().search(domain, limit=1)

    def _crm_make_help_key(self):
        """Return a free key: the company's name where it is fit for an address."""
        key = "-".join(re.findall(r"[a-z0-9]+", (self.name or "").lower()))[:50]
        own = f"help-{self.id or 'centre'}"
        is_free = key and not self.sudo().search_count([("crm_help_key", "=", key)])
        return key if is_free else own
