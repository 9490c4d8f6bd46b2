"""Three years of sales: who bought what when, delivered, invoiced, partly credited."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from . import stage as stages
from .products import date_pickings

# what a year looks like: irrigation in spring, holidays in August, quiet at new year
SEASON = (0.75, 0.6, 1.0, 1.2, 1.35, 1.3, 1.05, 0.8, 1.0, 1.1, 1.05, 0.85)
INVOICES = 880
MACHINE_SHARE = 0.19
CREDITED = 26
KNOWN = 3
# what is bought with a machine or instead of one, and how much of it
PARTS = {"SEAL25": 4, "SEAL28": 4, "FILTER": 6, "OIL20": 4, "BELT": 6, "VALVE": 3}
SERVICES = {"HOUR": 6, "INSPECT": 1, "MAINT": 1}


@dataclass
class Sale:
    """One sale of the past: what was bought, and the invoice it led to."""

    customer: object
    day: object
    lines: list  # of (product code, quantity)
    has_machine: bool
    invoice: object = None


def tell(stage):
    stage.sales = _plan(stage)
    _deliver(stage)
    _invoice(stage)
    _credit(stage)


def _plan(stage):
    """Spread the sales over months and customers, and the machines over the stock."""
    weights = []
    for ago in range(stages.MONTHS, -1, -1):
        month = stage.month(ago)
        growth = 1 + (stages.MONTHS - ago) / stages.MONTHS * 0.7
        begun = 1 if ago else stage.today.day / 31
        for customer in stage.customers:
            if customer.is_buying(ago):
                size = {"growing": 1.5, "new": 1.8}.get(customer.course, 1)
                weight = SEASON[month.month - 1] * growth * begun * size
                weights.append(((customer, ago), weight))
    chosen = stage.random.choices(
        [key for key, _weight in weights],
        [weight for _key, weight in weights],
        k=INVOICES,
    )
    sales = []
    for customer, ago in chosen:
        last = 28 if ago else stage.today.day
        day = stage.month(ago) + timedelta(days=stage.random.randrange(last))
        has_machine = stage.random.random() < MACHINE_SHARE
        sales.append(_make_sale(stage, customer, stage.workday(day), has_machine))
    # those who log in or are named in the demo files have machines of ours
    for customer in stage.customers[-KNOWN:]:
        for ago in (25, 11):
            day = stage.workday(stage.month(ago) + timedelta(days=8))
            sales.append(_make_sale(stage, customer, day, has_machine=True))
    return sorted(sales, key=lambda sale: sale.day)


def _make_sale(stage, customer, day, has_machine):
    lines = []
    if has_machine:
        # a customer stays with what he knows
        known = customer.machines or stage.random.sample(stage.get_machines(), 2)
        customer.machines = known
        lines.append((stage.random.choice(known), stage.random.choice([1, 1, 1, 2])))
        if stage.random.random() < 0.5:
            lines.append(("INSTALL", 1))
    elif stage.random.random() < 0.55:
        for code in stage.random.sample([*PARTS], stage.random.choice([1, 2, 3])):
            lines.append((code, stage.random.randint(1, PARTS[code])))
    else:
        code = stage.random.choice([*SERVICES])
        lines.append((code, stage.random.randint(1, SERVICES[code])))
        if code == "HOUR":
            lines.append((stage.random.choice(["BEAR", "SENSOR", "IMP200"]), 1))
    return Sale(customer, day, lines, has_machine)


def _deliver(stage):
    """Bring the machines to the customers; what has left can be asked about later."""
    free = {
        code: stage.env["stock.lot"].search(
            [("product_id", "=", stage.products[code].id)], order="name"
        )
        for code in stage.get_machines()
    }
    next_free = defaultdict(int)
    sales = [sale for sale in stage.sales if sale.has_machine]
    values = []
    for sale in sales:
        [(code, quantity)] = sale.lines[:1]
        start = next_free[code]
        next_free[code] += quantity
        lots = free[code][start : start + quantity]
        values.append(_prepare_delivery(stage, sale, stage.products[code], lots))
    pickings = stage.env["stock.picking"].create(values)
    pickings.move_ids._action_confirm(merge=False)
    pickings.move_ids._action_done()
    date_pickings(stage, pickings, [stage.moment(sale.day) for sale in sales])


def _prepare_delivery(stage, sale, product, lots):
    places = {
        "location_id": stage.warehouse.lot_stock_id.id,
        "location_dest_id": sale.customer.partner.property_stock_customer.id,
    }
    line = {
        **places,
        "product_id": product.id,
        "product_uom_id": product.uom_id.id,
        "quantity": 1,
        "picked": True,
    }
    move = {
        **places,
        "product_id": product.id,
        "product_uom": product.uom_id.id,
        "product_uom_qty": len(lots),
        "picked": True,
        "move_line_ids": [(0, 0, {**line, "lot_id": lot.id}) for lot in lots],
    }
    return {
        **places,
        "picking_type_id": stage.warehouse.out_type_id.id,
        "partner_id": sale.customer.partner.id,
        "move_ids": [(0, 0, move)],
    }


def _invoice(stage):
    invoices = stage.env["account.move"].create(
        [_prepare_invoice(stage, sale) for sale in stage.sales]
    )
    invoices.action_post()
    for sale, invoice in zip(stage.sales, invoices, strict=True):
        sale.invoice = invoice
    moments = [stage.moment(sale.day) for sale in stage.sales]
    stage.backdate(invoices, moments)


def _prepare_invoice(stage, sale):
    customer = sale.customer
    currency = stage.currencies[customer.area]
    return {
        "move_type": "out_invoice",
        "partner_id": customer.partner.id,
        "invoice_user_id": customer.seller.id,
        "invoice_date": sale.day,
        "date": sale.day,
        "currency_id": currency.id,
        "company_id": stage.company.id,
        "invoice_line_ids": [
            (0, 0, _prepare_line(stage, customer, code, quantity, sale.day))
            for code, quantity in sale.lines
        ],
    }


def _prepare_line(stage, customer, code, quantity, day):
    """A line in the customer's language and currency, at the price of that day."""
    product = stage.products[code].with_context(lang=customer.partner.lang)
    return {
        "product_id": product.id,
        "name": product.display_name,
        "quantity": quantity,
        "price_unit": get_price(stage, customer, product, day),
    }


