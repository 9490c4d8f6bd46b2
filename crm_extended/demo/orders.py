"""Whole flows, from the deal to the invoice, and quotations that wait for an answer."""

from datetime import timedelta

from .history import Sale, get_price
from .products import date_pickings

FLOWS, QUOTATIONS = 40, 14
# the newest orders are still to be delivered, some before them to be invoiced
UNDELIVERED, UNINVOICED = 4, 3


def tell(stage):
    customers = {c.partner: c for c in stage.customers}
    won = stage.leads["won"].sorted("date_closed")[-FLOWS:]
    orders = _make_orders(stage, won, customers)
    orders.action_confirm()
    days = [stage.workday(lead.date_closed.date()) for lead in won]
    _deliver(stage, orders[:-UNDELIVERED], days)
    _invoice(stage, orders[: -UNDELIVERED - UNINVOICED], days, customers)
    _date(stage, orders, [stage.moment(day) for day in days])
    _quote(stage, customers)
    stage.orders = orders


def _make_orders(stage, leads, customers):
    return stage.env["sale.order"].create(
        [
            _prepare_order(
                stage, lead, customers[lead.partner_id.commercial_partner_id]
            )
            for lead in leads
        ]
    )


def _prepare_order(stage, lead, customer):
    wanted = stage.wanted[lead]
    known = customer.machines or stage.random.sample(stage.get_machines(), 2)
    customer.machines = known
    machine = wanted if wanted in stage.get_machines() else stage.random.choice(known)
    codes = [(machine, stage.random.choice([1, 2, 2, 3]))]
    codes.append(("INSTALL", 1))
    codes.append((stage.random.choice(["FILTER", "SEAL28", "VALVE"]), 2))
    return {
        "partner_id": customer.partner.id,
        "opportunity_id": lead.id,
        "user_id": customer.seller.id,
        "team_id": stage.team.id,
        "company_id": stage.company.id,
        "pricelist_id": stage.pricelists[customer.area].id,
        "client_order_ref": f"PO-{stage.random.randint(10000, 99999)}",
        "order_line": [
            (0, 0, _prepare_line(stage, customer, code, quantity))
            for code, quantity in codes
        ],
    }


def _prepare_line(stage, customer, code, quantity):
    product = stage.products[code]
    return {
        "product_id": product.id,
        "product_uom_qty": quantity,
        "price_unit": get_price(stage, customer, product, stage.today),
    }


def _deliver(stage, orders, days):
    """Odoo has reserved what was sold; it leaves a few days after the order."""
    pickings = orders.picking_ids
    pickings.move_ids.picked = True
    pickings.move_ids._action_done()
    by_order = dict(zip(orders, days, strict=False))
    moments = [
        stage.moment(stage.workday(by_order[p.sale_id] + timedelta(days=4)))
        for p in pickings
    ]
    date_pickings(stage, pickings, moments)
    stage.env.add_to_compute(orders._fields["effective_date"], orders)


def _invoice(stage, orders, days, customers):
    invoices = orders._create_invoices(grouped=True)
    by_order = dict(zip(orders, days, strict=False))
    for invoice in invoices:
        order = invoice.line_ids.sale_line_ids.order_id
        day = stage.workday(by_order[order] + timedelta(days=5))
        invoice.write({"invoice_date": day, "date": day})
        customer = customers[order.partner_id]
        stage.sales.append(Sale(customer, day, [], has_machine=True, invoice=invoice))
    invoices.action_post()
    stage.backdate(invoices, [stage.moment(i.invoice_date) for i in invoices])


def _date(stage, orders, moments):
    stage.backdate(orders, moments, "date_order")
    lines = orders.order_line
    by_order = dict(zip(orders, moments, strict=True))
    stage.backdate(lines, [by_order[line.order_id] for line in lines])


def _quote(stage, customers):
    """The deals that have come farthest have a quotation, most of them sent."""
    last = stage.env.ref("crm.stage_lead3")
    leads = stage.leads["open"].filtered(lambda lead: lead.stage_id == last)
    leads = leads[:QUOTATIONS]
    orders = _make_orders(stage, leads, customers)
    for number, order in enumerate(orders):
        order.state = "sent" if number % 4 else "draft"
    days = [lead.date_last_stage_update.date() for lead in leads]
    _date(stage, orders, [stage.moment(stage.workday(day)) for day in days])
    for order, day in zip(orders, days, strict=True):
        order.validity_date = max(day + timedelta(days=30), stage.today)
