import base64
import json
from urllib.parse import urlencode

from odoo import api, fields, models
from odoo.addons.crm_extended.tools import table_sheet
from odoo.addons.crm_extended.tools.import_words import get_example
from odoo.tools import SQL

from .crm_import_mapping import LANGUAGES


class CrmImport(models.Model):
    """What a person takes home: templates, the rejected rows, the records."""

    _inherit = "crm.import"

    template_en = fields.Binary(compute="_compute_templates")
    template_zh = fields.Binary(compute="_compute_templates")
    rejected_file = fields.Binary(compute="_compute_rejected_file")

    @api.depends("kind")
    def _compute_templates(self):
        for job in self:
            job.template_en, job.template_zh = map(job._make_template, LANGUAGES)

    def _make_template(self, lang):
        """Return a workbook with the headings and two rows of examples."""
        language = LANGUAGES.index(lang)
        columns = self.env[f"crm.import.{self.kind}"]._get_import_fields()
        rows = [[field.label_in(lang) for field in columns]] + [
            [get_example(self.kind, field.name, language, n) for field in columns]
            for n in (0, 1)
        ]
        widths = [2 * max(len(row[i]) for row in rows) + 2 for i in range(len(columns))]
        widths = [min(max(width, 12), 40) for width in widths]
        return base64.b64encode(table_sheet.write_workbook(rows, widths))

    @api.depends("state")
    def _compute_rejected_file(self):
        for job in self:
            job.rejected_file = base64.b64encode(job._make_rejected_file())

    def _make_rejected_file(self):
        """Return the rejected rows unchanged, each with its reason behind."""
        self.ensure_one()
        found = self.env.execute_query(
            SQL(
                """
                SELECT cells, problem, reason
                  FROM crm_import_row
                 WHERE import_id = %s AND outcome = 'rejected'
                 ORDER BY number
                """,
                self.id,
            )
        )
        headings = self.column_ids.mapped("name")
        is_reason = [self._is_reason(heading) for heading in headings]
        kept = [i for i, was_reason in enumerate(is_reason) if not was_reason]
        rows = [[headings[i] for i in kept] + [str(self.env._("Reason"))]]
        for text, problem, reason in found:
            cells = json.loads(text)
            if not problem:
                cells = [cells[i] if i < len(cells) else "" for i in kept]
            cells += [""] * (len(kept) - len(cells))
            rows.append([*cells, reason or ""])
        if self.used_separator:
            return table_sheet.write_text(rows, self.used_separator)
        return table_sheet.write_workbook(rows)

    def action_download_template_en(self):
        """Download an empty file with English headings and two examples."""
        return self._get_download("template_en", f"{self.kind}_en.xlsx")

    def action_download_template_zh(self):
        """Download an empty file with Chinese headings and two examples."""
        return self._get_download("template_zh", f"{self.kind}_zh.xlsx")

    def action_download_rejected(self):
        """Download the rejected rows, to mend them and import them again."""
        stem = (self.name or self.kind).rpartition(".")[0] or self.kind
        ending = "csv" if self.used_separator else "xlsx"
        name = self.env._("%s (rejected)", stem)
        return self._get_download("rejected_file", f"{name}.{ending}")

    def _get_download(self, field, name):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/crm.import/{self.id}/{field}?"
            + urlencode({"download": "true", "filename": name}),
            "target": "download",
        }

    def action_view_rows(self):
        """Open the rows of the file, by what became of them."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_extended.crm_import_row_action"
        )
        action["domain"] = [("import_id", "=", self.id)]
        outcome = self.env.context.get("crm_outcome")
        action["context"] = {f"search_default_{outcome}": 1} if outcome else {}
        return action
