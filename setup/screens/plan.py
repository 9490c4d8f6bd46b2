"""Which screens each role has, and what of the catalog none of them shows."""

import re
from dataclasses import dataclass

from screens import people
from screens.catalog import OURS


@dataclass(frozen=True)
class Screen:
    """One picture to take; `opening` is the call of look.js or the path that opens it.

    `shows` names what of the catalog is covered by it.
    """

    role: str
    name: str
    opening: tuple
    shows: tuple = ()


def _always(path):
    return lambda _session: path


def _portal(model):
    """The page of the first record, with its token for who is not logged in."""

    def page(session):
        rows = session.search_read(model, [], "access_url", limit=1)
        if not rows:
            return None
        if session.is_internal:
            return session.call(model, "get_portal_url", [rows[0]["id"]])
        return rows[0]["access_url"]

    return page


def _help(ending=""):
    """A page of the help centre, whose key only the staff can look up."""

    def page(session):
        published = [("crm_help_published", "=", True)]
        rows = session.is_internal and session.search_read(
            "res.company", published, "crm_help_key", limit=1
        )
        return f"/help/{rows[0]['crm_help_key']}{ending}" if rows else None

    return page


def _help_article(session):
    public = [("audience", "=", "public"), ("state", "=", "published")]
    rows = session.is_internal and session.search_read(
        "crm.article", public, "id", limit=1
    )
    return _help(f"/{rows[0]['id']}")(session) if rows else None


def _form(session):
    published = [("form_published", "=", True)]
    rows = session.is_internal and session.search_read(
        "crm.service.team", published, "form_key", limit=1
    )
    return f"/service/{rows[0]['form_key']}" if rows else None


def _vote(ending):
    """A page about the vote on a closed request, asked for where nobody was yet."""

    def page(session):
        if not session.is_internal:
            return None
        closed = [("closed_at", "!=", False), ("partner_id", "!=", False)]
        fields = ("asked_rating_id", "partner_id", "closed_at")
        rows = session.search_read("crm.service.request", closed, *fields, limit=1)
        if not rows:
            return None
        asked = rows[0]["asked_rating_id"]
        vote = asked[0] if asked else _ask(session, rows[0])
        token = session.call("rating.rating", "read", [vote], ["access_token"])
        return f"/rate/{token[0]['access_token']}/{ending}"

    return page


def _ask(session, request):
    model = [("model", "=", "crm.service.request")]
    values = {
        "res_model_id": session.call("ir.model", "search", model)[0],
        "res_id": request["id"],
        "partner_id": request["partner_id"][0],
    }
    vote = session.call("rating.rating", "create", [values])[0]
    asked = {"asked_rating_id": vote, "rating_asked_at": request["closed_at"]}
    session.call("crm.service.request", "write", [request["id"]], asked)
    return vote


def _opinion(ending=""):
    """The page of a question that one person was asked; only its mail has the link."""

    def page(session):
        surveys = session.is_internal and session.search_read(
            "crm.survey", [], "name", limit=1
        )
        if not surveys:
            return None
        values = {"name": "Guest", "email": f"guest{ending[1:]}@example.com"}
        person = session.call("res.partner", "create", [values])
        values = {"survey_id": surveys[0]["id"], "partner_ids": [(6, 0, person)]}
        dialog = session.call("crm.survey.send", "create", [values])
        session.call("crm.survey.send", "action_send", dialog)
        sent = [("body_html", "like", "/opinion/"), ("recipient_ids", "in", person)]
        mails = session.search_read("mail.mail", sent, "body_html", limit=1)
        token = re.search(r"/opinion/([\w-]+)", mails[0]["body_html"])[1]
        return f"/opinion/{token}{ending}"

    return page


# How to fill the parameters of a route; None where there is no record to show.
EXAMPLES = {
    "/help/<string:key>": _help(),
    "/help/<string:key>/page/<int:page>": _help("/page/1"),
    "/help/<string:key>/<int:article_id>": _help_article,
    "/my/requests/page/<int:page>": _always("/my/requests/page/1"),
    "/my/requests/<int:request_id>": _portal("crm.service.request"),
    "/my/work-orders/page/<int:page>": _always("/my/work-orders/page/1"),
    "/my/work-orders/<int:order_id>": _portal("crm.work.order"),
    "/service/<string:key>": _form,
    "/opinion/<string:token>": _opinion(),
    "/opinion/<string:token>/stop": _opinion("/stop"),
    "/rate/<string:token>/<int:rate>": _vote(5),
    "/rate/<string:token>/submit_feedback": _vote("submit_feedback"),
}


