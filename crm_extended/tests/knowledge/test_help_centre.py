from odoo.addons.crm_extended.tests.knowledge.common import KnowledgeCase
from odoo.exceptions import ValidationError
from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestHelpCentre(KnowledgeCase, HttpCase):
    """What the help centre shows to whom (KNO-10)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"crm_help_key": "pumps", "crm_help_published": True})
        cls.other_company.write({"crm_help_key": "sh", "crm_help_published": True})
        cls._create_user("test.foreign", "base.group_portal", cls.other_company)
        cls.kinds = cls._create_each_kind("geheim")

    def test_audience(self):
        """Page, search, category and file follow the audience, for each visitor."""
        public = {"public", "everywhere"}
        with_login = public | {"customers"}
        for login, key, expected in (
            (None, "pumps", public),
            ("test.portal", "pumps", with_login),
            ("test.employee", "pumps", with_login),
            ("test.agent", "pumps", with_login),
            ("test.editor", "pumps", with_login),
            ("test.foreign", "pumps", public),
            (None, "sh", {"foreign", "everywhere"}),
            ("test.portal", "sh", {"foreign", "everywhere"}),
            ("test.foreign", "sh", {"foreign", "foreign customers", "everywhere"}),
        ):
            with self.subTest(login=login, key=key):
                self.authenticate(login, login)
                self.assertEqual(self._readable(key), expected)
                self.assertEqual(self._listed(key, "search=geheim"), expected)
                category = f"category={self.category.id}"
                self.assertEqual(self._listed(key, category), expected)

    def test_hidden_is_absent(self):
        """What is hidden answers as what does not exist."""
        absent = self._open("pumps/999999999")
        self.assertEqual(absent.status_code, 404)
        for path in (
            *(
                f"pumps/{self.kinds[kind].id}"
                for kind in ("agents", "draft", "archived")
            ),
            f"pumps/{self.kinds['foreign'].id}",
            f"pumps/{2**63}",
            "pumps?category=999999999",
            "pumps?category=x",
            "nobody",
            "nobody/1",
            "PUMPS",
            "%E4%BF%9D",
        ):
            with self.subTest(path=path):
                answer = self._open(path)
                self.assertEqual(answer.status_code, 404)
                self.assertNotIn("Kind", answer.text)

    def test_empty_category_is_hidden(self):
        """The name of a category in which nothing may be read is not shown."""
        secret = self.category.create({"name": "Takeover plans"})
        self._create_article("Plan", audience="agents", category_id=secret.id)

        self.assertNotIn("Takeover", self._open("pumps").text)
        self.assertEqual(self._open(f"pumps?category={secret.id}").status_code, 404)

    def test_unpublished_help_centre(self):
        """A help centre that is switched off is absent, its articles too."""
        self.company.crm_help_published = False

        self.assertEqual(self._open("pumps").status_code, 404)
        self.assertEqual(
            self._open(f"pumps/{self.kinds['public'].id}").status_code, 404
        )
        self.assertTrue(self.url_open("/help").url.endswith("/help/sh"))
        self.other_company.crm_help_published = False
        self.assertEqual(self.url_open("/help").status_code, 404)

    def test_attachment(self):
        """A file is sent as long as its article may be read, never by its number."""
        article = self.kinds["public"]
        values = {"name": "手册.svg", "raw": b"<svg/>"}
        file = self.env["ir.attachment"].create(values)
        article.attachment_ids = file
        path = f"pumps/{article.id}/{file.id}"

        answer = self._open(path)
        self.assertEqual(answer.content, b"<svg/>")
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        self.assertIn(f"/help/{path}", self._open(f"pumps/{article.id}").text)
        other = self.kinds["everywhere"]
        self.assertEqual(self._open(f"pumps/{other.id}/{file.id}").status_code, 404)
        self.assertEqual(self.url_open(f"/web/content/{file.id}").status_code, 404)
        article.audience = "customers"
        self.assertEqual(self._open(path).status_code, 404)

    def test_hostile_search(self):
        """Whatever is searched comes back as text, never as markup or an error."""
        title = "<img src=x onerror=alert(1)>"
        article = self._create_article(title, "about xss")
        for search in (
            "'",
            "%25",
            "_",
            "%5C",
            "%00",
            "%22%3E%3Cscript%3Ex",
            "x" * 5000,
        ):
            with self.subTest(search=search[:20]):
                page = self._open(f"pumps?search={search}")
                self.assertEqual(page.status_code, 200)
                self.assertNotIn("<script>x", page.text)
        for path in (f"pumps/{article.id}", "pumps?search=xss"):
            text = self._open(path).text
            self.assertNotIn(title, text)
            self.assertIn("&lt;img", text)

    def test_pages(self):
        """A long category is read page by page, and ends quietly."""
        for _number in range(25):
            self._create_article()
        category = f"category={self.category.id}"

        first, second = (
            self._open(path).text
            for path in (f"pumps?{category}", f"pumps/page/2?{category}")
        )
        self.assertEqual(first.count("list-group-item-action"), 20)
        self.assertGreater(second.count("list-group-item-action"), 5)
        for page in (99, 10**30):
            answer = self._open(f"pumps/page/{page}?{category}")
            self.assertEqual(answer.status_code, 200)

    def test_nothing_to_read(self):
        """A help centre without articles says so."""
        for article in self.kinds.values():
            article.active = False

        self.assertIn("nothing to read here yet", self._open("pumps").text)
        self.assertIn("Nothing was found", self._open("pumps?search=geheim").text)

    def test_canonical_address(self):
        """A page names its own address, a result of a search has none."""
        url = f"pumps/{self.kinds['public'].id}"
        canonical = f'rel="canonical" href="{self.kinds["public"].get_base_url()}/help/'

        self.assertIn(canonical + url, self._open(url).text)
        self.assertNotIn("canonical", self._open("pumps?search=geheim").text)

    def test_key(self):
        """Switching a help centre on gives it an address that is its own."""
        names = ["Müller & Söhne", "水泵公司", "Pumps"]
        companies = self.env["res.company"].create([{"name": name} for name in names])

        companies.write({"crm_help_published": True})

        self.assertEqual(companies[0].crm_help_key, "m-ller-s-hne")
        self.assertEqual(companies[1].crm_help_key, f"help-{companies[1].id}")
        self.assertEqual(companies[2].crm_help_key, f"help-{companies[2].id}")
        for key in ("Pumps", "a/b", "保修", "", "a b", "-"):
            with self.subTest(key=key), self.assertRaises(ValidationError):
                companies[0].crm_help_key = key

    def test_queries_of_a_category(self):
        """Opening a category costs the same few queries, however many lie in it."""
        few = self._count_queries()
        for _number in range(10):
            self._create_article()

        self.assertLessEqual(self._count_queries(), few)
        self.assertLessEqual(few, 10)

    def _count_queries(self):
        """Count what a running server asks: rights are known to it, records are not."""
        self._read_category()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self._read_category()
        return self.env.cr.sql_log_count - before

    def _read_category(self):
        Article = self.env["crm.article"].with_user(self.users["public"])
        company = Article.env["res.company"]._crm_find_help_centre("pumps")
        counts = Article._count_help_articles(company)
        category = next(iter(counts))
        category._prepare_help_values(company, counts)
        articles, _total = Article._find_help_articles(
            company, category=category, limit=20
        )
        articles._prepare_help_values(company)

    def _readable(self, key):
        return {
            kind
            for kind, article in self.kinds.items()
            if self._open(f"{key}/{article.id}").status_code == 200
        }

    def _listed(self, key, query):
        text = self._open(f"{key}?{query}").text
        return {
            kind
            for kind, article in self.kinds.items()
            if f'href="/help/{key}/{article.id}"' in text
        }

    def _open(self, path):
        return self.url_open(f"/help/{path}")
