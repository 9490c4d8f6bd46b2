"""What the tables of other modules hold, to prove that it did not change."""

# Written when any addon is installed, or by somebody merely logging in.
METADATA = (
    "base_%",
    "bus_%",
    "decimal_precision",
    "ir_%",
    "mail_activity_type",
    "mail_message_subtype",
    "mail_template%",
    "orm_%",
    "rel_modules_%",
    "report_layout",
    "res_device%",
    "res_groups%",
    "res_users_log",
    "rule_group_rel",
)

# The rows that count. Documents of ours and scheduled jobs have messages of their own,
# and a user who is given a group gets a new stamp on the partner behind it.
_OTHERS = "{0} = ANY(%(models)s) AND {0} NOT LIKE 'ir.%%'"
ROWS = {
    "mail_activity": f"res_model IS NULL OR {_OTHERS.format('res_model')}",
    "mail_followers": _OTHERS.format("res_model"),
    "mail_followers_mail_message_subtype_rel": "mail_followers_id IN"
    f" (SELECT id FROM mail_followers WHERE {_OTHERS.format('res_model')})",
    "mail_message": f"model IS NULL OR {_OTHERS.format('model')}",
    "res_partner": "id NOT IN (SELECT partner_id FROM res_users)",
}

# Stamps of records that link to ours: a company to its first service team, an
# administrator to the groups.
IGNORED_COLUMNS = {
    (table, column)
    for table in ("res_company", "res_users")
    for column in ("write_date", "write_uid")
}


class CoreTables:
    """A checksum of each column, taken again by ``changes``.

    The columns are those that exist now, or those of another database.
    """

    def __init__(self, database, like=None):
        self._database = database
        self._columns = dict((like or database).query(_COLUMNS, (list(METADATA),)))
        self._models = [model for (model,) in (like or database).query(_MODELS)]
        self._before = self._checksums()

    def changes(self):
        """The columns with other values than before, as ``table.column``."""
        now = self._checksums()
        return sorted(
            f"{table}.{column}"
            for table, column in now
            if now[table, column] != self._before[table, column]
            and (table, column) not in IGNORED_COLUMNS
        )

    def _checksums(self):
        sql = " UNION ALL ".join(
            _checksum_query(table, columns) for table, columns in self._columns.items()
        )
        rows = self._database.query(sql, {"models": self._models})
        return {(table, column): checksum for table, column, checksum in rows}


_COLUMNS = """
    SELECT table_name, array_agg(column_name::text)
      FROM information_schema.columns
      JOIN information_schema.tables USING (table_schema, table_name)
     WHERE table_schema = 'public'
       AND table_type = 'BASE TABLE'
       AND table_name NOT LIKE ALL(%s)
  GROUP BY table_name
"""
_MODELS = "SELECT model FROM ir_model"


def _checksum_query(table, columns):
    """A SELECT of (table, column, checksum), the last row of which counts the rows."""
    key = "id" if "id" in columns else ", ".join(f'"{name}"' for name in columns)
    names = ", ".join(f"'{name}'" for name in columns)
    checksums = ", ".join(
        f"""md5(string_agg(coalesce("{name}"::text, '-'), ',' ORDER BY {key}))"""
        for name in columns
    )
    return f"""
        SELECT '{table}',
               unnest(ARRAY[{names}, '(number of rows)']),
               unnest(ARRAY[{checksums}, count(*)::text])
          FROM "{table}" WHERE {ROWS.get(table, "true")}
    """
