"""What the demo company lived through in the last three years, in order.

A chapter is a module with ``tell(stage)``. It makes documents through Odoo's own
methods, leaves what later chapters need on the stage, and sets dates of creation
afterwards (``stage.backdate``). To add the story of another domain, write a chapter of
its own, put its words into ``data/`` and name it in ``CHAPTERS``. Draw chance from
``stage.random`` only: each chapter has its own dice, so a new one changes no other.
"""

from . import (
    articles,
    collection,
    company,
    complaints,
    customers,
    data_gaps,
    deals,
    duplicates,
    figures,
    history,
    interactions,
    mails,
    orders,
    past_sales,
    payments,
    products,
    requests,
    segments,
    statements,
    surveys,
    work_orders,
)
from .stage import Stage

CHAPTERS = (
    company,
    products,
    customers,
    articles,
    history,
    deals,
    orders,
    payments,
    statements,
    interactions,
    complaints,
    requests,
    work_orders,
    mails,
    duplicates,
    past_sales,
    data_gaps,
    collection,
    surveys,
    figures,
    segments,
)


def tell(env):
    """Tell the whole story, once, in the main company."""
    stage = Stage(env)
    for chapter in CHAPTERS:
        stage.open(chapter)
        chapter.tell(stage)
    stage.close()
