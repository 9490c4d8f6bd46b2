"""What a domain knows about customers: one query and the figures it fills."""

from typing import NamedTuple


class Metric(NamedTuple):
    """Figures of customers that come from one query.

    ``query`` selects ``partner_id``, the customer, and each of ``columns``, which are
    fields of the customer profile, one row per customer of one company. Figures that
    may be added up are 0, others empty, for a customer whom the query leaves out.
    A customer is known, and gets a profile, by each row; or, where ``known`` names a
    column of the query that is no figure, by the rows in which that is true.

    >>> Metric("orders", "SELECT ...", ("order_count", "order_amount")).alias
    'metric_orders'
    """

    name: str
    query: object
    columns: tuple
    known: str = ""

    @property
    def alias(self):
        return f"metric_{self.name}"


class Scope(NamedTuple):
    """Whose figures are worked out: of all customers of a company, or of some.

    ``today`` is the day it is for the company; ``customer_ids`` is None for all.

    >>> Scope("company", "2026-03-02").is_whole
    True
    >>> Scope("company", "2026-03-02", (7,)).is_whole
    False
    """

    company: object
    today: object
    customer_ids: tuple | None = None

    @property
    def is_whole(self):
        return self.customer_ids is None
