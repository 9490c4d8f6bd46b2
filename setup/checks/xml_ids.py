"""External ids that say what they name, so that grep finds them."""

import re

from tree import ADDON, DOMAINS, Finding

MENU_FILE = f"{ADDON}/views/crm_extended_menus.xml"
DATA_FOLDERS = ("views", "data", "security", "report", "wizard", "demo")


def check_ids(tree):
    """Ids and names of views, actions, menus, groups, rules and demo records."""
    for path, node in _nodes(tree):
        if sentence := _check_node(path, node, _local(node.get("id"))):
            yield Finding(path, node.sourceline, sentence)


def check_duplicates(tree):
    """An id is given once; only a group may be re-opened, to add what it implies."""
    seen = {}
    for path, node in _nodes(tree):
        name = _local(node.get("id"))
        if name in seen and not _only_implies(node):
            sentence = f"Rename {name!r}: {seen[name]} has that id already."
            yield Finding(path, node.sourceline, sentence)
        seen.setdefault(name, f"{path}:{node.sourceline}")


def check_replace(tree):
    """Nothing of another module's view is replaced."""
    for path in tree.under(*DATA_FOLDERS, ext=".xml"):
        for node in tree.xml(path).iterfind(".//*[@position='replace']"):
            sentence = (
                "Add before, after or inside, or change attributes: what is replaced"
                " breaks the views of other modules."
            )
            yield Finding(path, node.sourceline, sentence)


def check_menus(tree):
    """One file reads like the app's menu."""
    for path in tree.under(*DATA_FOLDERS, ext=".xml"):
        menus = tree.xml(path).xpath("//menuitem | //record[@model='ir.ui.menu']")
        if menus and path != MENU_FILE:
            sentence = f"Move the menu to {MENU_FILE}."
            yield Finding(path, menus[0].sourceline, sentence)


def _nodes(tree):
    """Yield each element that gives an id of ours."""
    for path in tree.under(*DATA_FOLDERS, ext=".xml"):
        for node in tree.xml(path).iter("record", "template", "menuitem"):
            name = node.get("id", "")
            if name and "." not in name.removeprefix(f"{ADDON}."):
                yield path, node


def _local(name):
    return name.rpartition(".")[2]


def _only_implies(node):
    fields = {field.get("name") for field in node.iterfind("field")}
    return node.get("model") == "res.groups" and fields == {"implied_ids"}


def _check_node(path, node, name):
    """Return what to do about the id, or None."""
    if path.startswith(f"{ADDON}/demo/") and not name.endswith("_demo"):
        return f"Rename {name!r} so that it ends in '_demo'."
    model = "ir.ui.menu" if node.tag == "menuitem" else node.get("model")
    if model == "ir.ui.view":
        return _check_view(node, name)
    if (patterns := _patterns(model, node)) and not any(
        re.fullmatch(pattern, name) for pattern in patterns
    ):
        wanted = " or ".join(patterns).replace(r"(_\w+)?", "[_…]").replace(r"\w+", "…")
        return f"Rename {name!r} to {wanted}."
    return None


def _patterns(model, node):
    """Return the forms an id of a record of ``model`` may have, none for any."""
    target = _target(node)
    return {
        "ir.actions.act_window": [
            rf"{target}_action(_\w+)?",
            rf"{ADDON}_action(_\w+)?",
        ],
        "ir.actions.server": [rf"{target}_action(_\w+)?"],
        "ir.actions.report": [rf"{target}_report(_\w+)?"],
        "ir.ui.menu": [r"crm_\w+_menu(_\w+)?"],
        "ir.rule": [rf"{target}_rule_\w+"],
        "res.groups": [rf"{ADDON}_group_\w+"],
        "res.groups.privilege": [rf"{ADDON}_privilege_\w+"],
    }.get(model)


def _target(node):
    """Return the model that the record is about, as ids write it."""
    for field in ("res_model", "model"):
        if text := node.findtext(f"field[@name='{field}']"):
            return text.strip().replace(".", "_")
    for reference in node.iterfind("field[@name='model_id']"):
        return _local(reference.get("ref", "")).removeprefix("model_")
    return ""


def _check_view(node, name):
    title = (node.findtext("field[@name='name']") or "").strip()
    model = (node.findtext("field[@name='model']") or "").strip()
    original = node.find("field[@name='inherit_id']")
    if original is not None and node.findtext("field[@name='mode']") != "primary":
        return _check_inherited_view(
            name, title, model, _local(original.get("ref", ""))
        )
    kind = next((child.tag for child in node.iterfind("field[@name='arch']/*")), "qweb")
    prefix = f"{model.replace('.', '_')}_view_"
    if original is None and not re.fullmatch(rf"{prefix}{kind}(_\w+)?", name):
        return f"Rename {name!r} to {prefix}{kind}[_…]."
    wanted = f"{model}.view.{name.removeprefix(prefix).replace('_', '.')}"
    if title.replace("_", ".") != wanted.replace("_", "."):
        return f"Name the view {name!r} {wanted!r}."
    return None


def _check_inherited_view(name, title, model, original):
    suffix = name.removeprefix(original).removeprefix("_")
    if not name.startswith(original) or suffix not in ("", *DOMAINS):
        return f"Rename {name!r} to {original!r}, or that and '_<domain>'."
    ending = f".inherit.{ADDON}" + (f".{suffix}" if suffix else "")
    if not re.fullmatch(rf"{re.escape(model)}\.view\.\w+{re.escape(ending)}", title):
        return f"Name the view {name!r} '{model}.view.<type>{ending}'."
    return None
