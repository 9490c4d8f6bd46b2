"""Words of a text for PostgreSQL's full-text index, Chinese ones included.

The parsers that come with PostgreSQL take a Chinese sentence for one word. So words
are cut here, alike for what is stored and for what is looked up: letters are lowered
and lose their accents, and a run of Chinese characters becomes its overlapping pairs.

>>> list(index_words("产品的保修期"))
['产品', '品的', '的保', '保修', '修期', '期']
>>> list(index_words("Größe der Café-Pumpe P200泵"))
['grosse', 'der', 'cafe', 'pumpe', 'p200', '泵']

The pairs of a word that is looked up must follow each other, and what is typed in
letters may be the beginning of a word:

>>> all_words_query("保修期")
"'保修' <-> '修期'"
>>> all_words_query("Pump 保修")
"'pump':* & '保修'"
"""

import re
import unicodedata
from itertools import islice, pairwise

# Han, kana and Hangul: written without spaces, or with endings glued to the word
_UNSPACED = (
    "\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af"
    "\U00020000-\U0003134f"
)
_RUN = re.compile(
    rf"(?P<unspaced>[{_UNSPACED}]+)|(?P<word>(?:(?![{_UNSPACED}])[^\W_])+)"
)
_ACCENTS = re.compile("[\u0300-\u036f]")

# PostgreSQL counts positions to 16,383 and stores at most 1 MB for a text
MAX_WORDS = 15_000
MAX_WORD_LENGTH = 16
# what somebody looks for is cut at this length, before any work is done on it
MAX_QUERY_LENGTH = 200
MAX_QUESTION_LENGTH = 2_000


def normalise(text):
    """Return the text in lower case, without accents and full-width forms.

    >>> normalise("ÉTÉ ２０２６")
    'ete 2026'
    """
    text = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    return unicodedata.normalize("NFC", text).casefold()


def index_words(text):
    """Yield the words under which the text is to be found, in their order.

    The last character of a run stands alone as well, so that each character of the
    run begins one of the words.
    """
    for kind, run in _runs(text):
        if kind == "word":
            yield run[:MAX_WORD_LENGTH]
        else:
            yield from _pairs(run)
            yield run[-1]


def index_vector(parts):
    """Return the literal of a ``tsvector`` for ``(weight, text)`` pairs.

    Each part gets an equal share of the room there is.

    >>> index_vector([("A", "Old pump"), ("B", "A pump")])
    "'old':1A 'pump':2A,5B 'a':4B"
    """
    parts = list(parts)
    share = MAX_WORDS // max(len(parts), 1)
    places = {}
    position = 0
    for weight, text in parts:
        for word in islice(index_words(text), share):
            position += 1
            places.setdefault(word, []).append(f"{position}{weight}")
        # no phrase reaches from one part into the next
        position += 1
    return " ".join(f"'{word}':{','.join(where)}" for word, where in places.items())


def all_words_query(text):
    """Return the literal of a ``tsquery`` for a text with all these words.

    Empty where the text holds no word: nothing is found by it.

    >>> all_words_query("100 %_'")
    "'100':*"
    >>> all_words_query("泵"), all_words_query("%")
    ("'泵':*", '')
    """
    return " & ".join(_word_query(*run) for run in _runs(text[:MAX_QUERY_LENGTH]))


def typed_words(text):
    """Return the different words of what somebody looks for, as a title has them.

    >>> typed_words("Pump 保修期 pump")
    ['pump', '保修期']
    """
    return list(dict.fromkeys(run for _kind, run in _runs(text[:MAX_QUERY_LENGTH])))


def question_queries(text, limit=40):
    """Return a ``tsquery`` literal for each different word of a whole question.

    >>> question_queries("泵漏水, the pump leaks. Pump!")
    ["'泵漏'", "'漏水'", "'the'", "'pump':*", "'leaks':*"]
    >>> question_queries("Is it C5?")
    ["'c5'"]
    """
    queries = {}
    for kind, run in _runs(text[:MAX_QUESTION_LENGTH]):
        if kind == "unspaced":
            queries.update(dict.fromkeys(f"'{pair}'" for pair in _pairs(run)))
        elif len(run) > 3:
            queries[_word_query(kind, run)] = None
        elif len(run) > 2 or not run.isalpha():
            # a short word begins too many others
            queries[f"'{run}'"] = None
    return list(islice(queries, limit))


def _runs(text):
    """Yield ``(kind, run)`` for each word, and each run without spaces."""
    for match in _RUN.finditer(normalise(text)):
        yield match.lastgroup, match.group()


def _pairs(run):
    return ["".join(pair) for pair in pairwise(run)]


def _word_query(kind, run):
    if kind == "word" or len(run) == 1:
        return f"'{run[:MAX_WORD_LENGTH]}':*"
    return " <-> ".join(f"'{pair}'" for pair in _pairs(run))
