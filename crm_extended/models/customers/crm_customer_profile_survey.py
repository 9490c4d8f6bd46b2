from odoo import api, fields, models
from odoo.addons.crm_extended.tools.customer_metric import Metric
from odoo.tools import SQL

# who looks after customers, or looks at them as a whole
READERS = (
    "crm_extended.crm_extended_group_agent,crm_extended.crm_extended_group_analyst,"
    "sales_team.group_sale_salesman"
)


class CrmCustomerProfile(models.Model):
    """Whether the customer would recommend us, as last said."""

    _inherit = "crm.customer.profile"

    nps_class = fields.Selection(
        [
            ("positive", "Promoter"),
            ("neutral", "Passive"),
            ("negative", "Detractor"),
        ],
        string="Recommendation",
        readonly=True,
        groups=READERS,
        help="What the last score of a contact means: 9 and 10 promoter, 7 and 8"
        " passive, 0 to 6 detractor.",
    )
    nps_score = fields.Integer(
        string="Last NPS Score",
        readonly=True,
        aggregator=None,
        groups=READERS,
        help="The last score from 0 to 10 that a contact of the customer gave when"
        " asked whether they would recommend us. Empty where nobody answered.",
    )
    nps_date = fields.Datetime(
        string="Last NPS Answer",
        readonly=True,
        groups=READERS,
        help="When a contact of the customer last answered whether they would recommend"
        " us.",
    )

    @api.model
    def _get_metrics(self, scope):
        return [*super()._get_metrics(scope), self._get_nps_metric(scope)]

    @api.model
    def _get_nps_metric(self, scope):
        query = SQL(
            """
            SELECT DISTINCT ON (customer_id)
                   customer_id AS partner_id,
                   attitude AS nps_class,
                   score AS nps_score,
                   answered_at AS nps_date
              FROM crm_survey_answer
             WHERE state = 'answered' AND kind = 'nps'
               AND customer_id IS NOT NULL AND %s
             ORDER BY customer_id, answered_at DESC, id DESC
            """,
            self._get_scope_condition(scope, SQL("customer_id"), SQL("company_id")),
        )
        return Metric("nps", query, ("nps_class", "nps_score", "nps_date"))
