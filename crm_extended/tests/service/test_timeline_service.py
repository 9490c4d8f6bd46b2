from odoo.addons.crm_extended.tests.customers.timeline_common import TimelineCase
from odoo.tests import freeze_time, tagged


@tagged("post_install", "-at_install")
class TestTimelineService(TimelineCase):
    """What service did for a customer, on the customer's timeline (CUS-02)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time("2026-03-02 08:00:00"):
            cls.request = cls._create_request(user_id=cls.agent.id)

    def test_request(self):
        """A request says its subject, number, stage and who has it."""
        [event] = self._timeline(kinds=["request"])["events"]

        self.assertEqual(event["title"], "Pump is loud")
        self.assertEqual(event["text"], self.request.number)
        self.assertEqual(event["state"], "New")
        self.assertEqual(event["person"], self.agent.name)
        self.assertEqual(event["date"], "2026-03-02 08:00:00")

    def test_stage_in_the_readers_language(self):
        """States are said in the language of who reads."""
        self.reader.lang = "zh_CN"
        self.stage_new.with_context(lang="zh_CN").name = "新建"
        order = self._order()

        states = {
            event["kind"]: event["state"]
            for event in self._timeline(self.customer.with_context(lang="zh_CN"))[
                "events"
            ]
        }

        self.assertTrue(order)
        self.assertEqual(states["request"], "新建")

    def test_work_order(self):
        """A work order stands where it was made, and then where it was finished."""
        order = self.env["crm.work.order"].create({"request_id": self.request.id})
        self._at(order, create_date="2026-03-03 08:00:00")
        [event] = self._timeline(kinds=["work_order"])["events"]
        self.assertEqual(
            (event["date"], event["state"]), ("2026-03-03 08:00:00", "Draft")
        )

        self._at(order, finished_at="2026-03-05 08:00:00", state="done")
        [event] = self._timeline(kinds=["work_order"])["events"]
        self.assertEqual(
            (event["date"], event["state"]), ("2026-03-05 08:00:00", "Done")
        )

    def test_rating(self):
        """A vote is shown once it is given, with the customer's words."""
        token = self.request._rating_get_access_token(self.contact)
        self.assertFalse(self._timeline(kinds=["rating"])["events"])

        rating = self.env["rating.rating"].search([("access_token", "=", token)])
        rating.write({"rating": 5, "feedback": "Quick", "consumed": True})

        [event] = self._timeline(kinds=["rating"])["events"]
        self.assertEqual((event["text"], event["person"]), ("Quick", "Katrin"))
        rating.reset()
        self.assertFalse(self._timeline(kinds=["rating"])["events"])

    def test_hidden_requests(self):
        """Who may not read a request sees neither it, its answers nor its rating."""
        self._write(self.request, "We are coming", author=self.agent.partner_id)
        token = self.request._rating_get_access_token(self.contact)
        self.env["rating.rating"].search([("access_token", "=", token)]).write(
            {"rating": 1, "consumed": True}
        )
        outsider = self._create_user(
            "test.out", "crm_extended.crm_extended_group_agent"
        )

        kinds = {event["kind"] for event in self._timeline(user=self.agent)["events"]}
        self.assertEqual(kinds, {"request", "mail", "rating"})
        self.assertFalse(self._timeline(user=outsider)["events"])
        self.assertFalse(self._timeline(user=self.users["salesperson"])["events"])
