"""Customers that were entered twice: four wait for somebody's eye, one was merged."""

from datetime import timedelta

DOUBLES = 5
# how a name is typed in a hurry, by language
SHORTER = {"zh_CN": ("有限公司", ""), "en_US": (" GmbH", " Gmbh")}


def tell(stage):
    originals = _choose(stage)
    doubles = stage.env["res.partner"].create(
        [_prepare_double(stage, customer) for customer in originals]
    )
    days = [stage.random.randint(4, 90) for _double in doubles]
    moments = [
        stage.moment(stage.workday(stage.today - timedelta(days=day))) for day in days
    ]
    stage.backdate(doubles, moments)
    kept = originals[0].partner
    merge = stage.env["base.partner.merge.automatic.wizard"].create({})
    merge._merge((doubles[0] | kept).ids, kept)
    stage.env["crm.duplicate"]._find_for(doubles[1:])


def _choose(stage):
    """Some whose names can be written in more than one way, of both languages."""
    fitting = {
        lang: [c for c in stage.customers if c.lang == lang and old in c.partner.name]
        for lang, (old, _new) in SHORTER.items()
    }
    chosen = [stage.random.sample(fitting[lang], DOUBLES // 2 + 1) for lang in SHORTER]
    return [c for pair in zip(*chosen, strict=True) for c in pair][:DOUBLES]


def _prepare_double(stage, customer):
    partner = customer.partner
    return {
        "name": partner.name.replace(*SHORTER[customer.lang]),
        "is_company": True,
        "lang": partner.lang,
        "country_id": partner.country_id.id,
        "city": partner.city,
        "phone": partner.phone,
        "user_id": stage.random.choice(stage.sellers).id,
    }
