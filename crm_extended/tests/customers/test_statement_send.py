from unittest.mock import patch

from odoo.addons.crm_extended.tests.customers.statement_common import StatementCase
from odoo.addons.mail.tests.common import MailCase
from odoo.exceptions import AccessError
from odoo.tests import Form, HttpCase, tagged

JOB = "crm_extended.ir_cron_send_statements"


@tagged("post_install", "-at_install")
class TestStatementSend(StatementCase, MailCase):
    """How a statement gets to the customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.write({"email": "office@sonnenhof.example", "lang": "zh_CN"})
        cls._invoice("2026-03-05", 250.0)
        cls.statement = cls._create_statement()

    def test_written_by_hand(self):
        """One statement opens as a mail in the customer's language, PDF attached."""
        self.contact.write({"type": "invoice", "email": "katrin@sonnenhof.example"})
        action = self.statement.action_send()
        Composer = self.env["mail.compose.message"].with_user(self.accountant)
        composer = Form(Composer.with_context(**action["context"])).save()

        self.assertEqual(composer.partner_ids, self.contact)
        self.assertIn("对账单", composer.subject)
        self.assertEqual(len(composer.attachment_ids), 1)
        self.assertEqual(self.statement.state, "draft")
        with self.mock_mail_gateway():
            composer.action_send_mail()
        self.assertEqual(self.statement.state, "sent")
        self.assertTrue(self.statement.sent_at)
        message = self.statement.message_ids.filtered("attachment_ids")
        self.assertEqual(message.partner_ids, self.contact)

    def test_a_few_are_sent_at_once(self):
        """Some statements go out together; who has no address is named."""
        silent = self._create_customer("Silent Mill", is_company=True)
        statements = self.statement | self._create_statement(partner_id=silent.id)

        with self.mock_mail_gateway():
            action = statements.with_user(self.accountant).action_send()

        self.assertEqual(statements.mapped("state"), ["sent", "draft"])
        self.assertIn("Silent Mill", action["params"]["message"])
        self.assertIn("no e-mail address", statements[1].failure)
        sent = self._new_mails.filtered(lambda mail: mail.model == "crm.statement")
        self.assertEqual(sent.res_id, self.statement.id)
        self.assertTrue(sent.attachment_ids)

    def test_many_are_sent_in_the_background(self):
        """Above twenty, statements wait for the job, which sends each of them once."""
        statements = self._create_many(21)

        action = statements.action_send()
        self.assertIn("21", action["params"]["message"])
        self.assertEqual(set(statements.mapped("state")), {"queued"})
        self._run_job()

        self.assertEqual(set(statements.mapped("state")), {"sent"})
        for statement in statements:
            self.assertEqual(len(statement.message_ids.filtered("attachment_ids")), 1)
        self._run_job()
        count = len(statements.message_ids.filtered("attachment_ids"))
        self.assertEqual(count, 21)

    def test_one_failure_stops_no_other(self):
        """A statement that fails says so, and the others go out."""
        statements = self._create_many(3)
        statements._queue()
        send = type(statements)._send

        def fail(statement):
            if statement.id == statements[1].id:
                raise ValueError("broken")
            return send(statement)

        with (
            patch.object(type(statements), "_send", fail),
            self.assertLogs("odoo.addons.crm_extended", "ERROR"),
        ):
            self._run_job()

        self.assertEqual(statements.mapped("state"), ["sent", "draft", "sent"])
        self.assertIn("by hand", statements[1].failure)

    def test_sent_by_a_person_meanwhile(self):
        """What somebody sends while the job is at another one is not sent again."""
        statements = self._create_many(2)
        statements._queue()
        send = type(statements)._send

        def send_both(statement):
            if statement.id == statements[0].id:
                send(statement.browse(statements[1].id))
            return send(statement)

        with patch.object(type(statements), "_send", send_both):
            self._run_job()

        self.assertEqual(statements.mapped("state"), ["sent", "sent"])
        for statement in statements:
            self.assertEqual(len(statement.message_ids.filtered("attachment_ids")), 1)

    def test_rights_are_those_of_the_sender(self):
        """Who lost the right to read accounts sends nothing any more."""
        statements = self._create_many(1)
        statements._queue()
        group = self.env.ref("account.group_account_invoice")
        self.accountant.group_ids += self.env.ref("base.group_user")
        self.accountant.group_ids -= group

        self._run_job()

        statement = statements.sudo()
        self.assertEqual(statement.state, "draft")
        self.assertIn("allowed to access", statement.failure)
        self.assertFalse(statement.message_ids.filtered("attachment_ids"))

    def test_not_by_others(self):
        """Nobody else sends a statement, nor reads what was sent."""
        with self.assertRaises(AccessError):
            self.statement.with_user(self.leader).action_send()
        with self.mock_mail_gateway():
            self.statement._send()
        self.assertEqual(self.statement.state, "sent")
        attachment = self.statement.message_ids.attachment_ids
        for role in ("sales_manager", "manager", "employee"):
            with self.subTest(role), self.assertRaises(AccessError):
                attachment.with_user(self.users[role]).read(["datas"])

    def test_agreed_and_opened_again(self):
        """A sealed copy that came back is noted, and can be taken back."""
        self.statement.action_confirm()
        self.assertEqual(self.statement.state, "confirmed")
        self.assertTrue(self.statement.confirmed_on)

        self.statement.action_reset()

        self.assertEqual(self.statement.state, "draft")
        self.assertFalse(self.statement.confirmed_on)

    def _create_many(self, count):
        Statement = self.env["crm.statement"].with_user(self.accountant)
        return Statement.union(
            *(
                self._create_statement(
                    partner_id=self._create_customer(
                        f"Customer {number}",
                        is_company=True,
                        email=f"office{number}@customer.example",
                    ).id
                )
                for number in range(count)
            )
        )

    def _run_job(self):
        with self.mock_mail_gateway(), self.enter_registry_test_mode():
            self.env.ref(JOB).sudo().method_direct_trigger()
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestStatementPdf(StatementCase, HttpCase):
    """The printed statement."""

    def test_pages(self):
        """Many lines, long names and Chinese come out of the printer as a PDF."""
        self.customer.write({"name": "上海精密设备有限公司" * 5, "lang": "zh_CN"})
        for day in range(1, 29):
            self._invoice(f"2026-03-{day:02}", 10.0 * day, ref="订单" * 30)
        second = self._create_customer("Hofbräu", is_company=True)
        statements = self._create_statement()
        statements |= self._create_statement(partner_id=second.id)

        self.env["ir.config_parameter"].set_param("report.url", self.base_url())
        report = self.env["ir.actions.report"].with_user(self.accountant)
        report = report.with_context(force_report_rendering=True)
        pdf, kind = report._render_qweb_pdf(
            "crm_extended.crm_statement_report", statements.ids
        )

        self.assertEqual(kind, "pdf")
        self.assertTrue(pdf.startswith(b"%PDF"))
