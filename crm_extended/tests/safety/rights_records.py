"""Four records of each model for a user: own, a colleague's, another team's, foreign.

``RECORDS`` names, for each model of ours, the builder of its values. A builder gets
the case, the user and the kind of record, and returns the values, or None where the
model knows no such kind: a stage has no owner. ``WAYS_BACK`` names the fields through
which somebody who may not read a record could try to see it all the same.
"""

from datetime import date, timedelta
from itertools import count

KINDS = ("own", "colleague", "other team", "other company")
# what must differ from record to record
_numbers = count()


def stage_values(case, user, kind):
    return {"name": f"Stage {kind}"} if kind == "other team" else None


def team_values(case, user, kind):
    mine, colleague, company = user.id, case.colleague.id, case.company
    leader, members = {
        "own": (mine, [mine]),
        "colleague": (colleague, [colleague, mine]),
        "other team": (colleague, [colleague]),
        "other company": (case.foreigner.id, [case.foreigner.id]),
    }[kind]
    if not user._is_internal():
        leader, members = False, []
    company = case.other_company if kind == "other company" else company
    return {
        "name": f"Team {kind}",
        "company_id": company.id,
        "user_id": leader,
        "member_ids": members,
    }


def request_values(case, user, kind):
    is_internal = user._is_internal()
    partner = user.partner_id if kind == "own" and not is_internal else case.contact
    team, assignee = {
        "own": (case.own_team, user if is_internal else case.colleague),
        "colleague": (case.own_team, case.colleague),
        "other team": (case.other_team, case.colleague),
        "other company": (case.foreign_team, case.foreigner),
    }[kind]
    return {
        "name": f"Request {kind}",
        "partner_id": partner.id,
        "company_id": team.company_id.id,
        "team_id": team.id,
        "user_id": assignee.id,
    }


def equipment_values(case, user, kind):
    values = _shared_values(case, kind, "Equipment")
    return values and values | {"partner_id": case.contact.id}


def interaction_values(case, user, kind):
    """Who talked to a customer owns what was said: teams have none of it."""
    talkers = {
        "own": (user if user._is_internal() else case.colleague, case.company),
        "colleague": (case.colleague, case.company),
        "other company": (case.foreigner, case.other_company),
    }
    if kind not in talkers:
        return None
    talker, company = talkers[kind]
    return {
        "name": f"Interaction {kind}",
        "partner_id": case.contact.id,
        "user_id": talker.id,
        "company_id": company.id,
    }


def article_values(case, user, kind):
    """Drafts are the other team's: nobody but an editor reads those."""
    audience, state, owner, company = {
        "own": ("agents", "published", user, case.company),
        "colleague": ("public", "published", case.colleague, case.company),
        "other team": ("agents", "draft", case.colleague, case.company),
        "other company": ("public", "published", case.foreigner, case.other_company),
    }[kind]
    return {
        "name": f"Article {kind}",
        "body": "<p>Text</p>",
        "audience": audience,
        "state": state,
        "user_id": owner.id,
        "company_id": company.id,
    }


def article_category_values(case, user, kind):
    return {"name": f"Category {kind}"} if kind == "other team" else None


def article_tag_values(case, user, kind):
    return {"name": f"Tag {kind}"} if kind == "other team" else None


def category_values(case, user, kind):
    return _shared_values(case, kind, "Category")


def macro_values(case, user, kind):
    """One's own, those shared in a team, and those of another company."""
    company = case.other_company if kind == "other company" else case.company
    team = {"colleague": case.own_team, "other team": case.other_team}.get(kind)
    return {
        "name": f"Macro {kind}",
        "user_id": user.id if kind == "own" else False,
        "team_id": team.id if team else False,
        "company_id": company.id,
    }


def request_merge_values(case, user, kind):
    """A dialog belongs to who has it open, which is nobody here."""
    return {"name": "Merge"} if kind == "own" else None


def policy_values(case, user, kind):
    return _shared_values(case, kind, "Policy")


def working_day_values(case, user, kind):
    values = _shared_values(case, kind, "Working day")
    # a day can be made a working day once
    return values and values | {"date": date(2026, 1, 1) + timedelta(next(_numbers))}


def clock_values(case, user, kind):
    """Stopped clocks: the running one of a request was made with it."""
    request = case.env["crm.service.request"].create(request_values(case, user, kind))
    return {
        "request_id": request.id,
        "kind": "next_response",
        "date_from": request.opened_at,
        "stopped_at": request.opened_at,
    }


def span_values(case, user, kind):
    request = case.env["crm.service.request"].create(request_values(case, user, kind))
    return {
        "request_id": request.id,
        "state": "running",
        "reason": "changed",
        "date_from": request.opened_at,
        "date_to": request.opened_at,
    }


