from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL


class ResPartner(models.Model):
    """Whom one may ask for an opinion: nobody twice within days, nor who refuses.

    A person is an email address: whoever is a contact of two customers is asked once.
    """

    _inherit = "res.partner"

    crm_asked_at = fields.Datetime(
        string="Last Asked for an Opinion",
        readonly=True,
        copy=False,
        groups="crm_extended.crm_extended_group_user",
        help="When the person was last asked, by a survey or for a rating.",
    )
    crm_opinion_refused = fields.Boolean(
        string="Never Ask for an Opinion",
        copy=False,
        tracking=True,
        groups="crm_extended.crm_extended_group_user",
        help="Nobody with this email address is sent a survey or asked for a rating."
        " People tick it themselves by a link in each survey.",
    )
    crm_survey_answer_count = fields.Integer(
        string="Survey Answers", compute="_compute_crm_counts"
    )

    _crm_email_idx = models.Index(
        "(email_normalized) WHERE email_normalized IS NOT NULL"
    )

    @api.model
    def _crm_get_counters(self):
        answered = [("state", "=", "answered")]
        counted = {"crm_survey_answer_count": ("crm.survey.answer", answered)}
        return super()._crm_get_counters() | counted

    def action_crm_view_survey_answers(self):
        """Open what the customer, or the contact alone, answered in surveys."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_extended.crm_survey_answer_action"
        )
        domain = [
            (self._crm_get_party_field(), "=", self.id),
            ("state", "=", "answered"),
        ]
        return action | {"domain": domain, "context": {}}

    def _crm_claim_opinion(self, company):
        """Note that a person is asked for an opinion now, unless that is not to be.

        To be called by whatever asks, right before it asks. Of two that ask the same
        person at once only one goes through: the other one's transaction fails, for
        both write all contacts with the address.

        :return: None, or why the person must not be asked, a ``reason`` of
            ``crm.survey.answer``
        """
        self.ensure_one()
        if reason := self._crm_get_opinion_hindrances(company).get(self.id):
            return reason
        self.env.cr.execute(
            SQL(
                "UPDATE res_partner SET crm_asked_at = %s WHERE email_normalized = %s",
                fields.Datetime.now(),
                self.email_normalized,
            )
        )
        # sudo: that the person was asked is noted, whoever may read it
        self.env["res.partner"].sudo().invalidate_model(["crm_asked_at"], flush=False)
        return None

    def _crm_get_opinion_hindrances(self, company):
        """Return ``{contact id: reason}`` for those who must not be asked now.

        All contacts with the same address count, the archived ones, too, and Odoo's
        own list of addresses that want no mailings.
        """
        self.env["res.partner"].flush_model(
            ["email_normalized", "crm_asked_at", "crm_opinion_refused"]
        )
        self.env["mail.blacklist"].flush_model(["email", "active"])
        # sudo: how often people may be asked is no secret of the settings
        days = company.sudo().crm_opinion_days
        since = days and fields.Datetime.now() - timedelta(days=days)
        query = SQL(
            """
            SELECT person.id,
                   CASE WHEN person.email_normalized IS NULL THEN 'no_email'
                        WHEN BOOL_OR(same.crm_opinion_refused)
                          OR COUNT(refusal.id) > 0 THEN 'refused'
                        WHEN MAX(same.crm_asked_at) > %(since)s THEN 'recent'
                    END AS reason
              FROM res_partner person
              LEFT JOIN res_partner same
                ON same.email_normalized = person.email_normalized
              LEFT JOIN mail_blacklist refusal
                ON refusal.email = person.email_normalized AND refusal.active
             WHERE person.id = ANY(%(ids)s)
             GROUP BY person.id
            """,
            since=since or None,
            ids=list(self._origin._ids),
        )
        rows = self.env.execute_query(query)
        return {partner_id: reason for partner_id, reason in rows if reason}

    def _crm_refuse_opinions(self):
        """Never ask the people with these addresses again; each contact logs it."""
        addresses = [email for email in self.mapped("email_normalized") if email]
        people = self.with_context(active_test=False).search(
            [("email_normalized", "in", addresses)]
        )
        (people | self).write({"crm_opinion_refused": True})
