"""One click on Install, on a database that has been at work for a while."""

from .common import ProcessCase
from .core_tables import CoreTables
from .smtp_sink import SmtpSink
from .trade import Trade


def import_without_tools(env, tools):
    """Import the addon as if the machine had none of the developer's tools."""
    import importlib
    import sys

    class Blocker:
        def find_spec(self, name, path=None, target=None):
            if name.partition(".")[0] in tools:
                raise ImportError(f"{name} is a developer's tool, not part of Odoo.")

    sys.meta_path.insert(0, Blocker())
    return importlib.import_module("odoo.addons.crm_extended").__name__


def install(rpc):
    """Click on Install, as an administrator does in the Apps menu."""
    rpc("ir.module.module", "update_list")
    [module_id] = rpc("ir.module.module", "search", [("name", "=", "crm_extended")])
    rpc("ir.module.module", "button_immediate_install", [module_id])
    return rpc("ir.module.module", "read", [module_id], ["state", "demo"])[0]


class TestInstallWithData(ProcessCase):
    """Two companies have sold, delivered, billed and been paid before the click."""

    template = "CRM_EXTENDED_DEPS_TEMPLATE"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sink = cls.enterClassContext(SmtpSink())
        cls.server = cls.enterClassContext(cls.serve(workers=2))
        cls.rpc = cls.server.rpc()
        cls.rpc("ir.mail_server", "create", cls.sink.mail_server)
        cls._trade_in_two_companies()
        cls.core = CoreTables(cls.database)
        cls.module = install(cls.rpc)

    @classmethod
    def _trade_in_two_companies(cls):
        main_company = cls.rpc.ref("base.main_company")
        values = {"name": "Second Company", "currency_id": cls.rpc.ref("base.EUR")}
        second_company = cls.rpc("res.company", "create", values)
        for company_id in (main_company, second_company):
            trade = Trade(cls.rpc, company_id)
            trade.set_up()
            customer_id = trade.create_customer(f"Customer of {company_id}")
            product_id = trade.create_product(f"Pump of {company_id}")
            order_id = trade.sell(customer_id, product_id)
            trade.deliver(order_id)
            trade.collect(trade.bill(order_id))
            trade("crm.lead", "create", {"name": "Next", "partner_id": customer_id})

    def test_click_installs_without_demo(self):
        """One click installs the addon; without demo data it brings none."""
        self.assertEqual(self.module["state"], "installed")
        self.assertFalse(self.module["demo"])
        requests = self.database.value("SELECT count(*) FROM crm_service_request")
        self.assertEqual(requests, 0)

    def test_install_is_harmless(self):
        """Neither the installation nor our scheduled jobs touch what was there."""
        self.assertEqual(self.core.changes(), [], "by the installation")

        domain = [("module", "=", "crm_extended"), ("model", "=", "ir.cron")]
        jobs = self.rpc("ir.model.data", "search_read", domain, ["res_id"])
        for job in jobs:
            self.rpc("ir.cron", "method_direct_trigger", [job["res_id"]])
        self.assertEqual(self.core.changes(), [], "by the scheduled jobs")

    def test_install_sends_nothing(self):
        """Nobody outside hears of the installation, even when the mail queue runs."""
        mail_queue = self.rpc.ref("mail.ir_cron_mail_scheduler_action")
        self.rpc("ir.cron", "method_direct_trigger", [mail_queue])
        self.assertEqual(self.sink.mails, [])
        self.assertEqual(self.database.value("SELECT count(*) FROM mail_mail"), 0)

    def test_upgrade_changes_no_count(self):
        """Upgrading twice leaves as many rows in every table as there were."""
        before = self.database.row_counts()
        for _time in range(2):
            self.run_odoo("upgrade", "-u", "crm_extended")
            now = self.database.row_counts()
            self.assertEqual(now.items() - before.items(), set())


class TestInstallWithDemo(ProcessCase):
    """A database with demo data, as on a first evening with Odoo."""

    template = "CRM_EXTENDED_DEPS_DEMO_TEMPLATE"

    def test_click_loads_our_demo_data(self):
        """One click installs the addon with its own demo data."""
        with self.serve() as server:
            module = install(server.rpc())

        self.assertEqual((module["state"], module["demo"]), ("installed", True))
        requests = self.database.value("SELECT count(*) FROM crm_service_request")
        self.assertGreater(requests, 0)


class TestInstallNeedsNothing(ProcessCase):
    """A stock Odoo has no Python package beyond its own."""

    template = "CRM_EXTENDED_DEPS_TEMPLATE"

    def test_imports_without_tools(self):
        """The addon is imported where none of the developer's tools exists."""
        tools = ["coverage", "openupgradelib", "playwright", "pytest", "websocket"]
        name = self.run_script(import_without_tools, tools)
        self.assertEqual(name, "odoo.addons.crm_extended")
