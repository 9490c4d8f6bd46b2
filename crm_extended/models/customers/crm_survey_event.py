from datetime import timedelta

from odoo import api, fields, models

# what is longer ago is past: nobody remembers how it was
EVENT_DAYS = 14


class CrmSurvey(models.Model):
    """What customers are asked after without anybody's doing; off until chosen."""

    _inherit = "crm.survey"

    trigger = fields.Selection(
        [("manual", "By hand"), ("delivery", "After each delivery")],
        string="Customers Are Asked",
        default="manual",
        required=True,
        tracking=True,
        help="After an event: each person once for it, and only for what happens from"
        " now on. The days between two questions of the settings hold as well.",
    )
    delay_days = fields.Integer(
        string="Days After It",
        default=1,
        tracking=True,
        help="How many days after the event customers are asked.",
    )
    automatic_since = fields.Datetime(
        compute="_compute_automatic_since",
        store=True,
        help="Nobody is asked after what happened before.",
    )

    _delay_check = models.Constraint(
        "CHECK (delay_days BETWEEN 0 AND 365)",
        "Customers are asked 0 to 365 days after the event.",
    )

    @api.depends("trigger")
    def _compute_automatic_since(self):
        for survey in self:
            is_automatic = survey.trigger != "manual"
            survey.automatic_since = is_automatic and fields.Datetime.now()

    @api.model
    def _queue_all_events(self):
        """Have customers asked after what happened since the job ran last."""
        for survey in self.search([("trigger", "!=", "manual")]):
            survey._queue_events()

    def _queue_events(self, limit=500):
        """Add who is to be asked after what happened; each event once."""
        self.ensure_one()
        until = fields.Datetime.now() - timedelta(days=self.delay_days)
        since = max(self.automatic_since, until - timedelta(days=EVENT_DAYS))
        queued = [("survey_id", "=", self.id), ("state", "=", "queued")]
        waiting = self.env["crm.survey.answer"].search(queued).partner_id
        vals_list = []
        for values in self._find_events(since, until, limit):
            partner = self.env["res.partner"].browse(values["partner_id"])
            # what happens to a person twice in a row is one reason to ask
            state = {"state": "left_out", "reason": "recent"}
            vals_list.append(values | (state if partner in waiting else {}))
            waiting |= partner
        self.env["crm.survey.answer"].create(vals_list)

    def _find_events(self, since, until, limit):
        """Return the values of answers for events that nobody was asked after.

        To be extended by what else customers can be asked after.
        """
        if self.trigger != "delivery":
            return []
        pickings = self.env["stock.picking"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "done"),
                ("date_done", ">", since),
                ("date_done", "<=", until),
                ("location_dest_id.usage", "=", "customer"),
                ("partner_id", "!=", False),
                ("id", "not in", self._get_asked_events("picking_id")),
            ],
            limit=limit,
            order="date_done, id",
        )
        # who ordered it, not who opened the door
        return self._prepare_events(
            "picking_id",
            [
                (picking, (picking.sale_id or picking).partner_id)
                for picking in pickings
            ],
        )

    def _get_asked_events(self, field):
        Answer = self.env["crm.survey.answer"]
        domain = [("survey_id", "=", self.id), (field, "!=", False)]
        return Answer._search(domain).subselect(field)

    def _prepare_events(self, field, pairs):
        """Return the values of the answers about records, without those about us.

        :param pairs: of a record and the person to be asked about it
        """
        people = self.env["res.partner"].union(*(person for _record, person in pairs))
        customers = people._crm_filter_outside()
        return [
            {"survey_id": self.id, "partner_id": person.id, field: record.id}
            for record, person in pairs
            if person in customers
        ]
