"""Visits: those done, signed and billed, and what technicians have to do today."""

import base64
import io
import math
from datetime import datetime, timedelta

from PIL import Image, ImageDraw

from .products import date_moves

DONE = 62
# of the bills, the newest are still quotations
BILLED, UNANSWERED, SIGNED_SHARE = 26, 4, 0.7
VISITED = ("breakdown", "maintenance", "installation")
# (days from now, hour of the day) of what is planned, and whose it is
PLANNED = (
    (-1, 13, "technician"),
    (0, 7, "technician"),
    (0, 10, "technician"),
    (0, 13, "technician"),
    (0, 11, "dispatcher"),
    (1, 7, "technician"),
    (1, 12, "technician"),
    (2, 8, "technician"),
    (2, 9, "dispatcher"),
    (3, 8, "admin"),
    (5, 8, "technician"),
    (6, 12, "technician"),
    (8, 8, "dispatcher"),
)
DRAFTS, CANCELLED = 4, 3
PARTS = {
    "P": ("SEAL28", "BEAR", "IMP200", "VALVE"),
    "C": ("FILTER", "OIL20", "BELT", "SENSOR"),
}


def tell(stage):
    visited = stage.requests.filtered(
        lambda r: r.category_id in _get_categories(stage) and r.equipment_id
    )
    solved = visited.filtered(lambda r: r.stage_id.ask_rating)
    opened = visited.filtered(lambda r: not r.closed_at and r.user_id)
    done = solved.browse(sorted(stage.random.sample(solved.ids, DONE + CANCELLED)))
    _do(stage, done[CANCELLED:])
    _cancel(stage, done[:CANCELLED])
    _plan(stage, opened)


def _get_categories(stage):
    names = ("Breakdown", "Maintenance", "Installation")
    return stage.env["crm.service.category"].search([("name", "in", names)])


def _do(stage, requests):
    technicians = [stage.user("technician")] * 3 + [stage.user("dispatcher")]
    orders = stage.env["crm.work.order"]
    finished = []
    for request in requests:
        day = stage.workday(request.first_responded_at.date() + timedelta(days=1))
        start = stage.moment(min(day, request.closed_at.date()), 6, 10)
        hours = stage.random.choice([1, 1.5, 2, 2.5, 3, 4])
        end = min(start + timedelta(hours=hours), stage.now)
        user = stage.random.choice(technicians)
        orders |= _make_order(stage, request, user, start, end, hours)
        finished.append(end)
    orders.action_plan()
    orders.action_finish()
    _sign(stage, orders, finished)
    for order, end in zip(orders, finished, strict=True):
        order.finished_at = end
    _date(stage, orders, finished)
    _bill(stage, orders[-BILLED:], finished[-BILLED:])


def _make_order(stage, request, user, start, end, hours):
    """What was found and done is said in the language of the technician's report."""
    lang = request.partner_id.lang
    is_covered = request.equipment_id._is_in_warranty(start.date())
    coverage = "warranty" if is_covered else "chargeable"
    line = request.equipment_id.product_id.default_code[0]
    part = stage.random.choice(PARTS[line])
    number = {"FILTER": 1, "OIL20": 1, "SENSOR": 2, "BELT": 1}.get(part, 0)
    values = {
        "request_id": request.id,
        "user_id": user.id,
        "planned_start": start,
        "planned_end": max(end, start + timedelta(minutes=30)),
        "findings": stage.words(lang, "findings")[number],
        "work_done": stage.words(lang, "work_done")[number],
        "time_ids": [
            (
                0,
                0,
                {
                    "user_id": user.id,
                    "date_start": start,
                    "date_end": end,
                    "hours": hours,
                    "coverage": coverage,
                },
            )
        ],
        "part_ids": [
            (
                0,
                0,
                {
                    "product_id": stage.products[part].id,
                    "planned_qty": stage.random.choice([1, 1, 2]),
                    "coverage": coverage,
                },
            )
        ],
    }
    return stage.env["crm.work.order"].create(values)


def _sign(stage, orders, finished):
    for order, end in zip(orders, finished, strict=True):
        if stage.random.random() < SIGNED_SHARE:
            signature = _draw_signature(stage)
            # the report of each is printed when somebody asks for it
            order.with_context(crm_sign_done=True).write(
                {"signature": signature, "signed_by": order.partner_id.name}
            )
            order.signed_on = end


