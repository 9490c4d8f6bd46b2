"""Imports: a file of customers, and of what they bought, each cost that of one row."""

import base64
import resource
import time

from odoo.addons.crm_extended.models.customers.crm_import_run import BATCH
from odoo.tests import new_test_user
from odoo.tools import SQL

from benchmarks import seeding
from benchmarks.measuring import Cost

CITIES = ["Berlin", "Hamburg", "上海", "苏州"]
CUSTOMERS = "External ID;Customer;Street;City;Country;Email;Phone;Tags\n"
SALES = "Customer;Month;Product;Quantity;Amount\n"
# what a file takes, and what it takes when it comes a second time
STEPS = ["read file", "preview", "import", "import again"]


def seed(env, size):
    """Nothing but the manager who imports: the rows come from the files."""
    user = new_test_user(
        env,
        "bench.importer",
        groups="sales_team.group_sale_manager,base.group_partner_manager",
        lang="en_US",
    )
    seeding.analyze(env)
    return user


def measure(env, size):
    """Yield the cost of each step as the job takes it, from one batch to the next."""
    files = [
        ("customer", CUSTOMERS + "".join(map(_customer, range(size)))),
        ("history", SALES + "".join(map(_sale, range(size)))),
    ]
    for kind, content in files:
        jobs = [_upload(env, kind, content) for _time in "ab"]
        for step in STEPS:
            job = jobs[step == STEPS[-1]]
            floor = _floor(env, kind, size) if step == "import" else None
            queries, seconds = _spend(env, lambda job=job, step=step: _take(job, step))
            cost = (queries / size, 1000 * seconds / size, floor)
            yield Cost(f"{kind}: {step}", size, *cost)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'memory at most, MB':<22}{size:>9,}{memory:>19,.0f}", flush=True)


def _customer(number):
    tags = "Key account" if number % 10 == 0 else ""
    city = CITIES[number % len(CITIES)]
    return (
        f"C-{number};Customer {number};Street {number};{city};DE;"
        f"office{number}@firm{number}.example;+49 30 {1_000_000 + number};{tags}\n"
    )


def _sale(number):
    customer, month = number // 12, number % 12 + 1
    return f"C-{customer};2023-{month:02};Pump P 200;2;{100 + number % 900}.50\n"


def _upload(env, kind, content):
    values = {"name": "bench.csv", "kind": kind}
    values["file"] = base64.b64encode(content.encode())
    return env["crm.import"].create(values)


def _take(job, step):
    if step == "read file":
        job.action_read()
        return
    if step == "import again":
        # as a person comes back with the same file: every step once more
        job.action_read()
        _work(job, "checking")
    _work(job, "checking" if step == "preview" else "running")


def _work(job, state):
    """What the job does between two commits, until no row waits for its turn."""
    if state == "checking":
        job._check_columns()
        job._mark_twins()
    else:
        job._forget_outcomes()
    job.write({"state": state, "counts": False})
    while job._run_batch(BATCH):
        job.env.cr.commit()
    job._finish()
    job.env.cr.commit()
    assert not job.rejected_count, job.summary


def _spend(env, work):
    env.invalidate_all()
    queries, start = env.cr.sql_log_count, time.perf_counter()
    work()
    env.flush_all()
    return env.cr.sql_log_count - queries, time.perf_counter() - start


def _floor(env, kind, size):
    """Return the milliseconds that bare SQL takes for the one row of its table."""
    statements = {
        "customer": "INSERT INTO res_partner (name, active, autopost_bills)"
        " SELECT 'Bare ' || n, true, 'ask' FROM generate_series(1, %s) AS n",
        "history": "INSERT INTO crm_customer_history"
        " (customer_id, company_id, month, name, amount)"
        " SELECT (SELECT min(id) FROM res_partner), %s, '1990-01-01', 'Bare ' || n, 1"
        " FROM generate_series(1, %s) AS n",
    }
    values = [size] if kind == "customer" else [env.company.id, size]
    with env.cr.savepoint(flush=False) as savepoint:
        start = time.perf_counter()
        env.cr.execute(SQL(statements[kind], *values))
        spent = time.perf_counter() - start
        savepoint.rollback()
    return 1000 * spent / size
