"""Everything that must be on the machine before a database can be built."""

from concurrent.futures import ThreadPoolExecutor

from machine import (
    browser,
    fonts,
    odoo,
    postgres,
    processes,
    python,
    state,
    wkhtmltopdf,
)
from machine.debian import fetch_odoo, unpack_odoo


def prepare():
    """Do what is not done yet, what does not depend on each other side by side."""
    state.prepare()
    with state.Lock("preparation").held(waiting_for="the preparation of the machine"):
        state.require_space()
        pool = ThreadPoolExecutor()
        try:
            _work(pool)
        except BaseException:
            processes.stop_all()
            pool.shutdown(cancel_futures=True)
            raise
        pool.shutdown()


def _work(pool):
    if not odoo.source():
        fetch_odoo()
    tasks = [pool.submit(_packages), pool.submit(_programs)]
    if not odoo.source():
        tasks.append(pool.submit(unpack_odoo))
    for task in tasks:
        task.result()
    odoo.prepare()


def _packages():
    python.prepare(odoo.libraries())


def _programs():
    """One after the other: they share apt's lists and fill the same disk."""
    fonts.prepare()
    browser.prepare()
    wkhtmltopdf.prepare()
    postgres.prepare()
