import contextlib
import io
import os
import re
import shutil
import subprocess
import tempfile
import unittest
import unittest.mock
from datetime import datetime, timedelta
from pathlib import Path

from odoo.addons.crm_extended.tests.journey_common import JourneyCase
from odoo.tests import HttpCase, get_db_name, tagged
from odoo.tools import mute_logger

ROOT = Path(__file__).parents[2]
ROLES = (
    "sales_team.group_sale_salesman",
    "stock.group_stock_user",
    "crm_extended.crm_extended_group_agent",
    "crm_extended.crm_extended_group_dispatcher",
    "account.group_account_invoice",
)


def read_examples(name, language):
    """Return the code of this language in a document of the repository, in order."""
    path = ROOT / name
    if not path.exists():
        raise unittest.SkipTest(f"{name} is not beside the addon")
    blocks = re.findall(r"^```(\w+)\n(.*?)^```$", path.read_text(), re.M | re.S)
    return [code for kind, code in blocks if kind == language]


@tagged("post_install", "-at_install")
class TestIntegrationGuide(JourneyCase, HttpCase):
    """The examples for integrators, run as they stand in the documents (INT-01)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.robot = cls._create_user("test.robot", ",".join(ROLES))
        cls.team.member_ids += cls.robot
        cls.company.crm_service_team_id = cls.team
        # what is left to sell with a serial number is the pump
        cls._put_into_stock(cls.bearing, -1, lot=cls.serial)

    def test_readme(self):
        """The first record, by Python and by the command line."""
        said = self._run(read_examples("README.md", "python"))
        request = self.env["crm.service.request"].search(
            [("name", "=", "Pump is loud")]
        )
        self.assertEqual(said, f"{request.number} New\n")
        self.assertEqual(request.create_uid, self.robot)
        self.assertTrue(request.first_responded_at)

        [command] = read_examples("README.md", "bash")
        if shutil.which("curl"):
            self.assertIn(request.number, self._run_in_shell(command))

    @mute_logger("odoo.http")
    def test_ten_jobs(self):
        """One script sells, serves, bills and collects, and reads the figures."""
        examples = read_examples("docs/integration.md", "python")
        self.assertEqual(len(examples), 1 + 10 + 2)

        results = {}
        said = self._run(examples, results)

        self.assertIn("422 odoo.exceptions.UserError", said)
        self.assertIn("is closed already: “Solved”", said)
        self.assertEqual(results["equipment"]["name"], "P200-0001")
        self.assertIn(results["request_id"], [row["id"] for row in results["changed"]])
        self.assertEqual(results["articles"][0]["id"], self.article.id)
        # 1.5 hours at 80, two seals at 100, and 10 % of tax
        self.assertEqual(results["invoice"]["amount_total"], 352.0)
        self.assertEqual(results["invoice"]["amount_residual"], 0.0)
        self.assertEqual(results["customer"]["crm_request_count"], 1)
        self.assertEqual(results["customer"]["crm_invoiced_total"], 320.0)
        self.assertEqual(results["report"]["name"], results["report_files"][0])
        for address in ("link", "page"):
            self.assertEqual(self.url_open(results[address]).status_code, 200)
        request = self.env["crm.service.request"].browse(results["request_id"])
        self.assertEqual(results["row"]["number"], request.number)
        self.assertEqual(request.stage_id, self.stage_solved)

    def _run(self, examples, results=None):
        """Run the examples one after the other; return what they print."""
        results = {} if results is None else results
        printed = io.StringIO()
        with (
            tempfile.TemporaryDirectory() as folder,
            contextlib.chdir(folder),
            self._serving(),
            contextlib.redirect_stdout(printed),
        ):
            for number, example in enumerate(examples):
                exec(compile(example, f"example {number}", "exec"), results)
            results["report_files"] = os.listdir(folder)
        self.env.invalidate_all()
        return printed.getvalue()

    def _run_in_shell(self, command):
        with self._serving():
            return subprocess.run(
                ["bash", "-c", command], capture_output=True, text=True, check=True
            ).stdout

    @contextlib.contextmanager
    def _serving(self):
        """Let the examples reach the tests' server, as they would any other."""
        keys = self.env["res.users.apikeys"].with_user(self.robot)
        key = keys._generate("rpc", "test", datetime.now() + timedelta(hours=1))
        settings = {
            "ODOO_URL": self.base_url(),
            "ODOO_API_KEY": key,
            "ODOO_DB": get_db_name(),
            "ODOO_LOGIN": self.robot.login,
        }
        self.env.flush_all()
        with (
            unittest.mock.patch.dict(os.environ, settings),
            self.allow_requests(all_requests=True),
        ):
            yield
