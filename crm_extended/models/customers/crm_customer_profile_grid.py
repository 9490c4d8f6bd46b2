from collections import Counter

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
        counts = self._count_by_rfm()
        unscored = sum(n for (recency, _value), n in counts.items() if not recency)
        total = sum(counts.values()) - unscored
        labels = dict(self._fields["rfm_class"]._description_selection(self.env))
        scores = range(1, rfm.SCORES + 1)
        rows = [
            {
                "recency": recency,
                "cells": [
                    self._prepare_rfm_cell(value, name, counts[recency, value], total)
                    | {"label": labels[name]}
                    for value, name in zip(scores, names, strict=True)
                ],
            }
            for recency, names in zip(reversed(scores), rfm.GRID, strict=True)
        ]
        return {
            "rows": rows,
            "total": total,
            "unscored": unscored,
            "months": self.env.company._crm_get_rfm_terms().months,
        }

    @api.model
    def _count_by_rfm(self):
        """Return a Counter of ``(recency, value)`` of the customers in use."""
        groups = self._read_group(
            [
                ("company_id", "=", self.env.company.id),
                ("partner_id.active", "=", True),
            ],
            ["rfm_recency", "rfm_value"],
            ["__count"],
        )
        return Counter({(recency, value): n for recency, value, n in groups})

    @api.model
    def _prepare_rfm_cell(self, value, name, count, total):
        return {
            "value": value,
            "rfm_class": name,
            "count": count,
            "share": round(100 * count / total, 1) if total else 0,
        }
