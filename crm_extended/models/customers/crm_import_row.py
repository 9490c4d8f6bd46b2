from odoo import api, fields, models
from odoo.tools import SQL


class CrmImportRow(models.Model):
    """A row of a file, as it came, and what became of it."""

    _name = "crm.import.row"
    _description = "Row of an Import"
    _order = "import_id desc, number"

    import_id = fields.Many2one(
        "crm.import", required=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="import_id.company_id")
    number = fields.Integer(
        string="Row", readonly=True, aggregator=None, help="Its line in the file."
    )
    name = fields.Char(string="Content", readonly=True)
    # as text: a cell may hold what the database's own JSON can't
    cells = fields.Text(readonly=True)
    problem = fields.Char(readonly=True)
    twin = fields.Integer(
        string="Same As", readonly=True, help="The earlier row about the same."
    )
    outcome = fields.Selection(
        [
            ("created", "Created"),
            ("updated", "Updated"),
            ("skipped", "Skipped"),
            ("rejected", "Rejected"),
        ],
        readonly=True,
    )
    reason = fields.Text(readonly=True)
    record_id = fields.Many2oneReference(
        model_field="model", readonly=True, index=False
    )
    model = fields.Char(compute="_compute_model")

    _number_uniq = models.UniqueIndex("(import_id, number)")
    _waiting_idx = models.Index("(import_id, number) WHERE outcome IS NULL")
    _record_idx = models.Index("(import_id, record_id) WHERE record_id IS NOT NULL")

    @api.model
    def _delete_of(self, jobs):
        """Delete all rows of imports that the user may change: one statement."""
        jobs.check_access("write")
        self.env.cr.execute(
            SQL("DELETE FROM crm_import_row WHERE import_id IN %s", tuple(jobs.ids))
        )
        self.invalidate_model(flush=False)

    def _compute_model(self):
        for row in self:
            row.model = self.env[f"crm.import.{row.import_id.kind}"]._import_model

    def action_open_record(self):
        """Open the record that the row is about."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.model,
            "res_id": self.record_id,
            "views": [(False, "form")],
        }
