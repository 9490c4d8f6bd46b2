from datetime import datetime, timedelta

from odoo import Command
from odoo.addons.crm_extended.tests.common import CrmExtendedCase

START = datetime(2026, 3, 2, 8)
ACCOUNTANT = "account.group_account_invoice"


class TimelineCase(CrmExtendedCase):
    """A customer to whom one thing of each kind happens, one every hour."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hours = 0
        cls.product = cls.env["product.product"].create(
            {"name": "Seal", "type": "consu", "list_price": 100, "taxes_id": False}
        )
        cls.reader = cls._create_user(
            "test.all",
            "sales_team.group_sale_salesman_all_leads,stock.group_stock_user,"
            f"crm_extended.crm_extended_group_manager,{ACCOUNTANT}",
        )

    def setUp(self):
        super().setUp()
        type(self).hours = 0

    @classmethod
    def _next(cls):
        """Return the hour after the last one."""
        cls.hours += 1
        return START + timedelta(hours=cls.hours)

    @classmethod
    def _wait_a_day(cls):
        cls.hours += 24

    @classmethod
    def _at(cls, record, **values):
        """Date a record as if it had been made then."""
        record.flush_recordset()
        for name, value in values.items():
            cls.env.cr.execute(
                f"UPDATE {record._table} SET {name} = %s WHERE id IN %s",
                [value, record._ids],
            )
        record.invalidate_recordset()
        return record

    def _timeline(self, partner=None, user=None, **options):
        partner = (partner or self.customer).with_user(user or self.reader)
        return partner.crm_get_timeline(**options)

    def _titles(self, *args, **options):
        return [event["title"] for event in self._timeline(*args, **options)["events"]]

    def _talk(self, name, **values):
        return self.env["crm.interaction"].create(
            {
                "name": name,
                "partner_id": self.contact.id,
                "date_start": self._next(),
                "user_id": self.agent.id,
            }
            | values
        )

    def _write(self, record, body, author=None, subtype="mail.mt_comment", **values):
        author = author or self.agent.partner_id
        message = record.message_post(
            body=body,
            author_id=author.id,
            message_type="comment",
            subtype_xmlid=subtype,
            **values,
        )
        return self._at(message, date=self._next())

    def _order(self, **values):
        line = {"product_id": self.product.id, "product_uom_qty": 2, "tax_ids": False}
        order = self.env["sale.order"].create(
            {
                "partner_id": self.contact.id,
                "user_id": self.users["salesperson"].id,
                "order_line": [Command.create(line)],
            }
            | values
        )
        order.action_confirm()
        order.date_order = self._next()
        return order

    def _deliver(self, order):
        picking = order.picking_ids.filtered(lambda p: p.state != "done")
        picking.button_validate()
        return self._at(picking, date_done=self._next())

    def _invoice(self, order, **values):
        invoice = order._create_invoices()
        invoice.write({"invoice_date": self._next().date()} | values)
        invoice.action_post()
        return invoice

    def _pay(self, **values):
        payment = self.env["account.payment"].create(
            {
                "partner_id": self.customer.id,
                "partner_type": "customer",
                "payment_type": "inbound",
                "amount": 200,
                "date": self._next().date(),
            }
            | values
        )
        payment.action_post()
        return payment
