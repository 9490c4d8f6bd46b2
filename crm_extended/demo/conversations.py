"""What was said about each request, and what the customers thought of it."""

from datetime import timedelta

from markupsafe import Markup

FACES = {"happy": 5, "neutral": 3, "unhappy": 1}
SHARES = (66, 21, 13)
RATED_SHARE = 0.46


def tell(stage, plans):
    """Let the requests, one for each plan, have been talked about."""
    words = {
        (lang, topic): stage.words(lang, topic)
        for lang in ("zh_CN", "en_US")
        for topic in ("thanks", "waiting", "internal", *FACES)
    }
    _talk(stage, plans, words)
    _use_articles(stage, plans)
    _rate(stage, plans, words)


def _talk(stage, plans, words):
    values = []
    for request, plan in zip(stage.requests, plans, strict=True):
        values += _prepare_messages(stage, request, plan, words)
    # the past: nobody is told of it now, as posting would
    messages = stage.env["mail.message"].create(values)
    stage.backdate(messages, [message.date for message in messages])


def _prepare_messages(stage, request, plan, words):
    answered = plan.get("first_responded_at")
    if not answered:
        return
    lang, closed_at = plan["lang"], plan.get("closed_at")
    colleague = plan["assignee"].partner_id
    hour = timedelta(hours=1)
    yield _prepare_message(stage, request, colleague, plan["answer"], answered)
    if plan["stage"] == "waiting":
        text = stage.random.choice(words[lang, "waiting"])
        moment = min(answered + hour, stage.now)
        yield _prepare_message(stage, request, colleague, text, moment)
    if stage.random.random() < 0.2:
        text = stage.random.choice(words[lang, "internal"])
        moment = min(answered + hour / 2, closed_at or stage.now)
        yield _prepare_message(stage, request, colleague, text, moment, "mt_note")
    if closed_at and stage.random.random() < 0.4:
        text = stage.random.choice(words[lang, "thanks"])
        moment = max(closed_at - hour / 4, answered)
        yield _prepare_message(stage, request, plan["partner"], text, moment)


def _prepare_message(stage, request, author, text, moment, subtype="mt_comment"):
    return {
        "model": request._name,
        "res_id": request.id,
        "message_type": "comment",
        "subtype_id": stage.env.ref(f"mail.{subtype}").id,
        "is_internal": subtype == "mt_note",
        "author_id": author.id,
        "email_from": author.email_formatted or stage.company.email_formatted,
        "reply_to": stage.company.email_formatted or author.email_formatted,
        "record_name": request.display_name,
        "body": Markup("<p>%s</p>") % text,
        "date": moment,
    }


def _use_articles(stage, plans):
    """Questions on use were answered with an article of the right shelf."""
    shelves = {
        letter: stage.env.ref(f"crm_extended.crm_article_category_{name}_demo")
        for letter, name in (("P", "pumps"), ("C", "compressors"))
    }
    for request, plan in zip(stage.requests, plans, strict=True):
        if plan["category"] != "question" or plan["stage"] != "solved":
            continue
        shelf = shelves[plan["piece"].product_id.default_code[0]]
        is_chinese = plan["lang"] == "zh_CN"
        fitting = stage.articles.filtered(
            lambda a, shelf=shelf, is_chinese=is_chinese: (
                a.category_id == shelf
                and (a.name[-1] > "\u2fff") == is_chinese
                and a.state == "published"
                and a.audience != "agents"
            )
        )
        if fitting:
            request.article_ids = stage.random.choice(fitting)


def _rate(stage, plans, words):
    """Each customer was asked once, soon after the solution; half of them voted."""
    asked = [
        (request, plan)
        for request, plan in zip(stage.requests, plans, strict=True)
        if plan["stage"] == "solved"
    ]
    ratings = stage.env["rating.rating"].create(
        [_prepare_rating(stage, request, plan, words) for request, plan in asked]
    )
    moments = []
    for (request, plan), rating in zip(asked, ratings, strict=True):
        asked_at = min(plan["closed_at"] + timedelta(minutes=30), stage.now)
        request.write({"asked_rating_id": rating.id, "rating_asked_at": asked_at})
        wait = timedelta(hours=stage.random.randint(0, 60))
        moments.append(min(asked_at + wait, stage.now))
    stage.backdate(ratings, moments, "write_date")
    voted = ratings.filtered("consumed")
    by_rating = dict(zip(ratings, moments, strict=True))
    stage.backdate(voted, [by_rating[rating] for rating in voted], "rated_on")
    for rating, moment in zip(ratings, moments, strict=True):
        if rating.rating == 1 and (stage.now - moment).days < 14:
            request = stage.requests.browse(rating.res_id)
            request._follow_up_low_rating(rating)


def _prepare_rating(stage, request, plan, words):
    values = {
        "res_model_id": stage.env["ir.model"]._get_id(request._name),
        "res_id": request.id,
        "partner_id": plan["partner"].id,
        "rated_partner_id": plan["assignee"].partner_id.id,
    }
    if stage.random.random() > RATED_SHARE:
        return values
    face = stage.random.choices([*FACES], SHARES)[0]
    if request.is_sla_missed and stage.random.random() < 0.4:
        face = "unhappy"
    feedback = stage.random.choice(words[plan["lang"], face])
    return {**values, "rating": FACES[face], "feedback": feedback, "consumed": True}
