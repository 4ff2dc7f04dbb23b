"""The tests themselves: each can fail, and none is switched off without a reason."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from source_tree import Module, modules, modules_of_tests

ASSERTING = ("raises", "assert", "check", "warns", "fail")

OTHERS = {"conftest.py", "second_model.py"}
"""Files that pytest finds by other names than ``test_*.py``; see ``python_files``."""


def _asserts(test: ast.AST) -> bool:
    return any(
        isinstance(node, ast.Assert)
        or (
            isinstance(node, ast.Call)
            and any(word in ast.unparse(node.func).lower() for word in ASSERTING)
        )
        for node in ast.walk(test)
    )


def _tests(file: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(file.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith(
            "test"
        ):
            yield node


def _unreasoned(file: Module) -> Iterator[int]:
    """Yield the lines of skips and expected failures that give no reason."""
    reasoned: set[ast.expr] = set()
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Call) and (
            any(keyword.arg == "reason" for keyword in node.keywords)
            or (node.args and ast.unparse(node.func).split(".")[-1] in ("skip", "xfail"))
        ):
            reasoned.add(node.func)
    for node in ast.walk(file.tree):
        if (
            isinstance(node, ast.Attribute)
            and ast.unparse(node).removeprefix("pytest.").removeprefix("mark.")
            in ("skip", "skipif", "xfail", "importorskip")
            and node not in reasoned
        ):
            yield node.lineno


def test_every_test_asserts() -> None:
    mute = [
        f"{file.name}:{test.lineno} {test.name}"
        for file in modules_of_tests()
        for test in _tests(file)
        if not _asserts(test)
    ]
    assert mute == []


def test_nothing_is_skipped_without_a_reason() -> None:
    wrong = [f"{file.name}:{line}" for file in modules_of_tests() for line in _unreasoned(file)]
    assert wrong == []


def test_no_bare_except() -> None:
    wrong = [
        f"{file.name}:{node.lineno}"
        for file in [*modules_of_tests(), *modules().values()]
        for node in ast.walk(file.tree)
        if isinstance(node, ast.ExceptHandler) and node.type is None
    ]
    assert wrong == []


def test_tests_are_named_so_that_they_are_found() -> None:
    lost = [
        file.name
        for file in modules_of_tests()
        if not file.name.startswith("support/")
        and file.path.name not in OTHERS
        and not file.path.name.startswith("test_")
    ]
    assert lost == []


def test_these_rules_bite() -> None:
    bad = "import pytest\n@pytest.mark.skip\ndef test_a():\n    pytest.skip()\n    print(1)\n"
    good = "import pytest\n@pytest.mark.skip('why')\ndef test_a():\n    pytest.skip(reason='why')\n"
    file, fine = (Module("", Path(), text) for text in (bad, good))
    assert [_asserts(test) for test in _tests(file)] == [False]
    assert sorted(_unreasoned(file)) == [2, 4]
    assert list(_unreasoned(fine)) == []
