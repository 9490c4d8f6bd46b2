"""Who paid what when: most in time, some late, a few hardly ever."""

from collections import defaultdict
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from .customers import PAYERS

# of the invoices that are due by now, this share is paid only in part so far
PARTIAL_SHARE = 0.012
# slow payers leave this share unpaid
NEVER_SHARE = 0.25
# what came in before was booked from the bank's lists, one for month and currency
SINGLE_MONTHS = 14


def tell(stage):
    journal = stage.env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", stage.company.id)], limit=1
    )
    first = stage.today - relativedelta(months=SINGLE_MONTHS)
    plan = list(_plan(stage))
    _pay_together(stage, journal, [paid for paid in plan if paid[1] < first])
    _pay_singly(stage, journal, [paid for paid in plan if paid[1] >= first])


def _plan(stage):
    """Yield ``(invoice, day, amount)`` of all that has been paid by today."""
    for sale in stage.sales:
        invoice, payer = sale.invoice, sale.customer.payer
        early, late = PAYERS[payer]
        delay = timedelta(days=stage.random.randint(early, late))
        day = stage.workday(max(invoice.invoice_date_due + delay, sale.day))
        is_never = payer == "slow" and stage.random.random() < NEVER_SHARE
        is_partial = stage.random.random() < PARTIAL_SHARE
        if invoice.invoice_date_due + delay > stage.today or is_never:
            continue
        if amount := invoice.amount_residual:
            part = stage.random.choice([0.3, 0.5]) if is_partial else 1
            yield invoice, day, invoice.currency_id.round(amount * part)


def _pay_singly(stage, journal, plan):
    payments = stage.env["account.payment"].create(
        [_prepare_payment(stage, journal, *paid) for paid in plan]
    )
    payments.action_post()
    _reconcile(
        stage,
        [
            _get_receivable(payment.move_id) | _get_receivable(invoice)
            for payment, (invoice, *_rest) in zip(payments, plan, strict=True)
        ],
    )
    moments = [stage.moment(payment.date) for payment in payments]
    stage.backdate(payments, moments)
    stage.backdate(payments.move_id, moments)


def _prepare_payment(stage, journal, invoice, day, amount):
    return {
        "payment_type": "inbound",
        "partner_type": "customer",
        "partner_id": invoice.partner_id.id,
        "journal_id": journal.id,
        "company_id": stage.company.id,
        "currency_id": invoice.currency_id.id,
        "amount": amount,
        "date": day,
        "memo": invoice.payment_reference or invoice.name,
        "invoice_ids": [(6, 0, invoice.ids)],
    }


def _pay_together(stage, journal, plan):
    """One entry for what came in on a day of the week, in one currency."""
    lists = defaultdict(list)
    for invoice, day, amount in plan:
        lists[day - timedelta(days=day.weekday()), invoice.currency_id].append(
            (invoice, day, amount)
        )
    entries = stage.env["account.move"].create(
        [
            _prepare_entry(stage, journal, currency, paid)
            for (_week, currency), paid in lists.items()
        ]
    )
    entries.action_post()
    pairs = []
    for entry, paid in zip(entries, lists.values(), strict=True):
        for line, (invoice, *_rest) in zip(_get_receivable(entry), paid, strict=True):
            pairs.append(line | _get_receivable(invoice))
    _reconcile(stage, pairs)
    stage.backdate(entries, [stage.moment(entry.date) for entry in entries])


def _prepare_entry(stage, journal, currency, paid):
    day = max(day for _invoice, day, _amount in paid)
    own = stage.company.currency_id
    lines, total, total_own = [], 0, 0
    for invoice, _day, amount in paid:
        amount_own = currency._convert(amount, own, stage.company, day)
        total += amount
        total_own += amount_own
        lines.append(
            {
                "name": invoice.payment_reference or invoice.name,
                "account_id": _get_receivable(invoice).account_id.id,
                "partner_id": invoice.partner_id.id,
                "currency_id": currency.id,
                "amount_currency": -amount,
                "balance": -amount_own,
            }
        )
    bank = {
        "name": journal.name,
        "account_id": journal.default_account_id.id,
        "currency_id": currency.id,
        "amount_currency": total,
        "balance": total_own,
    }
    return {
        "move_type": "entry",
        "journal_id": journal.id,
        "company_id": stage.company.id,
        "currency_id": currency.id,
        "date": day,
        "line_ids": [(0, 0, line) for line in (*lines, bank)],
    }


def _reconcile(stage, pairs):
    stage.env["account.move.line"]._reconcile_plan(pairs)


def _get_receivable(moves):
    lines = moves.line_ids.filtered(
        lambda line: line.account_type == "asset_receivable"
    )
    return lines.sorted("id")
