"""The arithmetic of a statement of account: opening, entries, closing, what is due."""

from dataclasses import dataclass, field
from itertools import accumulate

# the last day of each age of an open item; what is older falls into the last bucket
AGES = (("not_due", 0), ("days_30", 30), ("days_60", 60), ("days_90", 90))
OLDER = "older"
# credits that settle no invoice yet
UNALLOCATED = "unallocated"
BUCKETS = (*(name for name, _last_day in AGES), OLDER, UNALLOCATED)
INVOICE, REFUND, PAYMENT = "invoice", "refund", "payment"


def get_bucket(days_late):
    """Return the bucket of an item that is so many days late.

    >>> [get_bucket(days) for days in (-5, 0, 1, 30, 31, 90, 91)]
    ['not_due', 'not_due', 'days_30', 'days_30', 'days_60', 'days_90', 'older']
    """
    return next((name for name, last in AGES if days_late <= last), OLDER)


@dataclass
class Ledger:
    """What one customer owes in one currency over one period.

    ``entries`` are dicts with ``kind`` and ``amount``; what raises the debt is above 0.
    ``round`` brings a sum to the cents of the currency.

    >>> ledger = Ledger("EUR", opening=100.0, round=lambda amount: round(amount, 2))
    >>> for kind, amount in (("invoice", 119.0), ("refund", -19.0), ("payment", -150.1),
    ...                      ("entry", 0.1), ("invoice", 50.0)):
    ...     ledger.entries.append({"kind": kind, "amount": amount})
    >>> ledger.invoiced, ledger.credited, ledger.paid, ledger.other, ledger.closing
    (169.0, -19.0, -150.1, 0.1, 100.0)
    >>> ledger.balances
    [219.0, 200.0, 49.9, 50.0, 100.0]

    The ages of the open items and the credits that settle none of them make up the
    closing balance.

    >>> ledger.add_open_item(-3, 50.0)
    >>> ledger.add_open_item(40, 69.0)
    >>> {name: amount for name, amount in ledger.ageing.items() if amount}
    {'not_due': 50.0, 'days_60': 69.0, 'unallocated': -19.0}

    >>> Ledger("CNY", round=round).is_empty
    True
    """

    currency: object
    round: callable
    opening: float = 0.0
    entries: list = field(default_factory=list)
    open_items: dict = field(default_factory=dict)

    @property
    def invoiced(self):
        return self._sum_of(INVOICE)

    @property
    def credited(self):
        return self._sum_of(REFUND)

    @property
    def paid(self):
        return self._sum_of(PAYMENT)

    @property
    def other(self):
        known = (INVOICE, REFUND, PAYMENT)
        rest = (e["amount"] for e in self.entries if e["kind"] not in known)
        return self.round(sum(rest))

    @property
    def closing(self):
        return self.round(self.opening + sum(e["amount"] for e in self.entries))

    @property
    def balances(self):
        """The balance after each entry, in the order of the entries."""
        amounts = (entry["amount"] for entry in self.entries)
        return [self.round(b) for b in accumulate(amounts, initial=self.opening)][1:]

    @property
    def is_empty(self):
        """Whether there is nothing to tell: nothing open, nothing happened."""
        return not self.entries and not self.round(self.opening)

    @property
    def ageing(self):
        """What is due since when; the buckets sum up to the closing balance."""
        ages = {name: self.round(self.open_items.get(name, 0.0)) for name in BUCKETS}
        ages[UNALLOCATED] = self.round(self.closing - sum(ages.values()))
        return ages

    @property
    def overdue(self):
        late = BUCKETS[1:-1]
        return self.round(sum(self.open_items.get(name, 0.0) for name in late))

    def add_open_item(self, days_late, amount):
        """Count what is still to be paid of one document."""
        bucket = get_bucket(days_late)
        self.open_items[bucket] = self.open_items.get(bucket, 0.0) + amount

    def _sum_of(self, kind):
        return self.round(sum(e["amount"] for e in self.entries if e["kind"] == kind))
