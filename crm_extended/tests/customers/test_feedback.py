from lxml import html

from odoo.addons.crm_extended.tests.common import CrmExtendedCase
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

REPORT = "crm_extended.crm_feedback_report"


class FeedbackCase(CrmExtendedCase):
    """Complaints of a customer, and what they are closed with."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cause = cls.env.ref("crm_extended.crm_feedback_cause_transport")
        cls.category = cls.env.ref("crm_extended.crm_feedback_category_delivery")

    @classmethod
    def _create_feedback(cls, user=None, **values):
        Feedback = cls.env["crm.feedback"].with_user(user or cls.agent)
        return Feedback.create(
            {"name": "Seal is broken", "partner_id": cls.contact.id} | values
        )


@tagged("post_install", "-at_install")
class TestFeedback(FeedbackCase):
    """A complaint, from what the customer says to what he gets."""

    def test_first_word(self):
        """A complaint is numbered, open and of the customer of its contact."""
        first, second = self._create_feedback(), self._create_feedback()

        self.assertEqual(first.customer_id, self.customer)
        self.assertEqual(first.state, "new")
        self.assertRegex(first.number, r"^CF\d{5}$")
        self.assertEqual(int(second.number[2:]), int(first.number[2:]) + 1)

    def test_customer_stays(self):
        """A complaint stays with the customer whose contact has moved away."""
        feedback = self._create_feedback()
        self.contact.parent_id = self._create_customer("Hofbräu", is_company=True)
        self.env.flush_all()

        self.assertEqual(feedback.customer_id, self.customer)

    def test_due_by_severity_in_working_days(self):
        """From a Friday, weekends and holidays are not counted."""
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.company.resource_calendar_id.id,
                # in UTC: all of Tuesday 10 March in Shanghai
                "date_from": "2026-03-09 16:00:00",
                "date_to": "2026-03-10 15:59:59",
            }
        )
        # received on Friday 6 March
        due = {"3": "2026-03-09", "2": "2026-03-12", "1": "2026-03-16"}
        for severity, day in due.items():
            with self.subTest(severity=severity):
                feedback = self._create_feedback(
                    severity=severity, received_on="2026-03-06"
                )
                self.assertEqual(str(feedback.due_date), day)

    def test_received_on_a_weekend(self):
        """What comes in on a Saturday and may take a day is due on Monday."""
        feedback = self._create_feedback(severity="3", received_on="2026-03-07")

        self.assertEqual(str(feedback.due_date), "2026-03-09")

    def test_days_are_set_up(self):
        """A company decides how long it takes, and can't promise the past."""
        self.company.crm_feedback_days_minor = 0
        feedback = self._create_feedback(received_on="2026-03-06")
        self.assertEqual(str(feedback.due_date), "2026-03-06")
        feedback.severity = "3"
        self.assertEqual(str(feedback.due_date), "2026-03-09")

    def test_calendar_never_open(self):
        """A company without working hours counts every day."""
        self.company.resource_calendar_id.attendance_ids.unlink()
        feedback = self._create_feedback(severity="2", received_on="2026-03-06")

        self.assertEqual(str(feedback.due_date), "2026-03-09")

    def test_closing_names_all_that_is_missing(self):
        """A complaint without cause and outcome is refused in one sentence."""
        complaint = self._create_feedback()
        with self.assertRaises(ValidationError) as refusal:
            complaint.action_close()
        self.assertIn(complaint.number, str(refusal.exception))
        self.assertIn("missing: Root Cause, Outcome.", str(refusal.exception))
        complaint.cause_id = self.cause
        with self.assertRaises(ValidationError) as refusal:
            complaint.state = "closed"
        self.assertIn("missing: Outcome.", str(refusal.exception))

        complaint.outcome = "replaced"
        complaint.action_close()

        self.assertTrue(complaint.closed_at)
        with self.assertRaises(ValidationError):
            complaint.outcome = False

    def test_several_at_once(self):
        """Of several complaints each one that can't be closed is named."""
        complaints = self._create_feedback() + self._create_feedback()
        complaints[0].write({"cause_id": self.cause.id})

        with self.assertRaises(ValidationError) as refusal:
            complaints.action_close()

        for complaint in complaints:
            self.assertIn(complaint.number, str(refusal.exception))

    def test_praise_needs_no_cause(self):
        """Suggestions and praise are closed as they are."""
        for kind in ("suggestion", "praise"):
            with self.subTest(kind):
                feedback = self._create_feedback(kind=kind)
                feedback.action_close()
                self.assertEqual(feedback.state, "closed")
                with self.assertRaises(ValidationError):
                    feedback.kind = "complaint"

    def test_days_to_close_are_days_of_the_company(self):
        """What is closed after midnight in Shanghai is closed on the next day."""
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        praise = self._create_feedback(kind="praise", received_on="2026-03-10")

        with freeze_time("2026-03-10 16:30:00"):
            praise.action_close()
            # stored now, not when somebody asks
            self.env.flush_all()

        self.assertEqual(praise.days_to_close, 1)

    def test_open_again(self):
        """A complaint that is opened again is not closed, and loses nothing."""
        complaint = self._create_feedback(cause_id=self.cause.id, outcome="explained")
        with freeze_time("2026-03-10 08:00:00"):
            complaint.received_on = "2026-03-06"
            complaint.action_close()
            self.assertEqual(complaint.days_to_close, 4)

        complaint.action_reopen()

        self.assertEqual(complaint.state, "cause")
        self.assertFalse(complaint.closed_at)
        self.assertEqual(complaint.days_to_close, 0)
        self.assertEqual(complaint.cause_id, self.cause)

    def test_columns_of_the_board(self):
        """The board shows each state, also those without feedback."""
        feedback = self._create_feedback()
        board = feedback.with_context(read_group_expand=True)
        groups = board.web_read_group([("id", "=", feedback.id)], ["state"])["groups"]

        self.assertEqual(
            [group["state"] for group in groups], ["new", "cause", "action", "closed"]
        )

    def test_severe_complaint_of_a_customer(self):
        """That a severe complaint is open can be told, whoever may not read it."""
        complaint = self._create_feedback(severity="2")
        other = self._create_customer("Hofbräu", is_company=True)
        self._create_feedback(severity="1", partner_id=other.id)
        employee = self.users["employee"]
        self.env.invalidate_all()

        for partner, is_affected in (
            (self.customer, True),
            (self.contact, True),
            (other, False),
        ):
            told = partner.with_user(employee)
            self.assertEqual(told.crm_has_severe_complaint, is_affected)
        self.assertFalse(self.env["crm.feedback"].with_user(employee).search([]))
        severe = [("crm_has_severe_complaint", "=", True)]
        ours = [("id", "in", (self.customer + other).ids)]
        Partner = self.env["res.partner"]
        self.assertEqual(Partner.search(severe + ours), self.customer)
        not_severe = [("crm_has_severe_complaint", "=", False)]
        self.assertEqual(Partner.search(not_severe + ours), other)
        elsewhere = self.customer.with_company(self.other_company)
        self.assertFalse(elsewhere._crm_get_severe_complaints())

        complaint.write({"cause_id": self.cause.id, "outcome": "replaced"})
        complaint.action_close()
        self.env.invalidate_all()
        self.assertFalse(self.customer.crm_has_severe_complaint)

    def test_employee_logs_and_follows(self):
        """Every employee logs what he hears, sees it, and changes nothing."""
        employee = self.users["employee"]
        feedback = self._create_feedback(user=employee)
        others = self._create_feedback()

        self.assertEqual(feedback.with_user(employee).number, feedback.number)
        with self.assertRaises(AccessError):
            feedback.with_user(employee).action_close()
        with self.assertRaises(AccessError):
            others.with_user(employee).read(["name"])

    def test_salesperson_of_the_customer(self):
        """The salesperson of a customer works on its complaints, no other does."""
        salesperson = self.users["salesperson"]
        feedback = self._create_feedback()
        with self.assertRaises(AccessError):
            feedback.with_user(salesperson).read(["name"])

        self.customer.user_id = salesperson

        feedback.with_user(salesperson).state = "cause"
        self.assertEqual(feedback.state, "cause")

    def test_other_company(self):
        """Feedback names no record of another company."""
        foreign = self._create_customer("外商", company_id=self.other_company.id)
        with self.assertRaises(UserError):
            self._create_feedback(partner_id=foreign.id)
        with self.assertRaises(AccessError):
            self._create_feedback(company_id=self.other_company.id)

    def test_report(self):
        """The report speaks the customer's language and shows markup as text."""
        complaint = self._create_feedback(
            name="<script>alert(1)</script>",
            cause_note="<b>dropped</b>",
            outcome_note="New pump\nby courier",
            cause_id=self.cause.id,
        )
        for lang, words in (
            ("en_US", ["Complaint Report", "Root Cause", "Packing or Transport"]),
            ("zh_CN", ["客诉报告", "根本原因", "包装或运输"]),
        ):
            with self.subTest(lang=lang):
                self.contact.lang = lang
                page = self._render(complaint)
                for word in words:
                    self.assertIn(word, page)
        self.assertNotIn("<script>alert(1)", page)
        self.assertIn("&lt;b&gt;dropped", page)

    def test_report_of_papers_one_may_not_read(self):
        """An agent prints a report that names an order out of his sight."""
        order = self.env["sale.order"].create({"partner_id": self.contact.id})
        complaint = self._create_feedback(user=self.manager, sale_order_id=order.id)

        self.assertIn(order.name, self._render(complaint))

    def test_outcome_is_never_alone(self):
        """On paper the outcome stays with what was done for it."""
        complaint = self._create_feedback(
            corrective_action="New relay", prevention="Hot test", outcome="replaced"
        )
        page = html.fromstring(self._render(complaint))
        [answer] = page.xpath("//div[@name='answer']")

        self.assertIn("page-break-inside: avoid", answer.get("style"))
        self.assertEqual(
            [step.get("name") for step in answer],
            ["corrective_action", "prevention", "outcome"],
        )

    def _render(self, feedback):
        report = self.env["ir.actions.report"].with_user(self.agent)
        page, _kind = report._render_qweb_html(REPORT, feedback.ids)
        return page.decode()


