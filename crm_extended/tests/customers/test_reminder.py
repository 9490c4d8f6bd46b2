from unittest.mock import patch

from psycopg2.errors import UniqueViolation

from odoo.addons.crm_extended.tests.customers.test_collection import (
    TODAY,
    CollectionCase,
)
from odoo.addons.mail.tests.common import MailCase
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

JOB = "crm_extended.ir_cron_send_reminders"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestReminder(CollectionCase, MailCase):
    """Reminders of what is overdue: what they name, and that none goes out twice."""

    def test_what_is_named(self):
        """Disputed invoices and those promised for a later day are left out."""
        disputed = self._invoice("2026-03-01", 11.0)
        promised = self._invoice("2026-03-02", 12.0)
        broken = self._invoice("2026-03-03", 13.0)
        self._as(disputed).crm_dispute_reason = "price"
        self._as(promised).crm_promise_date = "2026-06-15"
        self._as(broken).crm_promise_date = "2026-06-14"

        reminder = self._remind(self.old)

        self.assertEqual(reminder._get_moves(), self.old + broken + self.young)
        body = self._send(reminder).body
        for move in (self.old, broken, self.young):
            self.assertIn(move.name, body)
        for move in (disputed, promised, self.not_due, self.other):
            self.assertNotIn(move.name, body)
        self.assertIn("1,263.10", body)

    def test_settled_dispute_is_named_again(self):
        """What is settled stands in the next reminder; a disputed one in none."""
        self._as(self.other).crm_dispute_reason = "price"
        with self.assertRaisesRegex(UserError, "nothing to remind of"):
            self._remind(self.other)

        self._as(self.other).action_crm_settle_dispute()

        self.assertEqual(self._remind(self.other).move_ids, self.other)

    def test_in_the_words_of_the_customer(self):
        """The mail is in the customer's language, to the contact for invoices."""
        self.customer.lang = "zh_CN"
        self.contact.write({"type": "invoice", "email": "katrin@sonnenhof.example"})
        reminder = self._remind(self.young)
        reminder.note = "<b>谢谢</b>"

        mail = self._send(reminder)

        self.assertIn("催款", mail.subject)
        self.assertIn("到期日", mail.body)
        self.assertNotIn("Due Date", mail.body)
        self.assertIn("&lt;b&gt;谢谢", mail.body)
        self.assertEqual(mail.partner_ids, self.contact)
        self.assertEqual(self.young.crm_reminder_level, 1)

    def test_called_in_the_words_of_the_reader(self):
        """Who opens a reminder reads what it is in his language, whoever sent it."""
        reminder = self._remind(self.old)

        in_chinese = reminder.with_context(lang="zh_CN").display_name

        self.assertIn("Payment reminder 1", reminder.display_name)
        self.assertEqual(in_chinese, f"{self.customer.name}, 第 1 次催款函")

    def test_once_a_day(self):
        """A second reminder on one day is refused; the next day it is the second."""
        reminder = self._remind(self.old)
        self._send(reminder)
        again = self._remind(self.young)
        with self.mock_mail_gateway():
            action = again.action_send()
        self.assertIn("today already", action["params"]["message"])
        self.assertEqual(again.state, "draft")
        self.assertEqual(self.old.crm_reminder_level, 1)
        self.assertFalse(self._get_mails(again))

        with freeze_time("2026-06-16 08:00:00"):
            again = self._remind(self.old)
            self.assertEqual(again.level, 2)
            self.assertIn("In spite of our reminder", self._send(again).body)

        self.assertEqual(self.old.crm_reminder_level, 2)
        self.assertEqual(str(self.old.crm_reminded_on), "2026-06-16")

    @mute_logger("odoo.sql_db")
    def test_two_at_once(self):
        """Of two who remind in the same moment one is stopped by the database."""
        reminder = self._remind(self.old)
        self._send(reminder)
        twin = reminder.sudo().copy()

        with self.assertRaises(UniqueViolation):
            twin.day_key = reminder.day_key

    def test_sent_is_sent(self):
        """A reminder that went out is not sent a second time by its own button."""
        reminder = self._remind(self.old)
        self._send(reminder)
        with self.mock_mail_gateway():
            reminder.action_send()

        self.assertEqual(reminder.state, "sent")
        self.assertEqual(len(self._get_mails(reminder)), 1)

    def test_on_chatter_and_timeline_once(self):
        """Customer and timeline tell of it once; amounts stay with the accounts."""
        reminder = self._remind(self.old)
        self._send(reminder)

        notes = self.customer.message_ids.filtered(
            lambda message: "Payment reminder" in (message.body or "")
        )
        self.assertEqual(len(notes), 1)
        self.assertNotIn("1,250", notes.body)
        page = self.customer.with_user(self.accountant).crm_get_timeline()
        told = [e for e in page["events"] if e["model"] == "crm.reminder"]
        self.assertEqual(
            [(e["res_id"], e["kind"]) for e in told], [(reminder.id, "reminder")]
        )
        self.assertEqual(told[0]["amount"], 1250.1)
        texts = [e for e in page["events"] if "Payment reminder" in str(e)]
        self.assertEqual(len(texts), 1)
        page = self.customer.with_user(self.users["sales_manager"]).crm_get_timeline()
        self.assertFalse([e for e in page["events"] if e["model"] == "crm.reminder"])

    def test_not_by_others(self):
        """Nobody but those who write invoices reminds, or reads what was sent."""
        reader = self.users["accounting_reader"]
        reminder = self._remind(self.old)
        for user in (reader, self.users["sales_manager"], self.manager):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._as(self.old, user).action_crm_remind()
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._as(reminder, user).action_send()
        message = self._send(reminder)
        with self.assertRaises(AccessError):
            message.with_user(self.users["sales_manager"]).read(["body"])

    def test_not_in_the_name_of_another_company(self):
        """A reminder of our company does not become one of another company."""
        reminder = self._remind(self.other)
        values = {"company_id": self.other_company.id, "user_id": False}
        with self.assertRaises(AccessError):
            reminder.write(values | {"move_ids": [Command.clear()]})

        reminder.note = "Please"
        self.assertEqual(reminder.note, "Please")

    def test_drafts_are_used_again(self):
        """Looking at a reminder twice makes no second one, and it is up to date."""
        first = self._remind(self.old)
        self._as(self.young).crm_dispute_reason = "price"

        self.assertEqual(self._remind(self.old), first)
        self.assertEqual(first.move_ids, self.old)

    def test_paid_in_the_meantime(self):
        """What was paid since is not named; with nothing left none is sent."""
        reminder = self._remind(self.other)
        self._pay("2026-06-15", 80.5, self.other, partner_id=self.second.id)

        with self.mock_mail_gateway():
            action = reminder.action_send()

        self.assertIn("Nothing of Hofbräu is left", action["params"]["message"])
        self.assertFalse(self._get_mails(reminder))

    def test_who_has_no_address_is_named(self):
        """Several go out at once; who has no address is named, the others are sent."""
        self.second.email = False
        moves = self._as(self.old + self.other)
        with self.mock_mail_gateway():
            action = moves.action_crm_remind()

        self.assertIn("Hofbräu has no e-mail address", action["params"]["message"])
        self.assertEqual(self.old.crm_reminder_level, 1)
        self.assertEqual(self.other.crm_reminder_level, 0)

    def test_many_in_the_background(self):
        """Above twenty the job sends, each once, and one failure stops no other."""
        moves = self.env["account.move"]
        for number in range(21):
            customer = self._create_customer(
                f"Customer {number}", is_company=True, email=f"c{number}@c.example"
            )
            moves += self._invoice("2026-05-01", 10.0, partner_id=customer.id)
        with self.mock_mail_gateway():
            action = self._as(moves).action_crm_remind()
        self.assertIn("21", action["params"]["message"])
        self.assertEqual(set(moves.mapped("crm_reminder_level")), {0})
        Reminder = self.env["crm.reminder"]
        send = type(Reminder)._send

        def fail(reminder):
            if reminder.partner_id == moves[3].commercial_partner_id:
                raise ValueError("broken")
            return send(reminder)

        with (
            patch.object(type(Reminder), "_send", fail),
            self.assertLogs("odoo.addons.crm_extended", "ERROR"),
        ):
            self._run_job()
        self.assertEqual(moves.mapped("crm_reminder_level"), [1, 1, 1, 0] + [1] * 17)

        self._run_job()

        self.assertEqual(set(moves.mapped("crm_reminder_level")), {0, 1})

    def test_nothing_by_itself(self):
        """Unless a company wants it, nothing is sent without anybody's doing."""
        self.assertFalse(self.company.crm_reminder_automatic)
        self._run_job()

        self.assertFalse(self.env["crm.reminder"].search([]))

    def test_by_itself(self):
        """After the company's days each customer is reminded, three times at most."""
        self.company.write({"crm_reminder_automatic": True, "crm_reminder_days": 14})
        self.second.email = False
        levels = []
        for day in ("15", "16", "28", "29", "30"):
            with freeze_time(f"2026-06-{day} 08:00:00"):
                self._run_job()
                levels.append(self.old.crm_reminder_level)
        for day in ("07-14", "07-29", "08-15"):
            with freeze_time(f"2026-{day} 08:00:00"):
                self._run_job()
                levels.append(self.old.crm_reminder_level)

        self.assertEqual(levels, [1, 1, 1, 2, 2, 3, 3, 3])
        sent = self.env["crm.reminder"].search([("state", "=", "sent")])
        self.assertEqual(sent.partner_id, self.customer)
        self.assertFalse(sent.user_id)

    def test_other_company_is_not_named(self):
        """A reminder of our company names nothing that is owed to another."""
        foreign = self._invoice(
            "2026-03-06",
            9999.0,
            company_id=self.other_company.id,
            partner_id=self.customer.with_company(self.other_company).id,
        )
        self.company.crm_reminder_automatic = True
        self._run_job()

        reminder = self.env["crm.reminder"].search([("state", "=", "sent")])
        reminder = reminder.filtered(lambda sent: sent.partner_id == self.customer)
        self.assertEqual(reminder.move_ids, self.old + self.young)
        self.assertEqual(foreign.crm_reminder_level, 0)

    def test_not_by_itself_without_payments(self):
        """Where payments are not registered, nobody is reminded by itself."""
        self.company.write(
            {"crm_reminder_automatic": True, "crm_payments_unregistered": True}
        )
        self._run_job()

        self.assertEqual(self.old.crm_reminder_level, 0)
        self.assertTrue(self._remind(self.old).payments_unregistered)

    def test_rights_are_those_of_the_sender(self):
        """Who lost the right to write invoices sends no queued reminder any more."""
        reminder = self._remind(self.old)
        reminder._queue()
        self.accountant.group_ids += self.env.ref("base.group_user")
        self.accountant.group_ids -= self.env.ref("account.group_account_invoice")

        self._run_job()

        self.assertEqual(reminder.sudo().state, "draft")
        self.assertTrue(reminder.sudo().failure)
        self.assertEqual(self.old.crm_reminder_level, 0)

    def _remind(self, moves):
        action = self._as(moves).action_crm_remind()
        return self._as(self.env["crm.reminder"].browse(action["res_id"]))

    def _send(self, reminder):
        """Send a reminder and return its mail."""
        with self.mock_mail_gateway():
            reminder.action_send()
        self.assertEqual(reminder.state, "sent", reminder.failure)
        return self._get_mails(reminder)

    def _get_mails(self, reminder):
        return reminder.sudo().message_ids.filtered(
            lambda message: message.message_type == "comment"
        )

    def _run_job(self):
        with self.mock_mail_gateway(), self.enter_registry_test_mode():
            self.env.ref(JOB).sudo().method_direct_trigger()
        self.env.invalidate_all()
