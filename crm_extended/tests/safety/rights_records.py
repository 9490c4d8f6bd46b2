"""Four records of each model for a user: own, a colleague's, another team's, foreign.

``RECORDS`` names, for each model of ours, the builder of its values. A builder gets
the case, the user and the kind of record, and returns the values, or None where the
model knows no such kind: a stage has no owner. ``WAYS_BACK`` names the fields through
which somebody who may not read a record could try to see it all the same.
"""

KINDS = ("own", "colleague", "other team", "other company")


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


def category_values(case, user, kind):
    return _shared_values(case, kind, "Category")


def policy_values(case, user, kind):
    return _shared_values(case, kind, "Policy")


def target_values(case, user, kind):
    values = policy_values(case, user, kind)
    if values is None:
        return None
    policy = case.env["crm.sla.policy"].create(values)
    return {"name": f"Target {kind}", "policy_id": policy.id}


def _shared_values(case, kind, name):
    """What a company sets up for all its teams has no owner, but a company."""
    companies = {"other team": case.company, "other company": case.other_company}
    if kind not in companies:
        return None
    return {"name": f"{name} {kind}", "company_id": companies[kind].id}


def rate_limit_values(case, user, kind):
    values = {"name": "203.0.113.5", "scope": "test"}
    return values if kind == "other team" else None


def suspended_mail_values(case, user, kind):
    if kind in ("own", "colleague"):
        return None
    company = case.other_company if kind == "other company" else case.company
    return {"name": f"Mail {kind}", "company_id": company.id}


RECORDS = {
    "crm.rate.limit": rate_limit_values,
    "crm.suspended.mail": suspended_mail_values,
    "crm.service.stage": stage_values,
    "crm.service.team": team_values,
    "crm.service.request": request_values,
    "crm.service.category": category_values,
    "crm.sla.policy": policy_values,
    "crm.sla.target": target_values,
}
# (field to a record that others read, field of that record which leads back)
WAYS_BACK = {
    "crm.service.request": [("customer_id", "crm_request_ids")],
    "crm.sla.target": [("policy_id", "target_ids")],
}
