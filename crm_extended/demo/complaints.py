"""What customers complained about, what had caused it, and what they got."""

from datetime import timedelta

from .stage import MONTHS

COUNT, OPEN = 60, 9


def tell(stage):
    rows = stage.rows("complaints")
    plans = sorted(
        (_plan(stage, stage.random.choice(rows)) for _number in range(COUNT)),
        key=lambda plan: plan["received_on"],
    )
    # what came in last is still open
    for plan in plans[-OPEN:]:
        plan["state"] = stage.random.choice(["new", "cause", "action"])
        plan |= {"cause_id": False, "outcome": False}
    feedback = stage.env["crm.feedback"].create(plans)
    for complaint in feedback.filtered("closed_at"):
        day = complaint.received_on + timedelta(days=stage.random.randint(1, 12))
        # computed at once for a new complaint: closed just now
        complaint.closed_at = stage.moment(min(day, stage.today))
    stage.backdate(feedback, [stage.moment(one.received_on) for one in feedback])


def _plan(stage, row):
    customer = stage.random.choice(stage.customers)
    since = max(customer.since, stage.month(MONTHS))
    days = int((stage.today - since).days * stage.random.random() ** 0.5)
    code = stage.random.choice(stage.get_machines())
    return {
        "name": row.get(customer.lang, row["en_US"]),
        "severity": stage.random.choice("001123"),
        "source": stage.random.choice(["phone", "mail", "visit", "wechat"]),
        "category_id": _find(stage, "category", row["category"]),
        "cause_id": _find(stage, "cause", row["cause"]),
        "outcome": row["outcome"],
        "state": "closed",
        "partner_id": stage.random.choice(customer.people).id,
        "product_id": stage.products[code].id,
        "company_id": stage.company.id,
        "user_id": customer.seller.id,
        "received_on": stage.workday(since + timedelta(days=days)),
    }


def _find(stage, usage, name):
    return stage.env.ref(f"crm_extended.crm_feedback_{usage}_{name}").id
