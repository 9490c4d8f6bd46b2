"""The SLA job is killed half way, or run by two workers at once: each level once."""

from .common import ProcessCase


def create_due(env, name):
    """Prepare six requests whose only level has been reached; report the policy."""
    from datetime import timedelta

    from odoo import fields

    admin = env.ref("base.user_admin")
    team = env["crm.service.team"].create({"name": name, "user_id": admin.id})
    always = env["resource.calendar"].create({"name": "Always"})
    always.attendance_ids = [
        (5,),
        *((0, 0, {"name": day, "dayofweek": day, "hour_to": 24}) for day in "0123456"),
    ]
    policy = env["crm.sla.policy"].create(
        {
            "name": name,
            "sequence": 1,
            "team_ids": team.ids,
            "resource_calendar_id": always.id,
            "target_ids": [(0, 0, {"priority": "0", "resolution_hours": 4})],
            "escalation_ids": [(0, 0, {"percentage": 75, "notify": "leader"})],
        }
    )
    opened_at = fields.Datetime.now() - timedelta(hours=3, minutes=5)
    values = {"team_id": team.id, "opened_at": opened_at}
    env["crm.service.request"].create(
        [{**values, "name": name} for _number in "abcdef"]
    )
    return policy.id


def run_job(env):
    """Run the job in steps of two requests, as long as there is something to do."""
    from odoo import fields

    Request = env["crm.service.request"]
    while Request.search_count([("sla_next_check", "<=", fields.Datetime.now())]):
        Request._cron_check_sla(batch_size=2)


def run_job_together(env, meet):
    """Do what is due, and commit only when the other process has done so as well."""
    Cron = type(env["ir.cron"])
    commit_progress = Cron._commit_progress

    def commit_together(cron, *args, **kwargs):
        meet()
        return commit_progress(cron, *args, **kwargs)

    Cron._commit_progress = commit_together
    env["crm.service.request"]._cron_check_sla(batch_size=10)


class TestSlaTogether(ProcessCase):
    """Each level of each clock happens once, whatever happens to the job (SRV-08)."""

    def test_killed(self):
        """Killed at its second commit, the job does the rest later, nothing twice."""
        self.run_script(create_due, "Killed")
        self.start_script(run_job, kill_at_commit=2).assert_killed()
        self.assertIn(self.count("Killed"), (2, 4))

        self.run_script(run_job)

        self.assertEqual(self.count("Killed"), 6)

    def test_two_workers(self):
        """Two workers share what is due: one waits for nothing, none tells twice."""
        self.run_script(create_due, "Together")
        with self.barrier() as meet:
            scripts = [self.start_script(run_job_together, meet) for _worker in "ab"]
            for script in scripts:
                script.value()
        self.run_script(run_job)

        self.assertEqual(self.count("Together"), 6)

    def count(self, name):
        return self.database.value(
            "SELECT count(*) FROM mail_activity AS activity"
            "  JOIN crm_service_request AS request ON request.id = activity.res_id"
            " WHERE activity.res_model = 'crm.service.request' AND request.name = %s",
            (name,),
        )
