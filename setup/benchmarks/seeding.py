"""Many rows from few: real records of Odoo, multiplied by SQL, and skewed as in life.

A few customers have most of the records. The chance of each falls with the square of
a uniform random number, with a fixed seed: every run measures the same rows.
"""

from odoo.tools import SQL


def multiply(env, model, size, /, **changes):
    """Copy the rows of a model until there are ``size``.

    :param changes: an SQL expression for each column that must differ; in it ``n`` is
        the number of the copy and ``source`` the row that is copied
    """
    env.flush_all()
    table = env[model]._table
    [(count,)] = env.execute_query(
        SQL("SELECT count(*) FROM %s", SQL.identifier(table))
    )
    names = [name for name in columns(env, table) if name != "id"]
    values = [
        SQL(changes[name]) if name in changes else SQL.identifier("source", name)
        for name in names
    ]
    env.cr.execute(
        SQL(
            """
            INSERT INTO %(table)s (%(columns)s)
            SELECT %(values)s
              FROM generate_series(1, %(missing)s) AS n
              JOIN (SELECT *, row_number() OVER (ORDER BY id) - 1 AS position
                      FROM %(table)s) AS source
                ON source.position = n %% %(count)s
            """,
            table=SQL.identifier(table),
            columns=SQL(", ").join(map(SQL.identifier, names)),
            values=SQL(", ").join(values),
            missing=max(0, size - count),
            count=count,
        )
    )


def skewed(ids):
    """Return an SQL expression that picks one of the ids, the first ones oftener."""
    array = f"ARRAY[{','.join(map(str, ids))}]"
    return f"({array})[1 + floor({len(ids)} * power(random(), 2))::int]"


def fix_chance(env):
    """Make every run draw the same numbers."""
    env.cr.execute("SELECT setseed(0.42)")


def analyze(env):
    """Let PostgreSQL know the new sizes, as it would within a minute of real life."""
    env.cr.commit()
    env.cr.execute("ANALYZE")


def columns(env, table):
    """Return the names of the columns that a row can be inserted with."""
    rows = env.execute_query(
        SQL(
            """
            SELECT column_name
              FROM information_schema.columns
             WHERE table_name = %s AND is_generated = 'NEVER'
            """,
            table,
        )
    )
    return [name for (name,) in rows]
