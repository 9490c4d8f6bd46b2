from odoo.addons.crm_extended.models.customers import crm_import_run
from odoo.addons.crm_extended.tests.customers.import_common import ImportCase
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestImportQueries(ImportCase):
    """Fifty thousand rows must not take fifty thousand queries (CUS-16)."""

    def measure(self, count):
        """Return the queries to create ``count`` customers, and to skip them again."""
        rows = "".join(
            f"Q{n};Customer {n};Street {n};Berlin;DE;Key account\n"
            for n in range(count)
        )
        heading = "External ID;Customer;Street;City;Country;Tags\n"
        spent = []
        for _run in ("create", "skip"):
            job = self.preview(heading + rows)
            job._forget_outcomes()
            job.state = "running"
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            job._run_batch(count)
            self.env.flush_all()
            spent.append(self.env.cr.sql_log_count - before)
        return spent

    def test_queries(self):
        """A batch takes a fixed number of queries and few for each further hundred."""
        self.patch(crm_import_run, "BATCH", 1000)
        with self.env.cr.savepoint() as savepoint:
            few = self.measure(100)
            savepoint.rollback()
        self.env.invalidate_all()
        many = self.measure(400)

        self.assertLessEqual(many[0] - few[0], 30, (few, many))
        self.assertLessEqual(many[1] - few[1], 5, (few, many))
        self.assertLessEqual(many[0], 120, (few, many))
        self.assertLessEqual(many[1], 60, (few, many))
