"""What kind of customer each is: tiers that people gave, and segments."""

# name, Chinese name, what it is for, who belongs to it
SEGMENTS = (
    (
        "Good Customers Gone Quiet",
        "沉默的老客户",
        "Bought a lot, and not in the last six months: to be visited.",
        "[('crm_lifecycle_state', 'in', ('at_risk', 'lapsed')),"
        " ('crm_rfm_class', 'in', ('at_risk', 'cant_lose', 'none'))]",
    ),
    (
        "Dealers",
        "经销商",
        "Get the price list and news of products first.",
        "[('category_id.name', '=', 'Dealer')]",
    ),
    (
        "Large Customers in China",
        "中国大客户",
        "Invited to the yearly meeting of users.",
        "[('country_id.code', '=', 'CN'), ('crm_rfm_monetary', '>=', 4)]",
    ),
)
PREFERRED_SHARE = 0.3


def tell(stage):
    _give_tiers(stage)
    segments = stage.env["crm.customer.segment"].create(
        [
            {
                "name": name,
                "description": purpose,
                "domain": domain,
                "user_id": stage.user("sales.manager").id,
                "company_id": stage.company.id,
            }
            for name, _chinese, purpose, domain in SEGMENTS
        ]
    )
    stage.name_in_chinese(segments, [chinese for _name, chinese, *_rest in SEGMENTS])
    segments.action_update()


def _give_tiers(stage):
    """Key accounts have the highest tier, others who buy steadily a good one."""
    key = stage.env.ref("crm_extended.crm_customer_tier_key")
    preferred = stage.env.ref("crm_extended.crm_customer_tier_preferred")
    standard = stage.env.ref("crm_extended.crm_customer_tier_standard")
    for customer in stage.customers:
        if "Key Account" in customer.partner.category_id.mapped("name"):
            tier = key
        elif customer.course in ("steady", "growing"):
            is_preferred = stage.random.random() < PREFERRED_SHARE
            tier = preferred if is_preferred else standard
        else:
            continue
        customer.partner.crm_tier_id = tier
