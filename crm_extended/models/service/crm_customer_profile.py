from odoo import api, fields, models
from odoo.addons.crm_extended.tools.customer_metric import Metric
from odoo.tools import SQL

# who serves customers, sells to them or looks at them as a whole
SERVICE = (
    "crm_extended.crm_extended_group_agent,crm_extended.crm_extended_group_analyst,"
    "sales_team.group_sale_salesman"
)


class CrmCustomerProfile(models.Model):
    """What customers asked of us and think of it, and what stands at their site."""

    _inherit = "crm.customer.profile"

    request_count = fields.Integer(
        string="Requests",
        readonly=True,
        groups=SERVICE,
        help="Number of service requests of the customer and its contacts.",
    )
    open_request_count = fields.Integer(
        string="Open Requests",
        readonly=True,
        groups=SERVICE,
        help="Number of service requests that are not closed.",
    )
    equipment_count = fields.Integer(
        string="Equipment",
        readonly=True,
        groups=SERVICE,
        help="Number of pieces of equipment in service at the customer.",
    )
    rating_count = fields.Integer(
        string="Ratings",
        readonly=True,
        groups=SERVICE,
        help="Number of service requests that the customer rated.",
    )
    csat = fields.Float(
        string="Satisfied (%)",
        digits=(16, 1),
        readonly=True,
        aggregator="avg",
        groups=SERVICE,
        help="Share of happy faces (5) among the rated service requests, in percent."
        " Empty without a rating.",
    )
    rating_average = fields.Float(
        string="Average Rating",
        digits=(16, 2),
        readonly=True,
        aggregator="avg",
        groups=SERVICE,
        help="Average of the ratings (1, 3 or 5) of service requests. Empty without a"
        " rating.",
    )

    @api.model
    def _get_metrics(self, scope):
        return [
            *super()._get_metrics(scope),
            self._get_request_metric(scope),
            self._get_equipment_metric(scope),
            self._get_rating_metric(scope),
        ]

    @api.model
    def _get_request_metric(self, scope):
        query = SQL(
            """
            SELECT customer_id AS partner_id,
                   COUNT(*) AS request_count,
                   COUNT(*) FILTER (WHERE closed_at IS NULL) AS open_request_count
              FROM crm_service_request
             WHERE active AND %s
             GROUP BY customer_id
            """,
            self._get_scope_condition(scope, SQL("customer_id"), SQL("company_id")),
        )
        return Metric("requests", query, ("request_count", "open_request_count"))

    @api.model
    def _get_equipment_metric(self, scope):
        query = SQL(
            """
            SELECT customer_id AS partner_id, COUNT(*) AS equipment_count
              FROM crm_equipment
             WHERE active AND state = 'in_service' AND %s
             GROUP BY customer_id
            """,
            self._get_scope_condition(scope, SQL("customer_id"), SQL("company_id")),
        )
        return Metric("equipment", query, ("equipment_count",))

    @api.model
    def _get_rating_metric(self, scope):
        query = SQL(
            """
            SELECT request.customer_id AS partner_id,
                   COUNT(*) AS rating_count,
                   100.0 * COUNT(*) FILTER (
                       WHERE rating.rating = 5
                   ) / COUNT(*) AS csat,
                   AVG(rating.rating) AS rating_average
              FROM crm_service_request request
              JOIN rating_rating rating ON rating.res_id = request.id
             WHERE rating.res_model = 'crm.service.request'
               AND rating.consumed AND rating.rating >= 1
               AND %s
             GROUP BY request.customer_id
            """,
            self._get_scope_condition(
                scope, SQL("request.customer_id"), SQL("request.company_id")
            ),
        )
        return Metric("ratings", query, ("rating_count", "csat", "rating_average"))
