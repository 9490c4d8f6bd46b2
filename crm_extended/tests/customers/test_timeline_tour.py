from odoo.addons.crm_extended.tests.common import CrmExtendedCase
from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestTimelineTour(CrmExtendedCase, HttpCase):
    """The timeline on the form of a customer (CUS-02)."""

    def test_first_step(self):
        """From the first call on, what happens is seen, filtered and opened."""
        url = f"/odoo/res.partner/{self.customer.id}"
        # a salesperson may choose orders, which an agent has no right to
        self.start_tour(url, "crm_timeline", login="test.salesperson")
        self.assertEqual(self.customer.crm_interaction_ids.name, "Price of seals")
