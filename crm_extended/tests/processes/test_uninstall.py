"""Uninstalling takes everything of ours away and nothing of anybody else's."""

from .common import ProcessCase
from .core_tables import CoreTables
from .trade import Trade


class TestUninstall(ProcessCase):
    """A company that has traded and answered requests goes back to stock Odoo."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock = cls.enterClassContext(cls.clone("CRM_EXTENDED_DEPS_TEMPLATE"))
        cls.server = cls.enterClassContext(cls.serve())
        cls.rpc = cls.server.rpc()
        cls.trade = Trade(cls.rpc, cls.rpc.ref("base.main_company"))
        cls.trade.set_up()
        cls.customer_id = cls.trade.create_customer("Customer")
        cls.product_id = cls.trade.create_product("Pump")
        cls._trade()
        cls._answer_request()
        cls.core = CoreTables(cls.database, like=cls.stock)
        cls._uninstall()

    @classmethod
    def _trade(cls):
        """Sell, deliver, bill and collect; gives back how delivery and bill ended."""
        order_id = cls.trade.sell(cls.customer_id, cls.product_id)
        deliveries = cls.trade.deliver(order_id)
        return deliveries, cls.trade.collect(cls.trade.bill(order_id))

    @classmethod
    def _answer_request(cls):
        values = {"name": "Pump leaks", "partner_id": cls.customer_id}
        request_id = cls.rpc("crm.service.request", "create", values)
        cls.rpc("crm.service.request", "message_post", [request_id], body="Coming")
        cls.rpc("crm.service.request", "activity_schedule", [request_id], summary="Go")
        photo = {"name": "leak.txt", "res_model": "crm.service.request", "raw": "Drip"}
        cls.rpc("ir.attachment", "create", {**photo, "res_id": request_id})

    @classmethod
    def _uninstall(cls):
        domain = [("name", "=", "crm_extended")]
        module_ids = cls.rpc("ir.module.module", "search", domain)
        cls.rpc("ir.module.module", "button_immediate_uninstall", module_ids)

    def test_documents_stay(self):
        """Customers, orders, deliveries and invoices are what they were."""
        self.assertEqual(self.core.changes(), [])

    def test_schema_is_stock(self):
        """No table, column or index of ours is left."""
        for sql in (_COLUMNS, _INDEXES):
            ours = set(self.database.query(sql)) - set(self.stock.query(sql))
            self.assertEqual(ours, set())

    def test_no_metadata_is_left(self):
        """Views, fields, jobs, rights, sequences: as many as a stock Odoo has."""
        ours = "SELECT name FROM ir_model_data WHERE module = 'crm_extended'"
        self.assertEqual(self.database.query(ours), [])

        stock, now = self.stock.row_counts(), self.database.row_counts()
        left = {
            table: (count, now[table])
            for table, count in stock.items()
            if table.startswith(_METADATA) and now[table] != count
        }
        self.assertEqual(left, {}, "(in stock Odoo, in this database)")

    def test_no_orphan_is_left(self):
        """Messages, followers, activities and files go with their requests."""
        self.assertEqual(self.database.query(_ORPHANS), [])

    def test_trade_goes_on(self):
        """The same customer buys again, and the form of a customer still opens."""
        self.assertEqual(self._trade(), (["done"], "paid"))

        views = self.rpc("res.partner", "get_views", [(False, "form"), (False, "list")])
        self.assertIn("form", views["views"])
        specification = {name: {} for name in views["models"]["res.partner"]["fields"]}
        ids = [self.customer_id]
        self.rpc("res.partner", "web_read", ids, specification=specification)


_COLUMNS = """
    SELECT table_name, column_name, data_type
      FROM information_schema.columns WHERE table_schema = 'public'
"""
_INDEXES = "SELECT tablename, indexname FROM pg_indexes WHERE schemaname = 'public'"
_ORPHANS = " UNION ALL ".join(
    f"SELECT '{table}', id FROM {table}"
    f" WHERE {column} NOT IN (SELECT model FROM ir_model)"
    for table, column in (
        ("ir_attachment", "res_model"),
        ("mail_activity", "res_model"),
        ("mail_followers", "res_model"),
        ("mail_message", "model"),
        ("rating_rating", "res_model"),
    )
)
_METADATA = (
    "ir_act",
    "ir_config_parameter",
    "ir_cron",
    "ir_default",
    "ir_model_access",
    "ir_model_fields",
    "ir_rule",
    "ir_sequence",
    "ir_ui",
    "mail_activity_type",
    "mail_message_subtype",
    "mail_template",
    "report_paperformat",
    "res_groups",
)
