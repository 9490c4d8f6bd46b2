"""The words of the trade in both languages."""

import csv
import re


class Glossary:
    """Terms, and where a translation says something else.

    >>> glossary = Glossary({"Request": ["请求"], "Service Request": ["服务请求"]})
    >>> list(glossary.departures("Service Requests of a team", "团队的服务请求"))
    []
    >>> list(glossary.departures("Your request", "您的工单"))
    [('request', ['请求'])]
    """

    def __init__(self, terms):
        self._terms = {term.lower(): wanted for term, wanted in terms.items()}
        longest_first = sorted(self._terms, key=len, reverse=True)
        self._pattern = re.compile(
            r"\b(?:" + "|".join(map(_with_plural, longest_first)) + r")\b",
            re.IGNORECASE,
        )

    def departures(self, text, translation):
        """Yield each term of ``text``, and what ``translation`` ought to say for it."""
        for term in dict.fromkeys(self._pattern.findall(text)):
            wanted = self._terms[self._singular(term.lower())]
            if not any(word in translation for word in wanted):
                yield term, wanted

    def _singular(self, term):
        forms = (term, term.removesuffix("s"), term.removesuffix("es"), term[:-3] + "y")
        return next(form for form in forms if form in self._terms)


def read(path):
    """Read the table ``en,zh,note``, in which ``|`` parts words of equal right."""
    with path.open(newline="", encoding="utf-8") as lines:
        return Glossary(
            {line["en"]: line["zh"].split("|") for line in csv.DictReader(lines)}
        )


def _with_plural(term):
    """Return a pattern of the term and its plural.

    >>> _with_plural("category"), _with_plural("work order")
    ('categor(?:y|ies)', 'work\\\\ order(?:e?s)?')
    """
    if term.endswith("y") and term[-2] not in "aeiou":
        return re.escape(term[:-1]) + "(?:y|ies)"
    return re.escape(term) + "(?:e?s)?"
