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
        modules = sorted(self.env.registry._init_modules)
        rules = self.env["ir.http"]._generate_routing_rules(modules, converters=None)
        for url, endpoint in rules:
            if ".crm_extended." in endpoint.func.__module__:
                routing = endpoint.routing
                methods = sorted(routing.get("methods") or ["GET", "POST"])
                csrf = routing.get("csrf", routing["type"] == "http")
                yield (
                    url,
                    routing["type"],
                    routing["auth"],
                    " ".join(methods).upper(),
                    "yes" if csrf else "no",
                )
