import json
import logging

from psycopg2.errors import OperationalError

from odoo import api, fields, models
from odoo.addons.crm_extended.tools.import_field import Line
from odoo.addons.crm_extended.tools.import_identity import find_twins
from odoo.tools import SQL

from .crm_import import BUSY

_logger = logging.getLogger(__name__)

BATCH = 500
ATTEMPTS = 5


class CrmImport(models.Model):
    """The rows: tried or written in batches, each of them whole or not at all."""

    _inherit = "crm.import"

    @api.model
    def _cron_run(self):
        """Go on with every import that is at work, wherever the last run ended."""
        jobs = self.search([("state", "in", BUSY)], order="id")
        waiting = sum(job._count_waiting() for job in jobs)
        if not self.env["ir.cron"]._commit_progress(remaining=waiting):
            return
        for job in jobs:
            if not job._run():
                break

    def _run(self):
        """Take batch after batch until none is left; False when the time is up."""
        attempts = 0
        while True:
            self.invalidate_recordset()
            # somebody else at it, cancelled, or deleted
            if not self.try_lock_for_update() or self.state not in BUSY:
                return True
            try:
                count = self._run_batch(BATCH)
                if not count:
                    self._finish()
            except OperationalError:
                # a user changed one of the records at the same moment
                self.env.cr.rollback()
                attempts += 1
                if attempts > ATTEMPTS:
                    raise
                continue
            if not self.env["ir.cron"]._commit_progress(count):
                return False
            if not count:
                return True

    def _count_waiting(self):
        self.ensure_one()
        domain = [("import_id", "=", self.id), ("outcome", "=", False)]
        return self.env["crm.import.row"].search_count(domain)

    def _run_batch(self, size):
        """Try or write the next rows; return how many there were."""
        self.ensure_one()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT number, cells, problem, twin
                  FROM crm_import_row
                 WHERE import_id = %s AND outcome IS NULL
                 ORDER BY number
                 LIMIT %s
                """,
                self.id,
                size,
            )
        )
        lines = [
            Line(number, json.loads(cells), problem, twin)
            for number, cells, problem, twin in rows
        ]
        if self.state == "checking":
            self._try_out(lines)
        elif lines:
            self._get_kind()._import(lines, self)
        self._store_outcomes(lines)
        return len(lines)

    def _try_out(self, lines):
        """Write the rows and take it back: what a rule refuses shows only so."""
        with self.env.cr.savepoint() as savepoint:
            self._get_kind()._import(lines, self)
            savepoint.rollback()
        self.env.invalidate_all(flush=False)
        for line in lines:
            if line.outcome == "created":
                line.record_id = None

    def _store_outcomes(self, lines):
        """Note what became of each row: one statement for all."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_import_row
                   SET outcome = line.outcome,
                       reason = line.reason,
                       record_id = line.record_id
                  FROM unnest(%s::int[], %s::text[], %s::text[], %s::int[])
                       AS line (number, outcome, reason, record_id)
                 WHERE crm_import_row.import_id = %s
                   AND crm_import_row.number = line.number
                """,
                [line.number for line in lines],
                [line.outcome for line in lines],
                [" ".join(line.reasons) or None for line in lines],
                [line.record_id for line in lines],
                self.id,
            )
        )
        self.env["crm.import.row"].invalidate_model(flush=False)
        self.invalidate_recordset(flush=False)

    def _forget_outcomes(self):
        """Give every row another turn."""
        self.env.cr.execute(
            SQL(
                "UPDATE crm_import_row SET outcome = NULL, reason = NULL,"
                " record_id = NULL WHERE import_id = %s",
                self.id,
            )
        )
        self.env["crm.import.row"].invalidate_model(flush=False)
        self.counts = False

    def _get_first_rows(self, record_ids):
        """Return ``{record id: number}`` of the rows so far about these records."""
        if not record_ids:
            return {}
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT record_id, min(number)
                      FROM crm_import_row
                     WHERE import_id = %s AND record_id IN %s AND outcome != 'rejected'
                     GROUP BY record_id
                    """,
                    self.id,
                    tuple(record_ids),
                )
            )
        )

    def _mark_twins(self):
        """Find the rows that are about the same as an earlier one."""
        self.ensure_one()
        kind = self._get_kind()
        rows = self.env.execute_query(
            SQL(
                "SELECT number, cells FROM crm_import_row WHERE import_id = %s"
                " AND problem IS NULL ORDER BY number",
                self.id,
            )
        )
        lines = [Line(number, json.loads(cells)) for number, cells in rows]
        kind._read(lines, self, kind._identity_fields)
        twins = find_twins(
            (line.number, kind._identify(line)) for line in lines if line.is_open
        )
        self._forget_outcomes()
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_import_row
                   SET twin = pair.twin
                  FROM crm_import_row AS row
                  LEFT JOIN unnest(%(numbers)s::int[], %(twins)s::int[])
                            AS pair (number, twin)
                    ON pair.number = row.number
                 WHERE row.import_id = %(job)s
                   AND crm_import_row.id = row.id
                   AND crm_import_row.twin IS DISTINCT FROM pair.twin
                """,
                numbers=list(twins),
                twins=list(twins.values()),
                job=self.id,
            )
        )

    def _finish(self):
        """Go on to the step that shows what the rows have come to."""
        self.ensure_one()
        state = "checked" if self.state == "checking" else "done"
        self.write({"state": state, "counts": self._get_counts()})
        readable = self.with_context(lang=self.user_id.lang)
        self._message_log(body=readable._get_summary())

    def _get_counts(self):
        return {
            outcome: self[f"{outcome}_count"]
            for outcome in ("created", "updated", "skipped", "rejected")
        }

    def _get_summary(self):
        """Return in a sentence what the rows have come to, or would come to."""
        numbers = {"rows": self.row_count, **self._get_counts()}
        if self.state in ("checking", "checked"):
            return self.env._(
                "Of %(rows)s rows, %(created)s would be created, %(updated)s updated,"
                " %(skipped)s skipped and %(rejected)s rejected.",
                **numbers,
            )
        return self.env._(
            "Of %(rows)s rows, %(created)s were created, %(updated)s updated,"
            " %(skipped)s skipped and %(rejected)s rejected.",
            **numbers,
        )

    @api.autovacuum
    def _gc_files(self):
        """Delete files and rows after the days that the company keeps them."""
        today = fields.Date.context_today(self)
        limit = 100
        jobs = self.search([("purged_on", "=", False), ("state", "not in", BUSY)])
        old = jobs.filtered(
            lambda job: (
                (today - job.write_date.date()).days
                > job.company_id.crm_import_keep_days
            )
        )[:limit]
        for job in old:
            job.write({"counts": job._get_counts(), "file": False, "purged_on": today})
            self.env["crm.import.row"]._delete_of(job)
        return len(old), 0
