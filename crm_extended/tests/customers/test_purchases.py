from odoo.addons.crm_extended.tests.customers.profile_common import ProfileCase
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 09:00:00")
class TestPurchases(ProfileCase):
    """What counts as a purchase, by the choice of the company (CUS-05, CUS-06)."""

    def _get_purchases(self, basis):
        """Return day, amount and whether it is a purchase, of each of the customer."""
        self.company.crm_figure_basis = basis
        self.env.flush_all()
        query = self.Profile._get_purchase_query(self.Profile._get_scope(self.company))
        rows = self.env.execute_query(
            SQL(
                "SELECT day, ROUND(amount, 2), is_purchase FROM (%s) purchase"
                " WHERE partner_id = %s ORDER BY day, amount",
                query,
                self.customer.id,
            )
        )
        return [(str(day), float(amount), bought) for day, amount, bought in rows]

    def test_invoiced(self):
        """Posted invoices up to today; a credit note takes back and is no purchase."""
        self._invoice(100.0, "2026-01-10")
        self._invoice(-30.0, "2026-01-12")
        self._invoice(9.0, "2026-03-03")
        self._create_invoice(900.0)
        self._order(1)

        self.assertEqual(
            self._get_purchases("invoiced"),
            [("2026-01-10", 100.0, True), ("2026-01-12", -30.0, False)],
        )

    def test_ordered(self):
        """Confirmed orders up to today, in the currency of the company."""
        francs = self._create_francs(4.0)
        self._order(3, "2026-01-10 10:00:00")
        self._order(2, "2026-02-10 10:00:00", pricelist_id=francs.id)
        self._order(5, "2026-03-04 10:00:00")
        self.env["sale.order"].create({"partner_id": self.customer.id})
        self._invoice(100.0)

        self.assertEqual(
            self._get_purchases("ordered"),
            [("2026-01-10", 300.0, True), ("2026-02-10", 200.0, True)],
        )

    def test_delivered(self):
        """What reached the customer at the price of its order, and what came back."""
        francs = self._create_francs(4.0)
        # a dozen at 12 * 400 francs, of which six seals go out and two come back
        order = self._order(1, pricelist_id=francs.id)
        dozen = self.env.ref("uom.product_uom_dozen")
        order.order_line.write({"product_uom_id": dozen.id, "price_unit": 4800.0})
        picking = order.picking_ids
        picking.move_ids.quantity = 6
        picking.move_ids.picked = True
        picking._action_done()
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        wizard.product_return_moves.quantity = 2
        wizard._create_return().button_validate()
        self._invoice(100.0)

        self.assertEqual(
            self._get_purchases("delivered"),
            [("2026-03-02", -200.0, False), ("2026-03-02", 600.0, True)],
        )

    def test_only_credit_notes(self):
        """Who only got money back has bought nothing: a prospect, without a score."""
        self._invoice(-50.0)

        profile = self._get_profile()
        self.assertEqual(profile.lifecycle_state, "prospect")
        self.assertEqual((profile.rfm_frequency, profile.rfm_class), (0, "none"))
