from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

# that many names are told, then only how many more there are
NAMES = 5


class CrmSurveySend(models.TransientModel):
    """Who is to be asked by a survey: some customers, or those of a segment."""

    _name = "crm.survey.send"
    _description = "Ask Customers"

    survey_id = fields.Many2one(
        "crm.survey",
        required=True,
        domain="[('company_id', '=', company_id)]",
        default=lambda self: self._default_survey_id(),
    )
    name = fields.Char(related="survey_id.name")
    company_id = fields.Many2one(
        "res.company", default=lambda self: self.env.company, readonly=True
    )
    segment_id = fields.Many2one(
        "crm.customer.segment", domain="[('company_id', '=', company_id)]"
    )
    partner_ids = fields.Many2many(
        "res.partner",
        string="Customers",
        domain="[('company_id', 'in', (False, company_id))]",
        default=lambda self: self._default_partner_ids(),
    )
    people = fields.Selection(
        [("chosen", "Those chosen"), ("contacts", "All their contacts")],
        string="Asked Are",
        default="chosen",
        required=True,
        help="Those chosen are asked at their own email address, a company at its"
        " general one. Contacts are the people who work there.",
    )
    preview = fields.Text(compute="_compute_preview")

    def _default_survey_id(self):
        domain = [("company_id", "=", self.env.company.id)]
        return self.env["crm.survey"].search(domain, limit=1)

    def _default_partner_ids(self):
        if self.env.context.get("active_model") == "res.partner":
            return self.env.context.get("active_ids")
        return False

    @api.depends("survey_id", "segment_id", "partner_ids", "people")
    def _compute_preview(self):
        for wizard in self:
            wizard.preview = wizard.survey_id and wizard._describe()

    def action_send(self):
        """Ask them, many of them in the background, and say who was left out.

        :raises AccessError: unless the user may change the survey
        :raises UserError: where nobody is left to be asked
        """
        self.ensure_one()
        self.survey_id.check_access("write")
        people, hindrances = self._get_people()
        people = people.filtered(lambda person: person.id not in hindrances)
        if not people:
            raise UserError(
                self.env._("There is nobody to be asked: %s", self._describe())
            )
        answers = self.survey_id._ask(people._origin)
        return self._notify(answers)

    def _get_people(self):
        """Return those meant, one for each address, and ``{id: why not}``."""
        company = self.survey_id.company_id
        Partner = self.env["res.partner"]
        people = self.partner_ids._origin
        if self.segment_id:
            member = [("segment_id", "=", self.segment_id.id), ("date_to", "=", False)]
            people |= Partner.search([("crm_membership_ids", "any", member)])
        if self.people == "contacts":
            people = Partner.search(
                [
                    ("id", "child_of", people.ids),
                    ("is_company", "=", False),
                    ("type", "=", "contact"),
                ]
            )
        people = people.filtered(
            lambda person: not person.company_id or person.company_id == company
        )
        hindrances = people._crm_get_opinion_hindrances(company)
        return self._pick_one_for_each_address(people, hindrances), hindrances

    def _pick_one_for_each_address(self, people, hindrances):
        picked = {}
        for person in people:
            key = person.id if person.id in hindrances else person.email_normalized
            picked.setdefault(key, person.id)
        return people.browse(picked.values())

    def _describe(self):
        """Return in words who would be asked, and who not and why."""
        people, hindrances = self._get_people()
        asked = people.filtered(lambda person: person.id not in hindrances)
        lines = [self.env._("To be asked: %s", self._list_names(asked))]
        Answer = self.env["crm.survey.answer"]
        reasons = dict(Answer._fields["reason"]._description_selection(self.env))
        for name, reason in reasons.items():
            hindered = people.filtered(
                lambda person, name=name: hindrances.get(person.id) == name
            )
            if hindered:
                lines.append(f"{reason}: {self._list_names(hindered)}")
        return "\n".join(lines)

    def _list_names(self, people):
        names = people[:NAMES].mapped("display_name")
        if not names:
            return self.env._("nobody")
        if len(people) > NAMES:
            names.append(self.env._("%s more", len(people) - NAMES))
        return format_list(self.env, names)

    def _notify(self, answers):
        asked = answers.filtered(lambda answer: answer.state == "asked")
        queued = answers.filtered(lambda answer: answer.state == "queued")
        message = self.env._("Asked: %s.", len(asked))
        if queued:
            message = self.env._("%s are being asked in the background.", len(queued))
        elif left_out := answers - asked:
            message += " " + self.env._(
                "Left out: %s.", self._list_names(left_out.partner_id)
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "success" if asked or queued else "warning",
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
