"""Customers: their figures as a job works them out, and as people list them."""

import functools

from odoo import SUPERUSER_ID, Command, api, fields
from odoo.addons.crm_extended.tests.web_client import specification
from odoo.tests import new_test_user
from odoo.tools import SQL

from benchmarks import seeding
from benchmarks.measuring import Measure

MODEL = "crm.customer.profile"
CUSTOMERS = [("parent_id", "=", False), ("is_company", "=", True)]
# ten invoices a customer, skewed, a tenth of them not paid; orders, requests, transfers
INVOICES, ORDERS, REQUESTS, TRANSFERS = 10, 3, 1, 3
GROUPS = (
    "account.group_account_invoice,sales_team.group_sale_salesman_all_leads,"
    "crm_extended.crm_extended_group_agent"
)
SEGMENTS = (
    "[('crm_invoiced_12m', '>=', 1000)]",
    "[('crm_lifecycle_state', 'in', ('at_risk', 'lapsed'))]",
    "[('crm_rfm_class', 'in', ('champion', 'loyal'))]",
    "[('crm_receivable_overdue', '>', 0), ('crm_order_count', '>', 3)]",
    "[('name', '=like', '%7')]",
)


def seed(env, size):
    """So many customers; a few of them have most of the documents."""
    seeding.fix_chance(env)
    if not env.company.chart_template:
        env["account.chart.template"].try_loading("generic_coa", env.company)
    user = new_test_user(env, "bench.seller", groups=GROUPS, lang="en_US")
    env["res.partner"].create({"name": "Customer", "is_company": True, "ref": "bench"})
    partner = env["res.partner"].search([("ref", "=", "bench")])
    _multiply_customers(env, partner, size)
    _multiply_invoices(env, partner, size)
    _multiply_orders(env, partner, size)
    _multiply_requests(env, partner, size)
    seeding.analyze(env)
    _refresh(env)
    env["crm.customer.segment"].create(
        [{"name": domain, "domain": domain} for domain in SEGMENTS]
    )
    seeding.analyze(env)
    return user


def _multiply_customers(env, partner, size):
    env.flush_all()
    count = env["res.partner"].search_count([])
    seeding.multiply(
        env,
        "res.partner",
        count + size,
        name="'Customer ' || n",
        complete_name="'Customer ' || n",
        is_company="true",
        active="true",
        partner_share="true",
        parent_id="NULL",
        company_id="NULL",
        ref="'bench'",
        commercial_partner_id="NULL",
    )
    env.cr.execute(
        "UPDATE res_partner SET commercial_partner_id = id WHERE ref = 'bench'"
    )
    env.invalidate_all(flush=False)
    assert partner.commercial_partner_id == partner


def _any_customer(env):
    """Return an SQL expression that picks a customer, the first ones oftener."""
    [(first, last)] = env.execute_query(
        SQL("SELECT MIN(id), MAX(id) FROM res_partner WHERE ref = 'bench'")
    )
    return f"({first} + floor({last - first} * power(random(), 2)))::int"


def _multiply_invoices(env, partner, size):
    """Invoices with two lines and a receivable, as a posted one has them."""
    line = Command.create(
        {"name": "Pump", "price_unit": 100.0, "tax_ids": [Command.clear()]}
    )
    invoice = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": partner.id,
            "invoice_date": fields.Date.today(),
            "invoice_line_ids": [line, line],
        }
    )
    invoice.action_post()
    env.flush_all()
    columns = ", ".join(
        f'"{name}"'
        for name in seeding.columns(env, "account_move")
        if name
        not in ("id", "name", "commercial_partner_id", "partner_id", "invoice_date")
    )
    env.cr.execute(
        f"""
        INSERT INTO account_move
               ({columns}, name, commercial_partner_id, partner_id, invoice_date)
        SELECT {columns}, 'B/' || n, customer, customer,
               CURRENT_DATE - (1000 * random())::int
          FROM account_move, LATERAL (
               SELECT n, {_any_customer(env)} AS customer
                 FROM generate_series(1, {INVOICES * size}) AS n) AS copy
         WHERE account_move.id = {invoice.id}
        """
    )
    columns = ", ".join(
        f'item."{name}"'
        for name in seeding.columns(env, "account_move_line")
        if name not in ("id", "move_id", "partner_id", "reconciled", "date_maturity")
    )
    env.cr.execute(
        f"""
        INSERT INTO account_move_line
               ({columns.replace("item.", "")},
                move_id, partner_id, reconciled, date_maturity)
        SELECT {columns}, move.id, move.partner_id, move.id % 10 > 0,
               move.invoice_date + 30
          FROM account_move move, account_move_line item
         WHERE move.name LIKE 'B/%' AND item.move_id = {invoice.id}
        """
    )


def _multiply_orders(env, partner, size):
    """Confirmed orders, and transfers done for two of three of them."""
    product = env["product.product"].create({"name": "Pump", "type": "consu"})
    line = {"product_id": product.id, "price_unit": 100.0}
    order = env["sale.order"].create(
        {"partner_id": partner.id, "order_line": [Command.create(line)]}
    )
    order.action_confirm()
    order.picking_ids.button_validate()
    env.flush_all()
    customer = _any_customer(env)
    seeding.multiply(
        env,
        "sale.order",
        env["sale.order"].search_count([]) + ORDERS * size,
        name="'B' || n",
        state="'sale'",
        partner_id=customer,
        access_token="NULL",
        date_order="now() - make_interval(days => (1000 * random())::int)",
    )
    env.cr.execute("UPDATE sale_order SET crm_customer_id = partner_id")
    seeding.multiply(
        env,
        "stock.picking",
        env["stock.picking"].search_count([]) + TRANSFERS * size,
        name="'B/' || n",
        state="'done'",
        sale_id="CASE WHEN mod(n, 3) > 0 THEN source.sale_id END",
        partner_id=customer,
    )


