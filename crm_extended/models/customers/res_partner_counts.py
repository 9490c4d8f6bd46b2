from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class ResPartner(models.Model):
    """How many records of each kind a contact has, counted in one query."""

    _inherit = "res.partner"

    @api.model
    def _crm_get_counters(self):
        """Return what the counts of a contact count, as ``{field: (model, domain)}``.

        To be extended by every domain with its own counts. The records have a
        ``customer_id`` and a ``partner_id``; the field is computed by
        ``_compute_crm_counts``.
        """
        return {}

    def _compute_crm_counts(self):
        """Count what the user may see: of the customer, or of the contact alone."""
        counts = {}
        for field, partners in self.grouped(
            lambda partner: partner._crm_get_party_field()
        ).items():
            counts |= partners._crm_count_by(field)
        for partner in self:
            for name in self._crm_get_counters():
                partner[name] = counts.get((name, partner._origin.id), 0)

    def _crm_count_by(self, field):
        """Return ``{(name of the count, contact id): number}``.

        :param field: the field by which the records belong to these contacts
        """
        queries = [
            self._crm_get_count_query(name, model, domain, field)
            for name, (model, domain) in self._crm_get_counters().items()
            if self.env[model].has_access("read")
        ]
        if not queries or not self._origin:
            return {}
        rows = self.env.execute_query(SQL(" UNION ALL ").join(queries))
        return {(name, partner_id): count for name, partner_id, count in rows}

    def _crm_get_count_query(self, name, model, domain, field):
        """Return the SQL of one count; the rules of the user hold, as in a search."""
        Model = self.env[model]
        query = Model._search(Domain(domain) & Domain(field, "in", self._origin.ids))
        column = Model._field_to_sql(query.table, field, query)
        return SQL(
            "SELECT %s, party, COUNT(*) FROM (%s) counted GROUP BY party",
            name,
            query.select(SQL("%s AS party", column)),
        )
