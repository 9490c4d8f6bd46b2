from odoo import fields, models
from odoo.addons.crm_extended.models.service.crm_service_request_sla import INTERNAL
from odoo.exceptions import UserError

CLOSING_RULES = (
    "requires_cause",
    "requires_resolution",
    "requires_equipment",
    "requires_lot",
)
# as many refusals as one reads
SHOWN_AT_ONCE = 10


class CrmServiceRequest(models.Model):
    """What has to be known before a request is closed."""

    _inherit = "crm.service.request"

    cause_id = fields.Many2one(
        "crm.feedback.category",
        string="Root Cause",
        check_company=True,
        domain="[('usage', '=', 'cause')]",
        ondelete="restrict",
        copy=False,
        tracking=True,
        index="btree_not_null",
        groups=INTERNAL,
        help="What turned out to be the reason.",
    )
    resolution = fields.Text(
        copy=False,
        groups=INTERNAL,
        help="What solved it, for colleagues who meet the same again.",
    )

    def write(self, vals):
        was_open = self.browse()
        if "stage_id" in vals:
            was_open = self.filtered(lambda request: not request.closed_at)
        result = super().write(vals)
        was_open.filtered("closed_at")._ensure_closing_rules()
        return result

    def _ensure_closing_rules(self):
        """Refuse what lacks something that its category asks for.

        Customers close what they like, and what nobody answered is closed as it is:
        such callers say so in superuser mode, where no person can.
        """
        if self.env.su and self.env.context.get("crm_closes_as_is"):
            return
        messages = [m for request in self if (m := request._closing_error_message())]
        if messages:
            raise UserError("\n".join(messages[:SHOWN_AT_ONCE]))

    def _as_it_is(self):
        """Return the requests so that they can be closed whatever they lack."""
        return self.sudo().with_context(crm_closes_as_is=True)

    def _closing_error_message(self):
        """Return why the request can't be closed, naming all it lacks, or None."""
        self.ensure_one()
        missing = self._get_missing_for_closing()
        if not missing or self.stage_id.skips_closing_rules:
            return None
        return self.env._(
            "Request %(number)s can't be closed yet: category “%(category)s” asks for"
            " what is missing: %(fields)s.",
            number=self.number,
            category=self.category_id.display_name,
            fields=", ".join(missing),
        )

    def _get_missing_for_closing(self):
        """Return the labels of what the category asks for and the request lacks."""
        self.ensure_one()
        # sudo: what is asked for holds for equipment of other teams as well
        request = self.sudo()
        rules = request.category_id._get_closing_rules()
        return [
            rules._fields[rule]._description_string(self.env)
            for rule in CLOSING_RULES
            if any(rules.mapped(rule)) and not request._has_for_closing(rule)
        ]

    def _has_for_closing(self, rule):
        """Whether the request has what a rule of its category asks for."""
        equipment = self.equipment_id
        if rule == "requires_lot":
            is_tracked = equipment.product_id.tracking in ("lot", "serial")
            return bool(equipment and (equipment.lot_id or not is_tracked))
        return {
            "requires_cause": bool(self.cause_id),
            "requires_resolution": bool((self.resolution or "").strip()),
            "requires_equipment": bool(equipment),
        }[rule]
