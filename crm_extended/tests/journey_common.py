"""What the tests of the whole journey stand on: goods, books and people."""

from odoo import Command
from odoo.addons.crm_extended.tests.service.work_order_common import WorkOrderCase
from odoo.addons.mail.tests.common import MailCase


class JourneyCase(WorkOrderCase, MailCase):
    """A pump with a serial number to sell, a gasket by the lot to mend it with.

    Everything has a tax of 10 %. A pump costs 700 and sells for 1,200, a gasket costs
    15 and sells for 40, a seal costs 30 and sells for 100, an hour is 80.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls.company.chart_template:
            cls.env["account.chart.template"].try_loading("generic_coa", cls.company)
        cls.storeman = cls._create_user("test.storeman", "stock.group_stock_user")
        cls.biller = cls._create_user("test.biller", "account.group_account_invoice")
        cls.salesperson = cls.users["salesperson"]
        # with the accounts of the chart's own tax
        cls.tax = cls.company.account_sale_tax_id.copy(
            {"name": "VAT 10 %", "amount": 10}
        )
        cls.pump = cls._create_part(
            "Pump P200",
            tracking="serial",
            standard_price=700.0,
            list_price=1200.0,
            crm_warranty_months=24,
        )
        cls.gasket = cls._create_part(
            "Gasket", tracking="lot", standard_price=15.0, list_price=40.0
        )
        cls.pump_serial = cls._create_lot("P200-0001", cls.pump)
        cls.gasket_lot = cls._create_lot("L-7", cls.gasket)
        cls._put_into_stock(cls.pump, 1, lot=cls.pump_serial)
        cls._put_into_stock(cls.gasket, 5, lot=cls.gasket_lot)
        goods = cls.pump | cls.gasket | cls.seal | cls.hour
        goods.taxes_id = [Command.set(cls.tax.ids)]
        cls.team.ask_rating = True
        cls.article = cls.env["crm.article"].create(
            {
                "name": "The pump is loud",
                "body": "<p>Vent the suction line.</p>",
                "audience": "public",
                "state": "published",
            }
        )

    def _ask_for_ratings(self):
        """Let the job ask the customers whose requests are solved; return the mails."""
        self.env.flush_all()
        registry = self.env.registry["ir.cron"]
        self.patch(registry, "_commit_progress", lambda *args, **kwargs: 3600)
        with self.mock_mail_gateway():
            self.env["crm.service.request"]._cron_ask_ratings()
            return self._new_mails
