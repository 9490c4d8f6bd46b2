"""Brings a fresh export into the template and its translation."""

import polib

# what changes at every export and means nothing
_DATES = ("POT-Creation-Date", "PO-Revision-Date")


def merge(export, template, translation):
    """Write both files in the order of the export; return the new and the gone texts.

    What is translated stays; a text that changed comes without a translation, as a new
    one does, and `check` asks for it. Nothing is guessed.
    """
    fresh = polib.pofile(str(export))
    former = polib.pofile(str(translation)) if translation.exists() else polib.POFile()
    said = {_key(entry): entry for entry in former if not entry.obsolete}
    for date in _DATES:
        fresh.metadata.pop(date, None)
    fresh.save(str(template))
    fresh.metadata["Language"] = translation.stem
    fresh.metadata["Plural-Forms"] = "nplurals=1; plural=0;"
    for entry in fresh:
        if known := said.get(_key(entry)):
            entry.msgstr, entry.tcomment = known.msgstr, known.tcomment
    fresh.save(str(translation))
    keys = dict.fromkeys(map(_key, fresh))
    return [k for k in keys if k not in said], [k for k in said if k not in keys]


def _key(entry):
    return entry.msgctxt, entry.msgid
