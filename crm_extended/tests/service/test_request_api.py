import json
from datetime import datetime, timedelta

from odoo.addons.crm_extended.tests.common import CrmExtendedCase
from odoo.tests import HttpCase, get_db_name, tagged
from odoo.tools import mute_logger

MODEL = "crm.service.request"


@tagged("post_install", "-at_install")
class TestRequestApi(CrmExtendedCase, HttpCase):
    """What an agent calls from outside, and what is refused there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.password = "test.agent"

    def test_xmlrpc(self):
        """An agent opens, finds, reads and solves a request over XML-RPC."""
        request_id = self._execute(
            "create", [{"name": "Leak", "team_id": self.team.id}]
        )
        [request_id] = request_id
        [row] = self._execute("search_read", [["id", "=", request_id]], ["number"])
        self._execute("write", [request_id], {"stage_id": self.stage_solved.id})

        request = self.env[MODEL].browse(request_id)
        self.assertEqual(row["number"], request.number)
        self.assertEqual(request.create_uid, self.agent)
        self.assertTrue(request.closed_at)

    def test_json2(self):
        """The same over /json/2 with an API key."""
        [request_id] = self._call(
            "create", vals_list=[{"name": "Leak", "team_id": self.team.id}]
        ).json()
        rows = self._call(
            "search_read", domain=[["id", "=", request_id]], fields=["number"]
        ).json()
        self._call("write", ids=[request_id], vals={"stage_id": self.stage_solved.id})

        request = self.env[MODEL].browse(request_id)
        self.assertEqual(rows[0]["number"], request.number)
        self.assertTrue(request.closed_at)

    @mute_logger("odoo.http")
    def test_foreign_record_is_refused(self):
        """Another company's request answers 403 and stays as it is."""
        foreign = self.env[MODEL].create(
            {"name": "Foreign", "team_id": self.other_company.crm_service_team_id.id}
        )

        answer = self._call("write", ids=foreign.ids, vals={"name": "Mine now"})

        self.assertEqual(answer.status_code, 403)
        self.assertEqual(foreign.name, "Foreign")

    @mute_logger("odoo.http")
    def test_helpers_are_not_callable(self):
        """What is not meant for the outside can't be called from there."""
        answer = self._call("_find_any", domain=[])

        self.assertEqual(answer.status_code, 403)

    def _execute(self, method, *args):
        login = (get_db_name(), self.agent.id, self.password)
        return self.xmlrpc_object.execute_kw(*login, MODEL, method, list(args))

    def _call(self, method, **arguments):
        keys = self.env["res.users.apikeys"].with_user(self.agent)
        key = keys._generate("rpc", "test", datetime.now() + timedelta(hours=1))
        return self.url_open(
            f"/json/2/{MODEL}/{method}",
            data=json.dumps(arguments),
            headers={
                "Authorization": f"bearer {key}",
                "Content-Type": "application/json",
            },
        )