def escalation_values(case, user, kind):
    values = policy_values(case, user, kind)
    if values is None:
        return None
    policy = case.env["crm.sla.policy"].create(values)
    return {"percentage": 75, "policy_id": policy.id}


def target_values(case, user, kind):
    values = policy_values(case, user, kind)
    if values is None:
        return None
    policy = case.env["crm.sla.policy"].create(values)
    return {"name": f"Target {kind}", "policy_id": policy.id}


def _shared_values(case, kind, name):
    """What the whole company shares has no owner, but a company."""
    companies = {"other team": case.company, "other company": case.other_company}
    if kind not in companies:
        return None
    return {"name": f"{name} {kind}", "company_id": companies[kind].id}


def work_order_values(case, user, kind):
    """The technician's own, or one for a request of that kind."""
    request = case.env["crm.service.request"].create(request_values(case, user, kind))
    is_technician = kind == "own" and user._is_internal()
    return {
        "name": f"Work order {kind}",
        "request_id": request.id,
        "company_id": request.company_id.id,
        "user_id": user.id if is_technician else False,
        # a customer sees what is planned, a manager deletes what is not
        "state": "draft" if user._is_internal() else "planned",
    }


def time_values(case, user, kind):
    order = case.env["crm.work.order"].create(work_order_values(case, user, kind))
    return {"name": f"Time {kind}", "order_id": order.id, "user_id": case.env.uid}


def part_values(case, user, kind):
    order = case.env["crm.work.order"].create(work_order_values(case, user, kind))
    product = case.env["product.product"].create({"name": "Seal", "type": "consu"})
    return {
        "name": f"Part {kind}",
        "order_id": order.id,
        "product_id": product.id,
    }


def import_values(case, user, kind):
    users = {"own": user, "colleague": case.colleague, "other team": case.leader}
    company = case.other_company if kind == "other company" else case.company
    owner = users.get(kind, case.foreigner)
    return {
        "name": f"Import {kind}",
        "user_id": owner.id,
        "company_id": company.id,
    }


def import_part_values(case, user, kind):
    job = case.env["crm.import"].create(import_values(case, user, kind))
    return {"name": f"Part {kind}", "import_id": job.id}


def history_values(case, user, kind):
    values = _shared_values(case, kind, "Sales")
    if values is None:
        return None
    customer = case.env["res.partner"].create({"name": f"Customer {kind}"})
    sales = {"customer_id": customer.id, "month": "2023-01-01", "amount": 1.0}
    return values | sales


def rate_limit_values(case, user, kind):
    values = {"name": "203.0.113.5", "scope": "test"}
    return values if kind == "other team" else None


def suspended_mail_values(case, user, kind):
    if kind in ("own", "colleague"):
        return None
    company = case.other_company if kind == "other company" else case.company
    return {"name": f"Mail {kind}", "company_id": company.id}


def profile_values(case, user, kind):
    """A profile is of the salesperson of its customer."""
    owners = {"own": user, "colleague": case.colleague, "other company": case.foreigner}
    if kind not in owners:
        return None
    owner = owners[kind] if owners[kind]._is_internal() else case.colleague
    customer = {"name": f"Customer {kind}", "user_id": owner.id}
    company = case.other_company if kind == "other company" else case.company
    return {
        "partner_id": case.env["res.partner"].create(customer).id,
        "company_id": company.id,
    }


def touch_values(case, user, kind):
    return profile_values(case, user, kind)


def duplicate_values(case, user, kind):
    values = _shared_values(case, kind, "Pair")
    if not values:
        return None
    # who may see both customers sees the pair
    company = {"company_id": values["company_id"]} if kind == "other company" else {}
    pair = [case._create_customer(name, **company) for name in ("One", "Other")]
    return values | {"partner_id": pair[0].id, "other_id": pair[1].id}


def merge_log_values(case, user, kind):
    return _shared_values(case, kind, "Merged")


def statement_values(case, user, kind):
    values = _shared_values(case, kind, "Statement")
    return values and values | {
        "partner_id": case.customer.id,
        "date_from": "2026-01-01",
        "date_to": "2026-01-31",
        "user_id": case.env.uid,
    }


def statement_batch_values(case, user, kind):
    return _shared_values(case, kind, "Batch")


def reminder_values(case, user, kind):
    values = _shared_values(case, kind, "Reminder")
    return values and values | {"partner_id": case.customer.id}


def lifecycle_values(case, user, kind):
    values = profile_values(case, user, kind)
    return values and values | {"state": "new", "date_from": "2026-01-01"}


def no_values(case, user, kind):
    """A report has no records of its own: nobody could create one."""


def tier_values(case, user, kind):
    values = {"name": f"Tier {next(_numbers)}"}
    return values if kind == "other team" else None


