"""The customers and their people, how faithful they are and how they pay."""

from dataclasses import dataclass, field
from datetime import date

EURO = ("de", "at", "fr", "nl", "it", "es")
# how many of each kind, and in which months (ago) they bought: first, last
COURSES = {
    "steady": (44, 36, 0),
    "growing": (14, 30, 0),
    "new": (14, 5, 0),
    "lapsed": (14, 36, 14),
    "returned": (8, 34, 0),
    "prospect": (34, 0, 0),
}
# days after the due date
PAYERS = {"prompt": (-12, 0), "usual": (-4, 6), "late": (4, 28), "slow": (45, 150)}
PAYER_SHARES = {"prompt": 30, "usual": 45, "late": 15, "slow": 10}


@dataclass
class Customer:
    """A customer as the other chapters know it."""

    partner: object
    people: object
    lang: str
    area: str
    course: str
    payer: str
    seller: object
    since: date
    machines: list = field(default_factory=list)

    def is_buying(self, ago):
        """Whether the customer bought something so many months ago."""
        _count, first, last = COURSES[self.course]
        if self.course == "prospect" or not last <= ago <= first:
            return False
        return self.course != "returned" or not 2 < ago < 16


def tell(stage):
    rows = stage.rows("customers")
    courses = [name for name, (count, *_r) in COURSES.items() for _n in range(count)]
    courses = courses[: len(rows)]
    stage.random.shuffle(courses)
    tags = _make_tags(stage)
    sellers = [_choose_seller(stage, row) for row in rows]
    companies = stage.env["res.partner"].create(
        [
            _prepare_company(stage, row, tags, seller)
            for row, seller in zip(rows, sellers, strict=True)
        ]
    )
    people = _make_people(stage, rows, companies)
    for row, partner, course, seller in zip(
        rows, companies, courses, sellers, strict=True
    ):
        since = stage.month(COURSES[course][1] or stage.random.randint(1, 10))
        payer = stage.random.choices([*PAYER_SHARES], [*PAYER_SHARES.values()])[0]
        stage.customers.append(
            Customer(
                partner=partner,
                people=people[partner],
                lang=row["lang"],
                area=_get_area(row),
                course=course,
                payer=payer,
                seller=seller,
                since=since,
            )
        )
    stage.customers += _take_in_known(stage, tags)
    moments = {c.partner: stage.moment(stage.workday(c.since)) for c in stage.customers}
    companies = stage.env["res.partner"].union(*moments)
    stage.backdate(companies, [moments[partner] for partner in companies])
    contacts = companies.child_ids
    stage.backdate(contacts, [moments[contact.parent_id] for contact in contacts])


def _take_in_known(stage, tags):
    """The customers of the demo files are the most faithful ones."""
    europe, china, _both = stage.sellers
    known = (
        ("water", "zh_CN", "zh_CN", china, "Water Utility"),
        ("brewery", "en_US", "EUR", europe, "Food & Beverage"),
        ("textile", "zh_CN", "zh_CN", china, "Manufacturing"),
    )
    for name, lang, area, seller, tag in known:
        partner = stage.env.ref(f"crm_extended.res_partner_{name}_demo")
        partner.write(
            {
                "lang": lang if stage.speaks_chinese else "en_US",
                "user_id": seller.id,
                "property_payment_term_id": stage.env.ref(
                    "account.account_payment_term_30days"
                ).id,
                "category_id": [(6, 0, (tags[tag] | tags["Key Account"]).ids)],
                "specific_property_product_pricelist": stage.pricelists[area].id,
            }
        )
        yield Customer(
            partner=partner,
            people=partner.child_ids or partner,
            lang=lang,
            area=area,
            course="steady",
            payer="usual",
            seller=seller,
            since=stage.month(COURSES["steady"][1]),
        )


def _make_tags(stage):
    rows = stage.rows("tags")
    tags = stage.env["res.partner.category"].create(
        [{"name": row["name_en"], "color": int(row["color"])} for row in rows]
    )
    stage.name_in_chinese(tags, [row["name_zh"] for row in rows])
    return {row["name_en"]: tag for row, tag in zip(rows, tags, strict=True)}


def _choose_seller(stage, row):
    """Julia sells in Europe, Wang Lei in China, David keeps a few of both."""
    europe, china, both = stage.sellers
    usual = china if row["lang"] == "zh_CN" else europe
    return both if stage.random.random() < 0.15 else usual


def _get_area(row):
    if row["lang"] == "zh_CN":
        return "zh_CN"
    return "EUR" if row["country"] in EURO else ""


def _prepare_company(stage, row, tags, seller):
    state = row["state"] and stage.env.ref(f"base.{row['state']}")
    terms = stage.random.choice(["30days", "30days", "45days", "end_following_month"])
    chosen = tags[row["tag"]]
    if stage.random.random() < 0.1:
        chosen |= tags["Key Account"]
    return {
        "name": row["name"],
        "is_company": True,
        "lang": row["lang"] if stage.speaks_chinese else "en_US",
        "country_id": stage.env.ref(f"base.{row['country']}").id,
        "state_id": state and state.id,
        "city": row["city"],
        "zip": row["zip"],
        "street": row["street"],
        "phone": row["phone"],
        "vat": row["vat"],
        "email": f"office@{row['domain']}",
        "website": f"https://{row['domain']}",
        "industry_id": stage.env.ref(f"base.{row['industry']}").id,
        "category_id": [(6, 0, chosen.ids)],
        "user_id": seller.id,
        "property_payment_term_id": stage.env.ref(
            f"account.account_payment_term_{terms}"
        ).id,
        "specific_property_product_pricelist": stage.pricelists[_get_area(row)].id,
    }


def _make_people(stage, rows, companies):
    """One to three persons at each customer; no two have the same name."""
    words = {row["lang"]: row for row in stage.rows("people")}
    names = {lang: _get_names(stage, lang, row) for lang, row in words.items()}
    values = []
    for row, company in zip(rows, companies, strict=True):
        functions = words[row["lang"]]["function"].split("|")
        jobs = stage.random.sample(functions, stage.random.choice([1, 2, 2, 3]))
        for number, job in enumerate(jobs):
            extension = stage.random.randint(10, 98)
            values.append(
                {
                    "name": names[row["lang"]].pop(),
                    "parent_id": company.id,
                    "type": "contact",
                    "function": job,
                    "lang": company.lang,
                    "user_id": company.user_id.id,
                    "email": f"contact{number + 1}@{row['domain']}",
                    "phone": f"{row['phone'][:-2]}{extension}",
                }
            )
    people = stage.env["res.partner"].create(values)
    return people.grouped("parent_id")


def _get_names(stage, lang, row):
    glue = "" if lang == "zh_CN" else " "
    families, given = row["family"].split("|"), row["given"].split("|")
    pairs = [(f, g) for f in families for g in given]
    stage.random.shuffle(pairs)
    return [glue.join((f, g) if lang == "zh_CN" else (g, f)) for f, g in pairs]
