"""Duplicates are found in a database that knows no letters but English ones."""

import subprocess

from .common import ProcessCase
from .database import Database, setting


class LocaleDatabase(Database):
    """The template's content in a database of another locale."""

    def __init__(self, name, template, locale):
        super().__init__(name, template)
        self._locale = locale

    def __enter__(self):
        self._drop()
        create = ["createdb", "-T", "template0", "-E", "UTF8"]
        create += [f"--locale={self._locale}", self.name]
        dump = ["pg_dump", "-Fc", self.template]
        restore = ["pg_restore", "--exit-on-error", "-d", self.name]
        subprocess.run(create, check=True)
        with subprocess.Popen(dump, stdout=subprocess.PIPE) as source:
            subprocess.run(restore, stdin=source.stdout, check=True)
        assert source.returncode == 0, "pg_dump failed"
        return self


def find_pairs(env):
    """Enter customers twice, run the job, report the names of the pairs it found."""
    pairs = [
        ("上海鼎泰贸易有限公司", "鼎泰（上海）貿易有限責任公司"),
        ("深圳市大族激光科技股份有限公司", "大族激光科技"),
        ("MÜLLER & SÖHNE GmbH", "Mueller und Söhne"),
        ("Rittershausen Hydraulik GmbH", "Rittershuasen Hydraulik"),
        ("上海精密机械有限公司", "上海精密设备有限公司"),
        ("ÉCLAIR SARL", "Eclair"),
    ]
    env["res.partner"].create(
        [{"name": name, "is_company": True} for pair in pairs for name in pair]
    )
    env["res.partner"].create(
        [
            {"name": "一号", "vat": "cn 91440300708461136t", "email": "Ä@x.example"},
            {"name": "二号", "vat": "CN91440300708461136T", "email": "B@y.example"},
        ]
    )
    env["crm.duplicate"]._cron_find()
    return env["crm.duplicate"].search([], order="id").mapped("name")


class TestDuplicatesLocale(ProcessCase):
    """What is found does not depend on the locale of the database (CUS-14)."""

    def test_same_pairs(self):
        """The same customers are found with ctype C and with C.UTF-8."""
        found = {}
        for locale in ("C", "C.UTF-8"):
            name = f"{self.database.name}_{'c' if locale == 'C' else 'utf8'}"
            database = LocaleDatabase(name, setting(self.template), locale)
            with database:
                ctype = database.value(
                    "SELECT datctype FROM pg_database"
                    " WHERE datname = current_database()"
                )
                self.assertEqual(ctype, locale)
                found[locale] = self._find_in(database)

        self.assertEqual(found["C"], found["C.UTF-8"])
        self.assertEqual(len(found["C"]), 6)
        self.assertNotIn("上海精密", " ".join(found["C"]))

    def _find_in(self, database):
        own, type(self).database = self.database, database
        try:
            return self.run_script(find_pairs)
        finally:
            type(self).database = own
