"""Whether two rows of a table, or a row and a record, are about the same thing."""

from collections import defaultdict
from typing import NamedTuple


class Identity(NamedTuple):
    """What tells one thing from another; empty strings stand for what is unknown.

    The first code that both sides have decides. Where they share none, the name
    decides, unless a detail that both have speaks against it.
    """

    codes: tuple
    name: tuple
    details: tuple = ()

    def is_same(self, other):
        """Return whether both are about the same thing.

        >>> berlin = Identity(("", ""), ("meyer",), ("berlin",))
        >>> berlin.is_same(Identity(("7", ""), ("meyer",), ("",)))
        True
        >>> berlin.is_same(Identity(("", ""), ("meyer",), ("hamburg",)))
        False
        >>> Identity(("7",), ("meyer",)).is_same(Identity(("8",), ("meyer",)))
        False
        """
        for mine, yours in zip(self.codes, other.codes, strict=True):
            if mine and yours:
                return mine == yours
        if not all(self.name) or self.name != other.name:
            return False
        pairs = zip(self.details, other.details, strict=True)
        return all(mine == yours for mine, yours in pairs if mine and yours)


class Register:
    """Things by what identifies them, in the order in which they were added.

    >>> register = Register()
    >>> register.add(Identity(("7",), ("meyer",)), "first")
    >>> register.add(Identity(("",), ("meyer",)), "second")
    >>> register.find(Identity(("7",), ("new name",)))
    ['first']
    >>> register.find(Identity(("",), ("meyer",)))
    ['first', 'second']
    """

    def __init__(self):
        self._by_code = defaultdict(list)
        self._by_name = defaultdict(list)

    def add(self, identity, thing):
        for position, code in enumerate(identity.codes):
            if code:
                self._by_code[position, code].append((identity, thing))
        if all(identity.name):
            self._by_name[identity.name].append((identity, thing))

    def find(self, identity):
        """Return what is the same, by the strongest identifier that finds any."""
        for position, code in enumerate(identity.codes):
            if code and (found := self._same(self._by_code[position, code], identity)):
                return found
        return self._same(self._by_name[identity.name], identity)

    @staticmethod
    def _same(entries, identity):
        found = (thing for other, thing in entries if identity.is_same(other))
        return list(dict.fromkeys(found))


def find_twins(identities):
    """Return ``{number: number of the earlier row about the same thing}``.

    >>> meyer, zhang = Identity(("",), ("meyer",)), Identity(("",), ("zhang",))
    >>> find_twins([(2, meyer), (3, zhang), (4, meyer), (5, meyer)])
    {4: 2, 5: 2}
    """
    register, twins = Register(), {}
    for number, identity in identities:
        if earlier := register.find(identity):
            twins[number] = earlier[0]
        else:
            register.add(identity, number)
    return twins
