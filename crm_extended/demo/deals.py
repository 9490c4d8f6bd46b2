"""Deals won and lost, the open pipeline, and what is to be done about it."""

from datetime import timedelta

from .stage import MONTHS

WON, LOST, OPEN = 72, 74, 46
SOURCES = ("referral", "search_engine", "newsletter", "linkedin")
REASONS = ("lost_reason_1", "lost_reason_1", "lost_reason_2", "lost_reason_3")
# of the open deals: how far they are, and the days until their expected end
STAGES = (("stage_lead1", 70), ("stage_lead2", 45), ("stage_lead3", 20))


def tell(stage):
    stage.team = stage.env.ref("sales_team.team_sales_department")
    _join_team(stage)
    buyers = [c for c in stage.customers if c.course not in ("prospect", "lapsed")]
    everybody = [c for c in stage.customers if c.course != "lapsed"]
    prospects = [c for c in stage.customers if c.course == "prospect"]
    won = _make_leads(stage, stage.random.choices(buyers, k=WON))
    lost = _make_leads(stage, stage.random.choices(everybody, k=LOST))
    opened = _make_leads(
        stage, prospects + stage.random.sample(buyers, OPEN - len(prospects))
    )
    _close(stage, won, lost)
    _move_on(stage, opened)
    _plan_activities(stage, opened)
    stage.leads = {"won": won, "open": opened}


def _join_team(stage):
    known = stage.team.crm_team_member_ids.user_id
    stage.env["crm.team.member"].create(
        [
            {"crm_team_id": stage.team.id, "user_id": seller.id}
            for seller in stage.sellers
            if seller not in known
        ]
    )


def _make_leads(stage, customers):
    first = stage.env.ref("crm.stage_lead1")
    words = stage.rows("deals")
    values, wanted = [], []
    for customer in customers:
        row = stage.random.choice([w for w in words if w["lang"] == customer.lang])
        code = row["product"] or stage.random.choice(stage.get_machines(row["line"]))
        product = stage.products[code].with_context(lang=customer.partner.lang)
        wanted.append(code)
        slots = {"machine": product.name, "city": customer.partner.city}
        size = stage.random.choice([1, 1, 2, 3]) if product.list_price > 1000 else 20
        contact = stage.random.choice(customer.people)
        source = f"utm.utm_source_{stage.random.choice(SOURCES)}"
        values.append(
            {
                "type": "opportunity",
                "name": row["name"].format(**slots),
                "description": row["note"],
                "partner_id": contact.id,
                "user_id": customer.seller.id,
                "team_id": stage.team.id,
                "company_id": stage.company.id,
                "stage_id": first.id,
                "expected_revenue": round(product.list_price * size, -2),
                "priority": stage.random.choice(["0", "1", "1", "2", "3"]),
                "source_id": stage.env.ref(source).id,
            }
        )
    leads = stage.env["crm.lead"].create(values)
    stage.wanted.update(zip(leads, wanted, strict=True))
    return leads


def _close(stage, won, lost):
    won.action_set_won()
    reasons = [stage.env.ref(f"crm.{stage.random.choice(REASONS)}") for _l in lost]
    for reason in dict.fromkeys(reasons):
        given = zip(lost, reasons, strict=True)
        leads = lost.browse([lead.id for lead, why in given if why == reason])
        leads.action_set_lost(lost_reason_id=reason.id)
    for leads in (won, lost):
        begun, ended = [], []
        for _lead in leads:
            month = stage.month(stage.random.randint(2, MONTHS))
            begin = stage.workday(month + timedelta(days=stage.random.randrange(28)))
            end = stage.workday(begin + timedelta(days=stage.random.randint(9, 75)))
            begun.append(stage.moment(begin))
            ended.append(stage.moment(end))
        _date(stage, leads, begun)
        for lead, end in zip(leads, ended, strict=True):
            lead.write({"date_closed": end, "date_deadline": end.date()})
            lead.date_last_stage_update = end


def _move_on(stage, leads):
    begun, moved = [], []
    for lead in leads:
        name, days = stage.random.choice(STAGES)
        lead.stage_id = stage.env.ref(f"crm.{name}")
        left = stage.random.randint(-8, days)
        lead.date_deadline = stage.today + timedelta(days=left)
        age = stage.random.randint(3, 80)
        begun.append(stage.moment(stage.workday(stage.today - timedelta(days=age))))
        rest = stage.random.randint(1, min(age, 24))
        moved.append(stage.moment(stage.workday(stage.today - timedelta(days=rest))))
    _date(stage, leads, begun)
    for lead, moment in zip(leads, moved, strict=True):
        lead.date_last_stage_update = max(moment, lead.create_date)


def _date(stage, leads, moments):
    stage.backdate(leads, moments, "date_open", "date_last_stage_update")
    for name in ("day_open", "day_close"):
        stage.env.add_to_compute(leads._fields[name], leads)


def _plan_activities(stage, leads):
    """Three in four have a next step; every salesperson has one today."""
    kinds = {
        "zh_CN": stage.words("zh_CN", "activity"),
        "en_US": stage.words("en_US", "activity"),
    }
    types = (
        "mail_activity_data_call",
        "mail_activity_data_email",
        "mail_activity_data_todo",
    )
    lang = {c.partner: c.lang for c in stage.customers}
    met = set()
    values = []
    for number, lead in enumerate(leads):
        is_first = lead.user_id not in met
        met.add(lead.user_id)
        if number % 4 == 3 and not is_first:
            continue
        days = 0 if is_first else stage.random.choice([-3, -1, 0, 0, 1, 2, 4, 7, 12])
        words = kinds[lang[lead.partner_id.commercial_partner_id]]
        values.append(
            {
                "res_model_id": stage.env["ir.model"]._get_id("crm.lead"),
                "res_id": lead.id,
                "activity_type_id": stage.env.ref(
                    f"mail.{stage.random.choice(types)}"
                ).id,
                "summary": stage.random.choice(words),
                "date_deadline": stage.today + timedelta(days=days),
                "user_id": lead.user_id.id,
            }
        )
    stage.env["mail.activity"].create(values)
