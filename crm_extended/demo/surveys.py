"""What customers answered in surveys: whether they recommend us, and how it went."""

from datetime import timedelta

from odoo.addons.crm_extended.tools.opinion import SCALES, get_value

# name in English and in Chinese, kind, how many were asked, how often a score is given
SURVEYS = (
    (
        "Recommendation",
        "年度推荐意愿调查",
        "nps",
        400,
        (1, 0, 1, 1, 2, 4, 5, 9, 16, 15, 12),
    ),
    ("After Delivery", "交货满意度调查", "csat", 90, (0, 2, 4, 9, 24, 21)),
    ("After Service", "服务费力度调查", "ces", 60, (0, 1, 2, 3, 5, 9, 14, 10)),
)
MONTHS = 12
RESPONSE = 0.62
# days until somebody has called about a low score
CALL_DAYS = 20


def tell(stage):
    surveys = stage.env["crm.survey"].create(
        [
            {
                "name": chinese if stage.speaks_chinese and kind == "csat" else name,
                "kind": kind,
                "user_id": stage.user("sales.manager").id,
                "company_id": stage.company.id,
            }
            for name, chinese, kind, _count, _weights in SURVEYS
        ]
    )
    words = {}
    for row in stage.rows("opinions"):
        words.setdefault((row["lang"], row["attitude"]), []).append(row["text"])
    plans = [
        _plan(stage, survey, weights, words)
        for survey, (*_names, count, weights) in zip(surveys, SURVEYS, strict=True)
        for _number in range(count)
    ]
    plans.sort(key=lambda plan: plan["asked_at"])
    answers = stage.env["crm.survey.answer"].create(plans)
    stage.backdate(answers, [plan["asked_at"] for plan in plans])
    _call(stage, answers, words)


def _plan(stage, survey, weights, words):
    customer = stage.random.choice(stage.customers)
    since = max(customer.since, stage.month(MONTHS))
    days = int((stage.today - since).days * stage.random.random())
    asked_at = stage.moment(stage.workday(since + timedelta(days=days)))
    plan = {
        "survey_id": survey.id,
        "partner_id": stage.random.choice(customer.people).id,
        "state": "asked",
        "asked_at": asked_at,
        "expires_at": asked_at + timedelta(days=survey.days_valid),
    }
    if stage.random.random() > RESPONSE:
        return plan
    scale = SCALES[survey.kind]
    [score] = stage.random.choices(range(len(weights)), weights)
    attitude = scale.judge(score)
    said = words[customer.lang, attitude]
    hours = stage.random.randint(1, 90)
    low = score <= survey.low_score
    return plan | {
        "state": "answered",
        "answered_at": min(asked_at + timedelta(hours=hours), stage.now),
        "score": score,
        "value": get_value(survey.kind, score),
        "attitude": attitude,
        "comment": stage.random.choice(said) if stage.random.random() < 0.6 else "",
        "follow_up": "open" if low else False,
    }


def _call(stage, answers, words):
    """Old low scores were called about; of late ones somebody still has to."""
    limit = stage.now - timedelta(days=CALL_DAYS)
    low = answers.filtered(lambda answer: answer.follow_up == "open")
    done = low.filtered(lambda answer: answer.answered_at < limit)
    langs = {customer.partner: customer.lang for customer in stage.customers}
    for answer in done:
        said = words[langs[answer.customer_id], "outcome"]
        answer._close_follow_up(stage.random.choice(said))
    for answer in low - done:
        user = answer._get_follow_up_user()
        answer.activity_schedule(
            "crm_extended.mail_activity_type_low_score",
            user_id=user.id,
            date_deadline=min(
                answer.answered_at.date() + timedelta(days=1), stage.today
            ),
        )
