from unittest.mock import patch

from odoo.addons.crm_extended.models.customers import crm_import, crm_import_run
from odoo.addons.crm_extended.tests.customers.import_common import ImportCase
from odoo.exceptions import UserError
from odoo.tests import tagged

LONG = "Customer;Phone\n" + "".join(f"Customer {n};{n}\n" for n in range(1, 61))


@tagged("post_install", "-at_install")
class TestImportJob(ImportCase):
    """Long files are done in the background, batch by batch (CUS-16)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.classPatch(crm_import, "ROWS_AT_ONCE", 20)
        cls.classPatch(crm_import_run, "BATCH", 25)

    def run_job(self, batches=100):
        """Run the job as its schedule does, until it ends or for some batches."""
        left = iter([100.0] * batches + [0.0] * 1000)
        with patch.object(
            self.registry["ir.cron"],
            "_commit_progress",
            lambda *_args, **_kwargs: next(left),
        ):
            self.env["crm.import"]._cron_run()
        self.env.invalidate_all()

    def read_long(self):
        job = self.upload(LONG)
        job.action_read()
        job.action_check()
        return job

    def test_long_file(self):
        """A long file is tried and written by the job, and progress can be seen."""
        job = self.read_long()
        self.assertEqual(job.state, "checking")
        self.assertFalse(job.created_count)

        self.run_job(batches=1)
        self.assertEqual(job.created_count, 25)
        self.assertEqual(round(job.progress), 42)

        self.run_job()
        self.assertEqual(job.state, "checked")
        self.assertCounts(job, created=60)
        self.assertFalse(self.find("Customer 60"))

        job.action_import()
        self.run_job()
        self.assertEqual(job.state, "done")
        self.assertCounts(job, created=60)
        self.assertTrue(self.find("Customer 60"))

    def test_cancel_and_continue(self):
        """What is written before a cancellation stays; the rest can follow."""
        job = self.read_long()
        self.run_job()
        job.action_import()
        self.run_job(batches=1)
        job.action_cancel()
        self.run_job()
        self.assertEqual(job.state, "stopped")
        self.assertCounts(job, created=25)

        job.action_continue()
        self.run_job()
        self.assertCounts(job, created=60)
        self.assertEqual(len(self.find("Customer 1")), 1)

    def test_cancelled_preview(self):
        """A preview that is cancelled can be started again."""
        job = self.read_long()
        self.run_job(batches=1)
        job.action_cancel()
        self.assertEqual(job.state, "mapping")
        self.assertCounts(job)

    def test_busy(self):
        """An import at work can't be deleted, and its steps can't be taken twice."""
        job = self.read_long()
        with self.assertRaisesRegex(UserError, "is at work"):
            job.unlink()
        with self.assertRaisesRegex(UserError, "already at another step"):
            job.action_check()

    def test_twins_far_apart(self):
        """Rows about the same are told from each other across batches."""
        job = self.upload(f"{LONG}Customer 1;1\nCustomer 2;9\n")
        job.action_read()
        job.action_check()
        self.run_job()
        self.assertCounts(job, created=60, skipped=1, rejected=1)

        job.action_import()
        self.run_job()
        self.assertCounts(job, created=60, skipped=1, rejected=1)

    def test_rights_in_the_background(self):
        """The job writes with the rights of who imports, and with no more."""
        locked = self._create_customer("Customer 7", is_company=True)
        self.env["ir.rule"].create(
            {
                "name": "Customer 7 is read only",
                "model_id": self.env.ref("base.model_res_partner").id,
                "domain_force": f"[('id', '!=', {locked.id})]",
                "perm_read": False,
            }
        )
        job = self.read_long()
        self.run_job()
        job.action_import()

        self.run_job()

        self.assertCounts(job, created=59, rejected=1)
        self.assertFalse(locked.phone)

    def test_language_of_the_reader(self):
        """The job, which is nobody's, speaks the language of who imports."""
        self.importer.lang = "zh_CN"
        job = self.upload(LONG + "Customer 61;1;2\n")
        job.action_read()
        job.action_check()

        self.run_job()

        self.assertRegex(self.reasons(job)[62], "该行有 3 个单元格")
        self.assertIn("共 61 行", str(job.message_ids[0].body))

    def test_user_in_the_way(self):
        """A batch that meets somebody else's change is tried again, not lost."""
        job = self.read_long()
        run_batch, calls = type(job)._run_batch, []

        def fail_once(jobs, size):
            calls.append(size)
            if len(calls) == 1:
                raise crm_import_run.OperationalError
            return run_batch(jobs, size)

        self.patch(type(job), "_run_batch", fail_once)
        with patch.object(self.env.cr, "rollback", lambda: None):
            self.run_job()
        self.assertCounts(job, created=60)

    def test_old_files_go(self):
        """Files are deleted after the days that the company keeps them."""
        job = self.import_file("Customer;City\nMeyer;Köln\n")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_import SET write_date = now() - interval '91 days'"
        )
        self.env.invalidate_all()

        self.env["crm.import"]._gc_files()

        self.assertTrue(job.purged_on)
        self.assertFalse(job.file)
        self.assertFalse(job.row_ids)
        self.assertCounts(job, created=1)
        again = self.upload("Customer;City\nMeyer;Köln\n")
        again.action_read()
        self.assertEqual(again.column_ids[0].target, "customer.name")