def _multiply_requests(env, partner, size):
    env["crm.service.request"].create({"name": "Loud", "partner_id": partner.id})
    customer = _any_customer(env)
    seeding.multiply(
        env,
        "crm.service.request",
        env["crm.service.request"].search_count([]) + REQUESTS * size,
        number="'B' || lpad(n::text, 7, '0')",
        customer_id=customer,
        partner_id=customer,
        access_token="NULL",
    )


def _fill(env):
    env.cr.execute("TRUNCATE crm_customer_profile CASCADE")
    _refresh(env)


def _refresh(env):
    """Without what others tell from the figures: those have measures of their own."""
    Profile = env[MODEL].sudo()
    Profile._store_figures(Profile._get_scope(env.company))


def _refresh_touched(env):
    customers = env["res.partner"].search(CUSTOMERS, limit=1000, order="id")
    Profile = env[MODEL].sudo()
    Profile._store_figures(Profile._get_scope(env.company, customers))


def _get_scope(env):
    Profile = env[MODEL].sudo()
    return Profile, Profile._get_scope(env.company)


def _score(env):
    Profile, scope = _get_scope(env)
    Profile._update_rfm(scope)


def _tell_lifecycle(env):
    Profile, scope = _get_scope(env)
    Profile._update_lifecycle(scope)


def _update_segments(env):
    for segment in env["crm.customer.segment"].sudo().search([]):
        segment._update_members()


def _classify(env):
    """All that follows from new figures: scores, lifecycle, segments."""
    Profile, scope = _get_scope(env)
    Profile._after_refresh(scope)


def _select_scores(cr):
    """The scores as a refresh reads them, without writing any."""
    Profile, scope = _get_scope(api.Environment(cr, SUPERUSER_ID, {}))
    terms = scope.company._crm_get_rfm_terms()
    query = Profile._get_scores_query(scope, terms)
    cr.execute(SQL("WITH %s SELECT COUNT(*) FROM scored", query))


def _select_figures(cr):
    """All figures joined, as one hand-written statement would: what a refresh reads."""
    Profile = api.Environment(cr, SUPERUSER_ID, {})[MODEL]
    scope = Profile._get_scope(Profile.env.company)
    query = Profile._get_figures_query(scope, only_known=True)
    cr.execute(SQL("%s SELECT COUNT(*) FROM figures", query))


@functools.cache
def _specification(env, view_type):
    """The web client knows the views of a model from its first visit."""
    view = "base.view_partner_form"
    if view_type == "list":
        view = "crm_extended.res_partner_view_list"
    return specification(env, "res.partner", view_type, env.ref(view).id)


def _read_list(env, order=None):
    env["res.partner"].web_search_read(
        CUSTOMERS,
        _specification(env, "list"),
        limit=80,
        order=order,
        count_limit=10001,
    )


def _read_profiles(env):
    env[MODEL].web_search_read(
        [],
        {"partner_id": {"fields": {"display_name": {}}}, "invoiced_total": {}},
        limit=80,
        order="invoiced_total DESC",
        count_limit=10001,
    )


def _filter_overdue(env):
    env["res.partner"].web_search_read(
        [*CUSTOMERS, ("crm_receivable_overdue", ">", 1000)],
        _specification(env, "list"),
        limit=80,
        count_limit=10001,
    )


def _read_figures(env):
    """Our figures of the customer who has most of the documents."""
    ours = env["res.partner"]._crm_get_figure_fields()
    names = env["res.partner"].fields_get(ours, ["type"])
    partner = env["res.partner"].search([("ref", "=", "bench")], limit=1, order="id")
    partner.web_read(dict.fromkeys(names, {}))


SORTED = """
    SELECT partner.id
      FROM res_partner partner
      LEFT JOIN crm_customer_profile profile ON profile.partner_id = partner.id
     WHERE partner.parent_id IS NULL AND partner.active
     ORDER BY profile.invoiced_total DESC NULLS LAST LIMIT 80
"""
MEASURES = [
    Measure("first fill", _fill, _select_figures),
    Measure("refresh, unchanged", _refresh, _select_figures),
    Measure("refresh of 1,000", _refresh_touched),
    Measure("RFM, first", _score, _select_scores),
    Measure("lifecycle, first", _tell_lifecycle),
    Measure("classes, first", _classify),
    Measure("RFM, unchanged", _score, _select_scores, prepare=_classify),
    Measure("lifecycle, unchanged", _tell_lifecycle),
    Measure("segments, unchanged", _update_segments),
    Measure("classes, unchanged", _classify),
    Measure("figures of one", _read_figures),
    Measure(
        "list of 80",
        _read_list,
        "SELECT * FROM res_partner WHERE parent_id IS NULL AND active LIMIT 80",
    ),
    Measure(
        "sorted by a figure",
        lambda env: _read_list(env, "crm_invoiced_total DESC"),
        SORTED,
    ),
    Measure("filtered, overdue", _filter_overdue),
    Measure(
        "profiles, sorted",
        _read_profiles,
        "SELECT * FROM crm_customer_profile ORDER BY invoiced_total DESC LIMIT 80",
    ),
]
