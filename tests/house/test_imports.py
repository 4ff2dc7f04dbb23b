"""The floors of the house: who may import whom (docs/architecture.md)."""

from __future__ import annotations

import re
import sys
import tomllib
from graphlib import CycleError, TopologicalSorter

import pytest

from import_graph import folder_of, imports
from source_tree import PACKAGE, ROOT, modules, needs_source

GROUND = frozenset({"model", "problem"})
ENGINES = ("highspy", "ortools", "pulp")
SECOND = GROUND | {"formulations", "solver", "audit", "metrics", "changes", "generator"}
BELOW_ANSWERS = SECOND | {"planning"}
ANSWERS = frozenset({"rebalancing", "intake", "scenarios", "explanation"})
TOP = frozenset({"benchmarks", "report"})

MAY_IMPORT: dict[str, frozenset[str]] = {
    "model": frozenset(),
    "problem": frozenset(),
    "formulations": GROUND,
    "audit": GROUND,
    "solver": frozenset({"problem"}),
    # What makes an instance hard is partly who is excluded by which rule, which the audit knows.
    "metrics": frozenset({"model", "audit"}),
    "changes": frozenset({"model"}),
    "generator": frozenset({"model"}),
    "disclosure": frozenset(),
    "planning": SECOND,
    **{folder: BELOW_ANSWERS for folder in ANSWERS},
    "simulation": BELOW_ANSWERS | ANSWERS,
    "report": BELOW_ANSWERS | ANSWERS | {"disclosure", "simulation"},
    "benchmarks": BELOW_ANSWERS | ANSWERS | {"report"},
    "plots": BELOW_ANSWERS | ANSWERS | {"report"},
    "lab": BELOW_ANSWERS | ANSWERS | {"report", "simulation"},
    "cli": BELOW_ANSWERS | ANSWERS | TOP | {"lab", "simulation"},
}
FOREIGN_WORDS = ("client", "caseload", "county", "counties", "office", "language")


def test_no_circle_of_modules_imports_inside_functions_included() -> None:
    graph: dict[str, set[str]] = {name: set() for name in modules()}
    for found in imports():
        if found.inside and not found.for_types:
            graph[found.source].add(found.target)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail("import cycle: " + " <- ".join(error.args[1]))
    assert len(graph) > 10


def _home(name: str) -> str:
    """Return the folder that a module lies in, sub-folders told apart."""
    return name if modules()[name].is_package else name.rpartition(".")[0]


def test_no_circle_of_folders() -> None:
    """Folders side by side must not lean on each other; one and its sub-folder may."""
    graph: dict[str, set[str]] = {_home(name): set() for name in modules()}
    for found in imports():
        if not found.inside or found.for_types or found.target not in modules():
            continue
        one, other = _home(found.source), _home(found.target)
        if not f"{one}.".startswith(f"{other}.") and not f"{other}.".startswith(f"{one}."):
            graph[one].add(other)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail("circle of folders: " + " <- ".join(error.args[1]))
    assert len(graph) > 20


def test_every_folder_has_a_floor() -> None:
    folders = {module.folder for module in modules().values()} - {""}
    assert folders <= set(MAY_IMPORT)


def test_no_arrow_runs_up_or_sideways() -> None:
    wrong = [
        str(found)
        for found in imports()
        if found.inside
        and (source := folder_of(found.source))
        and (target := folder_of(found.target)) != source
        and target not in MAY_IMPORT[source]
    ]
    assert wrong == []


def test_inside_the_package_imports_are_relative_and_never_of_the_root() -> None:
    wrong = [
        str(found)
        for found in imports()
        if found.inside and (found.target == PACKAGE or not found.relative)
    ]
    assert wrong == []


def test_engine_libraries_stay_under_solver() -> None:
    wrong = [
        str(found)
        for found in imports()
        if found.target.split(".")[0] in ENGINES and folder_of(found.source) != "solver"
    ]
    assert wrong == []


def test_the_ground_knows_few_libraries() -> None:
    allowed = {
        "model": {"numpy", "pandas", "polars", "pydantic", "tomli_w", "fastexcel", "xlsxwriter"},
        "problem": {"numpy", "scipy"},
    }
    wrong = [
        str(found)
        for found in imports()
        if (library := found.target.split(".")[0]) not in sys.stdlib_module_names
        and not found.inside
        and library not in allowed.get(folder_of(found.source), {library})
    ]
    assert wrong == []


@needs_source
def test_every_library_is_a_declared_dependency() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    declared = {
        re.split(r"[^a-z0-9-]", dependency)[0].replace("-", "_")
        for dependency in (
            *config["project"]["dependencies"],
            # Extras, asked for by what needs them.
            *config["project"]["optional-dependencies"]["plots"],
            *config["project"]["optional-dependencies"]["lab"],
        )
    }
    # A few are imported by other names.
    declared |= {"markdown_it"} & {name.removesuffix("_py") for name in declared}
    used = {found.target.split(".")[0] for found in imports() if not found.inside}
    assert used - set(sys.stdlib_module_names) <= declared


@pytest.mark.parametrize("start", ["planning", "solver"])
def test_no_way_to_the_benchmarks(start: str) -> None:
    reached, queue = {start}, [start]
    while queue:
        here = queue.pop()
        there = {
            folder_of(found.target)
            for found in imports()
            if found.inside and folder_of(found.source) == here
        }
        queue += there - reached
        reached |= there
    assert "benchmarks" not in reached


@pytest.mark.parametrize("folder", ["disclosure", "problem", "solver"])
def test_the_waist_the_engines_and_disclosure_know_no_agency(folder: str) -> None:
    wrong = [
        f"{module.name}:{number} says {word}"
        for module in modules().values()
        if module.folder == folder
        for number, line in enumerate(module.text.splitlines(), start=1)
        for word in FOREIGN_WORDS
        if word in line.casefold()
    ]
    assert wrong == []