def _draw_signature(stage):
    """A line as a hand draws it, never twice the same."""
    dice = stage.random
    image = Image.new("RGBA", (360, 120), (255, 255, 255, 0))
    waves = [(dice.uniform(0.03, 0.09), dice.uniform(6, 22)) for _wave in range(3)]
    points = [
        (20 + x, 60 + sum(math.sin(x * pace) * height for pace, height in waves))
        for x in range(0, 310, 3)
    ]
    ImageDraw.Draw(image).line(points, fill=(20, 30, 90, 255), width=3)
    file = io.BytesIO()
    image.save(file, "PNG")
    return base64.b64encode(file.getvalue())


def _date(stage, orders, moments):
    stage.backdate(orders, [order.planned_start for order in orders])
    by_order = dict(zip(orders, moments, strict=True))
    moves = stage.env["stock.move"].search([("crm_work_order_id", "in", orders.ids)])
    date_moves(stage, moves, [by_order[move.crm_work_order_id] for move in moves])


def _bill(stage, orders, moments):
    """The dispatcher makes the bills; what the warranty covers costs nothing."""
    dispatcher = stage.user("dispatcher")
    for order in orders:
        order.with_user(dispatcher).action_create_bill()
    bills = orders.sale_order_id
    for bill in bills:
        bill.user_id = bill.partner_id.user_id
    dates = dict(zip(bills, moments, strict=True))
    stage.backdate(bills, moments, "date_order")
    accepted = bills[:-UNANSWERED]
    accepted.action_confirm()
    stage.backdate(accepted, [dates[bill] for bill in accepted], "date_order")
    invoices = accepted._create_invoices(grouped=True)
    for invoice in invoices:
        bill = invoice.line_ids.sale_line_ids.order_id
        invoice.write({"invoice_date": dates[bill].date(), "date": dates[bill].date()})
    invoices.action_post()
    stage.backdate(
        invoices, [dates[i.line_ids.sale_line_ids.order_id] for i in invoices]
    )


def _cancel(stage, requests):
    technician = stage.user("technician")
    for request in requests:
        start = request.first_responded_at + timedelta(hours=20)
        order = stage.env["crm.work.order"].create(
            {
                "request_id": request.id,
                "user_id": technician.id,
                "planned_start": start,
                "planned_end": start + timedelta(hours=2),
            }
        )
        order.action_cancel()
        stage.backdate(order, [request.first_responded_at])


def _plan(stage, requests):
    """What lies ahead, and the one visit that is under way at this hour."""
    jobs = [_prepare_job(stage, request) for request in requests.sorted("opened_at")]
    missing = max(len(PLANNED) - len(jobs), 0) + DRAFTS
    inspections = [_prepare_inspection(stage) for _number in range(missing)]
    jobs, drafts = (jobs + inspections)[: len(PLANNED)], inspections[-DRAFTS:]
    orders = stage.env["crm.work.order"].create(
        [
            {**job, **_prepare_slot(stage, *slot)}
            for job, slot in zip(jobs, PLANNED, strict=True)
        ]
    )
    orders.action_plan()
    _start(stage, orders[1])
    orders |= orders.create(drafts)
    yesterday = stage.moment(stage.workday(stage.today - timedelta(days=3)))
    stage.backdate(orders, [o.request_id.opened_at or yesterday for o in orders])


def _prepare_job(stage, request):
    """The visit that a request asks for, with the part that it will need."""
    line = request.equipment_id.product_id.default_code[0]
    part = stage.products[PARTS[line][0]]
    return {
        "request_id": request.id,
        "part_ids": [(0, 0, {"product_id": part.id, "planned_qty": 1})],
    }


def _prepare_inspection(stage):
    """The yearly visit, which nobody has to ask for."""
    equipment = stage.requests.equipment_id.filtered("partner_id.child_ids")
    piece = stage.random.choice(equipment)
    site = piece.partner_id
    product = piece.product_id.with_context(lang=site.lang)
    words = (
        "{} 年度检修（{}）" if site.lang == "zh_CN" else "Yearly inspection of {} ({})"
    )
    return {
        "name": words.format(product.name, piece.name),
        "partner_id": site.child_ids[0].id,
    }


def _prepare_slot(stage, days, hour, login):
    day = stage.today + timedelta(days=days)
    # today has its visits, whatever day it is
    day = stage.next_workday(day) if days > 0 else day
    start = datetime.combine(day, datetime.min.time()).replace(hour=hour)
    return {
        "user_id": stage.user(login).id,
        "planned_start": start,
        "planned_end": start + timedelta(hours=2),
    }


def _start(stage, order):
    """The technician is there and the clock is running."""
    begun = stage.now - timedelta(minutes=35)
    order.write({"planned_start": begun, "planned_end": begun + timedelta(hours=2)})
    order.action_start()
    clock = {"user_id": order.user_id.id, "date_start": begun}
    order.time_ids = [(0, 0, clock)]
