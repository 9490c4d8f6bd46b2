from odoo import fields, models
from odoo.exceptions import AccessError, UserError

BILLER = "crm_extended.crm_extended_group_dispatcher"


class CrmWorkOrder(models.Model):
    """The bill: one quotation with the time and the parts, linked to what was booked.

    The parts are at the customer's already. Each order line is linked to the stock
    move of its part before the order is confirmed: so Odoo sees it delivered, launches
    no second delivery, and takes quantity and cost from what really left the stock.
    """

    _inherit = "crm.work.order"

    sale_order_id = fields.Many2one(
        "sale.order",
        string="Bill",
        readonly=True,
        copy=False,
        check_company=True,
        ondelete="set null",
        groups=BILLER,
    )

    _sale_order_uniq = models.UniqueIndex(
        "(sale_order_id) WHERE sale_order_id IS NOT NULL",
        "This order bills another work order already.",
    )

    def action_create_bill(self):
        """Bill the finished work; pressed again, open the bill that there is.

        :return: the action that opens the quotation
        :raise UserError: naming what is missing
        """
        self.ensure_one()
        self._ensure_can_bill()
        if not self.sale_order_id:
            if not self.try_lock_for_update():
                raise UserError(
                    self.env._(
                        "Somebody else is working on %s right now. Try again in a"
                        " moment.",
                        self.number,
                    )
                )
            if message := self._bill_error_message():
                raise UserError(message)
            self._create_bill()
        return self.action_view_bill()

    def action_view_bill(self):
        """Open the quotation or order that bills this work.

        :return: the action that opens it; for who has no rights in sales a message
            that names it. ``res_id`` is the order in either.
        """
        self.ensure_one()
        if not self.sale_order_id.has_access("read"):
            return self._notify_of_bill()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Bill"),
            "res_model": "sale.order",
            "res_id": self.sale_order_id.id,
            "view_mode": "form",
        }

    def _notify_of_bill(self):
        # sudo: its number is all that is said of it
        order = self.sudo().sale_order_id
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "res_model": order._name,
            "res_id": order.id,
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(bill)s bills work order %(number)s. Sales checks and confirms"
                    " it.",
                    bill=order.name,
                    number=self.number,
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _get_default_coverage(self):
        """Return who pays for time and parts unless somebody says otherwise.

        The day on which the customer reported it counts, not that of the visit.
        To be extended by what else covers a job.
        """
        self.ensure_one()
        # sudo: who does the job need not see what the customer has
        request = self.request_id.sudo()
        equipment = request.equipment_id
        if equipment and equipment._is_in_warranty(request._get_first_day()):
            return "warranty"
        return "chargeable"

    def _ensure_can_bill(self):
        self.check_access("write")
        if not self.env.user.has_group(BILLER):
            raise AccessError(
                self.env._("Only dispatchers and managers bill work orders.")
            )

    def _bill_error_message(self):
        """Return why the work can't be billed, or None."""
        self.ensure_one()
        name = self.number
        if self.state != "done":
            return self.env._("Finish work order %s before you bill it.", name)
        if not self.customer_id:
            return self.env._("Enter the site of work order %s: who is to pay?", name)
        times, parts = self._get_billable_lines()
        if not (times or parts):
            return self.env._("Work order %s has neither time nor parts to bill.", name)
        if times and not self.company_id.crm_service_product_id:
            return self.env._(
                "Choose in the settings of Service as which product working hours of"
                " %s are billed.",
                self.company_id.name,
            )
        # sudo: who bills need not have rights in the stock
        if any(part.move_ids.state != "done" for part in parts.sudo()):
            return self.env._("The parts of work order %s are not booked yet.", name)
        return None

    def _get_billable_lines(self):
        """Return the time lines and the part lines that go on the bill."""
        # a clock stopped after seconds would be a line of 0.00 hours
        times = self.time_ids.filtered(lambda time: round(time.hours, 2))
        return times, self.part_ids.filtered("used_qty")

    def _create_bill(self):
        # sudo: who bills need not sell; the order is of the work order's own company
        order = self.sudo().with_company(self.company_id)
        bill = order.env["sale.order"].create(order._prepare_bill_values())
        lines = [line for lines in order._get_billable_lines() for line in lines]
        sale_lines = order.env["sale.order.line"].create(
            [
                {**line._prepare_bill_line_values(), "order_id": bill.id}
                for line in lines
            ]
        )
        for line, sale_line in zip(lines, sale_lines, strict=True):
            line._link_to_bill(sale_line)
        order.sale_order_id = bill

    def _prepare_bill_values(self):
        """Return the values of the quotation, without its lines."""
        return {
            "partner_id": self.customer_id.id,
            "partner_shipping_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "origin": self.number,
        }
