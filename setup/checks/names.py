"""Names that can't collide in models of other modules, and core's names in ours.

Fields merge by name across addons: what we add to somebody else's model starts with
``crm_``. In our own models a responsible person is ``user_id``, as automation rules,
activities and digests expect it.
"""

import re
from functools import cache

from manifest import MANIFEST, read_manifest
from models import own_models
from odoo_index import OdooIndex
from tree import Finding

_index = cache(OdooIndex)

# crm_total, action_crm_merge, _crm_merge, _compute_crm_total, _unlink_except_crm_used
_OURS = re.compile(r"crm_|action_crm_|_(?:[a-z]+_)*crm_")
_VERB = re.compile(
    r"action_|_(?:compute|inverse|search|default|check|onchange|cron|gc|get|prepare)_|_|"
)
CORE_NAMES = {
    "assignee_id": "user_id",
    "assigned_id": "user_id",
    "assigned_user_id": "user_id",
    "responsible_id": "user_id",
    "owner_id": "user_id",
    "contact_id": "partner_id",
    "tags": "tag_ids",
    "is_active": "active",
    "archived": "active",
    "seq": "sequence",
    "currency": "currency_id",
    "company": "company_id",
    "stage": "stage_id",
    "team": "team_id",
}


def check_foreign_names(tree):
    """What we add to a model of another module starts with ``crm_``."""
    classes, ours = own_models(tree)
    foreign = [
        model for model in classes if model.is_extension and model.name not in ours
    ]
    try:
        index = _index(tuple(read_manifest(tree).get("depends", ())))
    except LookupError:
        sentence = "Run this through `setup/env.py lint`: Odoo is not installed here."
        yield Finding(MANIFEST, 1, sentence)
        return
    for model in foreign:
        for name, node in [*model.declarations(), *model.methods()]:
            if not _OURS.match(name) and name not in index.names(model.name):
                wanted = _prefixed(name)
                sentence = f"Rename {name!r} to {wanted!r}: {model.name} is not ours."
                yield Finding(model.path, node.lineno, sentence)


def check_own_names(tree):
    """Our own models use core's standard names."""
    _classes, ours = own_models(tree)
    for model in ours.values():
        for name, node in model.declarations():
            if name in CORE_NAMES:
                sentence = f"Rename {name!r} to {CORE_NAMES[name]!r}, as core calls it."
                yield Finding(model.path, node.lineno, sentence)


def _prefixed(name):
    """Return the name with our prefix.

    >>> _prefixed("total"), _prefixed("action_open"), _prefixed("_compute_total")
    ('crm_total', 'action_crm_open', '_compute_crm_total')
    """
    head = _VERB.match(name).group()
    return f"{head}crm_{name[len(head) :]}"
