"""Customers entered twice: all of them compared, and one new one with all others."""

import random

from odoo import SUPERUSER_ID
from odoo.addons.crm_extended.models.customers.crm_duplicate_search import Meeting
from odoo.tools import SQL

from benchmarks import seeding
from benchmarks.measuring import Measure

# what names are made of; the chance of each syllable falls, as in life
HAN = "华新中天海金东宏大鑫瑞恒盛德泰信达兴源丰安科龙宇明博利通顺美嘉创凯永鸿正荣辉"
PLACES = [
    "上海",
    "北京",
    "深圳市",
    "苏州",
    "杭州",
    "广州市",
    "青岛",
    "宁波",
    "无锡",
    "成都",
]
TRADES = [
    "贸易",
    "科技",
    "机械",
    "设备",
    "电子",
    "化工",
    "物流",
    "食品",
    "五金制品",
    "医药",
]
SYLLABLES = [
    "ber",
    "kal",
    "hof",
    "mei",
    "nor",
    "ten",
    "bach",
    "wal",
    "ris",
    "sta",
    "lin",
    "dor",
    "fel",
    "gar",
    "kun",
    "mar",
]
WORK = [
    "Pumpen",
    "Logistik",
    "Elektronik",
    "Bau",
    "Trading",
    "Systems",
    "Metallbau",
    "Foods",
]
COLUMNS = [
    "name",
    "complete_name",
    "phone_sanitized",
    "email_normalized",
    "city",
    "vat",
]
CITIES = ["Kassel", "Ulm", "Graz", "苏州", "上海", None]


def seed(env, size):
    """Half of the customers are Chinese; one of 20 was entered twice."""
    chance = random.Random(42)
    rows = [_make_row(chance, number) for number in range(size * 20 // 21)]
    for number in range(size - len(rows)):
        name, phone, email, city, vat = rows[number * 19 % len(rows)]
        again = name.replace("有限公司", "有限责任公司").replace(" GmbH", "")
        phone = phone if number % 2 else None
        rows.append((again, phone, email if number % 3 else None, city, vat))
    _insert(env, rows)
    env["res.partner"]._crm_fill_name_keys()
    seeding.analyze(env)
    return env["res.users"].browse(SUPERUSER_ID)


def _insert(env, rows):
    """Copy one customer, with the columns that Odoo fills, for each row."""
    env["res.partner"].create({"name": "Sample", "is_company": True})
    env.flush_all()
    env.cr.execute(
        """
        SELECT string_agg(quote_ident(column_name), ', ')
          FROM information_schema.columns
         WHERE table_name = 'res_partner'
           AND column_name != ALL(%s)
        """,
        [["id", "commercial_partner_id", *COLUMNS]],
    )
    [rest] = env.cr.fetchone()
    env.cr.execute(
        SQL(
            f"""
            INSERT INTO res_partner ({", ".join(COLUMNS)}, {rest})
            SELECT n.title, n.title, n.number, n.mail, n.town, n.code, {rest}
              FROM (SELECT {rest} FROM res_partner WHERE name = 'Sample') AS sample,
                   unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[])
                   AS n(title, number, mail, town, code)
            """,
            *map(list, zip(*rows, strict=True)),
        )
    )
    env.cr.execute(
        "UPDATE res_partner SET commercial_partner_id = id"
        " WHERE commercial_partner_id IS NULL"
    )


def _pick(chance, words):
    return words[int(len(words) * chance.random() ** 2)]


def _make_row(chance, number):
    if number % 2:
        key = "".join(_pick(chance, HAN) for _ in range(chance.choice((2, 3, 3, 4))))
        name = f"{_pick(chance, PLACES)}{key}{_pick(chance, TRADES)}有限公司"
    else:
        parts = (_pick(chance, SYLLABLES) for _ in range(chance.choice((3, 4, 5))))
        name = f"{''.join(parts).title()} {_pick(chance, WORK)} GmbH"
    domain = "qq.com" if number % 3 == 0 else f"firm{number}.example"
    return (
        name,
        f"+49{5_000_000_000 + number}" if chance.random() < 0.7 else None,
        f"info{number}@{domain}" if chance.random() < 0.7 else None,
        chance.choice(CITIES),
        f"DE{810_000_000 + number}" if chance.random() < 0.4 else None,
    )


def _find_all(env):
    found = Meeting(env).judge_pairs()
    env["crm.duplicate"]._store(found, [(1, "=", 1)])


def _find_one(env):
    newest = env["res.partner"].search([], order="id DESC", limit=1)
    env["crm.duplicate"]._find_for(newest)


MEASURES = [
    Measure(
        "find all",
        _find_all,
        """
        SELECT crm_name_key, array_agg(id) FROM res_partner
         WHERE crm_name_key IS NOT NULL GROUP BY crm_name_key HAVING count(*) > 1
        """,
    ),
    Measure(
        "find for one",
        _find_one,
        """
        SELECT id FROM res_partner WHERE crm_name_key = (
            SELECT crm_name_key FROM res_partner ORDER BY id DESC LIMIT 1)
        """,
    ),
    Measure(
        "queue of 80",
        lambda env: env["crm.duplicate"].search_read(
            [("state", "=", "open")], ["partner_id", "other_id", "score"], limit=80
        ),
        "SELECT * FROM crm_duplicate WHERE state = 'open' LIMIT 80",
    ),
    Measure(
        "name keys of all",
        lambda env: env["res.partner"]._crm_fill_name_keys(),
        "SELECT id, name, is_company FROM res_partner",
    ),
]
