"""The story of the demo company, told into a database that has Odoo's own demo data."""

from .common import ProcessCase
from .database import Database, setting

SECONDS = 1500
ENOUGH = (
    ("customers", 120, "res_partner WHERE is_company AND vat IS NOT NULL"),
    ("deals won", 70, "crm_lead WHERE won_status = 'won'"),
    ("deals lost", 70, "crm_lead WHERE won_status = 'lost'"),
    (
        "invoices",
        900,
        "account_move WHERE move_type = 'out_invoice' AND state = 'posted'",
    ),
    (
        "credit notes",
        20,
        "account_move WHERE move_type = 'out_refund' AND state = 'posted'",
    ),
    ("payments", 300, "account_payment WHERE state = 'paid'"),
    ("pieces of equipment", 250, "crm_equipment"),
    ("requests", 400, "crm_service_request"),
    ("work orders", 80, "crm_work_order"),
    ("articles", 30, "crm_article WHERE state = 'published'"),
    ("interactions", 300, "crm_interaction"),
    ("votes", 100, "rating_rating WHERE consumed"),
    ("survey answers", 200, "crm_survey_answer WHERE state = 'answered'"),
)
# what must be the same whenever the same day is told of
FINGERPRINT = """
    SELECT 'customer', name, vat || street, '' FROM res_partner
    UNION ALL
    SELECT 'deal', name, expected_revenue::text, won_status || date_closed::date
      FROM crm_lead
    UNION ALL
    SELECT 'invoice', name, invoice_date::text, payment_state || amount_total
      FROM account_move
    UNION ALL
    SELECT 'equipment', name, warranty_end::text, state FROM crm_equipment
    UNION ALL
    SELECT 'request', number, name, sla_state || closed_at::date
      FROM crm_service_request
    UNION ALL
    SELECT 'work order', number, name, state FROM crm_work_order
"""


def list_empty_menus(env):
    """Return our menus behind which the user would find nothing."""
    from odoo.tools.safe_eval import safe_eval

    root = env.ref("crm_extended.crm_extended_menu")
    values = {"uid": env.uid, "active_id": False, "context": {}}
    empty = []
    for menu in env["ir.ui.menu"].search([("id", "child_of", root.id)]):
        action = menu.action
        if not action or action._name != "ir.actions.act_window":
            continue
        if action.res_model == "res.config.settings":
            continue
        domain = safe_eval(action.domain or "[]", values)
        context = safe_eval(action.context or "{}", values)
        model = env[action.res_model].with_context(**context)
        if not model.search_count(domain, limit=1):
            empty.append(menu.complete_name)
    return empty


def tell_again(env):
    """Load the demo data once more, as "Load demo data" of another day does."""
    env["crm.demo"]._load_demo()


