"""The size budget: a module is one idea, a function fits on a screen."""

from __future__ import annotations

import ast
from statistics import median

from source_tree import modules

MOST_LINES_OF_A_MODULE = 400
MOST_LINES_OF_A_FUNCTION = 60
MEDIAN_LINES_OF_A_MODULE = 120


def test_modules() -> None:
    lines = {name: module.text.count("\n") for name, module in modules().items() if module.text}
    assert {name: n for name, n in lines.items() if n > MOST_LINES_OF_A_MODULE} == {}
    assert median(lines.values()) <= MEDIAN_LINES_OF_A_MODULE


def test_functions() -> None:
    long = {
        f"{module.name}.{node.name}": lines
        for module in modules().values()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > MOST_LINES_OF_A_FUNCTION
    }
    assert long == {}
