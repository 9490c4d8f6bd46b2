"""The figures of customers, worked out by jobs that are killed or meet each other."""

from .common import ProcessCase


def sell(env, count):
    """Confirm an order of each of some new customers."""
    product = env["product.product"].create({"name": "Hour", "type": "service"})
    customers = env["res.partner"].create([{"name": f"C{i}"} for i in range(count)])
    for customer in customers:
        line = {"product_id": product.id, "price_unit": 100.0}
        order = env["sale.order"].create(
            {"partner_id": customer.id, "order_line": [(0, 0, line)]}
        )
        order.action_confirm()


def refresh_touched(env):
    """Do what the hourly job does, two customers at a time."""
    env["crm.customer.profile"]._cron_refresh_touched(batch_size=2)


def refresh_all(env, meet):
    """Work out all figures at the moment at which another process does the same."""
    from odoo.exceptions import UserError

    Profile = env["crm.customer.profile"]
    Profile.search_count([])
    meet()
    try:
        changed = len(Profile._refresh(env.company))
    except UserError as error:
        changed = str(error)
    meet()
    return changed


class TestProfileRefresh(ProcessCase):
    """Each customer gets one row, and none is forgotten (CUS-04)."""

    def test_killed_half_way(self):
        """What a killed job had done stays done, the rest is done by the next."""
        self.run_script(sell, 5)
        self.assertEqual(self._count("crm_customer_touch"), 5)

        self.start_script(refresh_touched, kill_at_commit=3).assert_killed()
        self.assertEqual(self._count("crm_customer_profile"), 2)
        self.assertEqual(self._count("crm_customer_touch"), 3)

        self.run_script(refresh_touched)
        self.assertEqual(self._count("crm_customer_touch"), 0)
        rows = self.database.query(
            "SELECT order_count, order_amount FROM crm_customer_profile"
        )
        self.assertEqual(rows, [(1, 100)] * 5)

    def test_two_at_once(self):
        """Of two that work out the same company, one does and one is told."""
        self.run_script(sell, 3)
        with self.barrier() as meet:
            scripts = [self.start_script(refresh_all, meet) for _worker in "ab"]
            outcomes = [script.value() for script in scripts]

        [told] = [outcome for outcome in outcomes if isinstance(outcome, str)]
        self.assertIn("being worked out right now", told)
        rows = self.database.query(
            "SELECT partner_id FROM sale_order"
            " EXCEPT SELECT partner_id FROM crm_customer_profile"
        )
        self.assertFalse(rows)

    def _count(self, table):
        return self.database.value(f"SELECT count(*) FROM {table}")
