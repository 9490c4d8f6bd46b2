"""Two people press the bill button of one work order at the same moment."""

from .common import ProcessCase


def finish_work(env):
    """Prepare a finished hour of work; report its id."""
    company = env.company
    company.crm_service_product_id = env["product.product"].create(
        {"name": "Service Hour", "type": "service", "list_price": 80.0}
    )
    partner = env["res.partner"].create({"name": "Sonnenhof Brewery"})
    order = env["crm.work.order"].create(
        {"name": "Replace the seal", "partner_id": partner.id}
    )
    order.time_ids.create({"order_id": order.id, "hours": 1})
    order.action_start()
    order.action_finish()
    return order.id


def press_bill(env, meet, order_id):
    """Bill once the other process is ready to; report the outcome like a server."""
    from odoo.exceptions import UserError
    from odoo.service.model import retrying

    order = env["crm.work.order"].browse(order_id)
    order.read(["number"])
    meet()
    try:
        return retrying(order.action_create_bill, env)["res_id"]
    except UserError as error:
        return str(error)


class TestBillTogether(ProcessCase):
    """One job is billed once, whoever presses and how often (SRV-17)."""

    def test_one_order(self):
        """Two people at once make one order; who comes late sees it or is told."""
        order_id = self.run_script(finish_work)
        with self.barrier() as meet:
            scripts = [
                self.start_script(press_bill, meet, order_id, user="admin")
                for _person in "ab"
            ]
            outcomes = [script.value() for script in scripts]

        bills = self.database.query("SELECT id FROM sale_order")
        billed = self.database.query(
            "SELECT sale_order_id FROM crm_work_order WHERE id = %s", (order_id,)
        )
        self.assertEqual(len(bills), 1)
        self.assertEqual(billed, bills)
        self.assertIn(bills[0][0], outcomes)
        for outcome in outcomes:
            self.assertTrue(
                outcome == bills[0][0] or "is working on" in str(outcome), outcome
            )
