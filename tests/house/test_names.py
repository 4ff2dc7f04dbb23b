"""Names are the field's: no private metaphor is the name of a module, class, function or variable.

Comments and documents may keep a word, such as the clerk's rule.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from source_tree import Module, modules

METAPHORS = {
    "choosy": "an engine that refuses",
    "crew": "scheduler",
    "dearness": "monotonicity",
    "doubted": "sensitivity",
    "easing": "monotonicity",
    "ladder": "destructive bounds",
    "ledger": "solution pool",
    "lent": "shared certificates",
    "lever": "relaxation",
    "levers": "relaxations",
    "misfit": "infeasibility penalty",
    "oddities": "warnings",
    "packing": "decomposition",
    "rephrase": "error messages",
    "rung": "destructive bounds",
    "seating": "search state",
    "tariff": "duals, or unit costs",
    "workshop": "heuristics",
}
"""Words that only their author can guess, with the words for them."""


def _defined(module: Module) -> Iterator[str]:
    """Yield the names that a module gives: its own, classes, functions, parameters, variables."""
    yield module.name.rpartition(".")[2]
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr


def _words(name: str) -> list[str]:
    """Return the words of a name in snake_case or CamelCase."""
    return [word.casefold() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)]


def _metaphors(module: Module) -> list[str]:
    return sorted(
        {
            f"{module.name} names {name}: say {METAPHORS[word]}"
            for name in _defined(module)
            for word in _words(name)
            if word in METAPHORS
        }
    )


@pytest.mark.parametrize("name", modules())
def test_no_private_metaphor_is_a_name(name: str) -> None:
    assert _metaphors(modules()[name]) == []


@pytest.mark.parametrize(
    "source", ["class JobCrew: ...", "def f(ledger): ...", "LADDER_STEPS = 1", "self.rung = 2"]
)
def test_a_metaphor_would_be_seen(source: str) -> None:
    module = Module("x", modules()["samehands"].path, source)
    assert len(_metaphors(module)) == 1
