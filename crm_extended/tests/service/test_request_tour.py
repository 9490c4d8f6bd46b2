from odoo.addons.crm_extended.tests.common import CrmExtendedCase
from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestRequestTour(CrmExtendedCase, HttpCase):
    """An agent at the screen."""

    def test_agent_takes_a_call(self):
        """An agent notes a call, takes the request and solves it."""
        self.start_tour("/odoo", "crm_service_request_agent", login="test.agent")

        request = self.env["crm.service.request"].search([("name", "=", "No water")])
        self.assertEqual(request.customer_id, self.customer)
        self.assertEqual(request.user_id, self.agent)
        self.assertEqual(request.stage_id, self.stage_solved)
