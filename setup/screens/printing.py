"""Reports as a person prints them, in the language of who receives them."""

import re
import shutil
import urllib.error

from machine import processes

_UNREAD = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def take(session, report, record, target):
    """Save the PDF and its pages; return complaints and the texts that stand on it."""
    try:
        kind, contents = session.download(f"/report/pdf/{report}/{record}")
        _html, source = session.download(f"/report/html/{report}/{record}")
    except urllib.error.HTTPError as error:
        return [f"status {error.code}: {report}"], []
    if kind != "application/pdf":
        return [f"it is printed as {kind}, not as a PDF: {report}"], []
    pdf = target.with_suffix(".pdf")
    pdf.write_bytes(contents)
    if shutil.which("pdftoppm"):
        processes.run(["pdftoppm", "-png", "-r", "80", pdf, target.with_suffix("")])
    return [], _texts(source.decode())


def _texts(source):
    pieces = _TAG.split(_UNREAD.sub("", source))
    return [" ".join(piece.split()) for piece in pieces]
