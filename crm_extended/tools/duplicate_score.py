"""How likely two customers are one, and what speaks for and against it.

What is found by counts most; more of it adds a little. Against a like name stands
another place, trade, branch or number; against everything stands another VAT number.

>>> one = Customer.of("Sonnenhof Brauerei GmbH", phone="+49561123")
>>> judge(one, Customer.of("Brauerei Sonnenhof", phone="+49561123"))
Verdict(score=90, reasons=('name', 'phone'))
>>> judge(one, Customer.of("Sonnenhof Hotel"))
Verdict(score=40, reasons=('name', 'other_trade'))
>>> judge(one, Customer.of("Hotel Adler")).score
0
"""

from typing import NamedTuple

from .company_name import Name, fold, parse_name
from .name_similarity import is_country, places_conflict, similarity

# a pair with this many points is shown to somebody
THRESHOLD = 60

# what each observation is worth, alone
VAT, PHONE, EMAIL = 95, 75, 75
SAME_NAME, NEAR_NAME, PERSON_NAME = 80, 68, 45
INITIALS = 50
# a domain where the names are in two scripts, so that they can't contradict
DOMAIN_OF_TWO_SCRIPTS, DOMAIN = 65, 25
# what it adds to another one
MORE, MORE_DOMAIN, MORE_STREET, MORE_CITY = 10, 20, 30, 10
# what speaks against a like name, and against the pair as a whole
AGAINST_NAME = {
    "other_number": 50,
    "other_place": 45,
    "one_branch": 45,
    "other_trade": 40,
    "one_country": 25,
    "one_trade": 25,
    "one_city": 25,
    "other_city": 15,
}
OTHER_VAT = 50

# whoever has a mailbox there has nothing else in common
FREE_MAIL = frozenset(
    [
        "qq.com",
        "vip.qq.com",
        "foxmail.com",
        "163.com",
        "vip.163.com",
        "126.com",
        "yeah.net",
        "sina.com",
        "sina.cn",
        "vip.sina.com",
        "sohu.com",
        "139.com",
        "189.cn",
        "wo.cn",
        "21cn.com",
        "tom.com",
        "aliyun.com",
        "188.com",
        "263.net",
        "gmail.com",
        "googlemail.com",
        "yahoo.com",
        "yahoo.de",
        "yahoo.fr",
        "yahoo.co.uk",
        "yahoo.co.jp",
        "yahoo.com.cn",
        "ymail.com",
        "hotmail.com",
        "hotmail.de",
        "hotmail.fr",
        "hotmail.co.uk",
        "outlook.com",
        "outlook.de",
        "live.com",
        "live.cn",
        "msn.com",
        "icloud.com",
        "me.com",
        "mac.com",
        "aol.com",
        "gmx.de",
        "gmx.net",
        "gmx.at",
        "gmx.ch",
        "gmx.com",
        "web.de",
        "t-online.de",
        "freenet.de",
        "arcor.de",
        "online.de",
        "mail.de",
        "posteo.de",
        "mail.com",
        "email.com",
        "proton.me",
        "protonmail.com",
        "zoho.com",
        "yandex.ru",
        "yandex.com",
        "mail.ru",
        "bk.ru",
        "list.ru",
        "orange.fr",
        "free.fr",
        "wanadoo.fr",
        "sfr.fr",
        "laposte.net",
        "libero.it",
        "virgilio.it",
        "tiscali.it",
        "alice.it",
        "telefonica.net",
        "terra.es",
        "wp.pl",
        "o2.pl",
        "onet.pl",
        "interia.pl",
        "seznam.cz",
        "bluewin.ch",
        "btinternet.com",
        "comcast.net",
        "verizon.net",
        "att.net",
        "naver.com",
        "hanmail.net",
        "daum.net",
        "hinet.net",
        "pchome.com.tw",
    ]
)


class Customer(NamedTuple):
    """What is compared of a customer, in the one form in which it can be."""

    name: Name
    is_person: bool = False
    vat: str = ""
    phone: str = ""
    email: str = ""
    city: str = ""
    street: str = ""

    @classmethod
    def of(cls, name, is_company=True, vat="", phone="", email="", city="", street=""):
        """Return a customer from its values as they stand in the database."""
        return cls(
            *parse_name(name, is_company),
            plain_code(vat),
            phone or "",
            email or "",
            fold(city or "").strip(),
            plain_street(street),
        )

    @property
    def domain(self):
        domain = self.email.partition("@")[2]
        return "" if self.is_person or domain in FREE_MAIL else domain


class Verdict(NamedTuple):
    """Points from 0 to 100, and the words for what was seen, strongest first."""

    score: int
    reasons: tuple


