"""Every model says who may do what with it, and in which company."""

import csv

from models import own_models
from tree import ADDON, Finding

ACCESS = f"{ADDON}/security/ir.model.access.csv"


def check_access(tree):
    """Every table has access rights, and every right a model and a group."""
    _classes, ours = own_models(tree)
    lines = list(csv.DictReader(tree.text(ACCESS).splitlines()))
    known = {f"model_{name.replace('.', '_')}": name for name in ours}
    for number, line in enumerate(lines, 2):
        model = line["model_id:id"].removeprefix(f"{ADDON}.")
        if "." not in model and model not in known:
            yield Finding(ACCESS, number, f"Remove the right on the unknown {model!r}.")
        if not line["group_id:id"]:
            sentence = "Name a group: a right without one is given to everybody."
            yield Finding(ACCESS, number, sentence)
    covered = {line["model_id:id"].rpartition(".")[2] for line in lines}
    for model in ours.values():
        external_id = f"model_{model.name.replace('.', '_')}"
        if model.kind != "AbstractModel" and external_id not in covered:
            sentence = f"Give somebody rights on {model.name} in {ACCESS}."
            yield Finding(model.path, model.node.lineno, sentence)


def check_company_rules(tree):
    """A record of one company is not seen from another one."""
    classes, ours = own_models(tree)
    ruled = set(_company_ruled(tree))
    for name, model in ours.items():
        parts = [part for part in classes if part.name == name]
        has_company = any("company_id" in part.fields() for part in parts)
        external_id = f"model_{name.replace('.', '_')}"
        if has_company and model.kind == "Model" and external_id not in ruled:
            sentence = f"Add a record rule on company_id for {name}, in security/."
            yield Finding(model.path, model.node.lineno, sentence)


def _company_ruled(tree):
    """Yield the external ids of the models that a rule keeps apart by company."""
    for path in tree.under("security", ext=".xml"):
        for rule in tree.xml(path).iterfind(".//record[@model='ir.rule']"):
            domain = rule.findtext("field[@name='domain_force']") or ""
            model = rule.find("field[@name='model_id']")
            if model is not None and "company" in domain:
                yield model.get("ref", "").rpartition(".")[2]
