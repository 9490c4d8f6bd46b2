"""What was sold before Odoo: a file of the former system, imported by a person."""

import base64
import csv
import io

from dateutil.relativedelta import relativedelta

CUSTOMERS = 12
YEAR_BEFORE = 12
# how many of the months one of them bought something in
SHARE = 0.25
UNKNOWN = "Former Customer Ltd."


def tell(stage):
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\n")
    writer.writerow(["Customer", "Month", "Product", "Quantity", "Amount"])
    writer.writerows(_list_sales(stage))
    imported = (
        stage.env["crm.import"]
        .with_user(stage.user("sales.manager"))
        .create(
            {
                "name": "sales-before-odoo.csv",
                "kind": "history",
                "file": base64.b64encode(file.getvalue().encode()),
            }
        )
    )
    imported.action_read()
    imported.action_check()
    imported.action_import()


def _list_sales(stage):
    """The year before the story begins, and a line that nobody can place any more."""
    start = stage.today.replace(day=1) - relativedelta(months=36 + YEAR_BEFORE)
    for customer in stage.customers[:CUSTOMERS]:
        for number in range(YEAR_BEFORE):
            if stage.random.random() < SHARE:
                month = start + relativedelta(months=number)
                quantity = stage.random.randint(1, 6)
                amount = quantity * stage.random.choice((240, 310, 480))
                row = [f"{month:%Y-%m}", "Seal kit, old series", quantity, amount]
                yield [customer.partner.name, *row]
    yield [UNKNOWN, f"{start:%Y-%m}", "Pump P90", 1, 2900]
