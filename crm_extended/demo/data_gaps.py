"""What nobody has asked some customers yet, and three whose mails come back."""

# how many customers lack it
MISSING = {"user_id": 3, "industry_id": 6, "vat": 5, "phone": 4, "street": 4}
BOUNCED = 3


def tell(stage):
    partners = [c.partner for c in stage.customers if c.course != "steady"]
    for field, count in MISSING.items():
        chosen = stage.random.sample(partners, count)
        stage.env["res.partner"].union(*chosen).write({field: False})
    bounced = stage.random.sample(partners, BOUNCED)
    stage.env["res.partner"].union(*bounced).write({"message_bounce": 2})
