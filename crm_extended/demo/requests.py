"""Four hundred requests, from the first year's few to what is open this morning."""

from collections import defaultdict
from datetime import timedelta

from markupsafe import Markup

from . import conversations
from .stage import MONTHS

CLOSED = 372
CANCELLED_SHARE = 0.05
CATEGORIES = {
    "breakdown": ("Breakdown", "故障报修"),
    "spare": ("Spare Parts", "备件"),
    "question": ("Questions on Use", "使用咨询"),
    "maintenance": ("Maintenance", "保养"),
    "installation": ("Installation", "安装调试"),
    "billing": ("Invoices and Papers", "发票与单据"),
}
# a machine that stands still is looked at first: (priority, answer, solution) in hours
URGENT = (("0", 6, 32), ("1", 4, 20), ("2", 2, 12), ("3", 1, 6))
# the assignee is warned, then the leader has it, then it is in everybody's eyes
LEVELS = (
    {"percentage": 75, "notify": "assignee"},
    {"percentage": 100, "notify": "leader"},
    {"percentage": 100, "extra_hours": 4, "notify": "leader", "raise_to": "3"},
)
# open requests: (stage, days ago at most, how many)
STANDING = (("new", 0, 7), ("new", 1, 5), ("progress", 4, 14), ("waiting", 8, 9))


def tell(stage):
    categories = _make_categories(stage)
    _make_policy(stage, categories["breakdown"])
    teams = {
        "P": stage.env.ref("crm_extended.crm_service_team_pumps_demo"),
        "C": stage.env.ref("crm_extended.crm_service_team_compressors_demo"),
    }
    equipment = stage.env["crm.equipment"].search([], order="id")
    plans = sorted(
        [*_plan_closed(stage, equipment), *_plan_open(stage, equipment)],
        key=lambda plan: plan["opened_at"],
    )
    said = defaultdict(set)
    for plan in plans:
        _complete(stage, plan, categories, teams, said[plan["piece"]])
    requests = stage.env["crm.service.request"].create(
        [_prepare_request(plan) | _prepare_solution(stage, plan) for plan in plans]
    )
    for request, plan in zip(requests, plans, strict=True):
        if "closed_at" in plan:
            # computed at once for a new request: closed just now
            request.closed_at = plan["closed_at"]
    requests._follow_from_the_start()
    stage.backdate(requests, [plan["opened_at"] for plan in plans])
    stage.requests = requests
    conversations.tell(stage, plans)
    _ask_as_employee(stage)
    _remind(stage)
    _note_working_days(stage)
    # what is late by now has been escalated
    requests.filtered("sla_next_check")._escalate()


def _make_categories(stage):
    records = stage.env["crm.service.category"].create(
        [
            {
                "name": name,
                "sequence": number,
                "requires_cause": key == "breakdown",
                "requires_resolution": key == "breakdown",
            }
            for number, (key, (name, _chinese)) in enumerate(CATEGORIES.items(), 1)
        ]
    )
    stage.name_in_chinese(records, [chinese for _name, chinese in CATEGORIES.values()])
    return dict(zip(CATEGORIES, records, strict=True))


def _make_policy(stage, category):
    policy = stage.env["crm.sla.policy"].create(
        {
            "name": "Machine Stands Still",
            "sequence": 1,
            "company_id": stage.company.id,
            "category_ids": [(6, 0, category.ids)],
            "escalation_ids": [(0, 0, level) for level in LEVELS],
            "target_ids": [
                (
                    0,
                    0,
                    {
                        "priority": priority,
                        "first_response_hours": answer,
                        "resolution_hours": solution,
                    },
                )
                for priority, answer, solution in URGENT
            ],
        }
    )
    stage.name_in_chinese(policy, ["设备停机"])
    stage.env["ir.model.data"]._update_xmlids(
        [
            {
                "xml_id": "crm_extended.crm_sla_policy_urgent_demo",
                "record": policy,
                # an upgrade deletes what no file loads again
                "noupdate": True,
            }
        ]
    )


def _plan_closed(stage, equipment):
    """The longer a machine has been out there, the more was asked about it."""
    ages = [(stage.today - e.warranty_start).days ** 1.6 for e in equipment]
    for piece in stage.random.choices(list(equipment), ages, k=CLOSED):
        earliest = max(piece.warranty_start, stage.month(MONTHS))
        span = max((stage.today - earliest).days - 4, 1)
        day = stage.workday(earliest + timedelta(days=stage.random.randrange(span)))
        plan = {"piece": piece, "opened_at": stage.moment(day)}
        if stage.random.random() < CANCELLED_SHARE:
            plan["stage"] = "cancelled"
        else:
            plan["stage"] = "solved"
            plan["first_responded_at"] = _answer(stage, plan["opened_at"])
        start = plan.get("first_responded_at", plan["opened_at"])
        days = min(stage.random.expovariate(0.7), 8)
        closing = stage.workday(start.date() + timedelta(days=round(days)))
        closed_at = stage.moment(closing, 12, 16)
        plan["closed_at"] = max(closed_at, start + timedelta(minutes=35))
        yield plan


def _answer(stage, opened_at):
    """Most are answered within two hours, some only on the next day."""
    if stage.random.random() < 0.82:
        return opened_at + timedelta(minutes=stage.random.randint(6, 110))
    following = stage.workday(opened_at.date() + timedelta(days=1))
    return max(stage.moment(following, 7, 10), opened_at + timedelta(hours=3))


