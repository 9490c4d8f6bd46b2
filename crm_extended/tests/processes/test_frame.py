"""The frame keeps what it promises: together, killed, mailed."""

from functools import partial

from .common import ProcessCase
from .smtp_sink import SmtpSink


def stay_between_two_meetings(env, meet):
    """Report when this process was between two meetings with the other one."""
    import time

    meet()
    began = time.monotonic()
    meet()
    return began, time.monotonic()


def create_two_partners(env):
    """Create one partner in each of two transactions."""
    env["res.partner"].create({"name": "Before the first commit"})
    env.cr.commit()
    env["res.partner"].create({"name": "Before the second commit"})
    env.cr.commit()


def send_mails(env, mail_server, recipients):
    """Send one mail to each by a new mail server; report the states they end in."""
    server = env["ir.mail_server"].create(mail_server)
    mails = env["mail.mail"].create(
        [
            {
                "subject": f"To {recipient}",
                "body_html": "<p>Hello</p>",
                "email_from": "office@example.com",
                "email_to": recipient,
                "mail_server_id": server.id,
                "auto_delete": False,
            }
            for recipient in recipients
        ]
    )
    mails.send()
    return [mail.state for mail in mails]


class TestFrame(ProcessCase):
    """What the other tests with processes take for granted."""

    template = "CRM_EXTENDED_DEPS_TEMPLATE"
    expected_log = (
        ("odoo.addons.mail.models.mail_mail", "failed sending mail"),
        ("odoo.addons.base.models.ir_mail_server", "Mail delivery failed"),
    )

    def test_meeting_processes_overlap(self):
        """Two processes past a barrier work at the same time."""
        with self.barrier() as meet:
            scripts = [
                self.start_script(stay_between_two_meetings, meet) for _twice in "ab"
            ]
            (began, ended), (other_began, other_ended) = (s.value() for s in scripts)

        self.assertLess(began, other_ended)
        self.assertLess(other_began, ended)

    def test_killed_process_keeps_its_commits(self):
        """A process killed at its second commit leaves what the first one saved."""
        self.start_script(create_two_partners, kill_at_commit=2).assert_killed()

        names = self.database.query(
            "SELECT name FROM res_partner WHERE name LIKE 'Before the % commit'"
        )
        self.assertEqual(names, [("Before the first commit",)])

    def test_sink_takes_and_refuses_mail(self):
        """A mail is sent or fails as the sink wants, for each reason of a refusal."""
        with SmtpSink() as sink:
            sink.refuse("RCPT", 550, recipient="unknown@example.com")
            sink.refuse("DATA", 451, recipient="full@example.com")
            send = partial(self.run_script, send_mails, sink.mail_server)
            states = send(
                ["known@example.com", "unknown@example.com", "full@example.com"]
            )
            with sink.down():
                states += send(["later@example.com"])

        self.assertEqual(states, ["sent", "exception", "exception", "exception"])
        [mail] = sink.mails
        self.assertEqual(mail.recipients, ["known@example.com"])
        self.assertEqual(mail.message["Subject"], "To known@example.com")

    def test_workers_and_threads_serve(self):
        """Both kinds of server answer a person who logs in."""
        for workers in (0, 2):
            with self.subTest(workers=workers), self.serve(workers) as server:
                count = server.rpc()("res.users", "search_count", [])
                self.assertGreater(count, 0)
