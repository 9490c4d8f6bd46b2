from odoo import api, fields, models


class CrmImportColumn(models.Model):
    """A column of a file, and what its cells mean."""

    _name = "crm.import.column"
    _description = "Column of an Import"
    _order = "position"

    name = fields.Char(string="Heading", readonly=True)
    import_id = fields.Many2one(
        "crm.import", required=True, ondelete="cascade", index=True, readonly=True
    )
    position = fields.Integer(readonly=True)
    example = fields.Char(string="Examples", readonly=True)
    target = fields.Selection(
        selection="_get_targets",
        string="Meaning",
        help="Cells of a column without a meaning are not imported.",
    )
    allowed_targets = fields.Json(compute="_compute_allowed_targets")

    @api.depends("import_id.kind")
    def _compute_allowed_targets(self):
        for column in self:
            kind = column.import_id.kind
            column.allowed_targets = [
                f"{kind}.{field.name}"
                for field in self.env[f"crm.import.{kind}"]._get_import_fields()
            ]

    @api.model
    def _get_targets(self):
        return [
            (f"{kind}.{field.name}", self._get_label(field))
            for kind in self.env["crm.import"]._get_kind_names()
            for field in self.env[f"crm.import.{kind}"]._get_import_fields()
        ]

    def _get_label(self, field):
        label = field.label_in(self.env.lang)
        return f"{label} *" if field.is_required else label
