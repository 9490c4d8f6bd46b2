"""The job that closes what nobody answered: by two workers, and killed half-way."""

from .common import ProcessCase


def ask_customers(env):
    """Let ten requests wait for their customers, far longer than the team does."""
    env.company.email = "service@example.com"
    # each has a customer of its own: a mail to one customer waits for the other mail
    customers = env["res.partner"].create(
        [
            {"name": f"Brewery {number}", "email": f"brewery{number}@example.com"}
            for number in range(10)
        ]
    )
    team = env["crm.service.team"].create(
        {"name": "Pumps", "auto_close_days": 2, "auto_close_reminder_days": 1}
    )
    requests = env["crm.service.request"].create(
        [
            {
                "name": f"Leak {number}",
                "partner_id": customer.id,
                "team_id": team.id,
                "stage_id": env.ref("crm_extended.crm_service_stage_waiting").id,
            }
            for number, customer in enumerate(customers)
        ]
    )
    env.flush_all()
    requests.waiting_since = "2026-01-05 09:00:00"
    return requests.ids


def run_job(env, meet):
    """Look for what is due at the same moment as the other worker, then do it."""
    Request = env["crm.service.request"]
    go_on = type(Request)._try_to_auto_close
    is_first = True

    def go_on_together(request):
        nonlocal is_first
        if is_first:
            is_first = False
            meet()
        return go_on(request)

    type(Request)._try_to_auto_close = go_on_together
    try:
        Request._cron_auto_close()
    finally:
        type(Request)._try_to_auto_close = go_on
    # who found nothing to do still comes to the meeting
    if is_first:
        meet()


def run_job_alone(env):
    env["crm.service.request"]._cron_auto_close()


def make_due(env):
    """Let the days after the reminder be over."""
    requests = env["crm.service.request"].search([("auto_close_at", "!=", False)])
    requests.auto_close_at = "2026-01-07 09:00:00"


class TestAutoCloseTogether(ProcessCase):
    """Each customer is reminded once, and each request closed once (SRV-10)."""

    def test_once(self):
        """Two workers at once, killed in between: one mail and one closing each."""
        ids = self.run_script(ask_customers)
        self.start_script(run_job_alone, kill_at_commit=4).assert_killed()
        self.work_together()
        self.run_script(run_job_alone)

        self.assertEqual(self.count_reminders(ids), [1] * 10)
        self.assertEqual(self.count_closed(ids), 0)

        self.run_script(make_due)
        self.start_script(run_job_alone, kill_at_commit=4).assert_killed()
        self.work_together()
        self.run_script(run_job_alone)

        self.assertEqual(self.count_closed(ids), 10)
        self.assertEqual(self.count_notes(ids), [1] * 10)
        self.assertEqual(self.count_reminders(ids), [1] * 10)

    def work_together(self):
        with self.barrier() as meet:
            for script in [self.start_script(run_job, meet) for _worker in range(2)]:
                script.value()

    def count_reminders(self, ids):
        return self.count_messages(ids, "message_type = 'auto_comment'")

    def count_notes(self, ids):
        return self.count_messages(ids, "body LIKE '%%did not answer%%'")

    def count_messages(self, ids, condition):
        rows = self.database.query(
            "SELECT count(*) FROM mail_message WHERE model = 'crm.service.request'"
            f" AND res_id = ANY(%s) AND {condition} GROUP BY res_id",
            (ids,),
        )
        return [count for (count,) in rows]

    def count_closed(self, ids):
        return self.database.value(
            "SELECT count(*) FROM crm_service_request WHERE closed_at IS NOT NULL"
            " AND id = ANY(%s)",
            (ids,),
        )
