"""Tests that can fail."""

import ast

from tree import Finding


def check_assertions(tree):
    """Every test asserts something, runs a tour, or calls a helper named assert…"""
    for path in tree.under("tests", ext=".py"):
        for owner in tree.python(path).body:
            if isinstance(owner, ast.ClassDef):
                for node in owner.body:
                    if _is_test(node) and not any(map(_asserts, ast.walk(node))):
                        sentence = f"Assert in {node.name} what must hold."
                        yield Finding(path, node.lineno, sentence)


def _is_test(node):
    return isinstance(node, ast.FunctionDef) and node.name.startswith("test_")


def _asserts(node):
    if isinstance(node, ast.Assert):
        return True
    called = node.func if isinstance(node, ast.Call) else None
    name = getattr(called, "attr", None) or getattr(called, "id", "")
    return name.startswith("assert") or name in ("start_tour", "browser_js", "fail")
