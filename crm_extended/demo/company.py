"""The company: its currencies with three years of rates, its price lists."""

import math

from . import stage as stages

# what a unit of the company's currency cost, and how far it went up and down
RATES = {"CNY": (7.15, 0.18), "EUR": (0.92, 0.035)}


def tell(stage):
    _switch_on(stage, "base.group_multi_currency")
    _switch_on(stage, "product.group_product_pricelist")
    _quieten_bot(stage)
    own = stage.company.currency_id
    currencies = {code: stage.env.ref(f"base.{code}") for code in RATES}
    for currency in currencies.values():
        currency.active = True
    _set_rates(stage, currencies)
    stage.currencies = {"zh_CN": currencies["CNY"], "EUR": currencies["EUR"], "": own}
    _make_pricelists(stage)


def _quieten_bot(stage):
    """Its greeting would lie over the first screen of every login."""
    users = stage.env["res.users"].search([("company_id", "=", stage.company.id)])
    # of mail_bot, which nobody has to install
    if "odoobot_state" in users._fields:
        users.odoobot_state = "disabled"


def _switch_on(stage, group):
    stage.env.ref("base.group_user")._apply_group(stage.env.ref(group))


def _set_rates(stage, currencies):
    """A rate for each quarter, as a treasurer lays it down for the books."""
    values = []
    quarters = range((stage.today.month - 1) % 3, stages.MONTHS + 4, 3)
    for ago in quarters:
        for code, currency in currencies.items():
            middle, swing = RATES[code]
            rate = middle + swing * math.sin(ago / 5 + len(code) * middle)
            if currency != stage.company.currency_id:
                values.append(
                    {
                        "name": stage.month(ago),
                        "currency_id": currency.id,
                        "company_id": stage.company.id,
                        "company_rate": round(rate, 4),
                    }
                )
    stage.env["res.currency.rate"].create(values)


def _make_pricelists(stage):
    """One list for each currency; foreign prices are Odoo's conversions."""
    names = {
        "zh_CN": ("China", "中国"),
        "EUR": ("Europe", "欧洲"),
        "": ("World", "全球"),
    }
    lists = stage.env["product.pricelist"].create(
        [
            {
                "name": name,
                "currency_id": stage.currencies[area].id,
                "company_id": stage.company.id,
            }
            for area, (name, _chinese) in names.items()
        ]
    )
    stage.name_in_chinese(lists, [chinese for _name, chinese in names.values()])
    stage.pricelists = dict(zip(names, lists, strict=True))
