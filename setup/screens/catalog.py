"""What there is to be pictured: our menu entries, models, reports and pages."""

import csv
from dataclasses import dataclass
from functools import cached_property

from machine import state

OURS = state.ADDON.name
_ROUTES = state.ADDON / "tests" / "safety" / "routes.csv"
# a file to download is no page
_FILE = "<int:attachment_id>"


@dataclass(frozen=True)
class Report:
    name: str
    model: str


class Catalog:
    """Read through the administrator's session, who is kept from nothing."""

    def __init__(self, admin):
        self._admin = admin

    @cached_property
    def menus(self):
        """Our menu entries that open something, by their external id."""
        rows = self._admin.search_read(
            "ir.ui.menu", [("id", "in", self._ids("ir.ui.menu"))], "child_id"
        )
        leaves = {row["id"] for row in rows if not row["child_id"]}
        names = self._names("ir.ui.menu")
        return {names[menu_id] for menu_id in leaves}

    @cached_property
    def reports(self):
        rows = self._admin.search_read(
            "ir.actions.report",
            [("id", "in", self._ids("ir.actions.report"))],
            *("report_name", "model"),
        )
        return [Report(row["report_name"], row["model"]) for row in rows]

    @cached_property
    def models(self):
        """Our models that have a form of their own and outlive a dialog."""
        rows = self._admin.search_read(
            "ir.model",
            [("id", "in", self._ids("ir.model")), ("transient", "=", False)],
            *("model", "modules"),
        )
        ours = {row["model"] for row in rows if row["modules"] == OURS}
        forms = self._admin.search_read("ir.ui.view", [("type", "=", "form")], "model")
        with_form = {row["model"] for row in forms}
        return sorted(ours & with_form)

    @cached_property
    def pages(self):
        """Our pages as ``(route, is_public)``."""
        with open(_ROUTES, newline="", encoding="utf-8") as file:
            return [
                (row["route"], row["auth"] == "public")
                for row in csv.DictReader(file)
                if row["type"] == "http"
                and "GET" in row["methods"].split()
                and not row["route"].endswith(_FILE)
            ]

    def views(self, action_id):
        """The model of an action that opens a window, and the views it offers."""
        domain = [("id", "=", action_id)]
        fields = ("res_model", "view_mode")
        row = self._admin.search_read("ir.actions.act_window", domain, *fields)[0]
        return row["res_model"], row["view_mode"].split(",")

    def is_transient(self, model):
        domain = [("model", "=", model), ("transient", "=", True)]
        return bool(self._admin.call("ir.model", "search_count", domain))

    def _names(self, model):
        """Our records of a model: their external names by id."""
        domain = [("model", "=", model), ("module", "=", OURS)]
        rows = self._admin.search_read(
            "ir.model.data", domain, "res_id", "complete_name"
        )
        return {row["res_id"]: row["complete_name"] for row in rows}

    def _ids(self, model):
        return list(self._names(model))