def get_price(stage, customer, product, day):
    """The list price in the customer's currency, as round as a price list has it."""
    price = stage.company.currency_id._convert(
        product.list_price, stage.currencies[customer.area], stage.company, day
    )
    return round(price, -1) if price > 1000 else round(price)


def _credit(stage):
    """Credit a few invoices, half of them wholly."""
    old = [sale for sale in stage.sales if (stage.today - sale.day).days > 40]
    sales = stage.random.sample(old, CREDITED)
    values = []
    for number, sale in enumerate(sales):
        lines = sale.invoice.invoice_line_ids[: None if number % 2 else 1]
        day = stage.workday(sale.day + timedelta(days=stage.random.randint(4, 30)))
        values.append(
            {
                "move_type": "out_refund",
                "partner_id": sale.customer.partner.id,
                "invoice_user_id": sale.customer.seller.id,
                "invoice_date": day,
                "date": day,
                "ref": sale.invoice.name,
                "currency_id": sale.invoice.currency_id.id,
                "company_id": stage.company.id,
                "reversed_entry_id": sale.invoice.id,
                "invoice_line_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": line.product_id.id,
                            "name": line.name,
                            "quantity": line.quantity if number % 2 else 1,
                            "price_unit": line.price_unit,
                        },
                    )
                    for line in lines
                ],
            }
        )
    notes = stage.env["account.move"].create(values)
    notes.action_post()
    stage.env["account.move.line"]._reconcile_plan(
        [
            _get_open_lines(note) | _get_open_lines(sale.invoice)
            for sale, note in zip(sales, notes, strict=True)
        ]
    )
    stage.backdate(notes, [stage.moment(note.invoice_date) for note in notes])


def _get_open_lines(moves):
    return moves.line_ids.filtered(
        lambda line: line.account_type == "asset_receivable" and not line.reconciled
    )
