from odoo import api, models
from odoo.addons.crm_extended.tools.timeline import Place
from odoo.tools import SQL

PAGE = 40
# the columns of a branch, and what PostgreSQL is to take them for
COLUMNS = {
    "date": SQL("timestamp"),
    "title": SQL("text"),
    "text": SQL("text"),
    "amount": SQL("numeric"),
    "currency": SQL("integer"),
    "state": SQL("text"),
    "person": SQL("text"),
}


class CrmTimeline(models.AbstractModel):
    """What happened, newest first, from sources as different as orders and mails.

    All sources but the messages are branches of one UNION ALL, each with the reader's
    rights, its own index and limit: a page costs the same after ten years as after
    one day.
    """

    _name = "crm.timeline"
    _description = "Timeline"

    @api.model
    def _read_page(self, party, sources, kinds=None, after=None, limit=PAGE):
        """Return a page of events, and the place from which to read on.

        :param party: the ``Party`` whose timeline it is
        :param sources: the ``Source`` s that the user has any right to
        :param kinds: names of the kinds to read, all where empty
        :param after: ``Place`` after which to read
        :return: ``(events, place)``, where place is None at the end
        """
        ranked = [
            (rank, source)
            for rank, source in enumerate(sources, start=1)
            if not kinds or source.kind in kinds
        ]
        events = self._read_records(ranked, after, limit + 1)
        messages, horizon = self.env["crm.timeline.message"]._read(
            party, sources, kinds, after, limit + 1
        )
        events = sorted(events + messages, key=_place, reverse=True)
        if horizon:
            # messages before it are not known yet: nothing else goes before them
            events = [event for event in events if _place(event) >= horizon]
        page = events[:limit]
        if len(events) > limit:
            return page, _place(page[-1])
        return page, horizon

    def _read_records(self, ranked, after, limit):
        branches = [
            branch
            for rank, source in ranked
            if (branch := self._get_branch(rank, source, after, limit))
        ]
        if not branches:
            return []
        query = SQL(
            "SELECT * FROM (%s) AS event"
            " ORDER BY date DESC, rank DESC, id DESC LIMIT %s",
            SQL(" UNION ALL ").join(SQL("(%s)", branch) for branch in branches),
            limit,
        )
        sources = dict(ranked)
        rows = self.env.execute_query_dict(query)
        return [self._complete(row, sources[row["rank"]]) for row in rows]

    def _complete(self, row, source):
        """Say what a row of the database means."""
        return row | {
            "kind": source.kind,
            "icon": source.icon,
            "model": source.model,
            "amount": None if row["amount"] is None else float(row["amount"]),
            "state": self._get_state(source, row["state"]),
            "is_day": self.env[source.model]._fields[source.date].type == "date",
            **self._get_options(source, row),
        }

    def _get_options(self, source, row):
        """Return what a source tells apart by a value: the icon of each channel."""
        return source.options.get(row["state"], {}) if source.options else {}

    def _get_state(self, source, value):
        """Return the name of a state in the reader's language."""
        if value is None or "." in source.state:
            return value
        field = self.env[source.model]._fields[source.state]
        if field.type != "selection":
            return value
        return dict(field._description_selection(self.env)).get(value, value)

    def _get_branch(self, rank, source, after, limit):
        """Return the newest events of a source, or None where there can be none."""
        Model = self.env[source.model].with_context(active_test=False)
        query = Model._search([*source.domain, (source.date, "!=", False)])
        if query.is_empty():
            return None
        columns = {
            name: self._get_column(Model, query, getattr(source, name))
            for name in COLUMNS
        }
        identity = SQL.identifier(query.table, "id")
        query.order = SQL("%s DESC, %s DESC", columns["date"], identity)
        query.limit = limit
        if after:
            key = SQL("%s, %s, %s", columns["date"], rank, identity)
            query.add_where(SQL("(%s) < (%s, %s, %s)", key, *after))
            # the same again in a form that an index of the date can be read by
            query.add_where(SQL("%s <= %s", columns["date"], after.date))
        return query.select(
            SQL("%s AS rank", rank),
            SQL("%s AS id", identity),
            *(
                SQL("%s::%s AS %s", column, COLUMNS[name], SQL.identifier(name))
                for name, column in columns.items()
            ),
        )

    def _get_column(self, Model, query, path):
        """Return a field, or the end of a path of fields, as a column of the query."""
        if not path:
            return SQL("NULL")
        alias = query.table
        *links, name = path.split(".")
        for link in links:
            Model._check_field_access(Model._fields[link], "read")
            # sudo: what a document is called by is no secret to who reads it, such
            # as its stage or the name of the colleague
            target = Model[link].sudo()
            alias = query.left_join(alias, link, target._table, "id", link)
            Model = target
        return Model._field_to_sql(alias, name, query)


def _place(event):
    return Place(event["date"], event["rank"], event["id"])
