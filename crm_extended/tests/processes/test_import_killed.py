"""An import is killed half-way, and goes on as if nothing had happened."""

from .common import ProcessCase


def start_import(env):
    """Hand a file of 1,400 customers over to the job; report the import's id."""
    import base64

    rows = "".join(f"C-{n};Customer {n};{n}\n" for n in range(1, 1401))
    job = env["crm.import"].create(
        {
            "name": "customers.csv",
            "file": base64.b64encode(f"External ID;Customer;Phone\n{rows}".encode()),
        }
    )
    job.action_read()
    job.action_check()
    env["crm.import"]._cron_run()
    job.action_import()
    return job.id


def go_on(env):
    """What the schedule does."""
    env["crm.import"]._cron_run()


class TestImportKilled(ProcessCase):
    """A killed import ends like one that was left alone (CUS-16)."""

    def test_same_result(self):
        """Killed at its second and third commit, it still makes each customer once."""
        job_id = self.run_script(start_import)
        for commit in (2, 3):
            self.start_script(go_on, kill_at_commit=commit).assert_killed()
        done = self.database.value(
            "SELECT count(*) FROM crm_import_row WHERE outcome IS NOT NULL"
        )
        self.assertIn(done, range(1, 1400))
        self.assertEqual(self.count_customers(), done)

        self.run_script(go_on)

        state, counts = self.database.query(
            "SELECT state, counts FROM crm_import WHERE id = %s", (job_id,)
        )[0]
        self.assertEqual(state, "done")
        self.assertEqual(counts["created"], 1400)
        self.assertEqual(self.count_customers(), 1400)
        self.assertEqual(
            self.database.value(
                "SELECT count(*) FROM ir_model_data WHERE name LIKE 'crm_customer_%'"
                " AND module = '__import__'"
            ),
            1400,
        )

    def count_customers(self):
        return self.database.value(
            "SELECT count(*) FROM res_partner WHERE name LIKE 'Customer %'"
        )
