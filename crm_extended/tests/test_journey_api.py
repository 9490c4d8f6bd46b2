import base64
import json
import re
import xmlrpc.client
from datetime import datetime, timedelta

from odoo.addons.crm_extended.tests.journey_common import JourneyCase
from odoo.addons.crm_extended.tests.service.work_order_common import PNG
from odoo.tests import HttpCase, get_db_name, tagged


class JourneyOverTheWire(JourneyCase, HttpCase):
    """From the sale of a pump to the rating of its repair, by remote calls alone.

    Each call is made by the person with the least rights that it takes.
    """

    def _call(self, user, model, method, record_ids=None, **arguments):
        """Call a method as ``user`` and return what came back over the wire."""
        raise NotImplementedError

    def _create(self, user, model, values, **arguments):
        [record_id] = self._call(user, model, "create", vals_list=[values], **arguments)
        return record_id

    def _walk(self):
        """Take every step, each with its own assertions; return the request."""
        person_id, equipment_id = self._sell_and_deliver()
        request_id = self._open_request(person_id, equipment_id)
        self._answer(request_id)
        order_id = self._make_work_order(request_id)
        self._work(order_id)
        self._report_and_sign(order_id)
        self._bill_and_collect(order_id)
        self._solve(request_id)
        self._rate(request_id)
        self._read_figures(person_id)
        return self.env["crm.service.request"].browse(request_id)

    def _sell_and_deliver(self):
        """Sell a pump to a new customer; its delivery makes the equipment."""
        seller = self.salesperson
        firm = {"name": "Marina Kaiser", "is_company": True}
        firm_id = self._create(seller, "res.partner", firm)
        person = {"name": "Anna", "parent_id": firm_id, "email": "anna@example.com"}
        person_id = self._create(seller, "res.partner", person)
        line = {"product_id": self.pump.id, "product_uom_qty": 1}
        sale = {"partner_id": firm_id, "order_line": [[0, 0, line]]}
        sale_id = self._create(seller, "sale.order", sale)
        self._call(seller, "sale.order", "action_confirm", [sale_id])
        [picking_id] = self._call(
            self.storeman,
            "stock.picking",
            "search",
            domain=[["origin", "=", self.env["sale.order"].browse(sale_id).name]],
        )
        done = self._call(
            self.storeman, "stock.picking", "button_validate", [picking_id]
        )
        self.assertIs(done, True)
        [equipment] = self._call(
            self.agent,
            "crm.equipment",
            "search_read",
            domain=[["name", "=", "P200-0001"]],
            fields=["customer_id", "warranty_months"],
        )
        self.assertEqual(equipment["customer_id"][0], firm_id)
        self.assertEqual(equipment["warranty_months"], 24)
        return person_id, equipment["id"]

    def _open_request(self, person_id, equipment_id):
        values = {
            "name": "Loud pump",
            "partner_id": person_id,
            "equipment_id": equipment_id,
            "team_id": self.team.id,
        }
        request_id = self._create(self.agent, "crm.service.request", values)
        self._call(
            self.agent, "crm.service.request", "action_assign_to_me", [request_id]
        )
        [row] = self._read_request(request_id, ["number", "user_id", "customer_id"])
        self.assertTrue(row["number"])
        self.assertEqual(row["user_id"][0], self.agent.id)
        return request_id

    def _answer(self, request_id):
        """The article that fits is found, sent in public, and stamps the response."""
        [row] = self._read_request(request_id, ["suggested_article_ids"])
        self.assertEqual(row["suggested_article_ids"], self.article.ids)
        with self.mock_mail_gateway():
            message_id = self._call(
                self.agent,
                "crm.service.request",
                "action_answer",
                [request_id],
                text="Good morning,\nplease try this:",
                article_id=self.article.id,
            )
        message = self.env["mail.message"].browse(message_id)
        self.assertEqual(message.subtype_id, self.env.ref("mail.mt_comment"))
        self.assertIn("Good morning,<br>please try this:", message.body)
        self.assertIn("Vent the suction line.", message.body)
        self.assertEqual(message.author_id, self.agent.partner_id)
        self.assertSentEmail(self.agent.partner_id, ['"Anna" <anna@example.com>'])
        [row] = self._read_request(request_id, ["first_responded_at", "article_ids"])
        self.assertTrue(row["first_responded_at"])
        self.assertEqual(row["article_ids"], self.article.ids)

    def _make_work_order(self, request_id):
        """One call plans who goes when, with the parts; they are set aside."""
        values = {
            "request_id": request_id,
            "user_id": self.technician.id,
            "planned_start": "2026-03-02 09:00:00",
            "planned_end": "2026-03-02 11:00:00",
            "part_ids": [
                [0, 0, self._chargeable(product_id=self.seal.id, planned_qty=1)],
                [0, 0, self._chargeable(product_id=self.gasket.id, planned_qty=2)],
            ],
        }
        order_id = self._create(self.agent, "crm.work.order", values)
        planned = self._call(self.agent, "crm.work.order", "action_plan", [order_id])
        self.assertIs(planned, True)
        self.assertEqual(self._get_free(self.gasket), 3)
        return order_id

    def _chargeable(self, **values):
        """What the warranty, which is proposed, does not pay for."""
        return values | {"coverage": "chargeable"}

    def _work(self, order_id):
        """The technician says which lot he used; the stock falls by that."""
        self._call(self.technician, "crm.work.order", "action_start", [order_id])
        parts = self._call(
            self.technician,
            "crm.work.order.part",
            "search_read",
            domain=[["order_id", "=", order_id]],
            fields=["product_id", "used_qty"],
        )
        by_product = {part["product_id"][0]: part for part in parts}
        self.assertEqual(by_product[self.gasket.id]["used_qty"], 2)
        lots = self._call(
            self.technician,
            "stock.lot",
            "search",
            domain=[["name", "=", "L-7"], ["product_id", "=", self.gasket.id]],
        )
        self._call(
            self.technician,
            "crm.work.order.part",
            "write",
            [by_product[self.gasket.id]["id"]],
            vals={"lot_id": lots[0]},
        )
        spent = self._chargeable(order_id=order_id, name="Seal replaced", hours=1.5)
        self._create(self.technician, "crm.work.order.time", spent)
        finished = self._call(
            self.technician, "crm.work.order", "action_finish", [order_id]
        )
        self.assertIs(finished, True)
        self.assertEqual(self._get_on_hand(self.gasket), 3)
        self.assertEqual(self._get_on_hand(self.seal), 9)

    def _report_and_sign(self, order_id):
        self.env["ir.config_parameter"].set_param("report.url", self.base_url())
        report = self._call(
            self.technician,
            "crm.work.order",
            "action_export_report",
            [order_id],
            context={"force_report_rendering": True},
        )
        order = self.env["crm.work.order"].browse(order_id)
        self.assertEqual(report["name"], f"{order.number}.pdf")
        self.assertTrue(base64.b64decode(report["content"]).startswith(b"%PDF"))
        signed = self._call(
            self.technician,
            "crm.work.order",
            "action_sign",
            [order_id],
            name="Anna Kaiser",
            signature=PNG,
        )
        self.assertIs(signed, True)
        self.assertEqual(order.signed_by, "Anna Kaiser")
        self.assertTrue(order.message_ids.attachment_ids)

    def _bill_and_collect(self, order_id):
        """Bill, order, invoice and payment, each by who is in charge of it."""
        self._drop_running_time(order_id)
        action = self._call(
            self.dispatcher, "crm.work.order", "action_create_bill", [order_id]
        )
        sale_id = action["res_id"]
        self._call(self.salesperson, "sale.order", "action_confirm", [sale_id])
        sale = {"active_model": "sale.order", "active_ids": [sale_id]}
        wizard = "sale.advance.payment.inv"
        wizard_id = self._create(self.salesperson, wizard, {}, context=sale)
        self._call(
            self.salesperson, wizard, "create_invoices", [wizard_id], context=sale
        )
        [sale] = self._call(
            self.salesperson, "sale.order", "read", [sale_id], fields=["invoice_ids"]
        )
        self._post_and_collect(sale["invoice_ids"])

    def _drop_running_time(self, order_id):
        # the clock ran for a moment between start and finish, as long as a test takes
        times = self.env["crm.work.order"].browse(order_id).time_ids
        times.filtered(lambda time: time.hours < 1).unlink()

    def _post_and_collect(self, invoice_ids):
        self._call(self.biller, "account.move", "action_post", invoice_ids)
        invoices = {"active_model": "account.move", "active_ids": invoice_ids}
        wizard = "account.payment.register"
        wizard_id = self._create(self.biller, wizard, {}, context=invoices)
        self._call(
            self.biller,
            wizard,
            "action_create_payments",
            [wizard_id],
            context=invoices,
        )
        [invoice] = self._call(
            self.biller,
            "account.move",
            "read",
            invoice_ids,
            fields=["amount_untaxed", "amount_total", "amount_residual"],
        )
        # 1.5 hours, a seal and two gaskets, and the tax on it
        self.assertEqual(invoice["amount_untaxed"], 300.0)
        self.assertEqual(invoice["amount_total"], 330.0)
        self.assertEqual(invoice["amount_residual"], 0.0)

    def _solve(self, request_id):
        solved = self._call(
            self.agent, "crm.service.request", "action_solve", [request_id]
        )
        self.assertIs(solved, True)
        [row] = self._read_request(request_id, ["stage_id", "closed_at"])
        self.assertEqual(row["stage_id"][0], self.stage_solved.id)
        self.assertTrue(row["closed_at"])

    def _rate(self, request_id):
        """The customer votes on the page behind the link, as no one else may."""
        self._ask_for_ratings()
        link = self._call(
            self.agent, "crm.service.request", "get_portal_url", [request_id]
        )
        page = self.url_open(link).text
        [token] = set(re.findall(r"/rate/([0-9a-f]+)/5", page))
        page = self.url_open(f"/rate/{token}/5").text
        csrf = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
        self.url_open(
            f"/rate/{token}/submit_feedback",
            data={"rate": "5", "feedback": "Quick!", "csrf_token": csrf},
        )
        [row] = self._read_request(
            request_id, ["rating_last_value", "rating_last_feedback"]
        )
        self.assertEqual(row["rating_last_value"], 5)
        self.assertEqual(row["rating_last_feedback"], "Quick!")

    def _read_figures(self, person_id):
        firm = self.env["res.partner"].browse(person_id).parent_id
        [figures] = self._call(
            self.agent,
            "res.partner",
            "read",
            firm.ids,
            fields=["crm_request_count", "crm_equipment_count"],
        )
        self.assertEqual(figures["crm_request_count"], 1)
        self.assertEqual(figures["crm_equipment_count"], 1)
        stored = self._call(
            self.agent, "res.partner", "action_crm_refresh_figures", firm.ids
        )
        self.assertIs(stored, True)
        [figures] = self._call(
            self.biller,
            "res.partner",
            "read",
            firm.ids,
            fields=["crm_invoiced_total", "crm_receivable_open", "crm_delivery_count"],
        )
        # the repair is invoiced and paid; of the pump the sale alone is booked
        self.assertEqual(figures["crm_invoiced_total"], 300.0)
        self.assertEqual(figures["crm_receivable_open"], 0.0)
        self.assertEqual(figures["crm_delivery_count"], 1)

    def _read_request(self, request_id, fields):
        return self._call(
            self.agent, "crm.service.request", "read", [request_id], fields=fields
        )


