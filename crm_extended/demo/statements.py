"""The accounts of twelve months, agreed with the customers who bought most."""

from collections import Counter
from datetime import timedelta

from dateutil.relativedelta import relativedelta

AGREED, SENT, DRAFTED = 2, 2, 2
DAYS_TO_AGREE = 10


def tell(stage):
    sent_on = stage.today.replace(day=1)
    statements = stage.env["crm.statement"].create(
        [
            {
                "partner_id": customer.partner.id,
                "user_id": customer.seller.id,
                "company_id": stage.company.id,
                "date_from": sent_on - relativedelta(months=12),
                "date_to": sent_on - timedelta(days=1),
            }
            for customer in _choose(stage)
        ]
    )
    moment = stage.moment(sent_on)
    statements[: AGREED + SENT].write({"state": "sent", "sent_at": moment})
    agreed = statements[:AGREED]
    agreed.action_confirm()
    agreed.confirmed_on = min(sent_on + timedelta(days=DAYS_TO_AGREE), stage.today)
    stage.backdate(statements, [moment] * len(statements))


def _choose(stage):
    """Yield customers of both languages in turn, those with most invoices first."""
    counts = Counter(sale.customer.partner.id for sale in stage.sales if sale.invoice)
    ranked = sorted(
        stage.customers,
        key=lambda customer: (-counts[customer.partner.id], customer.partner.id),
    )
    western = [customer for customer in ranked if customer.lang == "en_US"]
    chinese = [customer for customer in ranked if customer.lang == "zh_CN"]
    pairs = zip(western, chinese, strict=False)
    for _number in range((AGREED + SENT + DRAFTED) // 2):
        yield from next(pairs)
