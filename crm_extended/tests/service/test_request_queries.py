from odoo.addons.crm_extended.tests.common import CrmExtendedCase
from odoo.addons.crm_extended.tests.web_client import specification
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestRequestQueries(CrmExtendedCase):
    """How often the database is asked, counted from a cold cache as an agent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contacts = cls.env["res.partner"].create(
            [{"name": f"Contact {i}"} for i in range(20)]
        )
        env = cls.env(user=cls.agent)
        cls.specifications = {
            view_type: specification(env, "crm.service.request", view_type)
            for view_type in ("list", "kanban", "form")
        }

    def test_create_one(self):
        """One request costs at most 25 queries."""
        self.assertLessEqual(self._count_queries(self._create_many, 1), 25)

    def test_create_a_thousand(self):
        """A thousand cost 25 queries and at most 10 for each hundred."""
        self.assertLessEqual(self._count_queries(self._create_many, 1000), 125)

    def test_create_a_thousand_for_somebody(self):
        """The same where each has an assignee who is told."""
        queries = self._count_queries(self._create_many, 1000, user_id=self.leader.id)

        self.assertLessEqual(queries, 125)

    def test_list_does_not_grow(self):
        """A page of the list costs no more queries for 70 requests than for 5."""
        few, many = self._measure_two_sizes(self._read_list)

        self.assertLessEqual(many, few)
        self.assertLessEqual(many, 9)

    def test_kanban_does_not_grow(self):
        """The board costs no more queries for 70 requests than for 5."""
        few, many = self._measure_two_sizes(self._read_kanban)

        self.assertLessEqual(many, few)
        self.assertLessEqual(many, 18)

    def test_form(self):
        """Opening a request costs at most 18 queries, suggested articles too."""
        self._create_many(1, user_id=self.leader.id)
        for number in range(5):
            self._create_article(f"Request {number}")
        article = self._read_form()[0]["suggested_article_ids"]

        queries = self._count_queries(self._read_form)

        self.assertEqual(len(article), 5)
        self.assertLessEqual(queries, 18)

    def test_list_of_two_companies_does_not_grow(self):
        """Nor for an agent of two companies, with followers and activities."""
        self.agent.company_ids |= self.other_company
        both = self.agent.company_ids.ids
        env = self.env(user=self.agent)
        self.specifications["list"] = specification(env, "crm.service.request", "list")

        few, many = self._measure_two_sizes(
            lambda: self._read_list(allowed_company_ids=both), self._make_busy
        )

        # one more to count what does not fit on the page
        self.assertLessEqual(many, few + 1)
        self.assertLessEqual(many, 9)

    def _make_busy(self):
        """Let requests of both companies have followers and something to be done."""
        Request = self.env["crm.service.request"]
        foreign = self._create_team("Wells", self.agent, self.other_company)
        closed = self._create_team("Valves")
        for team in (foreign, closed, self.team):
            Request.create(
                [{"name": f"Well {i}", "team_id": team.id} for i in range(3)]
            )
        requests = Request.search([])
        requests.message_subscribe(partner_ids=self.contacts[:3].ids)
        requests.filtered(lambda r: r.team_id == closed).message_subscribe(
            partner_ids=self.agent.partner_id.ids
        )
        for request in requests.filtered(lambda r: r.company_id == self.company)[::2]:
            request.user_id = self.leader
        for request in requests:
            request.activity_schedule(user_id=self.agent.id, summary="Call")

    def _measure_two_sizes(self, read, complete=lambda: None):
        self._create_many(5)
        complete()
        few = self._count_queries(read)
        self._create_many(65)
        complete()
        return few, self._count_queries(read)

    def _count_queries(self, method, *args, **kwargs):
        """Count what a running server asks: rights are known to it, records are not."""
        self.env.flush_all()
        self.env.invalidate_all()
        method(*args, **kwargs)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        method(*args, **kwargs)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def _create_many(self, count, **values):
        self.env["crm.service.request"].with_user(self.agent).create(
            [
                {
                    "name": f"Request {i}",
                    "partner_id": self.contacts[i % 20].id,
                    "team_id": self.team.id,
                }
                | values
                for i in range(count)
            ]
        )

    def _create_article(self, name):
        category = self.env["crm.article.category"].create({"name": name})
        self.env["crm.article"].create(
            {
                "name": name,
                "body": "<p>Vent the pump.</p>",
                "state": "published",
                "category_id": category.id,
            }
        )

    def _read_form(self):
        model = self.env["crm.service.request"].with_user(self.agent)
        return model.search([], limit=1).web_read(self.specifications["form"])

    def _read_list(self, **context):
        Request = self.env["crm.service.request"].with_user(self.agent)
        Request.with_context(**context).web_search_read(
            [("closed_at", "=", False)],
            self.specifications["list"],
            limit=80,
            count_limit=10001,
        )

    def _read_kanban(self):
        self.env["crm.service.request"].with_user(self.agent).web_read_group(
            [("closed_at", "=", False)],
            ["stage_id"],
            ["__count"],
            auto_unfold=True,
            unfold_read_specification=self.specifications["kanban"],
            unfold_read_default_limit=40,
        )
