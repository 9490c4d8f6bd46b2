from odoo import Command
from odoo.addons.crm_extended.tests.journey_common import JourneyCase
from odoo.addons.crm_extended.tests.service.work_order_common import PNG
from odoo.http import Request
from odoo.tests import HttpCase, freeze_time, tagged

MAIL = """From: Anna Kaiser <anna@kaiser.example.com>
To: pumps@service.example.com
Subject: Loud pump
Message-Id: <loud-pump@kaiser.example.com>
Content-Type: text/plain; charset=utf-8

It grinds since Monday.
"""
ANNA = '"Anna Kaiser" <anna@kaiser.example.com>'


@tagged("post_install", "-at_install")
class TestJourney(JourneyCase, HttpCase):
    """A pump is sold, gets loud and is mended: every document, line by line.

    Before: 1 pump, 10 seals, 5 gaskets. On the job 1.5 hours and 2 seals are for the
    customer to pay, 1 gasket of lot L-7 is covered by the warranty.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        domain = cls.env["mail.alias.domain"].create({"name": "service.example.com"})
        cls.company.alias_domain_id = domain
        cls.team.write({"alias_name": "pumps", "alias_domain_id": domain.id})
        cls.firm = cls._create_customer("Marina Kaiser", is_company=True)
        cls.anna = cls._create_customer(
            "Anna Kaiser", parent_id=cls.firm.id, email="anna@kaiser.example.com"
        )
        cls.goods = cls.pump | cls.gasket | cls.seal
        cls.goods.categ_id = cls.env["product.category"].create(
            {
                "name": "Goods",
                "property_cost_method": "standard",
                "property_valuation": "real_time",
            }
        )

    def test_invoiced_as_ordered(self):
        """From mail to rating, where the products are invoiced as ordered."""
        request, invoice = self._walk("order")

        self.assertEqual(invoice.payment_state, "paid")
        self.assertEqual(request.rating_last_value, 1)

    def test_invoiced_as_delivered(self):
        """The same documents, where the products are invoiced as delivered."""
        request, invoice = self._walk("delivery")

        self.assertEqual(invoice.payment_state, "paid")
        self.assertEqual(request.rating_last_value, 1)

    def _walk(self, policy):
        (self.goods | self.hour).invoice_policy = policy
        with freeze_time("2026-03-02 08:00:00"):
            equipment = self._sell_and_deliver()
        with freeze_time("2026-03-02 09:00:00"):
            request = self._receive_mail()
        with freeze_time("2026-03-02 09:30:00"):
            self._answer(request, equipment)
            order = self._plan(request)
        self._work(order)
        with freeze_time("2026-03-03 10:40:00"):
            self._sign(order)
        with freeze_time("2026-03-04 08:00:00"):
            bill = self._bill(order)
            invoice = self._invoice(bill)
            self._collect(invoice)
        self._check_stock()
        self._solve_and_rate(request)
        return request, invoice

    # Sale, delivery, equipment

    def _sell_and_deliver(self):
        sale = self.env["sale.order"].with_user(self.salesperson)
        sale = sale.create(
            {
                "partner_id": self.firm.id,
                "order_line": [Command.create({"product_id": self.pump.id})],
            }
        )
        sale.action_confirm()
        picking = sale.sudo().picking_ids
        picking.with_user(self.storeman).button_validate()
        sale = sale.sudo()
        self._check(
            sale.order_line,
            product_id=self.pump,
            product_uom_qty=1.0,
            qty_delivered=1.0,
            price_unit=1200.0,
            price_subtotal=1200.0,
            price_tax=120.0,
            margin=500.0,
        )
        self._check(picking, state="done", partner_id=self.firm, origin=sale.name)
        self._check(
            picking.move_ids,
            product_id=self.pump,
            quantity=1.0,
            value=700.0,
            location_id=self.stock,
            location_dest_id=self.firm.property_stock_customer,
            sale_line_id=sale.order_line,
        )
        self._check(picking.move_line_ids, quantity=1.0, lot_id=self.pump_serial)
        return self._check_sold(sale, picking)

    def _check_sold(self, sale, picking):
        invoice = sale._create_invoices()
        invoice.action_post()
        self.assertEqual(
            self._read_journal(invoice),
            [
                ("product", "income", 0.0, 1200.0),
                ("tax", "liability_current", 0.0, 120.0),
                ("payment_term", "asset_receivable", 1320.0, 0.0),
                ("cogs", "asset_current", 0.0, 700.0),
                ("cogs", "expense", 700.0, 0.0),
            ],
        )
        equipment = self.env["crm.equipment"].search(
            [("customer_id", "=", self.firm.id)]
        )
        self._check(
            equipment,
            name="P200-0001",
            product_id=self.pump,
            lot_id=self.pump_serial,
            partner_id=self.firm,
            picking_id=picking,
            state="in_service",
            warranty_months=24,
        )
        self.assertEqual(str(equipment.warranty_start), "2026-03-02")
        self.assertEqual(str(equipment.warranty_end), "2028-03-02")
        return equipment

    # Request, answer

    def _receive_mail(self):
        with self.mock_mail_gateway():
            self.env["mail.thread"].message_process(None, MAIL)
        request = self.env["crm.service.request"].search(
            [("customer_id", "=", self.firm.id)]
        )
        self._check(
            request,
            name="Loud pump",
            partner_id=self.anna,
            team_id=self.team,
            stage_id=self.stage_new,
            user_id=self.env["res.users"],
            message_partner_ids=self.anna,
            first_responded_at=False,
        )
        self._check(
            request.message_ids,
            message_type="email",
            author_id=self.anna,
            subtype_id=self.env.ref("mail.mt_comment"),
        )
        # nothing contacts a customer unless it is switched on
        self.assertFalse(self._mails)
        return request

    def _answer(self, request, equipment):
        request = request.with_user(self.agent)
        with self.mock_mail_gateway():
            request.action_assign_to_me()
            request.equipment_id = equipment
            request.action_answer("Please try this:", self.article.id)
        self.assertEqual(
            self._read_mails(), [(ANNA, f"{request.number} Loud pump", [])]
        )
        self._check(request, user_id=self.agent, article_ids=self.article)
        self.assertEqual(str(request.first_responded_at), "2026-03-02 09:30:00")
        self.assertIn("In warranty until 03/02/2028", request.equipment_warranty)

    # Work order: plan, work, signature

    def _plan(self, request):
        orders = self.env["crm.work.order"].with_user(self.agent)
        with self.mock_mail_gateway():
            order = orders.create(
                {
                    "request_id": request.id,
                    "user_id": self.technician.id,
                    "planned_start": "2026-03-03 09:00:00",
                    "planned_end": "2026-03-03 11:00:00",
                    "part_ids": [
                        self._plan_part(self.seal, 2, "chargeable"),
                        self._plan_part(self.gasket, 1, "warranty"),
                    ],
                }
            )
            order.action_plan()
        [(address, subject, files)] = self._read_mails()
        self.assertIn("test.technician", address)
        self.assertEqual(subject, f"You have been assigned to {order.number} Loud pump")
        self._check(
            order,
            name="Loud pump",
            partner_id=self.anna,
            customer_id=self.firm,
            state="planned",
            location_id=self.stock,
        )
        self._check_parts(order, "assigned", values=[0.0, 0.0])
        self.assertEqual(self._get_free(self.seal), 8)
        self.assertEqual(self._get_on_hand(self.seal), 10)
        return order

    def _plan_part(self, product, quantity, coverage):
        return Command.create(
            {
                "product_id": product.id,
                "planned_qty": quantity,
                "coverage": coverage,
            }
        )

    def _work(self, order):
        order = order.with_user(self.technician)
        with freeze_time("2026-03-03 09:00:00"):
            order.action_start()
        with freeze_time("2026-03-03 10:30:00"), self.mock_mail_gateway():
            order.part_ids[1].lot_id = self.gasket_lot
            order.time_ids.coverage = "chargeable"
            order.action_finish()
        self.assertFalse(self._mails)
        self._check(order, state="done", hours=1.5, signature=False)
        self._check(order.time_ids, user_id=self.technician, hours=1.5)
        self._check_parts(order, "done", values=[60.0, 15.0])

    def _check_parts(self, order, state, values):
        moves = order.sudo().part_ids.move_ids
        self.assertRecordValues(
            moves,
            [
                {
                    "product_id": product.id,
                    "product_uom_qty": quantity,
                    "quantity": quantity,
                    "state": state,
                    "value": value,
                    "location_id": self.stock.id,
                    "location_dest_id": self.anna.property_stock_customer.id,
                    "partner_id": self.anna.id,
                    "origin": order.number,
                    "picking_id": False,
                }
                for product, quantity, value in zip(
                    self.seal | self.gasket, (2.0, 1.0), values, strict=True
                )
            ],
        )
        self.assertRecordValues(
            moves.move_line_ids,
            [
                {"product_id": self.seal.id, "quantity": 2.0, "lot_id": False},
                {
                    "product_id": self.gasket.id,
                    "quantity": 1.0,
                    "lot_id": self.gasket_lot.id,
                },
            ],
        )

    def _sign(self, order):
        with self.mock_mail_gateway():
            answer = self.make_jsonrpc_request(
                order.sudo().get_portal_url(suffix="/sign"),
                {"name": "Anna Kaiser", "signature": PNG},
            )
        self.assertTrue(answer.get("force_refresh"), answer)
        self._check(order, signed_by="Anna Kaiser")
        self._check(
            order.sudo().message_ids.filtered("attachment_ids"),
            author_id=self.anna,
            subtype_id=self.env.ref("mail.mt_comment"),
        )
        # the agent who planned it and the technician get the report
        for (address, subject, files), login in zip(
            sorted(self._read_mails()), ("test.agent", "test.technician"), strict=True
        ):
            self.assertIn(login, address)
            self.assertEqual(subject, f"{order.number} Loud pump")
            self.assertEqual(files, [f"{order.number}.pdf"])

    # Bill, invoice, payment

    def _bill(self, order):
        action = order.with_user(self.dispatcher).action_create_bill()
        bill = self.env["sale.order"].browse(action["res_id"])
        bill.with_user(self.salesperson).action_confirm()
        self._check(
            bill,
            state="sale",
            partner_id=self.firm,
            partner_invoice_id=self.firm,
            partner_shipping_id=self.anna,
            origin=order.number,
            amount_untaxed=320.0,
            amount_tax=32.0,
            amount_total=352.0,
            # no second delivery of what is at the customer already
            picking_ids=self.env["stock.picking"],
        )
        lines = bill.order_line
        self.assertEqual(
            [
                (
                    line.product_id,
                    line.product_uom_qty,
                    line.qty_delivered,
                    line.qty_to_invoice,
                    line.price_unit,
                    line.discount,
                    line.price_subtotal,
                    line.price_tax,
                    line.margin,
                    line.crm_coverage,
                )
                for line in lines
            ],
            [
                (self.hour, 1.5, 1.5, 1.5, 80, 0, 120, 12, 120, "chargeable"),
                (self.seal, 2.0, 2.0, 2.0, 100, 0, 200, 20, 140, "chargeable"),
                (self.gasket, 1.0, 1.0, 1.0, 40, 100, 0, 0, -15, "warranty"),
            ],
        )
        self.assertEqual(lines[2].name, "Gasket\nL-7\nCovered: Warranty")
        self.assertEqual(lines.move_ids, order.sudo().part_ids.move_ids)
        return bill

    def _invoice(self, bill):
        invoice = bill._create_invoices()
        invoice.with_user(self.biller).action_post()
        self._check(
            invoice,
            partner_id=self.firm,
            commercial_partner_id=self.firm,
            invoice_origin=bill.name,
            amount_untaxed=320.0,
            amount_tax=32.0,
            amount_residual=352.0,
        )
        self.assertEqual(
            [
                (line.product_id, line.quantity, line.discount, line.price_subtotal)
                for line in invoice.invoice_line_ids
            ],
            [
                (self.hour, 1.5, 0, 120),
                (self.seal, 2.0, 0, 200),
                (self.gasket, 1.0, 100, 0),
            ],
        )
        self.assertEqual(invoice.invoice_line_ids.tax_ids, self.tax)
        self.assertEqual(
            self._read_journal(invoice),
            [
                ("product", "income", 0.0, 120.0),
                ("product", "income", 0.0, 200.0),
                ("product", "income", 0.0, 0.0),
                ("tax", "liability_current", 0.0, 32.0),
                ("payment_term", "asset_receivable", 352.0, 0.0),
                # what was covered costs us its gasket all the same
                ("cogs", "asset_current", 0.0, 60.0),
                ("cogs", "expense", 60.0, 0.0),
                ("cogs", "asset_current", 0.0, 15.0),
                ("cogs", "expense", 15.0, 0.0),
            ],
        )
        return invoice

    def _collect(self, invoice):
        wizard = self.env["account.payment.register"].with_user(self.biller)
        wizard = wizard.with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({})
        payment = self.env["account.payment"].browse(
            wizard.action_create_payments()["res_id"]
        )
        self._check(
            payment,
            amount=352.0,
            payment_type="inbound",
            partner_id=self.firm,
            state="paid",
            is_reconciled=True,
            memo=invoice.name,
        )
        self.assertEqual(
            [line[1:] for line in self._read_journal(payment.move_id)],
            [("asset_current", 352.0, 0.0), ("asset_receivable", 0.0, 352.0)],
        )
        receivable = "asset_receivable"
        owed, paid = (
            move.line_ids.filtered(lambda line: line.account_type == receivable)
            for move in (invoice, payment.move_id)
        )
        self._check(
            owed.matched_credit_ids,
            amount=352.0,
            debit_move_id=owed,
            credit_move_id=paid,
        )
        self._check(invoice, payment_state="paid", amount_residual=0.0)
        bill = invoice.line_ids.sale_line_ids.order_id
        self._check(bill, invoice_status="invoiced")

    def _check_stock(self):
        """Each piece left the stock once, and the stock is worth that much less."""
        customers = self.anna.property_stock_customer
        for product, left, gone, worth in (
            (self.pump, 0, 1, 0),
            (self.seal, 8, 2, 240),
            (self.gasket, 4, 1, 60),
        ):
            with self.subTest(product.name):
                self.assertEqual(self._get_on_hand(product), left)
                quants = self.env["stock.quant"].search(
                    [
                        ("product_id", "=", product.id),
                        ("location_id", "=", customers.id),
                    ]
                )
                self.assertEqual(sum(quants.mapped("quantity")), gone)
                self.assertEqual(product.total_value, worth)

    # Solution, rating

    def _solve_and_rate(self, request):
        request.with_user(self.agent).action_solve()
        self._check(request, stage_id=self.stage_solved)
        [mail] = self._ask_for_ratings()
        self.assertEqual(mail.recipient_ids, self.anna)
        self.assertEqual(mail.subject, f"How did we do? {request.number} Loud pump")
        rating = request.asked_rating_id
        self._check(
            rating,
            partner_id=self.anna,
            rated_partner_id=self.agent.partner_id,
            res_id=request.id,
            parent_res_id=self.team.id,
            crm_company_id=self.company,
            consumed=False,
        )
        self.authenticate(None, None)
        self.url_open(
            f"/rate/{rating.access_token}/submit_feedback",
            data={
                "rate": 1,
                "feedback": "Two days!",
                "csrf_token": Request.csrf_token(self),
            },
        )
        self._check(rating, rating=1, consumed=True, feedback="Two days!")
        self._check(request.activity_ids, user_id=self.leader, note="<p>Two days!</p>")
        self.assertFalse(self._ask_for_ratings())

    # What was seen

    def _check(self, record, **values):
        """Assert the values of one record; relations are given as records."""
        self.assertEqual(len(record), 1)
        seen = {name: record.sudo()[name] for name in values}
        self.assertEqual(seen, values)

    def _read_journal(self, move):
        return [
            (line.display_type, line.account_type, line.debit, line.credit)
            for line in move.line_ids
        ]

    def _read_mails(self):
        """Return to whom each mail went, its subject and the names of its files."""
        return [
            (mail["email_to"][0], mail["subject"], [a[0] for a in mail["attachments"]])
            for mail in self._mails
        ]
