from unittest.mock import patch

from odoo import Command
from odoo.addons.crm_extended.tests.common import CrmExtendedCase
from odoo.tests import tagged
from odoo.tools import mute_logger

ADDRESS = "pumps@service.example.com"


@tagged("post_install", "-at_install")
class TestRequestMail(CrmExtendedCase):
    """What a team's address takes in, what it passes over, and what it keeps."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        domain = cls.env["mail.alias.domain"].create({"name": "service.example.com"})
        cls.company.alias_domain_id = domain
        cls.team.write({"alias_name": "pumps", "alias_domain_id": domain.id})
        cls.other_team = cls._create_team("Valves")
        cls.contact.email = "Katrin <Katrin@Sonnenhof.example.com>"

    def test_one_request(self):
        """A mail becomes one request of the team, with its sender and text. (SRV-01)"""
        request = self._receive("No water", "katrin@SONNENHOF.example.com")

        self.assertRecordValues(
            request,
            [
                {
                    "name": "No water",
                    "team_id": self.team.id,
                    "company_id": self.company.id,
                    "partner_id": self.contact.id,
                    "customer_id": self.customer.id,
                }
            ],
        )
        self.assertIn("since noon", request.description)
        [message] = request.message_ids.filtered(lambda m: m.message_type == "email")
        self.assertIn("since noon", message.body)
        self.assertEqual(message.author_id, self.contact)

    def test_company_of_the_team(self):
        """A mail to a team of the second company opens a request there, and a contact
        of the first company stays out of it."""
        self.contact.company_id = self.company
        team = self.other_company.crm_service_team_id
        team.write(
            {"alias_name": "waibu", "alias_domain_id": self.team.alias_domain_id.id}
        )

        request = self._receive("漏油", to="waibu@service.example.com")

        self.assertEqual(request.company_id, self.other_company)
        self.assertFalse(request.partner_id)

    def test_unknown_sender(self):
        """A stranger's address stays on the request, and no contact is made of it."""
        before = self.env["res.partner"].search_count([])

        request = self._receive("Question", "Eve <eve@example.org>")

        self.assertFalse(request.partner_id)
        self.assertIn("eve@example.org", request.partner_email)
        self.assertEqual(self.env["res.partner"].search_count([]), before)

    def test_contact_of_a_company_is_preferred(self):
        """Of two contacts with one address the one at a company is meant."""
        self._create_customer("Privat", email="eve@example.org")
        eve = self._create_customer(
            "Eve", email="eve@example.org", parent_id=self.customer.id
        )

        request = self._receive("Leak", "Eve <EVE@example.org>")

        self.assertEqual(request.partner_id, eve)

    def test_copied_people_follow(self):
        """Known people in copy follow the request; unknown ones are only noted."""
        boss = self._create_customer("Boss", email="boss@sonnenhof.example.com")

        request = self._receive(
            "Leak", extra="Cc: boss@sonnenhof.example.com, x@example.org"
        )

        self.assertIn(boss, request.message_partner_ids)
        self.assertIn("x@example.org", request.email_cc)

    def test_reply_threads(self):
        """A reply is added to the conversation of its request."""
        request = self._receive("Leak")
        answer = request.with_user(self.agent).message_post(
            body="Which pump?", subtype_xmlid="mail.mt_comment"
        )

        opened = self._receive("Re: Leak", extra=f"In-Reply-To: {answer.message_id}")

        self.assertFalse(opened)
        self.assertEqual(request.message_ids[0].parent_id, answer)

    def test_machines_open_nothing(self):
        """Auto-replies and bulk mail neither open a request nor add to one."""
        request = self._receive("Leak")
        count = len(request.message_ids)
        reference = f"In-Reply-To: {request.message_ids[0].message_id}"
        for header in (
            "Auto-Submitted: auto-replied",
            "Auto-Submitted: auto-generated; type=x",
            "Precedence: bulk",
            "Precedence: List",
            "Precedence: junk",
            "X-Autoreply: yes",
            "X-Auto-Response-Suppress: All",
        ):
            with self.subTest(header=header):
                self.assertFalse(self._receive("Away", extra=header))
                self._receive("Away", extra=f"{header}\n{reference}")
                self.assertEqual(len(request.message_ids), count)
        self.assertTrue(self._receive("Here", extra="Auto-Submitted: no"))

    def test_same_mail_twice(self):
        """The same Message-Id opens one request, however often it arrives."""
        first = self._receive("Leak", extra="Message-Id: <once@example.com>")
        second = self._receive("Leak", extra="Message-Id: <once@example.com>")

        self.assertTrue(first)
        self.assertFalse(second)

    @mute_logger("odoo.addons.mail.models.mail_thread")
    def test_loop_stops(self):
        """A sender who writes without end is stopped by core's guard."""
        self.env["ir.config_parameter"].set_param("mail.gateway.loop.threshold", 3)
        for number in range(3):
            self._receive(f"Leak {number}")

        self.assertFalse(self._receive("Leak 4"))

    def test_acknowledgement(self):
        """A first mail is answered with number and link where the team says so."""
        self.team.acknowledges = True
        for sender in ("katrin@sonnenhof.example.com", "eve@example.org"):
            with self.subTest(sender=sender):
                requests = [self._receive(f"Leak {n}", sender) for n in range(5)]
                answers = [self._get_acknowledgements(r) for r in requests]
                self.assertEqual([len(a) for a in answers], [1, 1, 1, 0, 0])
                self.assertIn(requests[0].number, answers[0].subject)
                self.assertIn(requests[0].access_token, answers[0].body)
        self.team.acknowledges = False
        self.assertFalse(
            self._get_acknowledgements(self._receive("Hi", "new@example.org"))
        )

    def test_hostile_mails(self):
        """Whatever arrives ends as one request or one suspended mail, never lost."""
        long = "x" * 10_000
        for name, source in {
            "nothing": b"To: %(to)s\n\n",
            "only text": b"To: %(to)s\n\nHello",
            "unknown charset": b"From: a@example.org\nTo: %(to)s\nSubject: S\n"
            b'Content-Type: text/plain; charset="x-unknown"\n\nHello \xff',
            "wrong charset": b"From: a@example.org\nTo: %(to)s\nSubject: S\n"
            b'Content-Type: text/plain; charset="utf-8"\n\n\xff\xfe\xfa',
            "NUL": b"From: a@example.org\nTo: %(to)s\nSubject: a\0b\n\nx\0y",
            "encoded NUL": b"From: a@example.org\nTo: %(to)s\n"
            b"Subject: =?utf-8?q?a=00b?=\n\nx",
            "line break in From": b"From: =?utf-8?q?Eve=0D=0ABcc=3A_x?= <e@example.org>"
            b"\nTo: %(to)s\nSubject: S\n\nx",
            "base64 break in From": b"From: =?utf-8?b?RXZlDQpCY2M6IHg=?= <e@a.example>"
            b"\nTo: %(to)s\nSubject: S\n\nx",
            "long subject": b"From: a@example.org\nTo: %(to)s\nSubject: "
            + long.encode()
            + b"\n\nx",
            "broken multipart": b"From: a@example.org\nTo: %(to)s\nSubject: S\n"
            b"Content-Type: multipart/mixed\n\n--x\n",
            "broken base64": b"From: a@example.org\nTo: %(to)s\nSubject: S\n"
            b"Content-Transfer-Encoding: base64\n\n%%%%%%",
            "markup": b"From: a@example.org\nTo: %(to)s\nContent-Type: text/html\n"
            b"Subject: <script>S</script>\n\n<script>alert(1)</script><p>x</p>",
        }.items():
            with self.subTest(name), mute_logger("odoo.sql_db"):
                requests, suspended = self._process(
                    source.replace(b"%(to)s", ADDRESS.encode())
                )
                self.assertEqual(len(requests) + len(suspended), 1)
                self.assertTrue(requests, suspended.reason)
                self.assertLessEqual(len(requests.name), 201)
                self.assertNotIn("<script", requests.description or "")

    def test_big_attachment(self):
        """A mail of 25 MB becomes one request with its attachment."""
        mail = self._compose("Pictures", extra="MIME-Version: 1.0")
        mail = mail.replace(
            "\n\nNo", '\nContent-Type: multipart/mixed; boundary="b"\n\n--b\n\nNo', 1
        )
        picture = "--b\nContent-Type: image/jpeg\n"
        picture += 'Content-Disposition: attachment; filename="p.jpg"\n\n'
        source = f"{mail}\n{picture}{('x' * 999 + chr(10)) * 25_000}\n--b--"

        requests, suspended = self._process(source.encode())

        self.assertFalse(suspended)
        [attachment] = requests.message_ids.attachment_ids
        self.assertGreater(attachment.file_size, 24_000_000)

    def test_suspended_mail(self):
        """What can't be taken in is kept once, with source and reason, and retried."""
        source = self._compose("Leak", extra="Message-Id: <k@example.com>").encode()
        Request = self.registry["crm.service.request"]
        with self._broken(Request), mute_logger("odoo.addons.crm_extended"):
            requests, suspended = self._process(source)
            again = self._process(source)
            suspended.with_user(self.manager).action_retry()

        self.assertFalse(requests)
        self.assertFalse(again[1])
        self.assertRecordValues(
            suspended,
            [{"name": "Leak", "state": "waiting", "company_id": self.company.id}],
        )
        self.assertIn("broken", suspended.reason)
        suspended.with_user(self.manager).action_retry()
        self.assertEqual(suspended.state, "done")
        found = self.env["crm.service.request"].search([("name", "=", "Leak")])
        self.assertEqual(len(found), 1)

    def test_mails_of_others_are_core_s(self):
        """A mail that is not for us fails as it did, so that its sender hears of it."""
        mail = self._compose("Leak", to="nobody@elsewhere.example.com")
        gateway = self.env["mail.thread"]
        with self.assertRaises(ValueError):
            gateway.message_process(None, mail)
        fetched = gateway.with_context(default_fetchmail_server_id=1)
        with mute_logger("odoo.addons.crm_extended"):
            self.assertFalse(fetched.message_process(None, mail))
        self.assertEqual(self._get_suspended()[0].name, "Leak")

    def test_gateway_queries(self):
        """Taking a mail in costs at most 44 queries, with promises of several kinds."""
        pumps = self.env["crm.service.category"].create({"name": "Pumps"})
        self.env["crm.sla.policy"].create(
            [
                {"name": "Pumps", "category_ids": [Command.set(pumps.ids)]},
                {"name": "Others", "team_ids": [Command.set(self.other_team.ids)]},
                {
                    "name": "Ours",
                    "team_ids": [Command.set(self.team.ids)],
                    "target_ids": [
                        Command.create({"priority": "0", "resolution_hours": 30})
                    ],
                },
            ]
        )
        for number in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            mail = self._compose("Leak", extra=f"Message-Id: <{number}@example.com>")
            before = self.env.cr.sql_log_count
            self.env["mail.thread"].message_process(None, mail)
            self.env.flush_all()
            queries = self.env.cr.sql_log_count - before

        request = self._get_requests()[0]
        self.assertEqual(request.sla_policy_id.name, "Ours")
        self.assertTrue(request.resolution_deadline)
        self.assertEqual(request.partner_id, self.contact)
        self.assertLessEqual(queries, 44)

    def _broken(self, model):
        def fail(*args, **kwargs):
            raise ValueError("broken")

        return patch.object(model, "message_new", fail)

    def _compose(
        self, subject, sender="katrin@sonnenhof.example.com", to=ADDRESS, extra=""
    ):
        headers = f"From: {sender}\nTo: {to}\nSubject: {subject}\n{extra}".strip()
        return f"{headers}\n\nNo water since noon.\n"

    def _receive(self, subject, *args, **kwargs):
        requests, suspended = self._process(
            self._compose(subject, *args, **kwargs).encode()
        )
        self.assertFalse(suspended)
        return requests

    def _process(self, source):
        """Process a mail and return the requests and suspended mails it made."""
        before = self._get_requests(), self._get_suspended()
        self.env["mail.thread"].message_process(None, source)
        return self._get_requests() - before[0], self._get_suspended() - before[1]

    def _get_requests(self):
        return self.env["crm.service.request"].search([])

    def _get_suspended(self):
        return self.env["crm.suspended.mail"].search([])

    def _get_acknowledgements(self, request):
        return request.message_ids.filtered(
            lambda message: message.message_type == "auto_comment"
        )
