from collections import defaultdict
from urllib.parse import quote, unquote

from odoo import models
from odoo.tools import SQL

# where Odoo's own import keeps the external IDs that files bring along
MODULE = "__import__"


class CrmImportKind(models.AbstractModel):
    """The IDs that records have in the system they come from."""

    _inherit = "crm.import.kind"

    def _get_external_name(self, text, kind=None):
        """Return how the ID of another system is kept: by kind and company.

        Two systems, or two kinds of one system, count from 1, too.
        """
        kind = kind or self._name.rpartition(".")[2]
        name = quote(text, safe="").replace(".", "%2E")
        return f"crm_{kind}_{self.env.company.id}_{name}"

    def _find_external(self, texts, kind=None):
        """Return ``{text: record id}`` of the external IDs that are known."""
        model = (self if kind is None else self.env[f"crm.import.{kind}"])._import_model
        names = {(MODULE, self._get_external_name(text, kind)): text for text in texts}
        # an ID that Odoo itself has exported
        names |= {tuple(text.split(".", 1)): text for text in texts if "." in text}
        if not names:
            return {}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT module, name, res_id
                  FROM ir_model_data
                 WHERE model = %s AND (module, name) IN %s
                """,
                model,
                tuple(names),
            )
        )
        return {names[module, name]: res_id for module, name, res_id in rows}

    def _get_codes(self, records, texts=()):
        """Return ``{record id: external IDs}`` as rows name them, [""] without any."""
        prefix = self._get_external_name("")
        rows = records and self.env.execute_query(
            SQL(
                """
                SELECT res_id, name
                  FROM ir_model_data
                 WHERE module = %s AND model = %s AND res_id IN %s AND name LIKE %s
                """,
                MODULE,
                records._name,
                tuple(records.ids),
                prefix.replace("_", r"\_") + "%",
            )
        )
        codes = defaultdict(list)
        for res_id, name in rows:
            codes[res_id].append(unquote(name.removeprefix(prefix)))
        for text, res_id in self._find_external(texts).items():
            codes[res_id].append(text)
        return {record.id: codes[record.id] or [""] for record in records}

    def _save_external_ids(self, lines_and_records):
        """Note new external IDs; return the lines that brought one."""
        wanted = [
            (line, record_id, line.values["external_id"])
            for line, record_id in lines_and_records
            if line.values.get("external_id")
        ]
        known = self._find_external([text for _line, _id, text in wanted])
        wanted = [item for item in wanted if item[2] not in known]
        if not wanted:
            return set()
        Model = self.env[self._import_model]
        # sudo: the ID belongs to the import, and the record was the user's to write
        self.env["ir.model.data"].sudo()._update_xmlids(
            [
                {
                    "xml_id": f"{MODULE}.{self._get_external_name(text)}",
                    "record": Model.browse(record_id),
                    "noupdate": True,
                }
                for _line, record_id, text in wanted
            ]
        )
        return {line for line, _record_id, _text in wanted}
