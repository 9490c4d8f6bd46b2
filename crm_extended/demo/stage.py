"""What every chapter has at hand: the day, the dice, the people, the words."""

import csv
import logging
import random
import time
from datetime import datetime, timedelta
from pathlib import Path

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

SEED = "pumps and compressors"
MONTHS = 36
DATA = Path(__file__).with_name("data")
# nobody is told of what lies in the past, and nothing is logged with today's date
QUIET = {
    "lang": "en_US",
    "mail_activity_quick_update": True,
    "mail_auto_subscribe_no_notify": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "no_reset_password": True,
    "tracking_disable": True,
}


class Stage:
    """The environment of the story, and what its chapters leave for each other."""

    def __init__(self, env):
        company = env.ref("base.main_company")
        context = QUIET | {"allowed_company_ids": company.ids}
        self.env = env(context=context)
        self.company = company.with_env(self.env)
        self.now = fields.Datetime.now().replace(microsecond=0)
        self.today = self.now.date()
        self.speaks_chinese = "zh_CN" in dict(env["res.lang"].get_installed())
        self._dice = {}
        self._opened = self._chapter = None

        # left by the chapters
        self.currencies = {}  # {language: currency}
        self.pricelists = {}
        self.products = {}  # {code: product}
        self.customers = []  # of customers.Customer
        self.sales = []  # of history.Sale
        self.leads = None
        self.wanted = {}  # {deal: product code}
        self.orders = None
        self.warehouse = None
        self.team = None
        self.articles = None
        self.requests = None

    # the course of the story

    def open(self, chapter):
        self.close()
        self._chapter = chapter.__name__.rpartition(".")[2]
        self._opened = time.monotonic(), time.process_time()

    def close(self):
        if self._chapter:
            # what chapters keep is small: no later one shall wade through the cache
            self.env.flush_all()
            self.env.invalidate_all()
            clock, work = self._opened
            _logger.info(
                "Demo: chapter %s took %.1f s, %.1f s of them in Python",
                self._chapter,
                time.monotonic() - clock,
                time.process_time() - work,
            )

    @property
    def random(self):
        """The dice of the current chapter."""
        if self._chapter not in self._dice:
            self._dice[self._chapter] = random.Random(f"{SEED}: {self._chapter}")
        return self._dice[self._chapter]

    # people

    def user(self, login):
        """The demo user with this login."""
        if login == "admin":
            return self.env.ref("base.user_admin")
        login = login.replace(".", "_")
        return self.env.ref(f"crm_extended.res_users_{login}_demo")

    @property
    def sellers(self):
        """Who looks after customers: a small territory, and a large one."""
        logins = ("salesperson", "salesperson.all", "sales.manager")
        return [self.user(login) for login in logins]

    # goods

    def get_machines(self, line=""):
        """The codes of what has a serial number: all, pumps (P) or compressors (C)."""
        return [
            code
            for code, product in self.products.items()
            if product.tracking == "serial" and code.startswith(line)
        ]

    # words

    def rows(self, name):
        """The rows of ``data/<name>.csv``, as dictionaries."""
        with open(DATA / f"{name}.csv", newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def words(self, lang, topic):
        """What somebody who speaks this language says on a topic."""
        return [
            row["text"]
            for row in self.rows("notes")
            if (row["lang"], row["topic"]) == (lang, topic)
        ]

    def name_in_chinese(self, records, names, field="name"):
        """Translate a field of records into Chinese where the database speaks it."""
        if self.speaks_chinese:
            for record, name in zip(records, names, strict=True):
                record.with_context(lang="zh_CN")[field] = name

    # time

    def month(self, ago):
        """The first day of the month so many months ago."""
        return self.today.replace(day=1) - relativedelta(months=ago)

    def workday(self, day):
        """The day itself, or the next one on which people work, but never tomorrow."""
        day = self.next_workday(day)
        while day > self.today or day.weekday() > 4:
            day -= timedelta(days=1)
        return day

    def next_workday(self, day):
        """The day itself, or the next one on which people work."""
        while day.weekday() > 4:
            day += timedelta(days=1)
        return day

    def moment(self, day, first=8, last=16):
        """A moment in the working hours of a day, in UTC, and never in the future."""
        minutes = self.random.randrange((last - first) * 60)
        start = datetime.combine(day, datetime.min.time()).replace(hour=first)
        return min(start + timedelta(minutes=minutes), self.now - timedelta(minutes=5))

    def backdate(self, records, moments, *names):
        """Say when records were created, and set the columns ``names`` to the same.

        By SQL: nobody may write a date of creation, and nothing follows from it.
        """
        if not records:
            return
        records.flush_recordset()
        columns = [SQL.identifier(name) for name in ("create_date", *names)]
        self.env.cr.execute(
            SQL(
                "UPDATE %(table)s SET %(settings)s"
                " FROM unnest(%(ids)s, %(moments)s::timestamp[]) AS past(id, moment)"
                " WHERE %(table)s.id = past.id",
                table=SQL.identifier(records._table),
                settings=SQL(", ").join(
                    SQL("%s = past.moment", column) for column in columns
                ),
                ids=list(records._ids),
                moments=list(moments),
            )
        )
        records.invalidate_recordset(["create_date", *names], flush=False)
