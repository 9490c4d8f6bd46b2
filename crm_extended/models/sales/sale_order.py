from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def action_view_invoice(self, invoices=False):
        """Open the invoices; without payment terms, core's answer can't be sent.

        It holds a None then, which XML-RPC doesn't know: the caller would read of a
        failure, although the invoice has been made.
        """
        action = super().action_view_invoice(invoices)
        context = action.get("context")
        if isinstance(context, dict):
            action["context"] = {
                key: False if value is None else value for key, value in context.items()
            }
        return action
