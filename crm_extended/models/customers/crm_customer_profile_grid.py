from odoo import api, models
from odoo.addons.crm_extended.tools import rfm


class CrmCustomerProfile(models.Model):
    """The picture of the RFM classes: recency against value, five by five."""

    _inherit = "crm.customer.profile"

    @api.model
    @api.readonly
    def retrieve_rfm_grid(self):
        """Count the customers in each field of the grid that the user may see.

        :return: dict of ``rows``, from the most recent customers down, each a dict of
            ``recency`` and ``cells``: dicts of ``value``, ``rfm_class``, ``label``,
            ``count`` and ``share`` in percent; ``total``, the scored customers;
            ``unscored``, the others; ``months``, the time looked at
        :raises AccessError: unless the user may read profiles
        """
        self.check_access("read")
        company = self.env.company
        labels = dict(self._fields["rfm_class"]._description_selection(self.env))
        groups = self._read_group(
            [("company_id", "=", company.id), ("partner_id.active", "=", True)],
            ["rfm_recency", "rfm_value"],
            ["__count"],
        )
        counts = {(recency, value): count for recency, value, count in groups}
        unscored = sum(n for (recency, _value), n in counts.items() if not recency)
        total = sum(counts.values()) - unscored
        scores = range(1, rfm.SCORES + 1)

        def cell(recency, value):
            name = rfm.GRID[rfm.SCORES - recency][value - 1]
            count = counts.get((recency, value), 0)
            return {
                "value": value,
                "rfm_class": name,
                "label": labels[name],
                "count": count,
                "share": round(100 * count / total, 1) if total else 0,
            }

        return {
            "rows": [
                {"recency": recency, "cells": [cell(recency, v) for v in scores]}
                for recency in reversed(scores)
            ],
            "total": total,
            "unscored": unscored,
            "months": company._crm_get_rfm_terms().months,
        }
