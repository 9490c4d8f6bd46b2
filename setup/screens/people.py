"""One login for each role; a database without demo data is given the same ones."""

import csv
import re
import xml.etree.ElementTree as ET

from machine import state
from screens.session import Session

GUEST = "guest"
_DEMO = state.ADDON / "demo"
_REFERENCE = re.compile(r"ref\('([\w.]+)'\)")


def logins():
    with open(_DEMO / "logins.csv", newline="", encoding="utf-8") as file:
        return [row["login"] for row in csv.DictReader(file)]


def log_in(address, database, wanted):
    """A session for each wanted login, made first where the database lacks it."""
    admin = Session(address, database, "admin")
    ours = [("login", "in", logins())]
    known = {user["login"] for user in admin.search_read("res.users", ours, "login")}
    if missing := [login for login in logins() if login not in known]:
        _create(admin, missing)
    # its greeting would lie over every screen of a phone
    users = admin.call("res.users", "search", ours)
    admin.call("res.users", "write", users, {"odoobot_state": "disabled"})
    others = {login: Session(address, database, login) for login in wanted}
    return admin, others


def _create(admin, missing):
    rows = admin.search_read(
        "ir.model.data", [("model", "=", "res.groups")], "complete_name", "res_id"
    )
    ids = {row["complete_name"]: row["res_id"] for row in rows}
    groups = dict(_groups())
    values = [
        {
            "name": login.replace(".", " ").title(),
            "login": login,
            "password": login,
            "group_ids": [(6, 0, [ids[name] for name in groups[login]])],
        }
        for login in missing
    ]
    admin.call("res.users", "create", values, context={"no_reset_password": True})


def _groups():
    """The groups of each role, as the demo data gives them."""
    for record in ET.parse(_DEMO / "res_users_demo.xml").iter("record"):
        if record.get("model") == "res.users":
            fields = {field.get("name"): field for field in record}
            names = _REFERENCE.findall(fields["group_ids"].get("eval"))
            yield fields["login"].text, [_complete(name) for name in names]


def _complete(name):
    return name if "." in name else f"{state.ADDON.name}.{name}"