class TestDemoStory(ProcessCase):
    """Two databases, filled at the same time by two processes."""

    template = "CRM_EXTENDED_DEPS_DEMO_TEMPLATE"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        first = cls.database
        cls.mails_before = first.value("SELECT count(*) FROM mail_mail")
        again = Database(f"{first.name}_again", setting(cls.template))
        cls.again = cls.enterClassContext(again)
        processes = [cls._start_install()]
        cls.database = cls.again
        processes.append(cls._start_install())
        cls.database = first
        for process in processes:
            if process.wait(SECONDS):
                raise process.failure("failed")
            process.assert_quiet_log(cls.expected_log)

    @classmethod
    def _start_install(cls):
        options = ("--with-demo", "--no-http", "--stop-after-init")
        return cls.start_odoo("demo", "-i", "crm_extended", *options)

    def test_it_is_enough_to_look_at(self):
        """There is as much of everything as a company has after three years."""
        for name, least, rows in ENOUGH:
            with self.subTest(name):
                count = self.database.value(f"SELECT count(*) FROM {rows}")
                self.assertGreaterEqual(count, least)

    def test_books_are_balanced(self):
        """Debit equals credit in each company, and in each entry."""
        unbalanced = self.database.query(
            "SELECT move_id FROM account_move_line"
            " GROUP BY move_id HAVING abs(sum(balance)) > 0.001"
        )
        self.assertEqual(unbalanced, [])

    def test_stock_is_what_moves_left(self):
        """What lies in the warehouse came in and did not go out; never below zero."""
        differences = self.database.query(
            """
            WITH moved AS (
                SELECT product_id, lot_id, location_dest_id AS location_id,
                       quantity_product_uom AS quantity
                  FROM stock_move_line WHERE state = 'done'
                 UNION ALL
                SELECT product_id, lot_id, location_id, -quantity_product_uom
                  FROM stock_move_line WHERE state = 'done'
                 UNION ALL
                SELECT product_id, lot_id, location_id, -quantity FROM stock_quant
            )
            SELECT moved.product_id, lot_id, moved.location_id, sum(quantity)
              FROM moved
              JOIN stock_location AS location ON location.id = moved.location_id
              JOIN product_product AS product ON product.id = moved.product_id
              JOIN product_template AS template ON template.id = product_tmpl_id
             WHERE usage = 'internal' AND template.is_storable
             GROUP BY 1, 2, 3
            HAVING abs(sum(quantity)) > 0.001
            """
        )
        self.assertEqual(differences, [])
        negative = self.database.query(
            "SELECT quant.id FROM stock_quant AS quant"
            " JOIN stock_location AS location ON location.id = quant.location_id"
            " WHERE usage = 'internal' AND (quantity < 0 OR reserved_quantity < 0)"
        )
        self.assertEqual(negative, [])

    def test_nothing_is_mailed(self):
        """Nobody hears of the past: no mail, no text message, no vote to ask for."""
        mails = self.database.value("SELECT count(*) FROM mail_mail")
        self.assertEqual(mails, self.mails_before)
        self.assertEqual(self.database.value("SELECT count(*) FROM sms_sms"), 0)
        due = "SELECT count(*) FROM crm_service_request WHERE rating_due_at IS NOT NULL"
        self.assertEqual(self.database.value(due), 0)

    def test_nothing_lies_ahead_of_its_time(self):
        """What is done was done before today ended, and in its right order."""
        wrong = self.database.query(
            """
            SELECT 'request', id FROM crm_service_request
             WHERE closed_at > now() AT TIME ZONE 'utc'
                OR closed_at < opened_at OR first_responded_at < opened_at
             UNION ALL
            SELECT 'work order', id FROM crm_work_order
             WHERE finished_at > now() AT TIME ZONE 'utc' OR finished_at < create_date
             UNION ALL
            SELECT 'invoice', id FROM account_move
             WHERE move_type = 'out_invoice' AND state = 'posted' AND create_uid = 1
               AND (invoice_date > CURRENT_DATE OR create_date::date > CURRENT_DATE)
             UNION ALL
            SELECT 'deal', lead.id
              FROM crm_lead AS lead
              JOIN res_users AS seller ON seller.id = lead.user_id
             WHERE login IN ('salesperson', 'salesperson.all', 'sales.manager')
               AND (date_closed < lead.create_date
                    OR date_closed > now() AT TIME ZONE 'utc')
            """
        )
        self.assertEqual(wrong, [])

    def test_every_menu_shows_something(self):
        """The administrator finds records behind each of our menus."""
        self.assertEqual(self.run_script(list_empty_menus, user="admin"), [])

    def test_same_dice_same_story(self):
        """Told twice, the story is the same to the word and to the cent."""
        first = sorted(self.database.query(FINGERPRINT), key=repr)
        self.assertEqual(sorted(self.again.query(FINGERPRINT), key=repr), first)

    def test_story_is_told_once(self):
        """Asking for demo data again adds nothing."""
        before = self.again.row_counts()
        database, type(self).database = self.database, self.again
        try:
            self.run_script(tell_again)
        finally:
            type(self).database = database
        self.assertEqual(self.again.row_counts(), before)