@tagged("post_install", "-at_install")
class TestFeedbackDocuments(FeedbackCase):
    """Where complaints come from, and where they are counted."""

    def test_from_an_order(self):
        """From an order its customer and company are filled in, then it counts."""
        salesperson = self.users["salesperson"]
        order = self.env["sale.order"].create(
            {"partner_id": self.contact.id, "user_id": salesperson.id}
        )
        order = order.with_user(salesperson)
        self.assertEqual(order.crm_feedback_count, 0)
        action = order.action_crm_view_feedback()
        self.assertEqual(action["views"], [(False, "form")])

        Feedback = self.env["crm.feedback"].with_user(salesperson)
        feedback = Feedback.with_context(**action["context"]).create({"name": "Late"})

        self.assertEqual(feedback.sale_order_id, order)
        self.assertEqual(feedback.partner_id, self.contact)
        self.assertEqual(feedback.company_id, order.company_id)
        order.invalidate_recordset()
        self.assertEqual(order.crm_feedback_count, 1)
        action = order.action_crm_view_feedback()
        self.assertEqual(Feedback.search(action["domain"]), feedback)

    def test_from_a_delivery(self):
        """From a delivery its order and single product are filled in."""
        product = self.env["product.product"].create({"name": "Pump", "type": "consu"})
        kind = self.env["stock.picking.type"].search(
            [("code", "=", "outgoing"), ("company_id", "=", self.company.id)], limit=1
        )
        picking = self.env["stock.picking"].create(
            {
                "partner_id": self.contact.id,
                "picking_type_id": kind.id,
                "move_ids": [
                    (0, 0, {"product_id": product.id, "product_uom_qty": 1}),
                ],
            }
        )
        values = picking._crm_prepare_feedback_values()

        self.assertEqual(values["product_id"], product.id)
        self.assertEqual(values["picking_id"], picking.id)
        self.assertEqual(values["partner_id"], self.contact.id)

    def test_of_customers(self):
        """A customer counts the feedback of its contacts, a contact its own."""
        self._create_feedback()
        self._create_feedback(partner_id=self.customer.id)
        self.env.invalidate_all()
        customer = self.customer.with_user(self.agent)
        contact = self.contact.with_user(self.agent)

        self.assertEqual(
            (customer.crm_feedback_count, contact.crm_feedback_count), (2, 1)
        )
        found = self.env["crm.feedback"].search(
            contact.action_crm_view_feedback()["domain"]
        )
        self.assertEqual(len(found), 1)

    def test_counting_costs_no_query_for_each(self):
        """Fifty customers are counted as cheaply as one."""
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {number}", "is_company": True} for number in range(50)]
        )
        self.env.flush_all()
        counts = []
        # the first of them warms up what every count needs
        for some in (partners[1:2], partners[:1], partners):
            self.env.invalidate_all()
            some = some.with_user(self.agent)
            some.mapped("commercial_partner_id.name")
            before = self.env.cr.sql_log_count
            some.mapped("crm_feedback_count")
            counts.append(self.env.cr.sql_log_count - before)

        self.assertEqual(counts[2], counts[1])
