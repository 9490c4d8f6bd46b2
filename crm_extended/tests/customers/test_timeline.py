from odoo import Command
from odoo.addons.crm_extended.tests.customers.timeline_common import TimelineCase
from odoo.exceptions import AccessError
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestTimeline(TimelineCase):
    """All that happened with a customer, in one list (CUS-02)."""

    def test_every_kind(self):
        """One of each kind comes in the order of time, with what a person reads."""
        order = self._order()
        self._talk("Price of seals", channel="wechat", note="They compare")
        mail = self._write(self.contact, "Where is it?", author=self.contact)
        note = self._write(self.customer, "Big buyer", subtype="mail.mt_note")
        picking = self._deliver(order)
        self._wait_a_day()
        invoice = self._invoice(order)
        self._wait_a_day()
        payment = self._pay()

        events = self._timeline()["events"]

        self.assertEqual(
            [
                (e["kind"], e["model"], e["res_id"], e["title"], e["amount"])
                for e in reversed(events)
            ],
            [
                ("order", "sale.order", order.id, order.name, 200),
                (
                    "interaction",
                    "crm.interaction",
                    self.env["crm.interaction"].search([]).id,
                    "Price of seals",
                    None,
                ),
                ("mail", "res.partner", self.contact.id, mail.preview, None),
                ("note", "res.partner", self.customer.id, note.preview, None),
                ("delivery", "stock.picking", picking.id, picking.name, None),
                ("invoice", "account.move", invoice.id, invoice.name, 200),
                ("payment", "account.payment", payment.id, payment.name, 200),
            ],
        )
        talk = next(e for e in events if e["kind"] == "interaction")
        self.assertEqual(
            (talk["text"], talk["state"], talk["person"], talk["icon"]),
            ("They compare", "WeChat", self.agent.name, "fa-weixin"),
        )
        states = {e["kind"]: e["state"] for e in events}
        self.assertEqual(states["order"], "Sales Order")

    def test_return(self):
        """What comes back is a return, on its own day."""
        picking = self._deliver(self._order())
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        wizard.product_return_moves.quantity = 1
        back = wizard._create_return()
        back.button_validate()
        self._at(back, date_done=self._next())

        kinds = [event["kind"] for event in self._timeline()["events"]]

        self.assertEqual(kinds, ["return", "delivery", "order"])

    def test_dates_without_time(self):
        """An invoice is of its day in every time zone, an order of its minute."""
        order = self._order()
        self._wait_a_day()
        invoice = self._invoice(order)

        dates = {e["kind"]: e["date"] for e in self._timeline()["events"]}

        self.assertEqual(dates["invoice"], str(invoice.invoice_date))
        self.assertEqual(dates["order"], str(order.date_order))

    def test_credit_note(self):
        """A credit note takes off what the invoice was."""
        invoice = self._invoice(self._order())
        refund = invoice._reverse_moves([{"invoice_date": self._next().date()}])
        refund.action_post()

        amounts = [e["amount"] for e in self._timeline(kinds=["invoice"])["events"]]

        self.assertEqual(sorted(amounts), [-200, 200])

    def test_contact_alone(self):
        """A contact shows its own, the customer that of all, the archived too."""
        other = self._create_customer("Purchasing", parent_id=self.customer.id)
        self._talk("With Katrin")
        self._talk("With purchasing", partner_id=other.id)
        self._write(other, "Mail of purchasing", author=other)
        other.active = False

        self.assertEqual(self._titles(self.contact), ["With Katrin"])
        self.assertEqual(
            self._titles(), ["Mail of purchasing", "With purchasing", "With Katrin"]
        )

    def test_customer_of_that_day(self):
        """Orders and invoices stay with the customer when the contact moves on."""
        order = self._order()
        self._invoice(order)
        new = self._create_customer("Elsewhere", is_company=True)
        self.contact.parent_id = new

        kinds = {event["kind"] for event in self._timeline()["events"]}
        self.assertEqual(kinds, {"order", "invoice"})
        self.assertFalse(self._titles(new))

    def test_conversation_on_documents(self):
        """What we answer on an order is on the customer's timeline, changes are not."""
        order = self._order()
        self._write(order, "It leaves tomorrow")
        order.message_post(body="Logged", message_type="notification")

        [event] = self._timeline(kinds=["mail", "note"])["events"]

        self.assertEqual(event["text"], "It leaves tomorrow")
        self.assertEqual((event["model"], event["res_id"]), (order._name, order.id))

    def test_done_call_once(self):
        """A done call is its interaction, and not its message as well."""
        call = self.customer.activity_schedule("mail.mail_activity_data_call")
        call.action_feedback(feedback="They agree")

        self.assertEqual(
            [event["kind"] for event in self._timeline()["events"]], ["interaction"]
        )

    def test_pages(self):
        """Pages of 40 follow one another without a gap or a repetition."""
        self._talk("Same", date_start="2026-03-01 08:00:00")
        moment = {"date_start": "2026-03-01 09:00:00"}
        for number in range(43):
            self._talk(f"Talk {number}", **moment)
            if number % 2:
                message = self._write(self.customer, f"Mail {number}")
                self._at(message, date="2026-03-01 09:00:00")

        seen, after, sizes = [], None, []
        while after is not False:
            page = self._timeline(after=after)
            seen += [event["key"] for event in page["events"]]
            sizes.append(len(page["events"]))
            after = page["next"]

        self.assertEqual(sizes, [40, 25])
        self.assertEqual(len(set(seen)), 65)

    def test_last_page_is_full(self):
        """Forty events are one page, with nothing more to show."""
        for number in range(40):
            self._talk(f"Talk {number}")

        page = self._timeline()

        self.assertEqual((len(page["events"]), page["next"]), (40, False))

    def test_kinds(self):
        """Kinds are chosen one or more at a time; what there is none of is empty."""
        self._order()
        self._talk("Price of seals")
        self._write(self.customer, "Big buyer", subtype="mail.mt_note")

        for kinds, expected in (
            (["order"], ["order"]),
            (["order", "note"], ["note", "order"]),
            (["mail"], []),
            (["no such kind"], []),
            ([], ["note", "interaction", "order"]),
        ):
            with self.subTest(kinds):
                events = self._timeline(kinds=kinds)["events"]
                self.assertEqual([event["kind"] for event in events], expected)

    def test_forged_places(self):
        """A place that is none begins at the top, whatever was sent."""
        self._talk("Price of seals")

        for after in ("", "x", "1,2,3", "2026-01-01,0,'", 7, "9999-12-31,0,0"):
            with self.subTest(after):
                self.assertEqual(self._titles(after=after), ["Price of seals"])

    # Rights

    def test_roles(self):
        """Each role sees the kinds it may read, and of them what its rules allow."""
        invoice = self._invoice(self._order())
        self._pay()
        self._talk("Of an agent")
        own = self._talk("Own", user_id=self.users["salesperson"].id)
        self.assertTrue(invoice and own)

        for role, expected in (
            ("employee", set()),
            ("agent", {"Of an agent", "Own"}),
            ("salesperson", {"Own"}),
        ):
            with self.subTest(role):
                page = self._timeline(user=self.users[role])
                talks = [e for e in page["events"] if e["kind"] == "interaction"]
                self.assertEqual({talk["title"] for talk in talks}, expected)
                kinds = {kind["kind"] for kind in page["kinds"]}
                self.assertEqual("interaction" in kinds, role != "employee")
                self.assertNotIn("payment", kinds)
                self.assertFalse([e for e in page["events"] if e["kind"] == "payment"])

    def test_orders_of_others(self):
        """A salesperson with own documents sees no orders and mails of others."""
        order = self._order(user_id=self.users["salesperson_all"].id)
        self._write(order, "Discount of 40 %")

        self.assertFalse(self._titles(user=self.users["salesperson"]))
        self.assertEqual(
            self._titles(user=self.users["salesperson_all"]),
            [order.name, order.name],
        )

    def test_mails_elsewhere(self):
        """What a contact wrote on a document stays with those who may read that."""
        hidden = self.env["sale.order"].create(
            {
                "partner_id": self._create_customer("Other").id,
                "user_id": self.users["salesperson_all"].id,
            }
        )
        self._write(hidden, "Between us", author=self.contact)

        self.assertEqual(self._titles(), [hidden.name])
        self.assertFalse(self._titles(user=self.users["salesperson"]))
        self.assertFalse(self._titles(user=self.agent))

    def test_hidden_messages_hide_no_others(self):
        """Many messages one may not read leave the older ones to be found."""
        hidden = self.env["sale.order"].create(
            {
                "partner_id": self._create_customer("Other").id,
                "user_id": self.users["salesperson_all"].id,
            }
        )
        self._write(self.customer, "Long ago")
        self._talk("Before")
        messages = [
            {
                "model": hidden._name,
                "res_id": hidden.id,
                "message_type": "comment",
                "subtype_id": self.env.ref("mail.mt_comment").id,
                "author_id": self.contact.id,
                "body": "Hidden",
                "date": "2026-03-05 08:00:00",
            }
        ]
        self.env["mail.message"].create(messages * 300)

        seen, after, pages = [], None, 0
        while after is not False:
            page = self._timeline(user=self.users["agent"], after=after)
            seen += [event["title"] for event in page["events"]]
            after, pages = page["next"], pages + 1

        self.assertEqual(seen, ["Before", "Long ago"])
        self.assertEqual(pages, 2)

    def test_other_company(self):
        """What happened in another company is for those who work there."""
        foreigner = self._create_user(
            "test.foreign",
            "crm_extended.crm_extended_group_manager,sales_team.group_sale_manager",
            company=self.other_company,
        )
        self._talk("Here")
        self._order()

        self.assertFalse(self._titles(user=foreigner))

    def test_portal(self):
        """Customers have no timeline, not even of themselves."""
        portal = self.users["portal"]
        self._talk("With them", partner_id=portal.partner_id.id)
        self._write(portal.partner_id, "Difficult", subtype="mail.mt_note")

        for user in (portal, self.users["public"]):
            with self.subTest(user.login), self.assertRaises(AccessError) as refusal:
                self._timeline(portal.partner_id, user=user)
            if user == portal:
                self.assertIn("those who work here", str(refusal.exception))

    def test_private_contact(self):
        """A contact that one may not read has no timeline."""
        foreign = self._create_customer("外部", company_id=self.other_company.id)

        with self.assertRaises(AccessError):
            self._timeline(foreign, user=self.agent)

    def test_two_addresses(self):
        """A delivery without an order is the customer's whom it went to."""
        picking_type = self.env["stock.picking.type"].search(
            [("code", "=", "outgoing"), ("company_id", "=", self.company.id)], limit=1
        )
        picking = self.env["stock.picking"].create(
            {
                "partner_id": self.contact.id,
                "picking_type_id": picking_type.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "product_uom_qty": 1,
                            "location_id": picking_type.default_location_src_id.id,
                            "location_dest_id": self.env.ref(
                                "stock.stock_location_customers"
                            ).id,
                        }
                    )
                ],
            }
        )
        picking.button_validate()

        self.assertEqual(self._titles(), [picking.name])
