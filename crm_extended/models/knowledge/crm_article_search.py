from odoo import api, fields, models
from odoo.addons.crm_extended.tools import text_index
from odoo.fields import Domain
from odoo.tools import SQL, html2plaintext

from .crm_question_search import SearchVector

# a word of a title is taken for a typing error of another one from here on
TYPO_SIMILARITY = 0.5
# so many articles are put in order by each place of each word; more are by the title
RANKED_MAXIMUM = 1000


class CrmArticle(models.Model):
    """How articles are found: by all the words typed, or by those of a question.

    ``search_vector`` holds the words of title and text in all languages, so that an
    article is found whatever language the reader has chosen.
    """

    _name = "crm.article"
    _inherit = ["crm.article", "crm.question.search"]

    search_vector = SearchVector(
        compute="_compute_search_vector",
        store=True,
        prefetch=False,
        exportable=False,
        groups=fields.NO_ACCESS,
    )
    content = fields.Char(
        string="Title and Text",
        store=False,
        search="_search_content",
        exportable=False,
    )

    # read far more often than written: no list of pending entries to go through
    _search_vector_idx = models.Index(
        "USING gin (search_vector) WITH (fastupdate = off)"
    )

    @api.depends("name", "body")
    def _compute_search_vector(self):
        self.search_vector = False
        for article, names, bodies in self._read_in_all_languages():
            parts = [("A", name) for name in names]
            parts += [
                ("B", html2plaintext(body, include_references=False)) for body in bodies
            ]
            article.search_vector = text_index.index_vector(parts)

    @api.model
    def _search_content(self, operator, value):
        if operator not in ("ilike", "in"):
            return NotImplemented
        texts = [value] if operator == "ilike" else value
        return Domain.OR(self._get_text_domain(text or "") for text in texts)

    def _order_to_sql(self, order, query, alias=None, reverse=False):
        """Put first what fits the text looked for best, unless told otherwise."""
        terms = super()._order_to_sql(order, query, alias, reverse)
        texts = self.env.context.get("article_search_text")
        if not texts or (order and order != self._order):
            return terms
        text = texts if isinstance(texts, str) else " ".join(map(str, texts))
        if rank := self._get_rank_sql(alias or self._table, text):
            return SQL("%s DESC, %s", rank, terms)
        return terms

    @api.model
    def _search_articles(self, text, domain=None, offset=0, limit=None):
        """Return the articles with all the words of ``text``, the best first.

        Where none has them, those with a similar title are returned.

        :param text: what somebody typed, in any language
        :param domain: what else must hold; rights apply as in any search
        """
        domain = Domain(domain or Domain.TRUE)
        if text and text.strip():
            domain &= self._get_text_domain(text, domain)
        articles = self.with_context(article_search_text=text)
        return articles.search(domain, offset, limit).with_env(self.env)

    @api.model
    def _search_by_question(self, question, domain=None, limit=5):
        """Return the articles that share the rarest words with a whole question."""
        candidates, weights = self._find_by_question(question, domain)
        if not candidates:
            return self.browse()
        query = self._search([("id", "in", candidates)])
        vector = self._get_vector_sql(self._table)
        score = SQL(" + ").join(
            SQL("%s * ts_rank(%s, %s::tsquery)", weight, vector, word)
            for word, weight in weights.items()
        )
        query.order = SQL("%s DESC, %s", score, SQL.identifier(self._table, "id"))
        query.limit = limit
        return self.browse(query)

    @api.model
    def _get_text_domain(self, text, domain=Domain.TRUE):
        """Return the domain of what fits a text: all its words, else a like title.

        :param domain: where a match must lie for the title not to be asked
        """
        words = text_index.all_words_query(text)
        if not words:
            return Domain.FALSE
        exact = self._get_match_domain(words)
        if not self.env.registry.has_trigram or self.search_count(
            Domain(domain) & exact, limit=1
        ):
            return exact
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s > %s", model._get_similarity_sql(alias, text), TYPO_SIMILARITY
            )
        )

    def _get_match_domain(self, words):
        """Return the domain of what matches the literal of a ``tsquery``."""
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s @@ %s", model._get_vector_sql(alias), self._get_query_sql(words)
            )
        )

    def _get_query_sql(self, words):
        """Return the ``tsquery`` of a literal so that it is answered by the index.

        PostgreSQL does not count what it costs to unpack a vector: where a word stands
        in most articles it reads them all instead, which takes five times as long. What
        comes from a subquery it takes for rare.
        """
        return SQL("(SELECT %s::tsquery)", words)

    def _get_similarity_sql(self, alias, text):
        """Return how alike the text is to a part of the title, between 0 and 1."""
        text = text_index.normalise(text[: text_index.MAX_QUERY_LENGTH])
        text = text.replace("\0", "")
        title = self._field_to_sql(alias, "name")
        return SQL("word_similarity(%s, lower(%s))", text, title)

    def _get_rank_sql(self, alias, text):
        """Return how well an article fits, below 0 where its title is just alike."""
        words = text_index.all_words_query(text)
        if not words:
            return None
        if self._is_found_everywhere(words):
            return self._get_title_rank_sql(alias, text)
        rank = SQL("ts_rank(%s, %s::tsquery)", self._get_vector_sql(alias), words)
        if self.env.registry.has_trigram:
            similarity = self._get_similarity_sql(alias, text)
            rank = SQL("COALESCE(NULLIF(%s, 0), %s - 1)", rank, similarity)
        return rank

    @api.model
    def _is_found_everywhere(self, words):
        """Whether so much fits a ``tsquery`` that to read it all takes too long."""
        self.flush_model(["search_vector"])
        query = SQL(
            """
            SELECT count(*) FROM (
                SELECT FROM crm_article WHERE search_vector @@ %s LIMIT %s
            ) AS match
            """,
            self._get_query_sql(words),
            RANKED_MAXIMUM + 1,
        )
        [(count,)] = self.env.execute_query(query)
        return count > RANKED_MAXIMUM

    def _get_title_rank_sql(self, alias, text):
        """Return how many of the words stand in the title, which is read at once."""
        title = SQL("lower(%s)", self._field_to_sql(alias, "name"))
        places = [
            SQL("(strpos(%s, %s) > 0)::int", title, word)
            for word in text_index.typed_words(text)
        ]
        return SQL("(%s)", SQL(" + ").join(places))

    def _read_in_all_languages(self):
        """Yield ``(article, titles, texts)``, each as different as it was written."""
        stored = self.filtered(lambda article: isinstance(article.id, int))
        if not stored:
            return
        stored.flush_recordset(["name", "body"])
        rows = self.env.execute_query(
            SQL("SELECT id, name, body FROM crm_article WHERE id IN %s", stored._ids)
        )
        for article_id, *translations in rows:
            names, bodies = (
                dict.fromkeys((values or {}).values()) for values in translations
            )
            yield self.browse(article_id), names, bodies