def _plan_open(stage, equipment):
    """No customer has more than one request open."""
    known = equipment.filtered(lambda e: (stage.today - e.warranty_start).days > 12)
    pieces = [
        stage.random.choice(owned) for owned in known.grouped("customer_id").values()
    ]
    stage.random.shuffle(pieces)
    for name, days, count in STANDING:
        for _number in range(count):
            plan = {"piece": pieces.pop(), "stage": name}
            if not days:
                minutes = stage.random.randint(10, 170)
                plan["opened_at"] = stage.now - timedelta(minutes=minutes)
            else:
                ago = timedelta(days=stage.random.randint(1, days))
                plan["opened_at"] = stage.moment(stage.workday(stage.today - ago))
            if name != "new":
                answered = _answer(stage, plan["opened_at"])
                latest = stage.now - timedelta(minutes=12)
                plan["first_responded_at"] = min(answered, latest)
            yield plan


def _complete(stage, plan, categories, teams, said):
    """Find the words, the person who asks and the one who answers."""
    piece = plan["piece"]
    customer = next(c for c in stage.customers if c.partner == piece.customer_id)
    line = piece.product_id.default_code[0]
    rows = [
        row
        for row in stage.rows("requests")
        if (row["lang"], row["machine"]) == (customer.lang, line)
    ]
    # nobody asks the same twice about one machine
    row = stage.random.choice([r for r in rows if r["subject"] not in said] or rows)
    said.add(row["subject"])
    slots = {
        "machine": piece.product_id.with_context(lang=customer.partner.lang).name,
        "serial": piece.name,
    }
    # half of them name the machine in the subject
    number = f" ({piece.name})" if stage.random.random() < 0.5 else ""
    plan.update(
        lang=customer.lang,
        category=row["category"],
        name=row["subject"].format(**slots) + number,
        description=Markup("<p>%s</p>") % row["description"].format(**slots),
        answer=row["answer"],
        priority=row["priority"],
        category_id=categories[row["category"]],
        team=teams[line],
        partner=stage.random.choice(customer.people),
        assignee=_assign(stage, plan, line),
        stage_id=stage.env.ref(f"crm_extended.crm_service_stage_{plan['stage']}"),
    )


def _assign(stage, plan, line):
    if plan["stage"] == "new" and stage.random.random() < 0.6:
        return stage.env["res.users"]
    logins = ("agent", "agent", "leader") if line == "P" else ("leader", "manager")
    if plan["stage"] == "progress" and stage.random.random() < 0.15:
        # the administrator lends a hand
        logins = ("admin",)
    return stage.user(stage.random.choice(logins))


def _prepare_request(plan):
    return {
        "name": plan["name"],
        "description": plan["description"],
        "priority": plan["priority"],
        "category_id": plan["category_id"].id,
        "partner_id": plan["partner"].id,
        "equipment_id": plan["piece"].id,
        "team_id": plan["team"].id,
        "user_id": plan["assignee"].id,
        "stage_id": plan["stage_id"].id,
        "opened_at": plan["opened_at"],
        "first_responded_at": plan.get("first_responded_at", False),
    }


def _prepare_solution(stage, plan):
    """What was solved says how; machines that stood still also say why."""
    if plan["stage"] != "solved":
        return {}
    solution = {"resolution": plan["answer"]}
    if plan["category"] == "breakdown":
        causes = ("material", "production", "design", "transport")
        cause = causes[plan["piece"].id % len(causes)]
        solution["cause_id"] = stage.env.ref(
            f"crm_extended.crm_feedback_cause_{cause}"
        ).id
    return solution


def _ask_as_employee(stage):
    """Employees open requests for customers who called them, and answer some."""
    employee = stage.user("employee")
    opened = stage.env["crm.service.request"]
    for known, name in (
        ("brewery", "Customer asks for a visit next week"),
        ("textile", "客户来电：希望下周上门检查"),
    ):
        partner = stage.env.ref(f"crm_extended.res_partner_{known}_demo")
        request = opened.with_user(employee)
        opened |= request.create({"name": name, "partner_id": partner.id})
    opened[0].sudo().user_id = employee


def _note_working_days(stage):
    """Saturdays that make up for the holidays of autumn."""
    year = stage.today.year
    for month, day, reason, chinese in (
        (9, 27, "Makes up for National Day", "国庆节调休"),
        (10, 10, "Makes up for National Day", "国庆节调休"),
    ):
        date = stage.today.replace(year=year, month=month, day=day)
        record = stage.env["crm.working.day"].create(
            {"name": reason, "date": date, "company_id": stage.company.id}
        )
        stage.name_in_chinese(record, [chinese])


def _remind(stage):
    """Some of what is open has a next step, most of them due by tomorrow."""
    words = {lang: stage.words(lang, "reminder") for lang in ("zh_CN", "en_US")}
    opened = stage.requests.filtered(lambda r: r.user_id and not r.closed_at)
    stage.env["mail.activity"].create(
        [
            {
                "res_model_id": stage.env["ir.model"]._get_id(request._name),
                "res_id": request.id,
                "activity_type_id": stage.env.ref("mail.mail_activity_data_call").id,
                "summary": stage.random.choice(words[request.partner_id.lang]),
                "date_deadline": stage.today
                + timedelta(days=stage.random.choice([-1, 0, 0, 1, 3])),
                "user_id": request.user_id.id,
            }
            for request in opened[::2]
        ]
    )
