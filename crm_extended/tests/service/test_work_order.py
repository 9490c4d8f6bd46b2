from odoo.addons.crm_extended.tests.service.work_order_common import WorkOrderCase
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged


@tagged("post_install", "-at_install")
class TestWorkOrder(WorkOrderCase):
    """A work order from the plan to the last screw (SRV-14)."""

    def test_made_from_a_request(self):
        """An agent makes a work order that says what the request says."""
        request = self._create_request(
            "Pump is loud", user=self.agent, priority="2", description="<p>Loud</p>"
        )
        action = request.with_user(self.agent).action_create_work_order()

        WorkOrder = self.env["crm.work.order"].with_user(self.agent)
        with Form(WorkOrder.with_context(**action["context"])) as form:
            form.user_id = self.technician
            form.planned_start = "2026-03-02 09:00:00"
        order = form.record

        self.assertRegex(order.number, r"^WO\d{5,}$")
        self.assertRecordValues(
            order,
            [
                {
                    "name": "Pump is loud",
                    "priority": "2",
                    "partner_id": self.contact.id,
                    "customer_id": self.customer.id,
                    "request_id": request.id,
                    "state": "draft",
                }
            ],
        )
        self.assertIn("Loud", order.description)
        self.assertEqual(request.work_order_count, 1)
        found = WorkOrder.search(request.action_view_work_orders()["domain"])
        self.assertEqual(found, order)

    def test_technician_reads_what_he_needs(self):
        """A technician reads address, phone, parts and number of the request."""
        self.contact.write({"phone": "+49 8031 1", "street": "Mühlbach 3"})
        request = self._create_request()
        order = self._create_work_order(
            parts=[(self.seal, 2)], request_id=request.id
        ).with_user(self.technician)

        [row] = order.web_read(
            {
                "partner_phone": {},
                "partner_address": {},
                "part_summary": {},
                "request_id": {"fields": {"display_name": {}}},
                "partner_id": {"fields": {"display_name": {}}},
            }
        )

        self.assertEqual(row["partner_phone"], "+49 8031 1")
        self.assertIn("Mühlbach 3", row["partner_address"])
        self.assertEqual(row["part_summary"], "2 × Seal")
        self.assertEqual(row["partner_id"]["id"], self.contact.id)

    def test_request_out_of_sight_is_not_copied(self):
        """Nobody learns a request's subject by making a work order for it."""
        hidden = self._create_request(
            "Secret", team_id=self._create_team("Compressors").id
        )

        with self.assertRaises(AccessError):
            self._create_work_order(user=self.agent, request_id=hidden.id)

    def test_customer_stays_when_the_contact_moves(self):
        """The customer of a work order is the one of the day it was made."""
        order = self._create_work_order()

        self.contact.parent_id = self._create_customer("Kaiser", is_company=True)
        self.env.flush_all()

        self.assertEqual(order.customer_id, self.customer)

    def test_records_of_two_companies_do_not_mix(self):
        """Site, technician, stock and parts of another company are refused."""
        other = self.other_company
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", other.id)], limit=1
        )
        foreign = {
            "partner_id": self._create_customer("外部", company_id=other.id).id,
            "location_id": warehouse.lot_stock_id.id,
            "user_id": self._create_user(
                "test.far", "base.group_user", company=other
            ).id,
        }
        order = self._create_work_order()
        for field, value in foreign.items():
            with self.subTest(field), self.assertRaises(UserError):
                order[field] = value
        part = self._create_part("外部备件", company_id=other.id)
        with self.assertRaises(UserError):
            self._create_work_order(parts=[(part, 1)])

    def test_steps_are_taken_in_order(self):
        """Each step is refused with one sentence where it makes no sense."""
        cases = [
            ("draft", ["action_finish", "action_draft"]),
            ("planned", ["action_plan", "action_draft"]),
            ("progress", ["action_plan", "action_start", "action_draft"]),
            ("done", ["action_plan", "action_start", "action_finish", "action_cancel"]),
            ("cancel", ["action_plan", "action_start", "action_finish"]),
        ]
        for state, steps in cases:
            order = self._create_work_order(state=state).with_user(self.technician)
            for step in steps:
                with (
                    self.subTest(state=state, step=step),
                    self.assertRaisesRegex(UserError, order.number),
                ):
                    getattr(order, step)()

    def test_planning_needs_a_technician_and_a_start(self):
        """What nobody does at no time is not planned."""
        for values in ({"user_id": False}, {"planned_start": False}):
            order = self._create_work_order(**{"planned_end": False} | values)
            with self.subTest(values), self.assertRaisesRegex(UserError, "technician"):
                order.with_user(self.dispatcher).action_plan()

    def test_slot_starts_with_an_hour(self):
        """A start alone sets an hour aside; what somebody said otherwise stays."""
        order = self._create_work_order(planned_start=False, planned_end=False)

        order.planned_start = "2026-03-02 09:00:00"
        self.assertEqual(str(order.planned_end), "2026-03-02 10:00:00")
        order.planned_end = "2026-03-02 12:00:00"
        order.planned_start = "2026-03-02 11:00:00"
        self.assertEqual(str(order.planned_end), "2026-03-02 12:00:00")
        order.planned_start = "2026-03-04 11:00:00"
        self.assertEqual(str(order.planned_end), "2026-03-04 12:00:00")

    def test_end_without_start(self):
        """A slot has a start."""
        with self.assertRaises(ValidationError):
            self._create_work_order(planned_start=False)

    def test_clock(self):
        """The clock runs from start to finish, and may rest in between."""
        order = self._create_work_order().with_user(self.technician)
        with freeze_time("2026-03-02 09:00:00"):
            order.action_start()
            order.action_start_timer()
        with freeze_time("2026-03-02 10:30:00"):
            order.action_stop_timer()
        with freeze_time("2026-03-02 11:00:00"):
            order.action_start_timer()
            self.assertTrue(order.is_timer_running)
        with freeze_time("2026-03-02 11:15:00"):
            order.action_finish()

        self.assertEqual(order.time_ids.mapped("hours"), [1.5, 0.25])
        self.assertEqual(order.hours, 1.75)
        self.assertFalse(order.is_timer_running)
        self.assertEqual(str(order.finished_at), "2026-03-02 11:15:00")

    def test_dispatcher_starts_no_clock(self):
        """Who starts the work of somebody else does not book time for himself."""
        order = self._create_work_order().with_user(self.dispatcher)

        order.action_start()

        self.assertFalse(order.time_ids)

    def test_begun_work_is_not_deleted(self):
        """A manager deletes a draft, and cancels what has begun."""
        order = self._create_work_order().with_user(self.manager)
        order.action_plan()
        with self.assertRaisesRegex(UserError, "Cancel"):
            order.unlink()

        order.action_cancel()
        order.unlink()

    def test_parts_by_search(self):
        """The catalog counts a part as used while the work runs, and shows no price."""
        order = self._create_work_order().with_user(self.technician)
        order.action_start()

        order._update_order_line_info(self.seal.id, 2)
        info = order._get_product_catalog_order_line_info([self.seal.id])

        self.assertEqual(info[self.seal.id]["quantity"], 2)
        self.assertEqual(info[self.seal.id]["price"], 0)
        self.assertRecordValues(order.part_ids, [{"planned_qty": 0, "used_qty": 2}])
        order._update_order_line_info(self.seal.id, 0)
        self.assertFalse(order.part_ids)
