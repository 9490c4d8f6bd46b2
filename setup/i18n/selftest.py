"""Shows each rule a bad example and a good one: a guard must have been seen failing."""

import doctest
import tempfile
from pathlib import Path

import polib

import entries
import glossary
from merge import merge
from strings import check_javascript, check_language

TERMS = glossary.Glossary(
    {"Request": ["请求"], "Service Request": ["服务请求"], "Work Order": ["工单"]}
)
ALLOWED = {"SLA"}

# rule, English, Chinese, what the rule says (nothing for a good example)
CASES = [
    (entries.check_presence, "Stage", "阶段", ""),
    (entries.check_presence, "SLA", "SLA", ""),
    (entries.check_presence, "%s - %s", "%s - %s", ""),
    (entries.check_presence, "Stage", "", "Translate “Stage”."),
    (entries.check_presence, "Stage", "Stage", "untranslated.txt"),
    (entries.check_language, "The team is full", "团队已满", ""),
    (entries.check_language, "The team is full", "The Team is full", "in Chinese"),
    (entries.check_placeholders, "%(a)s of <b>%s</b>", "<b>%s</b> 的 %(a)s", ""),
    (entries.check_placeholders, "%(a)s left", "剩余", "Add the placeholder '%(a)s'"),
    (entries.check_placeholders, "left", "剩余 %s", "Remove the placeholder '%s'"),
    (entries.check_placeholders, "{{ object.name }}", "{{ o }}", "'{{ object.name }}'"),
    (entries.check_placeholders, "${object.name}", "名称", "'${object.name}'"),
    (entries.check_placeholders, "{name}", "{名称}", "'{name}'"),
    (entries.check_placeholders, "<b>Now</b>", "现在", "Add the tag 'b'"),
    (entries.check_punctuation, "Done. Go on?", "完成。继续？", ""),
    (entries.check_punctuation, "Done.", "完成.", "full-width mark in '成.'"),
    (entries.check_punctuation, "Now: x", "<b>现在</b>: x", "full-width mark in '在:'"),
    (entries.check_terms, "Service Requests", "服务请求", ""),
    (entries.check_terms, "%(request)s", "工单 %(request)s", ""),
    (
        entries.check_terms,
        "Service Requests",
        "服务申请",
        "服务请求 for 'Service Requests'",
    ),
    (entries.check_terms, "New request", "新建工单", "请求 for 'request'"),
]
FLAGS = [
    ({}, ""),
    ({"flags": ["fuzzy"]}, "Confirm the fuzzy"),
    ({"obsolete": True}, "Remove the obsolete"),
]
SOURCES = [
    (check_javascript, 'this.notification.add(_t("Saved"));', ""),
    (check_javascript, 'title: "o_class"', ""),
    (check_javascript, 'this.notification.add("Saved");', "Wrap “Saved”"),
    (check_javascript, "title: 'not yet'", "Wrap “not yet”"),
    (check_javascript, 'static displayName = "Board";', "Wrap “Board”"),
    (check_language, "<p>工单</p>", "Say “工单” in English"),
    (check_language, "<p>Work order</p>", ""),
]


def run():
    """Try all cases, print those that surprise and return whether any did."""
    results = [*_try_rules(), *_try_flags(), *_try_sources(), *_try_merge()]
    failures = [
        f"{label} was to say {expected!r}: {said!r}"
        for label, expected, said in results
        if (expected not in said if expected else said)
    ]
    for module in (entries, glossary):
        if doctest.testmod(module).failed:
            failures.append(f"an example in {module.__name__}.py does not hold")
    shown = {rule for rule, *_example, expected in CASES if expected}
    for rule in set(entries.RULES) - shown - {entries.check_flags}:
        failures.append(f"{rule.__name__} has no bad example")
    print(*failures, sep="\n", end="\n" if failures else "")
    print(f"{len(results)} examples, {len(failures)} surprises.")
    return bool(failures)


def _try_rules():
    for rule, english, chinese, expected in CASES:
        entry = polib.POEntry(msgid=english, msgstr=chinese)
        yield rule.__name__, expected, "\n".join(rule(entry, TERMS, ALLOWED))


def _try_flags():
    for options, expected in FLAGS:
        entry = polib.POEntry(msgid="Stage", msgstr="阶段", **options)
        said = "\n".join(entries.check_flags(entry, TERMS, ALLOWED))
        yield "check_flags", expected, said


def _try_sources():
    for check, text, expected in SOURCES:
        said = "\n".join(sentence for _line, sentence in check(text))
        yield check.__name__, expected, said


def _try_merge():
    """A merge keeps what is said, drops what is gone and is asked for what is new."""
    with tempfile.TemporaryDirectory() as folder:
        export, template, translation = (
            Path(folder) / name for name in ("new.pot", "addon.pot", "zh_CN.po")
        )
        export.write_text(_po([("Kept", ""), ("New", "")]))
        translation.write_text(_po([("Gone", "旧"), ("Kept", "留")]))
        before = polib.pofile(str(translation)), polib.pofile(str(export))
        said = [text for _line, text in entries.check_completeness(*before)]
        yield "check_completeness", "“New” is missing", "\n".join(said)
        yield "check_completeness", "nothing says “Gone”", "\n".join(said)
        merge(export, template, translation)
        after = translation.read_text()
        merged = {entry.msgid: entry.msgstr for entry in polib.pofile(after)}
        yield "merge", "{'Kept': '留', 'New': ''}", str(merged)
        merge(template, template, translation)
        yield "a second merge", after, translation.read_text()


def _po(pairs):
    file = polib.POFile()
    file.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    file.extend(polib.POEntry(msgid=one, msgstr=other) for one, other in pairs)
    return str(file)
