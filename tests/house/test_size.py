"""The size budget: a module is one idea, a function fits on a screen."""

from __future__ import annotations

import ast
from statistics import median

from source_tree import modules

MOST_LINES_OF_A_MODULE = 400
MOST_LINES_OF_A_FUNCTION = 45
"""Lines of the body; docstrings are as long as they need to be."""
MEDIAN_LINES_OF_A_MODULE = 300

Function = ast.FunctionDef | ast.AsyncFunctionDef


def test_modules() -> None:
    lines = {name: module.text.count("\n") for name, module in modules().items() if module.text}
    assert {name: n for name, n in lines.items() if n > MOST_LINES_OF_A_MODULE} == {}
    assert median(lines.values()) <= MEDIAN_LINES_OF_A_MODULE


def test_functions() -> None:
    long = {
        f"{module.name}.{node.name}": lines
        for module in modules().values()
        for node in ast.walk(module.tree)
        if isinstance(node, Function) and (lines := _body_lines(node)) > MOST_LINES_OF_A_FUNCTION
    }
    assert long == {}


def _body_lines(node: Function) -> int:
    documented = ast.get_docstring(node) is not None
    body = node.body[1:] if documented else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
