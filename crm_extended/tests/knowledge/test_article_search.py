from unittest.mock import patch

from odoo.addons.crm_extended.models.knowledge import crm_article_search
from odoo.addons.crm_extended.tests.knowledge.common import KnowledgeCase
from odoo.tests import tagged

HOSTILE = (
    "",
    " ",
    "'",
    '"',
    "%",
    "_",
    "\\",
    "\\'; DROP TABLE crm_article; --",
    "a' & 'b",
    "!pump <-> :* | ()",
    "x" * 10_000,
    "保" * 10_000,
    "\N{PILE OF POO}",
    "a\0b",
)


@tagged("post_install", "-at_install")
class TestArticleSearch(KnowledgeCase):
    """Finding an article by words of any language (KNO-04)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.warranty = cls._create_article(
            "产品的保修期是多久", "自交货之日起 24 个月。"
        )
        cls.leak = cls._create_article("Stop a leak", "Tighten the café-style flange.")
        cls.flange = cls._create_article("Flange sizes", "DN 25 to DN 80.")

    def test_words(self):
        """An article is found by parts of Chinese sentences and beginnings of words."""
        # not by likeness, which only some databases offer
        self.patch(self.env.registry, "has_trigram", False)
        for text, expected in (
            ("保修", self.warranty),
            ("保修期", self.warranty),
            ("多久", self.warranty),
            ("久", self.warranty),
            ("24个月", self.warranty),
            ("２４ 个月", self.warranty),
            ("保久", self.env["crm.article"]),
            ("LEAK", self.leak),
            ("tight", self.leak),
            ("cafe", self.leak),
            ("CAFÉ leak", self.leak),
            ("leak DN", self.env["crm.article"]),
            ("dn 80", self.flange),
        ):
            with self.subTest(text=text):
                self.assertEqual(self._find(text), expected)

    def test_terms_of_a_module(self):
        """An article of a module is found by its translation once that is loaded."""
        article = self._create_article("The pump is louder than it used to be", "Air.")
        self.env["ir.model.data"].create(
            {
                "module": "crm_extended",
                "name": "crm_article_noise_demo",
                "model": article._name,
                "res_id": article.id,
            }
        )
        self.assertFalse(self._find("声音"))

        self.env["ir.module.module"]._load_module_terms(["crm_extended"], ["zh_CN"])

        self.assertEqual(self._find("声音"), article)

    def test_title_over_text(self):
        """A word of the title counts for more than one of the text."""
        self.assertEqual(self._find("flange"), self.flange + self.leak)

    def test_word_of_many_articles(self):
        """Where a word says little, those with it in the title still come first."""
        self._create_article("A first note", "A flange, a flange, a flange.")
        with patch.object(crm_article_search, "RANKED_MAXIMUM", 1):
            self.assertEqual(self._find("flange")[0], self.flange)
            self.assertEqual(len(self._find("flange")), 3)
            self.assertEqual(self._find("保修"), self.warranty)

    def test_list_view(self):
        """The search field of the list finds the same, the best first."""
        Article = self.env["crm.article"].with_user(self.agent)
        found = Article.with_context(article_search_text=["flange"]).web_search_read(
            [("content", "ilike", "flange")], {"name": {}}, order=""
        )

        names = [values["name"] for values in found["records"]]
        self.assertEqual(names, ["Flange sizes", "Stop a leak"])

    def test_every_language(self):
        """A title is found in each language it was written in, and after a change."""
        self.leak.with_context(lang="zh_CN").name = "如何止漏"
        for text in ("止漏", "leak"):
            self.assertEqual(self._find(text), self.leak)

        self.leak.with_context(lang="zh_CN").name = "法兰漏水"

        self.assertFalse(self._find("止漏"))
        self.assertEqual(self._find("漏水"), self.leak)

    def test_hostile_text(self):
        """Whatever is typed is looked for, not executed, and is no error."""
        for text in HOSTILE:
            with self.subTest(text=text[:40]):
                articles = self.env["crm.article"].with_user(self.agent)
                articles.search([("content", "ilike", text)])
                self.assertLessEqual(len(articles._search_articles(text, limit=2)), 2)
                self.assertLessEqual(len(articles._search_by_question(text)), 5)

    def test_long_article(self):
        """A text longer than the index holds is stored, and found by its beginning."""
        words = " ".join(f"wort{number:09}" for number in range(60_000))
        article = self._create_article("Catalogue", words)

        self.assertEqual(self._find("wort000000123"), article)

    def test_typing_error(self):
        """Where nothing fits, a title that looks alike is offered."""
        with self.env.cr.savepoint():
            self.env.cr.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        with patch.object(self.env.registry, "has_trigram", True):
            self.assertEqual(self._find("flagne sizes"), self.flange)
            self.assertEqual(self._find("flange"), self.flange + self.leak)
            self.assertFalse(self._find("zzzzz"))
            for text in HOSTILE:
                self._find(text)

    def test_rights(self):
        """A search finds what its reader may read, and no word of the rest."""
        self._create_each_kind("geheim")
        for role, expected in {
            "employee": "public customers agents everywhere",
            "agent": "public customers agents everywhere",
            "editor": "public customers agents everywhere draft",
        }.items():
            with self.subTest(role=role):
                found = self._find("geheim", self.users[role])
                names = {name.removeprefix("Kind ") for name in found.mapped("name")}
                self.assertEqual(names, set(expected.split()))
                self.assertFalse(found.filtered(lambda a: "foreign" in a.name))

    def test_queries(self):
        """A search costs the same few queries, whatever it finds."""
        Article = self.env["crm.article"].with_user(self.agent)
        Article._search_articles("flange")
        self.env.flush_all()
        self.env.invalidate_all()

        with self.assertQueryCount(4):
            Article._search_articles("flange", limit=20).mapped("name")

    def _find(self, text, user=None):
        Article = self.env["crm.article"].with_user(user or self.agent)
        return Article._search_articles(text)
