from odoo.addons.crm_extended.controllers import service_form
from odoo.addons.crm_extended.tests.journey_common import JourneyCase
from odoo.tests import HttpCase, tagged

PHONE = "390x844"


class JourneyTourCase(JourneyCase, HttpCase):
    """Katrin has a loud pump, and Tom is the technician."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.technician.name = "Tom Technician"
        cls.contact.email = "katrin@example.com"

    def _find_request(self):
        return self.env["crm.service.request"].search([("name", "=", "Loud pump")])


@tagged("post_install", "-at_install")
class TestAgentTour(JourneyTourCase):
    """The desk of a small company: answers, plans and bills."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        roles = (
            "crm_extended.crm_extended_group_agent",
            "crm_extended.crm_extended_group_dispatcher",
            "sales_team.group_sale_salesman",
        )
        cls.desk = cls._create_user("test.desk", ",".join(roles))
        cls.desk.tz = "UTC"
        cls.team.member_ids += cls.desk
        cls.company.crm_service_team_id = cls.team

    def test_from_the_call_to_the_solution(self):
        """A call is noted, answered, turned into a visit, billed and solved."""
        self.start_tour("/odoo", "crm_journey_agent", login="test.desk")

        request = self._find_request()
        order = request.work_order_ids
        self.assertRecordValues(
            request,
            [
                {
                    "partner_id": self.contact.id,
                    "user_id": self.desk.id,
                    "article_ids": self.article.ids,
                }
            ],
        )
        self.assertTrue(request.first_responded_at)
        self.assertEqual(order.state, "planned")
        self.assertEqual(order.user_id, self.technician)
        self.assertEqual(str(order.planned_start), "2026-03-03 09:00:00")
        self.assertEqual(str(order.planned_end), "2026-03-03 10:00:00")

        order.time_ids.create({"order_id": order.id, "hours": 1.5})
        page = f"/odoo/service-requests/{request.id}/work-orders/{order.id}"
        self.start_tour(page, "crm_journey_agent_end", login="test.desk")

        self.assertEqual(order.state, "done")
        self.assertEqual(order.sale_order_id.amount_untaxed, 120.0)
        self.assertEqual(request.stage_id, self.stage_solved)


@tagged("post_install", "-at_install")
class TestTechnicianTour(JourneyTourCase):
    """A technician with a phone in his hand."""

    browser_size = PHONE
    touch_enabled = True

    def test_job(self):
        """The job is started, gets a part, is signed and finished."""
        order = self._create_work_order(name="Loud pump")
        order.action_plan()

        self.start_tour(
            "/odoo/my-work-orders", "crm_journey_technician", login="test.technician"
        )

        self.assertEqual(order.state, "done")
        self.assertRecordValues(
            order.part_ids, [{"product_id": self.seal.id, "used_qty": 1.0}]
        )
        self.assertEqual(self._get_on_hand(self.seal), 9)
        self.assertTrue(order.signature)
        self.assertEqual(order.signed_by, "Katrin")
        self.assertTrue(order.time_ids.date_end)


@tagged("post_install", "-at_install")
class TestCustomerTour(JourneyTourCase):
    """A customer with a phone and without a login."""

    browser_size = PHONE
    touch_enabled = True

    def test_from_the_form_to_the_rating(self):
        """She asks, follows, adds a word, signs for the visit and rates."""
        self.team.form_published = True
        self.patch(service_form, "FILL_SECONDS", 0)
        self.start_tour(f"/service/{self.team.form_key}", "crm_journey_customer_asks")
        request = self._find_request()
        self.assertEqual(request.partner_name, "Katrin")
        self.assertIn("It is pump 2", request.message_ids[0].body)

        request.action_accept_contact()
        order = self._visit(request)
        page = request.get_portal_url()
        self.start_tour(page, "crm_journey_customer_signs")
        self.assertEqual(order.signed_by, "Katrin")
        self.assertTrue(order.signature)

        request.with_user(self.agent).action_solve()
        self._ask_for_ratings()
        self.start_tour(page, "crm_journey_customer_rates")
        self.assertEqual(request.rating_last_value, 5)

    def _visit(self, request):
        return self._create_finished(
            request_id=request.id,
            planned_start="2026-03-03 09:00:00",
            planned_end="2026-03-03 10:00:00",
        )
