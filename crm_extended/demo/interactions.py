"""When salespeople and customers talked, by what means and with what result."""

from datetime import timedelta

from .stage import MONTHS

TALKS = 320
MINUTES = {"phone": 10, "visit": 90, "meeting": 60, "fair": 20}


def tell(stage):
    words = stage.rows("talks")
    values = []
    for customer in stage.random.choices(stage.customers, k=TALKS):
        since = max(customer.since, stage.month(MONTHS))
        # more lately than at the beginning
        span = (stage.today - since).days
        after = int(span * stage.random.random() ** 0.7)
        day = stage.workday(since + timedelta(days=after))
        row = stage.random.choice([w for w in words if w["lang"] == customer.lang])
        values.append(_prepare_talk(stage, customer, row, stage.moment(day)))
    values.sort(key=lambda talk: talk["date_start"])
    talks = stage.env["crm.interaction"].create(values)
    stage.backdate(talks, [talk.date_start for talk in talks])


def _prepare_talk(stage, customer, row, moment):
    minutes = MINUTES.get(row["channel"], 5) * stage.random.choice([1, 1, 2])
    return {
        "name": row["name"],
        "note": row["note"],
        "partner_id": stage.random.choice(customer.people).id,
        "user_id": customer.seller.id,
        "company_id": stage.company.id,
        "channel": row["channel"],
        "direction": row["direction"],
        "outcome": row["outcome"],
        "is_reached": row["is_reached"] == "1",
        "date_start": moment,
        "duration": minutes / 60 if row["is_reached"] == "1" else 0,
    }
