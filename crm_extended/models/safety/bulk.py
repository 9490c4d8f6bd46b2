"""Writing different values on many records in one statement."""

from odoo.tools import SQL


def write_many(records, values_by_record):
    """Write on each record its own values, all of the same fields, in one query.

    For stored fields that nothing else is computed from, and that only the caller
    writes: no ``write`` is called, nothing is tracked and no date of change is set.
    What has the value already is left alone.

    :param records: any recordset of the model
    :param dict values_by_record: a dict of values by field for each record
    :return: the records that had other values before
    """
    changed = _find_changed(values_by_record)
    done = records.union(*changed)
    if not changed:
        return done
    names = list(next(iter(changed.values())))
    columns = {"id": [record.id for record in changed]}
    for name in names:
        columns[name] = [values[name] for values in changed.values()]
    records.env.cr.execute(_prepare_update(records, names, columns))
    _remember(changed)
    return done


def write_later(values_by_record):
    """Do the same together with what is about to be written on the records anyway.

    For records of which something was just written: a query less than
    :func:`write_many`, or many more where nothing was.
    """
    _remember(_find_changed(values_by_record), dirty=True)


def _find_changed(values_by_record):
    return {
        record: values
        for record, values in values_by_record.items()
        if any(
            _get_plain(record, name) != (value or False)
            for name, value in values.items()
        )
    }


def _get_plain(record, name):
    """Return the value of a field, of a many2one its id."""
    value = record[name]
    return (value.id if record._fields[name].type == "many2one" else value) or False


def _remember(values_by_record, dirty=False):
    for record, values in values_by_record.items():
        for name, value in values.items():
            field = record._fields[name]
            cached = field.convert_to_cache(value, record)
            field._update_cache(record, cached, dirty=dirty)


def read_lines(records, name):
    """Read the lines of all records in one query, where they are not known yet.

    :param name: of a one2many field
    """
    field = records._fields[name]
    missing = records.browse(field._cache_missing_ids(records))
    if not missing:
        return
    Line = records.env[field.comodel_name]
    lines = Line.search_fetch([(field.inverse_name, "in", missing.ids)])
    by_record = lines.grouped(field.inverse_name)
    field._insert_cache(
        missing, [by_record.get(record, Line)._ids for record in missing]
    )


def _prepare_update(records, names, columns):
    fields = records._fields
    unnested = SQL(", ").join(
        SQL(
            "unnest(%s::%s[]) AS %s",
            [fields[name].convert_to_column(value, records) for value in values],
            SQL(fields[name].column_type[1] if name != "id" else "int4"),
            SQL.identifier(name),
        )
        for name, values in columns.items()
    )
    assignments = SQL(", ").join(
        SQL("%s = new.%s", SQL.identifier(name), SQL.identifier(name)) for name in names
    )
    table = SQL.identifier(records._table)
    return SQL(
        "UPDATE %s SET %s FROM (SELECT %s) AS new WHERE new.id = %s.id",
        table,
        assignments,
        unnested,
        table,
    )
