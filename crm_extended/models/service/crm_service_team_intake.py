import re
import secrets

from odoo import api, fields, models
from odoo.exceptions import ValidationError

KEY = re.compile(r"[a-z0-9][a-z0-9-]{2,63}")


class CrmServiceTeam(models.Model):
    """The doors of a team: its e-mail address and its public form."""

    _inherit = "crm.service.team"

    form_published = fields.Boolean(
        string="Public Form",
        copy=False,
        tracking=True,
        help="Everybody who knows the address can open a request for this team.",
    )
    form_key = fields.Char(
        compute="_compute_form_key",
        store=True,
        readonly=False,
        copy=False,
        help="The last part of the form's address: small letters, digits and hyphens.",
    )
    form_url = fields.Char(string="Form Address", compute="_compute_form_url")
    acknowledges = fields.Boolean(
        string="Acknowledge by Email",
        help="Who opens a request by e-mail gets its number and a link at once.",
    )

    _form_key_uniq = models.UniqueIndex(
        "(form_key) WHERE form_key IS NOT NULL", "Another team has this form key."
    )

    @api.depends("form_published")
    def _compute_form_key(self):
        for team in self:
            if team.form_published and not team.form_key:
                team.form_key = secrets.token_hex(8)

    @api.depends("form_key", "form_published")
    def _compute_form_url(self):
        for team in self:
            path = team.form_published and team.form_key and f"/service/{team.form_key}"
            team.form_url = path and f"{team.get_base_url()}{path}"

    @api.constrains("form_key")
    def _check_form_key(self):
        for team in self.filtered("form_key"):
            if not KEY.fullmatch(team.form_key):
                raise ValidationError(
                    self.env._(
                        "“%s” can't be part of an address. Use at least three small"
                        " letters, digits and hyphens.",
                        team.form_key,
                    )
                )

    def _alias_get_creation_values(self):
        values = super()._alias_get_creation_values()
        values["alias_model_id"] = self.env["ir.model"]._get_id("crm.service.request")
        if self.id:
            # the company of a request comes from its team
            values["alias_defaults"] = {"team_id": self.id}
        return values

    @api.model
    def _find_published(self, key):
        """Return the team whose public form has this key, in the team's company."""
        # sudo: a visitor knows the form, not the team
        team = self.sudo().search(
            [("form_key", "=", key), ("form_published", "=", True)], limit=1
        )
        return team.with_company(team.company_id)