def judge(one, other):
    """Compare two customers."""
    alike, name, doubts = _judge_name(one, other)
    points = dict(_judge_facts(one, other, name))
    if name:
        points["name" if alike == 1 else "similar_name"] = name
    extra = _judge_address(one, other) if name >= PERSON_NAME or doubts else {}
    if not points:
        return Verdict(0, ())
    best = max(points, key=points.get)
    score = points[best] + sum(extra.values())
    for reason in points.keys() - {best}:
        # a name of the same domain tells more than one of the same phone
        score += MORE_DOMAIN if {best, reason} & {"domain"} else MORE
    if _is_other_code(one.vat, other.vat):
        score -= OTHER_VAT
        doubts = [*doubts, "other_vat"]
    order = sorted(points, key=points.get, reverse=True)
    score = max(0, min(100, score))
    return Verdict(score, (*order, *extra, *doubts))


def _judge_facts(one, other, name):
    """Yield what two customers have in common beside the name."""
    if one.vat and one.vat == other.vat:
        yield "vat", VAT
    if one.phone and one.phone == other.phone:
        yield "phone", PHONE
    if one.email and one.email == other.email:
        yield "email", EMAIL
    elif one.domain and one.domain == other.domain:
        yield (
            "domain",
            DOMAIN if name or _share_script(one, other) else (DOMAIN_OF_TWO_SCRIPTS),
        )
        if not name and _are_initials(one.name, other.name):
            yield "initials", INITIALS


def _judge_name(one, other):
    """Return how alike the names are, their points, and what speaks against them."""
    if one.is_person != other.is_person:
        return 0, 0, []
    alike = similarity(one.name, other.name)
    if one.is_person:
        return alike, PERSON_NAME if alike == 1 else 0, []
    points = _name_points(alike)
    if not points:
        return alike, 0, []
    doubts = _doubts(one, other)
    return alike, max(0, points - sum(AGAINST_NAME[doubt] for doubt in doubts)), doubts


def _name_points(alike):
    if alike == 1:
        return SAME_NAME
    return NEAR_NAME if alike > 0.85 else round(60 * alike)


def _doubts(one, other):
    """Return what speaks against two like names of companies, as a list of words."""
    left, right = one.name, other.name
    doubts = []
    if left.numbers != right.numbers:
        doubts.append("other_number")
    if left.is_branch != right.is_branch:
        doubts.append("one_branch")
    if places_conflict(left, right):
        doubts.append("other_place")
    elif one.city and other.city and one.city != other.city:
        doubts.append("other_city")
    if left.trades and right.trades and not left.trades & right.trades:
        doubts.append("other_trade")
    elif bool(left.trades) != bool(right.trades):
        doubts.append("one_trade")
    if doubt := _one_sided_place(one, other):
        doubts.append(doubt)
    return doubts


def _one_sided_place(one, other):
    """A country in one name is a subsidiary; a Western town a branch, or its address.

    A Chinese company bears its town by law, and loses it in daily life.
    """
    left, right = one.name.places, other.name.places
    if bool(left) == bool(right):
        return None
    places = left or right
    if any(is_country(place) for place in places):
        return "one_country"
    is_at_home = one.city and one.city == other.city
    if is_at_home or not all(place[-1].isascii() for place in places):
        return None
    return "one_city"


def _judge_address(one, other):
    if one.street and one.street == other.street and one.city == other.city:
        return {"street": MORE_STREET}
    if one.is_person or not one.city or one.city != other.city:
        return {}
    return {"city": MORE_CITY}


def _share_script(one, other):
    return bool(one.name.han) == bool(other.name.han) and bool(one.name.key)


def _are_initials(left, right):
    """Whether one name is made of the initials of the other."""
    return any(
        len(short.words) == 1
        and len(long.initials) >= 3
        and short.words[0] == long.initials
        for short, long in ((left, right), (right, left))
    )


def _is_other_code(one, other):
    """Whether two VAT numbers differ by more than a typing error.

    >>> _is_other_code("DE811234567", "DE811234576"), _is_other_code("DE1", "DE289")
    (False, True)
    """
    if not one or not other or one == other:
        return False
    differing = sum(a != b for a, b in zip(one, other, strict=False))
    swapped = differing == 2 and sorted(one) == sorted(other)
    return len(one) != len(other) or (differing > 1 and not swapped)


def plain_code(text):
    """Return a VAT number without what is put between its digits.

    >>> plain_code("DE 811-234.567"), plain_code(False), plain_code("n/a")
    ('DE811234567', '', '')
    """
    code = "".join(char for char in (text or "").upper() if char.isalnum())
    return code if len(code) >= 6 and any(char.isdigit() for char in code) else ""


def plain_street(text):
    """Return a street in the one form in which it can be compared.

    >>> plain_street("Goethestr. 5") == plain_street("Goethestraße 5")
    True
    """
    text = fold(text or "").replace("strasse", "str").replace("street", "st")
    return "".join(char for char in text if char.isalnum())
