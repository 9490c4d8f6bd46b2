from urllib.parse import urlencode

from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestJavascript(HttpCase):
    """The components by themselves, as ``static/tests/**/*.test.js`` tries them."""

    def test_components(self):
        """All tests of the addon's own components pass in a browser."""
        options = urlencode(
            {
                "headless": "",
                "loglevel": 2,
                "preset": "desktop",
                "timeout": 15000,
                "id": self._get_suite("@crm_extended"),
            }
        )
        self.browser_js(
            f"/web/tests?{options}",
            "",
            login="admin",
            timeout=600,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=lambda message: "[HOOT]" not in message,
        )

    def _get_suite(self, name):
        """Return the id by which the page of tests knows a suite."""
        number = 0
        for character in name:
            number = (number << 5) - number + ord(character) & 0xFFFFFFFF
        return f"{number:08x}"
