"""Databases cloned from the templates that ``setup/test --processes`` prepares."""

import configparser
import os
import shutil
import subprocess
from pathlib import Path

import psycopg2


def setting(name):
    """A value of the contract between ``setup/test`` and these tests."""
    try:
        return os.environ[name]
    except KeyError:
        raise AssertionError(
            f"{name} is not set: run these tests with `setup/test --processes`."
        ) from None


class Database:
    """A clone with committed data; nobody in this process keeps a connection to it."""

    def __init__(self, name, template):
        self.name = name
        self.template = template

    def __enter__(self):
        self._drop()
        _run("createdb", "-T", self.template, self.name)
        if (filestore := _filestore(self.template)).exists():
            # Odoo never writes into an existing file, so links are as good as copies.
            shutil.copytree(filestore, _filestore(self.name), copy_function=os.link)
        return self

    def __exit__(self, *exc_info):
        self._drop()

    def query(self, sql, values=None):
        """The rows of a statement, as tuples, read on a connection of its own."""
        connection = psycopg2.connect(dbname=self.name)
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql, values)
                return cursor.fetchall()
        finally:
            connection.close()

    def value(self, sql, values=None):
        """The first column of the first row."""
        return self.query(sql, values)[0][0]

    def row_counts(self):
        """Rows per table, but for those by which processes wake each other."""
        tables = self.query(
            "SELECT tablename FROM pg_tables"
            " WHERE schemaname = 'public'"
            " AND tablename NOT LIKE ALL('{orm_signaling_%,bus_%,ir_cron_trigger}')"
        )
        counts = (f"SELECT '{table}', count(*) FROM \"{table}\"" for (table,) in tables)
        return dict(self.query(" UNION ALL ".join(counts)))

    def _drop(self):
        _run("dropdb", "--if-exists", "--force", self.name)
        shutil.rmtree(_filestore(self.name), ignore_errors=True)


def _filestore(database):
    config = configparser.ConfigParser(interpolation=None)
    config.read(setting("CRM_EXTENDED_RC"))
    return Path(config["options"]["data_dir"], "filestore", database)


def _run(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(f"{' '.join(command)} failed: {done.stderr.strip()}")
