"""What is done about invoices that nobody paid: promises, disputes, reminders."""

from datetime import timedelta

from odoo import Command

DISPUTES = {"quality": 2, "invoice": 1, "delivery": 1}
PROMISED, BROKEN, REMINDED = 6, 3, 8


def tell(stage):
    Move = stage.env["account.move"].with_company(stage.company)
    overdue = Move.search(
        [("crm_is_overdue", "=", True), ("company_id", "=", stage.company.id)],
        order="invoice_date_due desc, id",
    )
    moves = list(overdue)
    stage.random.shuffle(moves)
    for reason, count in DISPUTES.items():
        for move in _take(moves, count):
            move.crm_dispute_reason = reason
            move.crm_disputed_on = stage.today - timedelta(days=5)
    for move in _take(moves, PROMISED):
        move.crm_promise_date = stage.today + timedelta(days=stage.random.randint(1, 9))
    for move in _take(moves, BROKEN):
        move.crm_promise_date = stage.today - timedelta(days=stage.random.randint(1, 9))
    for move in _take(moves, REMINDED):
        _remind(stage, move)


def _take(moves, count):
    return [moves.pop() for _number in range(min(count, len(moves)))]


def _remind(stage, move):
    """Note a reminder as it was sent the other day: no mail leaves a demo company."""
    day = stage.today - timedelta(days=stage.random.randint(3, 12))
    customer = move.commercial_partner_id
    stage.env["crm.reminder"].create(
        {
            "partner_id": customer.id,
            "company_id": stage.company.id,
            "user_id": customer.user_id.id,
            "move_ids": [Command.set(move.ids)],
            "amount": move.crm_overdue,
            "state": "sent",
            "sent_on": day,
        }
    )
    move.write({"crm_reminder_level": 1, "crm_reminded_on": day})
