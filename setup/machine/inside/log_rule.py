"""Which words of the log are a failure: every warning and worse but those listed."""

import contextlib
import logging
import re

# (logger, pattern of the text): what Odoo says although nothing is wrong.
EXPECTED = (
    (
        "odoo.addons.rpc.controllers.xmlrpc",
        r"The /xmlrpc, /xmlrpc/2 and /jsonrpc endpoints are deprecated",
    ),
)


class Recorder(logging.Handler):
    """Keeps the unexpected records until they are asked for."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self._records = []

    def emit(self, record):
        if not is_expected(record.name, record.getMessage()):
            self._records.append(record)

    def take(self):
        """The unexpected lines since the last call."""
        records, self._records = self._records, []
        return [describe(record) for record in records]


@contextlib.contextmanager
def recording():
    recorder = Recorder()
    logging.getLogger().addHandler(recorder)
    try:
        yield recorder
    finally:
        logging.getLogger().removeHandler(recorder)


def is_expected(logger, text):
    return any(
        logger.startswith(name) and re.match(pattern, text)
        for name, pattern in EXPECTED
    )


def describe(record):
    text = f"{record.levelname} {record.name}: {record.getMessage()}"
    if record.exc_info and record.exc_info[1] is not None:
        text += f" ({record.exc_info[1]!r})"
    return text
