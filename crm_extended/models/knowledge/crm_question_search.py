from math import log

from odoo import api, fields, models
from odoo.addons.crm_extended.tools import text_index
from odoo.fields import Domain
from odoo.tools import SQL

# a question is compared by its rarest words; more only cost time
QUESTION_WORDS = 10
# of so many records the places of the words are compared as well
CANDIDATES = 20
# a word in more records than this share says little about what is asked
COMMON_SHARE = 0.2
COMMON_MINIMUM = 5
COMMON_MAXIMUM = 500


class SearchVector(fields.Text):
    """A ``tsvector``, of which the ORM knows no more than that it is stored."""

    _column_type = ("tsvector", "tsvector")


class CrmQuestionSearch(models.AbstractModel):
    """Records that are found by the rarest words of a whole question.

    Whoever inherits this has a ``search_vector`` and a GIN index on it; records
    without a vector are never found.
    """

    _name = "crm.question.search"
    _description = "Search by a Question"

    def _get_vector_sql(self, alias):
        # sudo: nobody reads the vector, everybody searches by it
        return self.sudo()._field_to_sql(alias, "search_vector")

    @api.model
    def _find_by_question(self, question, domain=None):
        """Return the ids that share the most weight, and the ``{word: weight}`` known.

        :param question: a text of any length, in any language
        :param domain: what else must hold; rights apply as in any search
        """
        weights = self._weigh_words(text_index.question_queries(question or ""))
        return (self._find_candidates(weights, domain) if weights else []), weights

    @api.model
    def _weigh_words(self, words):
        """Return ``{word: weight}`` of the rarest words known, the rarest first."""
        if not words:
            return {}
        self.flush_model(["search_vector"])
        rows = self.env.execute_query(
            SQL(
                """
                WITH known AS (
                    SELECT count(*) AS total
                      FROM (SELECT FROM %(table)s
                             WHERE search_vector IS NOT NULL
                             LIMIT %(counted)s) AS counted
                ), enough AS (
                    SELECT least(greatest(floor(total * %(share)s), %(minimum)s),
                                 %(maximum)s) + 1 AS count
                      FROM known
                )
                SELECT word, count(match.id), (SELECT total FROM known)
                  FROM unnest(%(words)s) AS word
                 CROSS JOIN LATERAL (
                       SELECT id
                         FROM %(table)s
                        WHERE search_vector @@ word::tsquery
                        LIMIT (SELECT count FROM enough)
                       ) AS match
                 GROUP BY word
                HAVING count(match.id) < (SELECT count FROM enough)
                 ORDER BY count(match.id), word
                 LIMIT %(limit)s
                """,
                table=SQL.identifier(self._table),
                words=words,
                # what is more changes neither the limit nor the order of the words
                counted=int(COMMON_MAXIMUM / COMMON_SHARE),
                share=COMMON_SHARE,
                minimum=COMMON_MINIMUM,
                maximum=COMMON_MAXIMUM,
                limit=QUESTION_WORDS,
            )
        )
        return {word: log(1 + total / count) for word, count, total in rows}

    def _find_candidates(self, weights, domain):
        """Return the ids that share the most weight, told by the index alone.

        To rank by the place of each word, the whole vector is read: too slow for all.
        """
        allowed = self._search(Domain(domain or Domain.TRUE))
        rows = self.env.execute_query(
            SQL(
                """
                SELECT record.id
                  FROM unnest(%s, %s::float[]) AS word(query, weight)
                  JOIN %s AS record ON record.search_vector @@ word.query::tsquery
                 WHERE record.id IN %s
                 GROUP BY record.id
                 ORDER BY sum(word.weight) DESC, record.id
                 LIMIT %s
                """,
                list(weights),
                list(weights.values()),
                SQL.identifier(self._table),
                allowed.subselect(),
                CANDIDATES,
            )
        )
        return [record_id for (record_id,) in rows]
