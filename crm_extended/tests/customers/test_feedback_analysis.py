from lxml import etree

from odoo import Command
from odoo.addons.crm_extended.tests.common import ROLES
from odoo.addons.crm_extended.tests.customers.test_feedback import FeedbackCase
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools.safe_eval import safe_eval

ACTION = "crm_extended.crm_feedback_action_analysis"


@tagged("post_install", "-at_install")
class TestFeedbackAnalysis(FeedbackCase):
    """What complaints come from, by product, cause and month, and what is late."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.analyst = cls.users["analyst"]
        cls.pump, cls.valve = cls.env["product.product"].create(
            [{"name": "Pump"}, {"name": "Valve"}]
        )

    @freeze_time("2026-03-20 08:00:00")
    def test_by_product_cause_and_month(self):
        """The analysis opens with a year's complaints by product, cause and month."""
        for product, day, kind in (
            (self.pump, "2025-03-31", "complaint"),
            (self.pump, "2026-02-06", "complaint"),
            (self.pump, "2026-03-06", "complaint"),
            (self.pump, "2026-03-06", "complaint"),
            (self.valve, "2026-03-06", "complaint"),
            (self.valve, "2026-03-06", "praise"),
        ):
            self._create_feedback(
                kind=kind,
                product_id=product.id,
                cause_id=self.cause.id,
                received_on=day,
            )
        views, domain = self._open_analysis()
        axes = [
            ":".join(filter(None, (node.get("name"), node.get("interval"))))
            for node in etree.fromstring(views["pivot"]["arch"]).iter("field")
            if node.get("type") in ("row", "col")
        ]
        self.assertEqual(axes, ["product_id", "cause_id", "received_on:month"])

        groups = (
            self.env["crm.feedback"]
            .with_user(self.analyst)
            ._read_group(
                [*domain, ("product_id", "in", (self.pump + self.valve).ids)],
                axes,
                ["__count"],
            )
        )

        self.assertEqual(
            [(group[0].name, group[1], group[2].month, group[3]) for group in groups],
            [
                ("Pump", self.cause, 2, 1),
                ("Pump", self.cause, 3, 2),
                ("Valve", self.cause, 3, 1),
            ],
        )

    def test_days_to_close_are_averaged(self):
        """The days that complaints took are averaged, never added up."""
        for day in ("06", "08"):
            with freeze_time("2026-03-10 08:00:00"):
                praise = self._create_feedback(
                    kind="praise", received_on=f"2026-03-{day}"
                )
                praise.action_close()
                praise.flush_recordset()
        [[days]] = self.env["crm.feedback"]._read_group(
            [("customer_id", "=", self.customer.id)], [], ["days_to_close:avg"]
        )

        self.assertEqual(days, 3.0)
        self.assertEqual(
            self.env["crm.feedback"]._fields["days_to_close"].aggregator, "avg"
        )

    def test_other_company_is_not_counted(self):
        """An analyst counts the complaints of his company, whatever he groups by."""
        foreigner = self._create_user(
            "test.foreigner", ROLES["agent"], company=self.other_company
        )
        partner = self._create_customer("Shared", is_company=True)
        self._create_feedback(partner_id=partner.id)
        self._create_feedback(
            user=foreigner, partner_id=partner.id, company_id=self.other_company.id
        )
        Feedback = self.env["crm.feedback"].with_user(self.analyst)

        groups = Feedback._read_group(
            [("customer_id", "=", partner.id)], ["company_id"], ["__count"]
        )

        self.assertEqual(groups, [(self.company, 1)])

    def test_category_of_another_company(self):
        """A cause or category that another company keeps for itself is not used."""
        foreign = self.env["crm.feedback.category"].create(
            {"name": "外部", "company_id": self.other_company.id}
        )
        for field in ("category_id", "cause_id"):
            with self.subTest(field), self.assertRaises(UserError):
                self._create_feedback(user=self.manager, **{field: foreign.id})

    @freeze_time("2026-03-20 08:00:00")
    def test_overdue_filter(self):
        """Overdue is what is past its day and not closed."""
        late = self._create_feedback(due_date="2026-03-19")
        self._create_feedback(due_date="2026-03-20")
        self._create_feedback(due_date="2026-03-19", kind="praise").action_close()
        domain = self._get_filter("overdue")

        found = self.env["crm.feedback"].search(
            [*domain, ("customer_id", "=", self.customer.id)]
        )

        self.assertEqual(found, late)

    def _open_analysis(self):
        """Return the views of the analysis, and the domain it opens with."""
        action = self.env["ir.actions.act_window"]._for_xml_id(ACTION)
        Feedback = self.env["crm.feedback"].with_user(self.analyst)
        views = Feedback.get_views(
            [(False, kind) for kind in action["view_mode"].split(",")]
        )["views"]
        prefix = "search_default_"
        chosen = [name for name in safe_eval(action["context"]) if prefix in name]
        domains = [self._get_filter(name.removeprefix(prefix)) for name in chosen]
        return views, sum(domains, [])

    def _get_filter(self, name):
        views = self.env["crm.feedback"].get_views([(False, "search")])["views"]
        arch = etree.fromstring(views["search"]["arch"])
        [node] = arch.xpath(f"//filter[@name='{name}']")
        return safe_eval(node.get("domain"))


@tagged("post_install", "-at_install")
class TestFeedbackOfDelivery(FeedbackCase):
    """A complaint about what was delivered for an order."""

    def test_from_a_delivery_of_an_order(self):
        """From the delivery of an order the complaint knows the order, too."""
        product = self.env["product.product"].create({"name": "Pump", "type": "consu"})
        order = self.env["sale.order"].create(
            {
                "partner_id": self.contact.id,
                "order_line": [Command.create({"product_id": product.id})],
            }
        )
        order.action_confirm()
        employee = self._create_user(
            "test.stock", f"{ROLES['employee']},stock.group_stock_user"
        )
        delivery = order.picking_ids.with_user(employee)
        action = delivery.action_crm_view_feedback()

        Feedback = self.env["crm.feedback"].with_user(employee)
        feedback = Feedback.with_context(**action["context"]).create({"name": "Dent"})

        told = feedback.sudo()
        self.assertEqual(told.picking_id, order.picking_ids)
        self.assertEqual(told.sale_order_id, order)
        self.assertEqual(told.product_id, product)
        self.assertEqual(told.customer_id, self.customer)
        delivery.invalidate_recordset()
        self.assertEqual(delivery.crm_feedback_count, 1)
