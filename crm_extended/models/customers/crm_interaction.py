from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

CHANNELS = [
    ("phone", "Phone"),
    ("meeting", "Meeting"),
    ("visit", "Visit"),
    ("mail", "Email"),
    ("wechat", "WeChat"),
    ("wecom", "WeCom"),
    ("chat", "Chat"),
    ("sms", "SMS"),
    ("fair", "Trade Fair"),
    ("letter", "Letter"),
]
OUTCOMES = [
    ("agreed", "Agreed"),
    ("interested", "Interested"),
    ("informed", "Informed"),
    ("later", "Contact Again Later"),
    ("declined", "Declined"),
    ("complaint", "Complaint"),
]


class CrmInteraction(models.Model):
    """One time that we and a customer talked: when, by what means, with what result."""

    _name = "crm.interaction"
    _description = "Interaction"
    _order = "date_start desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="Subject", required=True, index="trigram")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )

    # Who
    partner_id = fields.Many2one(
        "res.partner",
        string="Contact",
        check_company=True,
        index="btree_not_null",
        help="The person talked to.",
    )
    customer_id = fields.Many2one(
        "res.partner",
        compute="_compute_customer_id",
        store=True,
        precompute=True,
        help="The customer the contact belonged to at that time. It stays when the"
        " contact moves to another company.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Logged For",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        check_company=True,
        help="The colleague who talked to the customer.",
    )

    # How and when
    channel = fields.Selection(CHANNELS, required=True, default="phone")
    direction = fields.Selection(
        [("out", "We Contacted Them"), ("in", "They Contacted Us")],
        required=True,
        default="out",
    )
    date_start = fields.Datetime(
        string="When", required=True, default=fields.Datetime.now
    )
    duration = fields.Float(aggregator="sum", help="In hours and minutes.")

    # What came of it
    is_reached = fields.Boolean(
        string="Reached",
        default=True,
        help="Untick it for an attempt without contact: that is no first response to a"
        " request, and no contact with the customer.",
    )
    outcome = fields.Selection(OUTCOMES)
    note = fields.Text(
        help="Read by everybody who may see the customer's interactions: service, and"
        " the salespeople in charge."
    )

    # What it was about
    res_model = fields.Char(string="Document Model", readonly=True)
    res_id = fields.Many2oneReference(
        string="Document ID", model_field="res_model", readonly=True
    )
    document_name = fields.Char(string="About", compute="_compute_document_name")

    # Where it comes from
    source_key = fields.Char(
        readonly=True,
        copy=False,
        help="What it was made from: each done activity and each meeting with a"
        " customer is logged once.",
    )
    event_id = fields.Many2one(
        "calendar.event",
        string="Meeting",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    # who may read the interaction need not be allowed to read the document's messages
    message_id = fields.Many2one(
        "mail.message",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups="base.group_system",
    )
    feedback = fields.Html(
        compute="_compute_feedback",
        help="What was written when the activity was marked as done. Shown to those"
        " who may read the document.",
    )

    _source_key_uniq = models.UniqueIndex(
        "(source_key) WHERE source_key IS NOT NULL",
        "This activity or meeting is logged already.",
    )
    _customer_idx = models.Index("(customer_id, date_start DESC, id DESC)")
    _user_idx = models.Index("(user_id, date_start DESC)")
    _document_idx = models.Index("(res_model, res_id) WHERE res_id IS NOT NULL")

    @api.depends("partner_id")
    def _compute_customer_id(self):
        # not on partner_id.commercial_partner_id: the customer of a document stays
        for interaction in self:
            interaction.customer_id = interaction.partner_id.commercial_partner_id

    @api.depends("res_model", "res_id")
    @api.depends_context("uid")
    def _compute_document_name(self):
        """Name the documents, but only those that the user may read."""
        self.document_name = False
        for model, interactions in self.grouped("res_model").items():
            if model not in self.env:
                continue
            documents = self.env[model].browse(interactions.mapped("res_id"))
            readable = documents.exists()._filtered_access("read")
            names = {document.id: document.display_name for document in readable}
            for interaction in interactions:
                interaction.document_name = names.get(interaction.res_id)

    @api.depends_context("uid")
    def _compute_feedback(self):
        # sudo: which message it is may be known, what it says is asked as the user
        written = self.sudo().message_id.ids
        readable = self.env["mail.message"].search_fetch(
            [("id", "in", written)], ["body"]
        )
        bodies = {message.id: message.body for message in readable}
        for interaction in self:
            interaction.feedback = bodies.get(interaction.sudo().message_id.id)

    @api.constrains("partner_id", "res_id")
    def _check_party(self):
        for interaction in self:
            if not interaction.partner_id and not interaction.res_id:
                raise ValidationError(
                    self.env._(
                        "Choose the contact of the interaction “%s”: whom did you talk"
                        " to?",
                        interaction.name,
                    )
                )

    @api.constrains("date_start")
    def _check_date_start(self):
        now = fields.Datetime.now()
        for interaction in self:
            if interaction.date_start > now:
                raise ValidationError(
                    self.env._(
                        "The interaction “%s” lies in the future. Log what has taken"
                        " place, and plan the rest as an activity or a meeting.",
                        interaction.name,
                    )
                )

    @api.constrains("duration")
    def _check_duration(self):
        for interaction in self:
            if interaction.duration < 0:
                raise ValidationError(
                    self.env._(
                        "The interaction “%s” can't last less than no time: correct its"
                        " duration.",
                        interaction.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        interactions = super().create(vals_list)
        interactions._check_document()
        return interactions

    def write(self, vals):
        result = super().write(vals)
        if "res_model" in vals or "res_id" in vals:
            self._check_document()
        return result

    def _check_document(self):
        """Refuse a document that does not exist or that the user may not read."""
        for model, interactions in self.grouped("res_model").items():
            if not model:
                continue
            if not self._is_thread(model):
                raise UserError(
                    self.env._("Interactions can't be logged about “%s”.", model)
                )
            documents = self.env[model].browse(interactions.mapped("res_id"))
            documents.check_access("read")

    @api.model
    def _is_thread(self, model):
        """Whether people talk about the records of a model, as its chatter shows."""
        return model in self.env and isinstance(
            self.env[model], self.pool["mail.thread"]
        )

    def action_open_document(self):
        """Open the document that it was about."""
        self.ensure_one()
        self.env[self.res_model].browse(self.res_id).check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }

    def _is_untouched(self):
        """Whether nobody has added anything to what was logged by itself."""
        # sudo: the message is known to nobody, see the field
        return not (
            self.outcome or self.note or self.next_step_date or self.sudo().message_id
        )

    @api.model
    def _log_once(self, vals_list):
        """Create what is not logged yet, complete what is.

        :param vals_list: values with a ``source_key`` each, which tells them apart
        :return: all interactions with these keys
        """
        keys = [vals["source_key"] for vals in vals_list]
        known = {
            interaction.source_key: interaction
            for interaction in self.search([("source_key", "in", keys)])
        }
        for vals in vals_list:
            if interaction := known.get(vals["source_key"]):
                missing = {name: vals[name] for name in vals if not interaction[name]}
                interaction.write(missing)
        return self.browse().union(*known.values()) | self.create(
            [vals for vals in vals_list if vals["source_key"] not in known]
        )
