"""Files and functions that one can read in one go."""

import ast

from tree import Finding

FILE_LIMIT, FILE_ADVICE, FUNCTION_LIMIT = 500, 300, 50


def check_files(tree):
    """No Python or XML file is over the limit; over the advice it is pointed out."""
    for path in tree.files:
        lines = tree.text(path).count("\n") if path.endswith((".py", ".xml")) else 0
        if lines > FILE_LIMIT:
            sentence = f"Split {lines} lines (over {FILE_LIMIT}) by topic."
            yield Finding(path, 1, sentence)
        elif lines > FILE_ADVICE:
            sentence = f"{lines} lines (over {FILE_ADVICE}): is it still one topic?"
            yield Finding(path, 1, sentence, is_notice=True)


def check_functions(tree):
    """No function or test is over the limit."""
    for path in tree.own_python():
        for node in ast.walk(tree.python(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = node.end_lineno - node.lineno + 1
                if lines > FUNCTION_LIMIT:
                    length = f"{lines} lines (over {FUNCTION_LIMIT})"
                    sentence = f"Split the {length} of {node.name}()."
                    yield Finding(path, node.lineno, sentence)
