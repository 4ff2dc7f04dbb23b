"""A rule is in all its places: policy, lowering, audit, page, and tests on both sides."""

from __future__ import annotations

import ast
from functools import cache

import pytest

from samehands.model.policy import Policy
from samehands.model.rules import RULES, SENTENCES
from source_tree import ROOT, modules, modules_of_tests, needs_source

SIDES = ("feasible", "infeasible")


def _ids(folder: str) -> set[str]:
    prefix = f"samehands.{folder}.rules."
    return {name.removeprefix(prefix) for name in modules() if name.startswith(prefix)}


def _pages() -> set[str]:
    pages = (ROOT / "docs" / "rules").glob("*.md")
    return {path.stem for path in pages if path.stem != "README"}


@cache
def _marks() -> set[tuple[str, ...]]:
    """Return the arguments of every ``pytest.mark.rule`` in the tests."""
    return {
        tuple(ast.literal_eval(argument) for argument in node.args)
        for file in modules_of_tests()
        for node in ast.walk(file.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.rule"
    }


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_a_section_and_a_sentence(rule: str) -> None:
    assert rule in Policy.model_fields
    assert rule in SENTENCES


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("folder", ["formulations", "audit"])
def test_every_rule_has_a_file(folder: str, rule: str) -> None:
    assert rule in _ids(folder)


@pytest.mark.parametrize("folder", ["formulations", "audit"])
def test_every_file_is_a_rule(folder: str) -> None:
    assert _ids(folder) <= set(RULES)


@needs_source
def test_every_rule_has_a_page_and_every_page_a_rule() -> None:
    assert _pages() == set(RULES)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("side", SIDES)
def test_every_rule_is_tested_on_both_sides(rule: str, side: str) -> None:
    assert (rule, side) in _marks()


def test_marks_name_a_rule_and_a_side() -> None:
    assert _marks() <= {(rule, side) for rule in RULES for side in SIDES}
