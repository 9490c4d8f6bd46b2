import csv
from pathlib import Path

from odoo.tests import TransactionCase, tagged

TABLE = Path(__file__).with_name("routes.csv")


@tagged("post_install", "-at_install")
class TestRoutes(TransactionCase):
    """Every door into the addon is listed with its lock."""

    def test_routes_are_listed(self):
        """Each route has the type, authentication, methods and CSRF check listed."""
        with TABLE.open(newline="") as lines:
            listed = {tuple(row.values()) for row in csv.DictReader(lines)}

        self.assertEqual(set(self._get_own_routes()), listed)

    def _get_own_routes(self):
        for rule in self.env["ir.http"].routing_map().iter_rules():
            method = getattr(rule.endpoint.func, "__wrapped__", rule.endpoint.func)
            if ".crm_extended." not in method.__module__:
                continue
            routing = rule.endpoint.routing
            methods = sorted(set(rule.methods or ["GET", "POST"]) - {"HEAD", "OPTIONS"})
            csrf = routing.get("csrf", routing["type"] == "http")
            yield (
                rule.rule,
                routing["type"],
                routing["auth"],
                " ".join(methods),
                "yes" if csrf else "no",
            )
