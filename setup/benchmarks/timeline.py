"""The timeline of one customer with so many events, among those of a hundred others."""

from odoo import Command
from odoo.tests import new_test_user

from benchmarks import seeding
from benchmarks.measuring import Measure

GROUPS = (
    "crm_extended.crm_extended_group_manager,sales_team.group_sale_salesman_all_leads,"
    "stock.group_stock_user,account.group_account_invoice"
)
LONG_AGO = "now() - make_interval(mins => (1500000 * random())::int)"
# what share of the events each kind has
SHARES = {
    "mail.message": 0.40,
    "crm.interaction": 0.15,
    "sale.order": 0.15,
    "stock.picking": 0.10,
    "account.move": 0.10,
    "account.payment": 0.05,
    "crm.service.request": 0.05,
}


def seed(env, size):
    """One customer of two contacts, to whom as much happened as to all others."""
    seeding.fix_chance(env)
    user = new_test_user(env, "bench.reader", groups=GROUPS, lang="en_US")
    big = env["res.partner"].create({"name": "Big", "ref": "BIG", "is_company": True})
    contact = env["res.partner"].create({"name": "Contact", "parent_id": big.id})
    others = env["res.partner"].create(
        [{"name": f"Other {i}", "is_company": True} for i in range(100)]
    )
    for partner in (big, contact):
        _let_happen(env, partner, user)
    for model, changes in _get_changes(big, contact, others).items():
        seeding.multiply(env, model, int(2 * size * SHARES[model]), **changes)
    seeding.analyze(env)
    return user


def _let_happen(env, partner, user):
    """One of each kind through Odoo; the rest are their copies."""
    env["crm.interaction"].create(
        {"name": "Price of seals", "partner_id": partner.id, "user_id": user.id}
    )
    env["crm.service.request"].create({"name": "Loud", "partner_id": partner.id})
    product = env["product.product"].create({"name": "Seal", "type": "consu"})
    order = env["sale.order"].create(
        {
            "partner_id": partner.id,
            "order_line": [Command.create({"product_id": product.id})],
        }
    )
    order.action_confirm()
    order.picking_ids.button_validate()
    invoice = order._create_invoices()
    invoice.action_post()
    env["account.payment"].create(
        {
            "partner_id": partner.commercial_partner_id.id,
            "partner_type": "customer",
            "payment_type": "inbound",
            "amount": 100,
        }
    ).action_post()
    for document in (partner, order, order, order):
        document.message_post(body="Where is it?", message_type="comment")


def _get_changes(big, contact, others):
    """Return what differs in the copies: every second event is the customer's."""
    other = f"(ARRAY[{','.join(map(str, others.ids))}])[1 + n %% 100]"
    person = (
        f"CASE n %% 4 WHEN 1 THEN {big.id} WHEN 3 THEN {contact.id} ELSE {other} END"
    )
    customer = f"CASE WHEN n %% 2 = 1 THEN {big.id} ELSE {other} END"
    day = f"({LONG_AGO})::date"
    order = "1 + floor(random() * (SELECT max(id) FROM sale_order))::int"
    return {
        "crm.interaction": {
            "partner_id": person,
            "customer_id": customer,
            "date_start": LONG_AGO,
        },
        "crm.service.request": {
            "partner_id": person,
            "customer_id": customer,
            "number": "'B' || n",
            "opened_at": LONG_AGO,
            "access_token": "NULL",
        },
        "sale.order": {
            "partner_id": person,
            "crm_customer_id": customer,
            "date_order": LONG_AGO,
            "name": "'B' || n",
            "access_token": "NULL",
        },
        "stock.picking": {
            "partner_id": person,
            "sale_id": f"CASE WHEN n %% 3 = 0 THEN NULL ELSE {order} END",
            "date_done": LONG_AGO,
            "name": "'B' || n",
        },
        "account.move": {
            "partner_id": person,
            "commercial_partner_id": customer,
            "invoice_date": day,
            "name": "'B' || n",
            "access_token": "NULL",
        },
        "account.payment": {"partner_id": person, "date": day, "move_id": "NULL"},
        "mail.message": _get_message_changes(person, order),
    }


def _get_message_changes(person, order):
    """A third of the messages is on the contacts, the rest on orders."""
    return {
        "model": "CASE WHEN n %% 3 = 0 THEN 'res.partner' ELSE 'sale.order' END",
        "res_id": f"CASE WHEN n %% 3 = 0 THEN {person} ELSE {order} END",
        "author_id": f"CASE WHEN n %% 2 = 1 THEN {person} ELSE NULL END",
        "message_type": "'comment'",
        "subtype_id": "(SELECT min(id) FROM mail_message_subtype)",
        "is_internal": "false",
        "date": LONG_AGO,
        "message_id": "NULL",
    }


def _open(env, **options):
    return env["res.partner"].search([("ref", "=", "BIG")]).crm_get_timeline(**options)


def _read_tenth_page(env):
    """As after nine times "show more", of which the last is measured."""
    _open(env, after=_TENTH.get(env.cr.dbname) or _find_tenth(env))


def _find_tenth(env):
    after = None
    for _page in range(9):
        after = _open(env, after=after)["next"]
    return _TENTH.setdefault(env.cr.dbname, after)


def _get_floor():
    """Return the same page as one hand-written SELECT, without anybody's rights."""
    big = "(SELECT id FROM res_partner WHERE ref = 'BIG')"
    branches = [
        f"(SELECT {date} AS date, id FROM {table} WHERE {column} = {big}"
        f" ORDER BY {date} DESC LIMIT 41)"
        for table, column, date in (
            ("sale_order", "crm_customer_id", "date_order"),
            ("crm_interaction", "customer_id", "date_start"),
            ("crm_service_request", "customer_id", "opened_at"),
            ("account_payment", "partner_id", "date"),
            ("account_move", "commercial_partner_id", "invoice_date"),
            ("stock_picking", "partner_id", "date_done"),
            ("mail_message", "author_id", "date"),
        )
    ]
    every = " UNION ALL ".join(branches)
    return f"SELECT * FROM ({every}) AS event ORDER BY date DESC LIMIT 41"


_TENTH = {}

MEASURES = [
    Measure("first page", _open, _get_floor()),
    Measure("tenth page", _read_tenth_page),
    Measure("emails alone", lambda env: _open(env, kinds=["mail"])),
    Measure("orders alone", lambda env: _open(env, kinds=["order"])),
    Measure("deliveries alone", lambda env: _open(env, kinds=["delivery"])),
]