def screens(catalog, admin, sessions):
    """Every screen of these sessions, and for guests what needs no login."""
    planned = []
    for role, session in sessions.items():
        if session.is_internal:
            planned.append(Screen(role, "home", ("home",)))
            planned += _entries(catalog, role, session)
            planned += _forms(catalog, role, session)
        else:
            planned.append(Screen(role, "my", ("page", "/my")))
            planned += _pages(role, session, catalog.pages)
    public = [page for page in catalog.pages if page[1]]
    planned += _pages(people.GUEST, admin, public)
    planned += _reports(catalog, admin)
    return planned


def distinct(planned):
    """One role for all that are offered the same: without records they see the same."""
    offers = {}
    for screen in planned:
        offers.setdefault(screen.role, []).append(screen.name)
    first = {tuple(names): role for role, names in reversed(offers.items())}
    return [screen for screen in planned if screen.role in first.values()]


def gaps(catalog, planned):
    """One sentence for each thing of ours that no screen shows."""
    shown = {thing for screen in planned for thing in screen.shows}
    wanted = [("menu", name) for name in sorted(catalog.menus)]
    wanted += [("form", model) for model in catalog.models]
    wanted += [("route", route) for route, _public in catalog.pages]
    wanted += [("report", report.name) for report in catalog.reports]
    for kind, name in wanted:
        if (kind, name) not in shown:
            hint = " (add an example to setup/screens/plan.py)" if "<" in name else ""
            yield f"no shot covers {kind} {name}{hint}"


def _entries(catalog, role, session):
    """What this role finds under our menu, in every view that the entry offers."""
    menus = session.menus()
    for menu in menus.values():
        if _is_ours(menu, menus) and menu["actionID"] and not menu["children"]:
            name = menu["xmlid"].removeprefix(f"{OURS}.")
            shows = (("menu", menu["xmlid"]),)
            for view in _views(catalog, menu):
                label = f"{name}-{view}" if view else name
                yield Screen(role, label, ("entry", menu["id"], view), shows)


def _is_ours(menu, menus):
    app = menus.get(menu["appID"], menu)
    return any(m["xmlid"].startswith(f"{OURS}.") for m in (menu, app))


def _views(catalog, menu):
    """The views of an entry; forms of lasting records are pictured on their own."""
    if menu["actionModel"] != "ir.actions.act_window":
        return [None]
    model, views = catalog.views(menu["actionID"])
    if catalog.is_transient(model):
        return views
    return [view for view in views if view != "form"]


def _forms(catalog, role, session):
    for model in ["res.partner", *catalog.models]:
        name = f"{model.replace('.', '_')}-form"
        shows = (("form", model),)
        if session.call(model, "has_access", [], "read") and (
            first := session.call(model, "search", [], limit=1)
        ):
            yield Screen(role, name, ("form", model, first[0]), shows)
        if session.call(model, "has_access", [], "create"):
            yield Screen(role, f"{name}-new", ("form", model, False), shows)


def _pages(role, session, pages):
    for route, _public in pages:
        if "<" in route:
            path = EXAMPLES[route](session) if route in EXAMPLES else None
        else:
            path = route
        if path:
            yield Screen(role, _label(path), ("page", path), (("route", route),))


def _label(path):
    """A path as a file's name; a token differs from run to run and is left out."""
    parts = path.partition("?")[0].strip("/").split("/")
    return "-".join(part for part in parts if len(part) < 32)


def _reports(catalog, admin):
    for report in catalog.reports:
        if first := admin.call(report.model, "search", [], limit=1):
            name = report.name.removeprefix(f"{OURS}.")
            opening = ("report", report.name, first[0])
            yield Screen("admin", name, opening, (("report", report.name),))
