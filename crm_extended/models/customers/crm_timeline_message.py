from odoo import api, models
from odoo.addons.crm_extended.tools.timeline import Place
from odoo.tools import SQL

# messages of one moment come before the documents that they are about
RANK = 0
# what people write, and what is sent in their name; not what changes are logged as
TYPES = ("comment", "email", "email_outgoing", "auto_comment")
# among them, what is only for those who work here
IS_NOTE = SQL(
    """(
    message.message_type = 'comment'
    AND COALESCE(
        message.is_internal OR message.subtype_id IS NULL OR message.subtype_id IN (
            SELECT id FROM mail_message_subtype WHERE internal
        ),
        FALSE
    ))"""
)
# what a member of the family wrote anywhere, and what is written on it; both in words
# that the indexes of mail.message are made for
AUTHORED = SQL(
    "message.author_id = member.id AND message.message_type IN ('email', 'comment')"
)
ON_CONTACT = SQL("message.model = 'res.partner' AND message.res_id = member.id")
# how often more are read where the reader may not see all, and how many more
ROUNDS = 2
GROWTH = 4


class CrmTimelineMessage(models.AbstractModel):
    """The conversation with a customer: written on it, by it, or on its documents.

    Who may read a message is known to ``mail.message`` alone, document by document:
    so it is asked about few at a time.
    """

    _name = "crm.timeline.message"
    _description = "Messages on a Timeline"

    @api.model
    def _read(self, party, sources, kinds, after, limit):
        """Return the messages after a place, and how far they are known.

        :return: ``(events, horizon)``: below that ``Place`` there may be more, above
            it there are none but these; it is None where these are all
        """
        kinds = {"mail", "note"} & set(kinds or ("mail", "note"))
        events, horizon, size = [], after, limit
        for _round in range(ROUNDS if kinds else 0):
            rows = self._read_rows(party, sources, kinds, horizon, size)
            events += self._filter_readable(rows)
            if len(rows) < size:
                return events, None
            horizon = Place(rows[-1]["date"], RANK, rows[-1]["id"])
            if len(events) >= limit:
                break
            size *= GROWTH
        return events, horizon if kinds else None

    def _read_rows(self, party, sources, kinds, after, limit):
        """Return the newest messages, each once, whether or not they may be read."""
        self.env["mail.message"].flush_model()
        wanted = self._get_condition(kinds, after)
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT message.id, message.date, %(is_note)s AS is_note,
                       message.subject AS title, author.name AS person
                  FROM (
                        SELECT DISTINCT id, date
                          FROM (%(branches)s) AS branch
                      ORDER BY date DESC, id DESC
                         LIMIT %(limit)s
                       ) AS newest
                  JOIN mail_message message ON message.id = newest.id
             LEFT JOIN res_partner author ON author.id = message.author_id
              ORDER BY message.date DESC, message.id DESC
                """,
                is_note=IS_NOTE,
                branches=SQL(" UNION ALL ").join(
                    [
                        self._get_family_branch(party, AUTHORED, wanted, limit),
                        self._get_family_branch(party, ON_CONTACT, wanted, limit),
                        *self._get_document_branches(sources, wanted, limit),
                    ]
                ),
                limit=limit,
            )
        )

    def _get_condition(self, kinds, after):
        """Return the SQL condition for messages of some kinds after a place."""
        conditions = [SQL("message.message_type IN %s", TYPES)]
        if kinds == {"note"}:
            conditions.append(IS_NOTE)
        elif kinds == {"mail"}:
            conditions.append(SQL("NOT %s", IS_NOTE))
        if after:
            # the first form is exact, the second is one that an index is read by
            key = SQL("message.date, %s, message.id", RANK)
            conditions.append(SQL("(%s) < (%s, %s, %s)", key, *after))
            conditions.append(SQL("message.date <= %s", after.date))
        return SQL(" AND ").join(conditions)

    def _get_family_branch(self, party, condition, wanted, limit):
        """Return the newest messages of each member of a family, by their index."""
        return SQL(
            """
            SELECT found.id, found.date
              FROM UNNEST(%s) AS member (id)
             CROSS JOIN LATERAL %s AS found
            """,
            party.family,
            self._get_branch(SQL("%s AND %s", condition, wanted), limit),
        )

    def _get_document_branches(self, sources, wanted, limit):
        """Return the newest messages on the documents that the user may read."""
        branches = []
        for source in sources:
            if source.talk:
                Model = self.env[source.model].with_context(active_test=False)
                documents = Model._search(source.domain)
                if not documents.is_empty():
                    condition = SQL(
                        "message.model = %s AND message.res_id IN %s AND %s",
                        source.model,
                        documents.subselect(),
                        wanted,
                    )
                    branches.append(self._get_branch(condition, limit))
        return branches

    def _get_branch(self, condition, limit):
        return SQL(
            """(
            SELECT message.id, message.date
              FROM mail_message message
             WHERE %s
          ORDER BY message.date DESC, message.id DESC
             LIMIT %s
            )""",
            condition,
            limit,
        )

    def _filter_readable(self, rows):
        """Return as events those of the messages that the user may read."""
        readable = self.env["mail.message"].search_fetch(
            [("id", "in", [row["id"] for row in rows])],
            ["body", "model", "res_id"],
        )
        by_id = {message.id: message for message in readable}
        return [
            self._complete(row, by_id[row["id"]]) for row in rows if row["id"] in by_id
        ]

    def _complete(self, row, message):
        """Return a message as an event, which opens the document it is on."""
        preview = message.preview
        is_note = row.pop("is_note")
        return row | {
            "rank": RANK,
            "kind": "note" if is_note else "mail",
            "icon": "fa-pencil-square-o" if is_note else "fa-envelope-o",
            "title": row["title"] or preview,
            "text": preview if row["title"] else None,
            "model": message.model,
            "res_id": message.res_id,
            "amount": None,
            "currency": None,
            "state": None,
        }
