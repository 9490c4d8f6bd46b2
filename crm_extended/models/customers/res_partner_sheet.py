from odoo import models


class ResPartner(models.Model):
    """The customer on one printed page: the figures that the reader may see."""

    _inherit = "res.partner"

    def _crm_get_sheet(self):
        """Return the sections of the sheet that hold something for the user.

        :return: list of dicts with ``title`` and ``figures``, which are dicts with
            ``label``, ``value`` and the ``options`` to print the value with
        """
        self.ensure_one()
        sections = [
            {"title": title, "figures": self._crm_get_sheet_figures(names)}
            for title, names in self._crm_get_sheet_sections()
        ]
        return [section for section in sections if section["figures"]]

    def _crm_get_sheet_sections(self):
        """Return the sections: titles, and the names of their figures.

        To be extended by what other domains know about the customer.
        """
        return [
            (
                self.env._("Invoiced"),
                [
                    "crm_invoiced_total",
                    "crm_invoiced_12m",
                    "crm_invoiced_previous_12m",
                    "crm_invoice_count",
                    "crm_first_invoice_date",
                    "crm_last_invoice_date",
                ],
            ),
            (
                self.env._("Receivables"),
                ["crm_receivable_open", "crm_receivable_overdue"],
            ),
            (
                self.env._("Orders"),
                [
                    "crm_order_amount",
                    "crm_order_count",
                    "crm_first_order_date",
                    "crm_last_order_date",
                ],
            ),
            (
                self.env._("Deliveries"),
                ["crm_delivery_count", "crm_return_count", "crm_last_delivery_date"],
            ),
            (self.env._("Communication"), ["crm_last_contact_date"]),
        ]

    def _crm_get_sheet_figures(self, names):
        """Return those of the figures that the user may read and that are known."""
        # what the user may not read is left out of the answer
        figures = self.fields_get(names, ["string", "type"])
        return [
            {
                "label": figures[name]["string"],
                "value": self[name],
                "options": self._crm_get_sheet_options(figures[name]["type"]),
            }
            for name in names
            if name in figures and self[name] is not False
        ]

    def _crm_get_sheet_options(self, kind):
        if kind == "monetary":
            return {"widget": "monetary", "display_currency": self.crm_currency_id}
        if kind == "datetime":
            return {"widget": "datetime", "hide_seconds": True}
        if kind == "float":
            return {"widget": "float", "precision": 1}
        return {"widget": kind}
