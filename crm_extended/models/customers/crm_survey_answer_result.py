from odoo import api, fields, models
from odoo.addons.crm_extended.tools.opinion import ENOUGH
from odoo.tools import SQL


class CrmSurveyAnswer(models.Model):
    """The same results for any grouping of the answers: by month, salesperson, …

    They are those of ``summarize``, worked out by the database.
    """

    _inherit = "crm.survey.answer"

    value_error = fields.Float(
        string="Standard Error",
        compute="_compute_group_figures",
        aggregator="avg",
        exportable=False,
        help="By how much a result would typically differ if other customers of yours"
        " had answered.",
    )
    response_rate = fields.Float(
        string="Response (%)",
        compute="_compute_group_figures",
        aggregator="avg",
        exportable=False,
        help="How many of those who were asked have answered.",
    )
    answered_count = fields.Integer(
        string="Answers", compute="_compute_group_figures", exportable=False
    )

    def _compute_group_figures(self):
        # they say something of many answers only
        self.value_error = self.response_rate = self.answered_count = False

    @api.model
    def formatted_read_group(
        self,
        domain,
        groupby=(),
        aggregates=(),
        having=(),
        offset=0,
        limit=None,
        order=None,
    ):
        """Let a graph leave out what has no result: it would draw it as 0."""
        groups = super().formatted_read_group(
            domain, groupby, aggregates, having, offset, limit, order
        )
        for group in groups:
            for name in ("value:avg", "value_error:avg"):
                if group.get(name) is False:
                    group[name] = None
        return groups

    def _read_group_select(self, aggregate_spec, query):
        name, _dot, _function = aggregate_spec.partition(":")
        if name not in ("value", "value_error", "response_rate", "answered_count"):
            return super()._read_group_select(aggregate_spec, query)
        columns = {
            column: self._field_to_sql(self._table, column, query)
            for column in ("value", "state", "kind", "asked_at")
        }
        count = SQL("COUNT(*) FILTER (WHERE %(state)s = 'answered')", **columns)
        if name == "answered_count":
            return count
        if name == "response_rate":
            return SQL(
                "100.0 * %(count)s / NULLIF(COUNT(%(asked_at)s), 0)",
                count=count,
                **columns,
            )
        figure = SQL(
            "AVG(%(value)s) FILTER (WHERE %(state)s = 'answered')"
            if name == "value"
            else "STDDEV_POP(%(value)s) FILTER (WHERE %(state)s = 'answered')"
            " / SQRT(%(count)s)",
            count=count,
            **columns,
        )
        # what is counted in different ways has no mean
        return SQL(
            "CASE WHEN %(count)s >= %(enough)s AND MIN(%(kind)s) = MAX(%(kind)s)"
            " THEN %(figure)s END",
            count=count,
            enough=ENOUGH,
            figure=figure,
            kind=columns["kind"],
        )
