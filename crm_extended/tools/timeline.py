"""What a timeline is made of, and a place in it from which to read on."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple


@dataclass(frozen=True)
class Source:
    """One kind of records that happen to a customer, newest first.

    ``model`` and ``domain`` choose the records; the reader's rights are added. The
    other names are fields of the model, or paths to a field like ``user_id.name``;
    only ``date`` is needed. ``talk`` says that messages on the records belong to the
    customer's conversation.
    """

    kind: str
    label: str
    icon: str
    model: str
    domain: list
    date: str
    title: str = "name"
    text: str | None = None
    amount: str | None = None
    currency: str | None = None
    state: str | None = None
    person: str | None = None
    talk: bool = False
    options: dict = field(default_factory=dict)


class Party(NamedTuple):
    """Whose timeline it is: a customer with all its contacts, or a contact alone."""

    id: int
    is_customer: bool
    family: list

    def domain(self, customer="customer_id", contact="partner_id"):
        """Return the condition on documents that know their customer of that day.

        >>> Party(7, True, [7, 8]).domain()
        [('customer_id', '=', 7)]
        >>> Party(8, False, [8]).domain("crm_customer_id")
        [('partner_id', '=', 8)]
        """
        return [(customer if self.is_customer else contact, "=", self.id)]

    def family_domain(self, contact="partner_id"):
        """Return the condition on documents that know only whom they went to.

        >>> Party(7, True, [7, 8]).family_domain()
        [('partner_id', 'in', [7, 8])]
        """
        return [(contact, "in", self.family)]


class Place(NamedTuple):
    """A place between two events: after this one, which was the last to be read.

    Events of one moment are told apart by the rank of their source and their id, so
    that no two are in one place, and none is read twice or left out.
    """

    date: datetime
    rank: int
    id: int

    def to_text(self):
        """Return a form that a client may keep and give back.

        >>> Place(datetime(2026, 3, 1, 12, 30, 0, 5), 2, 7).to_text()
        '2026-03-01T12:30:00.000005,2,7'
        """
        return f"{self.date.isoformat()},{self.rank},{self.id}"

    @classmethod
    def from_text(cls, text):
        """Return the place of such a form, or None where it is none of ours.

        >>> Place.from_text("2026-03-01T12:30:00.000005,2,7")
        Place(date=datetime.datetime(2026, 3, 1, 12, 30, 0, 5), rank=2, id=7)
        >>> Place.from_text("yesterday") or Place.from_text(7)
        >>> Place.from_text("2026-03-01T12:30:00+02:00,2,7")
        """
        try:
            date, rank, identity = text.split(",")
            place = cls(datetime.fromisoformat(date), int(rank), int(identity))
        except (AttributeError, ValueError):
            return None
        return None if place.date.tzinfo else place
