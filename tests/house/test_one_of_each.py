"""One of each: one set of options, one translation of errors, one face of the formulations."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from import_graph import folder_of, imports
from source_tree import PACKAGE, Module, modules

OPTIONS = frozenset({"engine", "time_limit", "gap", "seed", "threads", "work_limit"})
"""What says how hard to try."""

MANY = 4
"""So many of the options together are a set of options."""

SETS = {
    "samehands.solver.options.SolveOptions",
    # The same fields as keywords of a call, for type checkers.
    "samehands.planning.options.OptionFields",
}
TYPED_BY_PEOPLE = "cli"
"""The folder whose functions name every option, because the parser reads them from there."""

FACES = {
    f"samehands.formulations{name}" for name in ("", ".demand", ".exclusions", ".lift", ".lower")
}
"""The last two bear the names of the functions that the folder shows."""


def _classes(module: Module) -> Iterator[tuple[str, set[str]]]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ClassDef):
            fields = [each.target for each in node.body if isinstance(each, ast.AnnAssign)]
            yield node.name, {each.id for each in fields if isinstance(each, ast.Name)}


def _functions(module: Module) -> Iterator[tuple[str, set[str]]]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef):
            yield node.name, {each.arg for each in [*node.args.args, *node.args.kwonlyargs]}


def test_there_is_one_set_of_options() -> None:
    found = {
        f"{module.name}.{name}"
        for module in modules().values()
        if module.folder != TYPED_BY_PEOPLE
        for name, fields in _classes(module)
        if len(fields & OPTIONS) >= MANY
    }
    assert found == SETS


def test_no_function_takes_the_options_one_by_one() -> None:
    found = [
        f"{module.name}.{name}"
        for module in modules().values()
        if module.folder != TYPED_BY_PEOPLE
        for name, arguments in _functions(module)
        if len(arguments & OPTIONS) >= MANY
    ]
    assert found == []


def _solver_errors() -> set[str]:
    tree = modules()[f"{PACKAGE}.solver.engine"].tree
    names = {node.name for node in tree.body if isinstance(node, ast.ClassDef)}
    return {name for name in names if name.endswith("Error")}


def _caught(module: Module) -> set[str]:
    """Return the names of all errors that a module catches."""
    caught = [node.type for node in ast.walk(module.tree) if isinstance(node, ast.ExceptHandler)]
    return {
        part.attr if isinstance(part, ast.Attribute) else part.id
        for each in caught
        if each is not None
        for part in ast.walk(each)
        if isinstance(part, ast.Attribute | ast.Name)
    }


def test_errors_of_engines_are_translated_in_one_place() -> None:
    errors = _solver_errors()
    assert len(errors) >= 3
    places = [
        module.name
        for module in modules().values()
        if module.folder != "solver" and _caught(module) & errors
    ]
    assert len(places) == 1
    assert places[0].startswith(f"{PACKAGE}.planning.")


def test_formulations_are_asked_by_their_faces() -> None:
    wrong = [
        str(found)
        for found in imports()
        if found.target.startswith(f"{PACKAGE}.formulations")
        and folder_of(found.source) != "formulations"
        and found.target not in FACES
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("source", "fields"),
    [
        ("class Effort:\n    engine: str\n    gap: float\n    seed: int\n    threads: int\n", 4),
        ("class Point:\n    gap: float\n    cost: int\n", 1),
    ],
)
def test_a_second_set_would_be_seen(source: str, fields: int) -> None:
    module = Module("x", modules()[PACKAGE].path, source)
    ((_, found),) = _classes(module)
    assert len(found & OPTIONS) == fields