@tagged("post_install", "-at_install")
class TestJourneyApi(JourneyOverTheWire):
    """The whole journey by either of Odoo's two remote interfaces (INT-01)."""

    def test_xmlrpc(self):
        """With Python's own client, names and passwords."""
        self._call = self._call_xmlrpc
        request = self._walk()

        self.assertEqual(request.stage_id, self.stage_solved)
        self.assertEqual(request.work_order_ids.sale_order_id.state, "sale")

    def test_json2(self):
        """With JSON and an API key for each person."""
        self._call = self._call_json2
        request = self._walk()

        self.assertEqual(request.stage_id, self.stage_solved)
        self.assertEqual(request.work_order_ids.sale_order_id.state, "sale")

    def _call_xmlrpc(self, user, model, method, record_ids=None, **arguments):
        positional = [] if record_ids is None else [record_ids]
        if method == "create":
            positional.append(arguments.pop("vals_list"))
        try:
            return self.xmlrpc_object.execute_kw(
                get_db_name(), user.id, user.login, model, method, positional, arguments
            )
        except xmlrpc.client.Fault as fault:
            self.fail(f"{user.login}: {model}.{method}: {fault.faultString}")

    def _call_json2(self, user, model, method, record_ids=None, **arguments):
        if record_ids is not None:
            arguments["ids"] = record_ids
        answer = self.url_open(
            f"/json/2/{model}/{method}",
            data=json.dumps(arguments),
            headers={
                "Authorization": f"bearer {self._get_key(user)}",
                "Content-Type": "application/json",
            },
        )
        self.assertEqual(answer.status_code, 200, f"{user.login}: {answer.text}")
        return answer.json()

    def _get_key(self, user):
        keys = self.env["res.users.apikeys"].with_user(user)
        return keys._generate("rpc", "test", datetime.now() + timedelta(hours=1))
