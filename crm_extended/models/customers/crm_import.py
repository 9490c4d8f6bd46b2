from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# up to so many rows are done at once, more than that while you do something else
ROWS_AT_ONCE = 500
BUSY = ("checking", "running")


class CrmImport(models.Model):
    """A file of customers, contacts or what belongs to them, on its way into Odoo."""

    _name = "crm.import"
    _description = "Import"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(string="File Name", tracking=True)
    kind = fields.Selection(
        [
            ("customer", "Customers"),
            ("contact", "Contacts"),
            ("tag", "Tags"),
            ("owner", "Owners"),
            ("interaction", "Interactions"),
            ("history", "Past Sales"),
        ],
        string="Content",
        required=True,
        default="customer",
        help="What the rows of the file are about.",
    )
    state = fields.Selection(
        [
            ("upload", "File"),
            ("mapping", "Columns"),
            ("checking", "Checking"),
            ("checked", "Preview"),
            ("running", "Importing"),
            ("stopped", "Stopped"),
            ("done", "Result"),
        ],
        default="upload",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Imported By",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.user,
        help="Every record is written with the rights of this user.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )

    # File
    file = fields.Binary(attachment=True, copy=False)
    encoding = fields.Selection(
        [
            ("auto", "Detect"),
            ("utf-8", "UTF-8"),
            ("gb18030", "Chinese (GBK)"),
            ("cp1252", "Western (Latin-1)"),
            ("utf-16", "UTF-16"),
            ("big5", "Traditional Chinese (Big5)"),
            ("cp1250", "Central European"),
            ("cp1251", "Cyrillic"),
            ("shift_jis", "Japanese"),
        ],
        default="auto",
        required=True,
        help="Choose one only where the examples of the next step look wrong.",
    )
    separator = fields.Selection(
        [
            ("auto", "Detect"),
            (";", "Semicolon"),
            (",", "Comma"),
            ("tab", "Tab"),
            ("|", "Vertical Bar"),
        ],
        default="auto",
        required=True,
        help="Choose one only where the columns of the next step look wrong.",
    )
    read_as = fields.Char(
        readonly=True, copy=False, help="How the file was understood."
    )
    used_separator = fields.Char(readonly=True, copy=False)

    # Columns
    column_ids = fields.One2many("crm.import.column", "import_id", copy=False)
    headings_key = fields.Char(readonly=True, copy=False, index="btree_not_null")
    is_day_first = fields.Selection(
        [("day", "Day before month"), ("month", "Month before day")],
        string="Date Format",
        help="What 3/5/2024 means. Dates with the year first are clear anyway.",
    )
    decimal_mark = fields.Selection(
        [(".", "1,234.50"), (",", "1.234,50")],
        string="Number Format",
        help="How the file writes decimals.",
    )

    # Rows
    row_ids = fields.One2many("crm.import.row", "import_id", copy=False)
    row_count = fields.Integer(string="Rows", readonly=True, copy=False)
    counts = fields.Json(readonly=True, copy=False)
    created_count = fields.Integer(string="Created", compute="_compute_counts")
    updated_count = fields.Integer(string="Updated", compute="_compute_counts")
    skipped_count = fields.Integer(string="Skipped", compute="_compute_counts")
    rejected_count = fields.Integer(string="Rejected", compute="_compute_counts")
    summary = fields.Char(compute="_compute_summary")
    progress = fields.Float(compute="_compute_counts")
    rejected_row_ids = fields.Many2many(
        "crm.import.row", compute="_compute_rejected_row_ids", string="First Rejected"
    )
    purged_on = fields.Date(
        string="File Deleted On",
        readonly=True,
        copy=False,
        help="The file and its rows hold personal data: they are kept for a while"
        " only.",
    )

    @api.depends("name", "kind")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for job in self:
            job.display_name = job.name or labels[job.kind]

    @api.depends("state", "counts")
    def _compute_counts(self):
        live = self.filtered(lambda job: job.ids and job.counts is False)
        groups = self.env["crm.import.row"]._read_group(
            [("import_id", "in", live.ids), ("outcome", "!=", False)],
            ["import_id", "outcome"],
            ["__count"],
        )
        found = {(job.id, outcome): count for job, outcome, count in groups}
        for job in self:
            stored, total = job.counts or {}, 0
            for outcome in ("created", "updated", "skipped", "rejected"):
                count = stored.get(outcome, found.get((job._origin.id, outcome), 0))
                job[f"{outcome}_count"] = count
                total += count
            job.progress = 100 * total / job.row_count if job.row_count else 0

    @api.depends("state", "counts")
    def _compute_summary(self):
        for job in self:
            job.summary = job._get_summary()

    @api.depends("rejected_count")
    def _compute_rejected_row_ids(self):
        for job in self:
            domain = [("import_id", "=", job._origin.id), ("outcome", "=", "rejected")]
            job.rejected_row_ids = self.env["crm.import.row"].search(domain, limit=20)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_user_of(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_user_of(vals)
        return super().write(vals)

    def _check_user_of(self, vals):
        # who could put another user here would write with that user's rights
        if not self.env.su and vals.get("user_id", self.env.uid) != self.env.uid:
            raise AccessError(self.env._("An import runs as the user who starts it."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_busy(self):
        if busy := self.filtered(lambda job: job.state in BUSY)[:1]:
            raise UserError(
                self.env._("“%s” is at work. Cancel it first.", busy.display_name)
            )

    # steps

    def action_read(self):
        """Read the file and suggest what its columns mean."""
        self._ensure_state("upload", "mapping")
        for job in self:
            job._check_user()
            job._read_file()
        self.state = "mapping"
        return True

    def action_check(self):
        """Try the rows without writing anything, to say what the import would do."""
        self._ensure_state("mapping", "checked")
        for job in self:
            job._check_user()
            job._check_columns()
            job._get_kind()._check_rights()
            job._mark_twins()
        self._start("checking")
        return True

    def action_import(self):
        """Write the rows."""
        self._ensure_state("checked")
        for job in self:
            job._check_user()
            job._forget_outcomes()
        self._start("running")
        return True

    def action_cancel(self):
        """Stop after the rows that are being written; what is written stays."""
        self._ensure_state(*BUSY)
        for job in self:
            if job.state == "checking":
                job._forget_outcomes()
            job.state = "mapping" if job.state == "checking" else "stopped"
            job._message_log(body=self.env._("Stopped by %s.", self.env.user.name))
        return True

    def action_continue(self):
        """Go on with the rows that have not had their turn."""
        self._ensure_state("stopped")
        for job in self:
            job._check_user()
        self._start("running")
        return True

    def action_back(self):
        """Go one step back: nothing has been written yet."""
        self._ensure_state("mapping", "checked")
        for job in self:
            job._forget_outcomes()
            job.state = "mapping" if job.state == "checked" else "upload"
        return True

    def _ensure_state(self, *states):
        for job in self:
            if job.state not in states:
                raise UserError(
                    self.env._(
                        "“%s” is already at another step. Reload the page.",
                        job.display_name,
                    )
                )

    def _check_user(self):
        """Only the user whose rights an import has may start it."""
        if self.user_id != self.env.user:
            raise UserError(
                self.env._(
                    "“%(import)s” writes with the rights of %(user)s, who alone can"
                    " start it. Upload the file yourself instead.",
                    **{"import": self.display_name, "user": self.user_id.name},
                )
            )

    def _start(self, state):
        """Do a short file at once, and hand a long one over to the job."""
        self.write({"state": state, "counts": False})
        for job in self:
            if job.row_count <= ROWS_AT_ONCE:
                job._run_batch(ROWS_AT_ONCE)
                job._finish()
            else:
                # sudo: the job is the server's, whoever may start an import
                self.env.ref("crm_extended.ir_cron_run_imports").sudo()._trigger()

    # kinds

    def _get_kind(self):
        """Return the model that knows the content, as the user and for the company."""
        self.ensure_one()
        kind = self.env[f"crm.import.{self.kind}"].with_user(self.user_id)
        return kind.with_context(
            allowed_company_ids=self.company_id.ids, lang=self.user_id.lang
        )

    @api.model
    def _get_kind_names(self):
        return [
            kind
            for kind, _label in self._fields["kind"]._description_selection(self.env)
        ]
