"""The mail server delivers one e-mail to two workers at the same moment."""

from .common import ProcessCase

MAIL = """\
From: Katrin <katrin@sonnenhof.example.com>
To: pumps@service.example.com
Subject: %(key)s
Message-Id: <%(key)s@sonnenhof.example.com>

No water since noon.
"""


def open_address(env):
    """Give the first team an address."""
    domain = env["mail.alias.domain"].create({"name": "service.example.com"})
    team = env.company.crm_service_team_id
    team.write({"alias_name": "pumps", "alias_domain_id": domain.id})


def take_in(env, meet, mail, context):
    """Take the mail in as a server would, once the other process has looked as well."""
    from odoo.service.model import retrying

    Message = env.registry["mail.message"]
    search = Message.search
    has_met = []

    def search_and_meet(self, domain, *args, **kwargs):
        found = search(self, domain, *args, **kwargs)
        if not has_met and "message_id" in str(domain):
            # both have found that nobody took it in yet
            has_met.append(True)
            meet()
        return found

    Message.search = search_and_meet
    gateway = env["mail.thread"].with_context(**context)
    return bool(retrying(lambda: gateway.message_process(None, mail), env))


class TestMailTogether(ProcessCase):
    """The same Message-Id makes one request or one suspended mail (SRV-01, P8)."""

    # of the INSERT that the other worker was faster with
    expected_log = (("odoo.sql_db", 'INSERT INTO "crm_service_request"'),)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.run_script(open_address)

    def test_delivered_by_the_mail_server(self):
        """Two workers with one mail open one request with one message."""
        self.assertTakenInOnce("one", {})

    def test_fetched(self):
        """So do two that fetched it, and neither keeps it as a suspended mail."""
        self.assertTakenInOnce("two", {"default_fetchmail_server_id": 1})

    def assertTakenInOnce(self, key, context):
        message_id = f"<{key}@sonnenhof.example.com>"
        mail = MAIL % {"key": key}
        with self.barrier() as meet:
            scripts = [
                self.start_script(take_in, meet, mail, context) for _worker in "ab"
            ]
            taken = [script.value() for script in scripts]

        requests = self.database.query(
            "SELECT count(*) FROM crm_service_request WHERE name = %s", (key,)
        )
        messages = self.database.query(
            "SELECT count(*) FROM mail_message WHERE message_id = %s", (message_id,)
        )
        suspended = self.database.query("SELECT reason FROM crm_suspended_mail")
        self.assertEqual(requests, [(1,)])
        self.assertEqual(messages, [(1,)])
        self.assertEqual(suspended, [])
        self.assertEqual(sorted(taken), [False, True])