def lifecycle_rule_values(case, user, kind):
    values = _shared_values(case, kind, "Rule")
    day = date(2030, 1, 1) + timedelta(days=next(_numbers))
    return values and {"company_id": values["company_id"], "date_from": day}


def segment_values(case, user, kind):
    return _shared_values(case, kind, "Segment")


def member_values(case, user, kind):
    values = profile_values(case, user, kind)
    if values is None:
        return None
    segment = {"name": f"Segment {kind}", "company_id": values.pop("company_id")}
    segment_id = case.env["crm.customer.segment"].create(segment).id
    return values | {"segment_id": segment_id, "date_from": "2026-01-01"}


def feedback_values(case, user, kind):
    """The leader owns the feedback of the other team."""
    owner, company = {
        "own": (user if user._is_internal() else case.colleague, case.company),
        "colleague": (case.colleague, case.company),
        "other team": (case.leader, case.company),
        "other company": (case.foreigner, case.other_company),
    }[kind]
    return {
        "name": f"Feedback {kind}",
        "partner_id": case.contact.id,
        "user_id": owner.id,
        "company_id": company.id,
    }


def feedback_category_values(case, user, kind):
    return _shared_values(case, kind, "Feedback")


def survey_values(case, user, kind):
    return _shared_values(case, kind, "Survey")


def survey_answer_values(case, user, kind):
    """The customer of the record is looked after by its owner."""
    seller, company = {
        "own": (user if user._is_internal() else case.colleague, case.company),
        "colleague": (case.colleague, case.company),
        "other team": (case.leader, case.company),
        "other company": (case.foreigner, case.other_company),
    }[kind]
    survey = {"name": f"Survey {next(_numbers)}", "company_id": company.id}
    customer = {"name": f"Customer {kind}", "user_id": seller.id}
    return {
        "survey_id": case.env["crm.survey"].create(survey).id,
        "partner_id": case.env["res.partner"].create(customer).id,
    }


def survey_send_values(case, user, kind):
    if kind != "own":
        return None
    survey = case.env["crm.survey"].create({"name": f"Survey {next(_numbers)}"})
    return {"survey_id": survey.id}


RECORDS = {
    "crm.survey": survey_values,
    "crm.survey.answer": survey_answer_values,
    "crm.survey.send": survey_send_values,
    "crm.feedback": feedback_values,
    "crm.feedback.category": feedback_category_values,
    "crm.duplicate": duplicate_values,
    "crm.merge.log": merge_log_values,
    "crm.customer.tier": tier_values,
    "crm.lifecycle.report": no_values,
    "crm.lifecycle.rule": lifecycle_rule_values,
    "crm.customer.lifecycle": lifecycle_values,
    "crm.customer.segment": segment_values,
    "crm.customer.segment.member": member_values,
    "crm.interaction": interaction_values,
    "crm.statement": statement_values,
    "crm.statement.batch": statement_batch_values,
    "crm.reminder": reminder_values,
    "crm.customer.history": history_values,
    "crm.import": import_values,
    "crm.import.column": import_part_values,
    "crm.import.row": import_part_values,
    "crm.rate.limit": rate_limit_values,
    "crm.suspended.mail": suspended_mail_values,
    "crm.article": article_values,
    "crm.article.category": article_category_values,
    "crm.article.tag": article_tag_values,
    "crm.service.stage": stage_values,
    "crm.service.team": team_values,
    "crm.service.request": request_values,
    "crm.equipment": equipment_values,
    "crm.service.category": category_values,
    "crm.service.macro": macro_values,
    "crm.service.request.merge": request_merge_values,
    "crm.sla.policy": policy_values,
    "crm.sla.target": target_values,
    "crm.sla.escalation": escalation_values,
    "crm.sla.clock": clock_values,
    "crm.sla.span": span_values,
    "crm.working.day": working_day_values,
    "crm.work.order": work_order_values,
    "crm.work.order.time": time_values,
    "crm.work.order.part": part_values,
    "crm.customer.profile": profile_values,
    "crm.customer.touch": touch_values,
}
# (field to a record that others read, field of that record which leads back)
WAYS_BACK = {
    "crm.interaction": [("customer_id", "crm_interaction_ids")],
    "crm.import.column": [("import_id", "column_ids")],
    "crm.import.row": [("import_id", "row_ids")],
    "crm.service.request": [("customer_id", "crm_request_ids")],
    "crm.equipment": [("customer_id", "crm_equipment_ids")],
    "crm.sla.target": [("policy_id", "target_ids")],
    "crm.sla.escalation": [("policy_id", "escalation_ids")],
    "crm.sla.clock": [("request_id", "sla_clock_ids")],
    "crm.sla.span": [("request_id", "sla_span_ids")],
    "crm.work.order": [("request_id", "work_order_ids")],
    "crm.work.order.time": [("order_id", "time_ids")],
    "crm.work.order.part": [("order_id", "part_ids")],
}
