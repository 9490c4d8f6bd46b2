from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmWorkOrderTime(models.Model):
    """Time that a technician spent on a work order."""

    _name = "crm.work.order.time"
    _description = "Work Order Time"
    _inherit = ["crm.work.order.line"]
    _order = "date_start, id"

    name = fields.Char(string="Description")
    user_id = fields.Many2one(
        "res.users",
        string="Technician",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        check_company=True,
        index=True,
    )
    date_start = fields.Datetime(string="Start")
    date_end = fields.Datetime(string="End")
    hours = fields.Float(
        compute="_compute_hours", store=True, readonly=False, precompute=True
    )

    _running_uniq = models.UniqueIndex(
        "(order_id, user_id) WHERE date_start IS NOT NULL AND date_end IS NULL"
        " AND coalesce(hours, 0) = 0",
        "This technician's clock is running on this work order already.",
    )
    _hours_check = models.Constraint(
        "CHECK (hours >= 0)",
        "Time spent can't be negative: the end lies after the start.",
    )

    @api.depends("date_start", "date_end")
    def _compute_hours(self):
        for time in self:
            if time.date_start and time.date_end:
                spent = time.date_end - time.date_start
                time.hours = spent.total_seconds() / 3600

    @api.model_create_multi
    def create(self, vals_list):
        times = super().create(vals_list)
        times._ensure_not_billed()
        times.order_id._void_signature()
        return times

    def write(self, vals):
        self._ensure_not_billed()
        res = super().write(vals)
        if vals.keys() & self._get_signed_fields():
            self.order_id._void_signature()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_billed(self):
        self._ensure_not_billed()
        self.order_id._void_signature()

    @api.model
    def _get_signed_fields(self):
        """Return the names of what the customer's signature stands for."""
        return {"name", "user_id", "date_start", "date_end", "hours", "order_id"}

    def _get_running(self):
        """Return the user's own running clock."""
        return self.filtered(
            lambda time: time.user_id == self.env.user and time._is_running()
        )

    def _start_running(self, order):
        """Start the clock of the user on ``order``, whose lines these are."""
        if not self._get_running():
            # the database, which allows one running clock, must know what stopped
            self.flush_recordset()
            self.create({"order_id": order.id, "date_start": fields.Datetime.now()})

    def _stop_running(self):
        running = self.filtered(lambda time: time._is_running())
        running.write({"date_end": fields.Datetime.now()})

    def _is_running(self):
        return bool(self.date_start and not self.date_end and not self.hours)

    def _ensure_not_billed(self):
        # sudo: a technician need not see what was billed
        if billed := self.order_id.sudo().filtered("sale_order_id")[:1]:
            raise UserError(
                self.env._(
                    "Work order %(number)s is billed with %(order)s. Change the time"
                    " there, or delete that quotation first.",
                    number=billed.number,
                    order=billed.sale_order_id.name,
                )
            )

    def _prepare_bill_line_values(self):
        product = self.company_id.crm_service_product_id
        hour = self.env.ref("uom.product_uom_hour")
        in_hours = product.uom_id._has_common_reference(hour)
        return {
            **super()._prepare_bill_line_values(),
            "product_id": product.id,
            "product_uom_id": (hour if in_hours else product.uom_id).id,
            "product_uom_qty": self.hours,
            "qty_delivered": self.hours,
        }

    def _get_bill_texts(self):
        product = self.company_id.crm_service_product_id
        name = product.with_context(lang=self.env.lang).display_name
        return [name, self.name, *super()._get_bill_texts()]
