from odoo import Command
from odoo.addons.crm_extended.tests.service.work_order_common import WorkOrderCase
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestWorkOrderBill(WorkOrderCase):
    """One quotation with time and parts that are delivered already (SRV-17)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls.company.chart_template:
            cls.env["account.chart.template"].try_loading("generic_coa", cls.company)
        (cls.seal | cls.hour).taxes_id = [Command.clear()]

    def test_from_the_job_to_the_money(self):
        """Order, stock, invoice and payment say the same, whatever the policy."""
        for policy in ("order", "delivery"):
            with self.subTest(policy=policy):
                before = self._get_on_hand(self.seal)
                (self.seal | self.hour).invoice_policy = policy
                order = self._create_finished(parts=[(self.seal, 2)], hours=[1.5])
                order.time_ids.filtered(lambda time: time.hours < 1).unlink()

                bill = self._bill(order)

                self.assertRecordValues(
                    bill.order_line,
                    [
                        self._line(self.hour, 1.5, 80.0, 120.0),
                        self._line(self.seal, 2, 100.0, 200.0),
                    ],
                )
                self.assertEqual(bill.state, "draft")
                self.assertEqual(bill.partner_id, self.customer)
                self.assertEqual(bill.partner_shipping_id, self.contact)
                bill.action_confirm()
                self.assertFalse(bill.picking_ids)
                self.assertEqual(self._get_on_hand(self.seal), before - 2)
                move = order.part_ids.move_ids
                self.assertEqual(bill.order_line[1].move_ids, move)
                self.assertEqual(bill.order_line.mapped("qty_delivered"), [1.5, 2.0])
                # two seals at a cost of 30
                self.assertEqual(bill.order_line[1].margin, 140.0)
                self._invoice_and_collect(bill)
                self.assertEqual(self._get_on_hand(self.seal), before - 2)

    def _invoice_and_collect(self, bill):
        invoice = bill._create_invoices()
        self.assertRecordValues(
            invoice.invoice_line_ids,
            [
                {"product_id": self.hour.id, "quantity": 1.5, "price_subtotal": 120.0},
                {"product_id": self.seal.id, "quantity": 2.0, "price_subtotal": 200.0},
            ],
        )
        invoice.action_post()
        self.assertEqual(invoice.amount_residual, 320.0)
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({}).action_create_payments()
        self.assertEqual(invoice.amount_residual, 0.0)
        self.assertEqual(bill.invoice_status, "invoiced")

    def test_pressing_twice(self):
        """A second press opens the bill that there is."""
        order = self._create_finished(parts=[(self.seal, 1)])
        bill = self._bill(order)

        action = order.with_user(self.dispatcher).action_create_bill()

        self.assertEqual(action["res_id"], bill.id)
        bills = self.env["sale.order"].search([("origin", "=", order.number)])
        self.assertEqual(bills, bill)

    def test_covered_work_costs_nothing(self):
        """Covered lines keep their price with 100 % off, also after Update Prices."""
        order = self._create_finished(parts=[(self.seal, 2), (self.seal, 1)])
        order.time_ids.unlink()
        order.part_ids[0].coverage = "warranty"
        bill = self._bill(order)
        covered, charged = bill.order_line

        covered.product_uom_qty = 3
        covered.product_uom_qty = 2
        self.env.flush_all()
        self.seal.list_price = 500.0
        bill.action_update_prices()

        self.assertRecordValues(
            covered + charged,
            [
                {
                    "price_unit": 100.0,
                    "discount": 100.0,
                    "price_subtotal": 0.0,
                    "crm_coverage": "warranty",
                },
                {
                    "price_unit": 100.0,
                    "discount": 0.0,
                    "price_subtotal": 100.0,
                    "crm_coverage": "chargeable",
                },
            ],
        )
        self.assertIn("Covered: Warranty", covered.name)
        self.assertLess(covered.margin, 0)

    def test_cancelled_bill_leaves_the_parts(self):
        """What the customer got stays there when the order is cancelled."""
        order = self._create_finished(parts=[(self.seal, 2)])
        bill = self._bill(order)
        bill.action_confirm()

        bill._action_cancel()

        self.assertEqual(order.part_ids.move_ids.state, "done")
        self.assertEqual(self._get_on_hand(self.seal), 8)

    def test_what_is_missing_is_named(self):
        """Without an end, a customer, work or a product there is no bill."""
        nothing = self._create_finished()
        nothing.time_ids.unlink()
        cases = [
            (self._create_work_order(), "Finish"),
            (self._create_finished(partner_id=False, hours=[1]), "who is to pay"),
            (nothing, "neither time nor parts"),
            (self._create_finished(hours=[0.004]), "neither time nor parts"),
            (
                self._create_work_order(
                    state="done", part_ids=[], hours=[1], company_id=self.company.id
                ),
                "settings",
            ),
        ]
        self.company.crm_service_product_id = False
        for order, sentence in cases:
            with self.subTest(sentence), self.assertRaisesRegex(UserError, sentence):
                order.with_user(self.dispatcher).action_create_bill()
            self.assertFalse(order.sale_order_id)

    def test_who_may_bill(self):
        """A technician does not bill his work, and nobody another company's."""
        order = self._create_finished(hours=[1])
        foreigner = self._create_user(
            "test.far",
            "crm_extended.crm_extended_group_dispatcher",
            company=self.other_company,
        )
        for user in (self.technician, foreigner):
            with self.subTest(user.login), self.assertRaises(AccessError):
                order.with_user(user).action_create_bill()

    def test_bill_without_rights_in_sales(self):
        """Who may bill but not sell reads the number of the order, no refusal."""
        order = self._create_finished(hours=[1])

        told = order.with_user(self.dispatcher).action_create_bill()
        again = order.with_user(self.dispatcher).action_view_bill()

        bill = order.sale_order_id
        self.assertEqual(told["tag"], "display_notification")
        self.assertIn(bill.name, told["params"]["message"])
        self.assertEqual((told["res_id"], again["res_id"]), (bill.id, bill.id))
        self.dispatcher.group_ids += self.env.ref("sales_team.group_sale_salesman")
        opened = order.with_user(self.dispatcher).action_view_bill()
        self.assertEqual(opened["type"], "ir.actions.act_window")

    def test_billed_time_stays(self):
        """Time on a bill is changed on the bill."""
        order = self._create_finished(hours=[1])
        self._bill(order)

        with self.assertRaisesRegex(UserError, order.number):
            order.time_ids.with_user(self.technician)[0].hours = 3

    def _bill(self, order):
        action = order.with_user(self.dispatcher).action_create_bill()
        return self.env["sale.order"].browse(action["res_id"])

    def _line(self, product, quantity, price, subtotal):
        return {
            "product_id": product.id,
            "product_uom_qty": quantity,
            "qty_delivered": quantity,
            "price_unit": price,
            "price_subtotal": subtotal,
            "discount": 0.0,
            "crm_coverage": "chargeable",
        }
