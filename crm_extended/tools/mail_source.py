"""The raw source of an e-mail: who sent it, a person or a machine, and its repair."""

import base64
import binascii
import codecs
import re

_CHARSET = re.compile(rb"""(charset\s*=\s*"?)([^"\s;]+)""", re.IGNORECASE)
_ENCODED_WORD = re.compile(rb"=\?([^?\s]+)\?([bqBQ])\?([^?\s]*)\?=")
_ENCODED_BREAK = re.compile(rb"=0[aAdD]|=00")
_BULK = {"bulk", "list", "junk", "auto_reply"}
_AUTOREPLY_HEADERS = ("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress")


def is_automatic(message):
    """Return whether a machine wrote the e-mail: an auto-reply, a list, a bulk mail.

    >>> from email import message_from_string as parse
    >>> is_automatic(parse("Auto-Submitted: auto-replied"))
    True
    >>> is_automatic(parse("Auto-Submitted: no"))
    False
    >>> is_automatic(parse("Precedence: Bulk"))
    True
    """
    submitted = str(message.get("Auto-Submitted", "no")).split(";")[0].strip().lower()
    precedence = str(message.get("Precedence", "")).strip().lower()
    return (
        submitted != "no"
        or precedence in _BULK
        or any(message.get(header) for header in _AUTOREPLY_HEADERS)
    )


def mend(source):
    """Return the source without what a parser or a database stumbles over.

    >>> mend(b"Subject: a\\0b")
    b'Subject: ab'
    >>> mend(b"Content-Type: text/plain; charset=x-none")
    b'Content-Type: text/plain; charset=utf-8'
    >>> mend(b"From: =?utf-8?q?Eve=0D=0ABcc:?= <e@x>")
    b'From: =?utf-8?q?EveBcc:?= <e@x>'
    """
    source = source.replace(b"\0", b"")
    source = _CHARSET.sub(_mend_charset, source)
    return _ENCODED_WORD.sub(_mend_word, source)


def _is_known(charset):
    try:
        return bool(codecs.lookup(charset.decode("ascii", "replace")))
    except LookupError:
        return False


def _mend_charset(match):
    return match[0] if _is_known(match[2]) else match[1] + b"utf-8"


def _mend_word(match):
    charset, encoding, text = match.groups()
    if not _is_known(charset):
        charset = b"utf-8"
    quoted = encoding in b"qQ"
    text = _ENCODED_BREAK.sub(b"", text) if quoted else _mend_base64(text)
    return b"=?%s?%s?%s?=" % (charset, encoding, text)


def _mend_base64(text):
    try:
        plain = base64.b64decode(text)
    except binascii.Error:
        return text
    return base64.b64encode(plain.translate(None, b"\0\r\n"))
