"""What the tests of imports share: files, and one call for all four steps."""

import base64
import csv
import io
from pathlib import Path

from odoo.addons.crm_extended.tests.common import CrmExtendedCase
from odoo.tools import SQL

SAMPLES = Path(__file__).with_name("samples")
OUTCOMES = ("created", "updated", "skipped", "rejected")


class ImportCase(CrmExtendedCase):
    """A sales manager with a file in hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.importer = cls.users["sales_manager"]

    def upload(self, content, kind="customer", name="file.csv", user=None, **values):
        """Return the import of a file, which is text, bytes or the name of a sample."""
        if isinstance(content, str):
            content = content.encode()
        return (
            self.env["crm.import"]
            .with_user(user or self.importer)
            .create(
                {
                    "name": name,
                    "kind": kind,
                    "file": base64.b64encode(content),
                    **values,
                }
            )
        )

    def preview(self, content, kind="customer", **values):
        """Go through the first three steps."""
        job = self.upload(content, kind, **values)
        job.action_read()
        job.action_check()
        self.assertLossless(job)
        return job

    def import_file(self, content, kind="customer", **values):
        """Go through all four steps."""
        job = self.preview(content, kind, **values)
        promised = self.counts(job)
        job.action_import()
        self.assertLossless(job)
        self.assertEqual(self.counts(job), promised, "The preview was wrong.")
        return job

    def counts(self, job):
        return {name: job[f"{name}_count"] for name in OUTCOMES}

    def reasons(self, job):
        """Return ``{number: reason}`` of the rejected rows."""
        rows = job.row_ids.filtered(lambda row: row.outcome == "rejected")
        return {row.number: row.reason for row in rows}

    def rejected_rows(self, job):
        """Return the rows of the file that is given back."""
        data = base64.b64decode(job.rejected_file)
        text = data.decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text), delimiter=job.used_separator))

    def assertCounts(self, job, **wanted):
        wanted = dict.fromkeys(OUTCOMES, 0) | wanted
        self.assertEqual(self.counts(job), wanted, self.reasons(job))

    def assertLossless(self, job):
        """Every row has come to something."""
        self.assertEqual(sum(self.counts(job).values()), job.row_count)
        self.assertEqual(len(job.row_ids), job.row_count)

    def stored(self, record):
        """Return what the database holds of a record."""
        self.env.flush_all()
        self.env.invalidate_all()
        self.env.cr.execute(
            SQL(
                "SELECT to_jsonb(t) FROM %s AS t WHERE id = %s",
                SQL.identifier(record._table),
                record.id,
            )
        )
        return self.env.cr.fetchone()[0]

    def find(self, name):
        return self.env["res.partner"].search([("name", "=", name)])
