from lxml import html

from odoo.addons.crm_extended.tests.service.test_sla_clock import ClockCase, at
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, freeze_time, tagged

MONDAY = "2026-03-09 08:00:00"


@tagged("post_install", "-at_install")
class TestSlaExplain(ClockCase, HttpCase):
    """The promise explains itself, in words one could read to the customer (SRV-09)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent.tz = cls.manager.tz = "UTC"

    def test_which_policy_and_why_not_the_others(self):
        """Each policy of the company says why it counts or does not."""
        gold = self.env["crm.customer.tier"].create({"name": "Gold, tested"})
        category = self.env["crm.service.category"].create({"name": "Seals"})
        wells = self._create_team("Wells")
        for name, conditions in (
            ("For gold", {"tier_ids": gold.ids}),
            ("For seals", {"category_ids": category.ids}),
            ("For wells", {"team_ids": wells.ids}),
            ("For urgent", {"priority_from": "3"}),
        ):
            policy = self._create_policy(name, sequence=0)
            policy.write(conditions)
        self._create_policy("Late one", sequence=50)

        text = self._explain(self.request)

        for words in (
            "For gold It is for customers of the tier Gold, tested. Tier of this"
            " customer: none.",
            "For seals It is for requests of the category Seals.",
            "For wells It is for requests of the team Wells.",
            "For urgent It is for requests of the priority Urgent and above.",
            "Pumps This one counts: it is the first that matches.",
            "Late one It would match too, but comes later in the list.",
        ):
            self.assertIn(words, text)

    def test_spans_and_changes(self):
        """Each span says how much was counted or paused, and what changed with it."""
        with at("10:00"):
            self.request.stage_id = self.stage_waiting
        with at("11:30"):
            self.request.stage_id = self.stage_progress
        with at("13:30"):
            self.request.priority = "3"
        with at("14:00"):
            text = self._explain(self.request)

        for words in (
            "Request opened 02:00",
            "Waiting : Waiting for Customer 01:30",
            "Work goes on 01:00",
            "Promise changed Priority: Urgent instead of Normal First Response: 00:00"
            " instead of 04:00 Resolution: 01:00 instead of 08:00 00:30",
            "A promise was missed",
            "Time counts in the working hours “Monday to Friday, UTC” (UTC)",
        ):
            self.assertIn(words, text)

    def test_paused(self):
        """A pause says how much working time is left."""
        with at("10:30"):
            self.request.stage_id = self.stage_waiting
            text = self._explain(self.request)

        self.assertIn("Paused working time left: 01:30", text)

    def test_nothing_promised_and_nobody_at_work(self):
        """Where nothing is promised, or nobody ever works, the page says so."""
        with freeze_time(MONDAY):
            self.policy.resource_calendar_id = self._create_calendar("UTC")
            never = self._create_request(user=self.agent)
            self.env["crm.sla.policy"].search([]).action_archive()
            nothing = self._create_request(user=self.agent)

        self.assertIn("have no opening hours. Add some", self._explain(never))
        self.assertIn("no policy covers the request", self._explain(nothing))

    def test_hostile_names(self):
        """Names of policies and stages are text, whatever they are made of."""
        self.policy.name = "<script>alert(1)</script>"
        self.stage_waiting.name = "<img src=x onerror=alert(2)>"
        with at("10:00"):
            self.request.stage_id = self.stage_waiting
            markup = self.request.with_user(self.agent).sla_explanation

        self.assertNotIn("<script", markup)
        self.assertNotIn("<img", markup)
        self.assertIn("&lt;script&gt;", markup)

    def test_in_chinese(self):
        """It is read in the language of the reader."""
        self.agent.lang = "zh_CN"

        text = self._explain(self.request.with_context(lang="zh_CN"))

        self.assertIn("计时", text)
        self.assertNotIn("This one counts", text)

    def test_who_may_read_it(self):
        """Who may read the request may have it explained, nobody else."""
        colleague = self._create_user("test.far", "base.group_user")
        with self.assertRaises(AccessError):
            self.request.with_user(colleague).action_explain_sla()
        with self.assertRaises(AccessError):
            self.request.with_user(self.users["portal"]).read(["sla_explanation"])
        action = self.request.with_user(self.agent).action_explain_sla()
        self.assertEqual(action["res_id"], self.request.id)

    def test_one_click(self):
        """An agent sees on the board why it is late, with one click."""
        self.request.user_id = self.agent
        self.start_tour(
            "/odoo/my-service-requests", "crm_sla_explain", login="test.agent"
        )
        self.assertEqual(self.request.sla_policy_id, self.policy)

    def _explain(self, request):
        markup = request.with_user(self.agent).sla_explanation
        return " ".join(" ".join(html.fromstring(markup).itertext()).split())
