from odoo import api, models
from odoo.addons.crm_extended.tools.timeline import Place
from odoo.tools import SQL

# messages of one moment come before the documents that they are about
RANK = 0
# what people write, and what is sent in their name; not what changes are logged as
TYPES = ("comment", "email", "email_outgoing", "auto_comment")
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
        branches = self._get_branches(party, sources) if kinds else []
        events, horizon, size = [], after, limit
        for _round in range(ROUNDS):
            if not branches:
                return events, None
            rows = self._read_rows(branches, kinds, horizon, size)
            events += self._filter_readable(rows)
            if len(rows) < size:
                return events, None
            horizon = Place(rows[-1]["date"], RANK, rows[-1]["id"])
            if len(events) >= limit:
                break
            size *= GROWTH
        return events, horizon

    def _get_branches(self, party, sources):
        """Return the conditions of which a message on the timeline fulfils one."""
        branches = [
            SQL("message.model = 'res.partner' AND message.res_id = ANY(%s)", party.family),
            SQL("message.author_id = ANY(%s)", party.family),
        ]
        for source in sources:
            if source.talk:
                Model = self.env[source.model].with_context(active_test=False)
                documents = Model._search(source.domain)
                if not documents.is_empty():
                    branches.append(
                        SQL(
                            "message.model = %s AND message.res_id IN %s",
                            source.model,
                            documents.subselect(),
                        )
                    )
        return branches

    def _read_rows(self, branches, kinds, after, limit):
        """Return the newest messages, each once, whether or not they may be read."""
        condition = SQL("TRUE")
        if after:
            condition = SQL(
                "(message.date, %s, message.id) < (%s, %s, %s)", RANK, *after
            )
        is_note = SQL(
            "(message.message_type = 'comment' AND COALESCE(message.is_internal"
            " OR message.subtype_id IS NULL OR subtype.internal, FALSE))"
        )
        if len(kinds) == 1:
            wanted = is_note if "note" in kinds else SQL("NOT %s", is_note)
            condition = SQL("%s AND %s", condition, wanted)
        self.env["mail.message"].flush_model()
        parts = [
            SQL(
                """(
                SELECT message.id, message.date, %(is_note)s AS is_note,
                       message.subject AS title, author.name AS person
                  FROM mail_message message
             LEFT JOIN mail_message_subtype subtype ON subtype.id = message.subtype_id
             LEFT JOIN res_partner author ON author.id = message.author_id
                 WHERE (%(branch)s)
                   AND message.message_type IN %(types)s
                   AND %(condition)s
              ORDER BY message.date DESC, message.id DESC
                 LIMIT %(limit)s
                )""",
                is_note=is_note,
                branch=branch,
                types=TYPES,
                condition=condition,
                limit=limit,
            )
            for branch in branches
        ]
        return self.env.execute_query_dict(
            SQL(
                "SELECT * FROM (%s) AS message ORDER BY date DESC, id DESC LIMIT %s",
                SQL(" UNION ").join(parts),
                limit,
            )
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
