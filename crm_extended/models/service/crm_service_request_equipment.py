from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmServiceRequest(models.Model):
    """What a request is about, and whether the warranty covers it."""

    _inherit = "crm.service.request"

    equipment_id = fields.Many2one(
        "crm.equipment",
        check_company=True,
        domain="[('company_id', '=', company_id), ('customer_id', '=?', customer_id)]",
        ondelete="restrict",
        tracking=True,
        index="btree_not_null",
    )
    equipment_warranty = fields.Char(
        string="Warranty",
        compute="_compute_equipment_warranty",
        help="What the warranty says about the day on which the request was opened.",
    )

    @api.depends("equipment_id.warranty_end", "equipment_id.warranty_start")
    @api.depends_context("lang")
    def _compute_equipment_warranty(self):
        for request in self:
            equipment = request.equipment_id
            request.equipment_warranty = equipment and equipment._get_warranty_sentence(
                request._get_first_day()
            )

    @api.constrains("equipment_id", "partner_id")
    def _check_equipment_id(self):
        for request in self:
            owner = request.equipment_id.customer_id
            if owner and request.customer_id and owner != request.customer_id:
                raise ValidationError(
                    self.env._(
                        "%(equipment)s belongs to another customer than request"
                        " %(number)s. Choose equipment of %(customer)s.",
                        equipment=request.equipment_id.name,
                        number=request.number,
                        customer=request.customer_id.display_name,
                    )
                )

    @api.onchange("equipment_id")
    def _onchange_equipment_id(self):
        if not self.partner_id:
            self.partner_id = self.equipment_id.partner_id

    @api.onchange("partner_id")
    def _onchange_partner_id_equipment(self):
        if self.equipment_id.customer_id != self.partner_id.commercial_partner_id:
            self.equipment_id = False

    def _get_first_day(self):
        """Return the day on which the request was opened, where its company is."""
        self.ensure_one()
        opened_at = self.create_date or fields.Datetime.now()
        return self.company_id._crm_get_local_date(opened_at)
