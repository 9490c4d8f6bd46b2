from odoo.addons.crm_extended.tests.common import CrmExtendedCase
from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestInteractionTour(CrmExtendedCase, HttpCase):
    """A talk is logged in three clicks, wherever one is (CUS-03)."""

    def test_from_customer(self):
        """From the customer, who counts it at once."""
        self.assertLogged("crm_interaction_log_customer", self.customer, "agent")

    def test_from_request(self):
        """From a request, which is answered by it."""
        request = self._create_request()

        self.assertLogged("crm_interaction_log", request, "agent")

        self.assertTrue(request.first_responded_at)

    def test_from_lead(self):
        """From an opportunity."""
        lead = self.env["crm.lead"].create(
            {
                "name": "New brewery",
                "type": "opportunity",
                "partner_id": self.contact.id,
                "user_id": self.users["salesperson"].id,
            }
        )
        self.assertLogged("crm_interaction_log", lead, "salesperson")

    def test_from_order(self):
        """From an order."""
        order = self.env["sale.order"].create(
            {"partner_id": self.contact.id, "user_id": self.users["salesperson"].id}
        )
        self.assertLogged("crm_interaction_log", order, "salesperson")

    def assertLogged(self, tour, document, role):
        url = f"/odoo/{document._name}/{document.id}"
        self.start_tour(url, tour, login=self.users[role].login)

        interaction = self.env["crm.interaction"].search([])
        self.assertRecordValues(
            interaction,
            [
                {
                    "name": "Price of seals",
                    "channel": "wechat",
                    "customer_id": self.customer.id,
                    "user_id": self.users[role].id,
                }
            ],
        )
