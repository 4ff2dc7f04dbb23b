"""The published GAP files: all are read, their stored solutions audited, the smallest solved."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from gap_cases import GAP, needs_gap
from samehands.audit.answer import assignments, check_answer
from samehands.benchmarks.instances.drawn import RECIPES
from samehands.benchmarks.instances.gap import GapInstance, read_assignment, read_gap
from samehands.benchmarks.instances.gap_table import GapRow, gap_files, gap_table
from samehands.problem import evaluate
from samehands.solver import Limits, Request, SolveMonitor, find_engine, run

SMALLEST = [f"cattrysse1994/gap1-{number}" for number in range(5)]


@pytest.fixture(scope="module")
def published() -> dict[Path, GapInstance]:
    return {path: read_gap(path) for path in gap_files(GAP)}


@pytest.fixture(scope="module")
def table() -> dict[str, GapRow]:
    rows = gap_table(GAP)
    return {str(row.path.relative_to(GAP.resolve())): row for row in rows if row.path is not None}


def _listed() -> dict[str, dict[str, str]]:
    with (GAP / "verified.csv").open(encoding="utf-8", newline="") as file:
        return {row["path"]: row for row in csv.DictReader(file)}


@needs_gap
def test_every_file_is_read(published: dict[Path, GapInstance]) -> None:
    sizes = {
        path.relative_to(GAP).as_posix(): (str(one.agents), str(one.jobs))
        for path, one in published.items()
    }
    assert sizes == {path: (row["agents"], row["jobs"]) for path, row in _listed().items()}
    assert len(sizes) == 99
    assert len({one.sha256 for one in published.values()}) == 99


@needs_gap
def test_stored_solutions_are_worth_what_was_verified(published: dict[Path, GapInstance]) -> None:
    audited: dict[str, int | tuple[str, ...]] = {}
    evaluated: dict[str, int | None] = {}
    for path, instance in published.items():
        name = path.relative_to(GAP).as_posix()
        agents = read_assignment(GAP / "best_solutions" / f"{name}_solution.txt", instance)
        checked = check_answer(instance, [(job, int(one), 1) for job, one in enumerate(agents)])
        audited[name] = checked.faults or checked.cost
        evaluated[name] = evaluate(instance.to_problem(), instance.pairs(agents)).objective
    values = {path: int(row["solution_file_value"]) for path, row in _listed().items()}
    assert audited == values
    assert evaluated == values


@needs_gap
def test_the_table_tells_what_was_verified(table: dict[str, GapRow]) -> None:
    listed = _listed()
    assert {name: row.best_known for name, row in table.items()} == {
        name: int(row["best_feasible_known"]) for name, row in listed.items()
    }
    proved = {name for name, row in listed.items() if row["proved_optimal"] == "yes"}
    assert {name for name, row in table.items() if row.optimum is not None} == proved
    d20200 = table["chu1997/d20200"]
    assert (d20200.bound, d20200.best_known, d20200.source) == (12235, 12238, "stored solution")
    assert table["chu1997/d20100"].source == "published value"


@needs_gap
def test_groups_are_families_and_types(table: dict[str, GapRow]) -> None:
    groups: dict[str, int] = {}
    for row in table.values():
        groups[row.group] = groups.get(row.group, 0) + 1
    assert groups == {
        "cattrysse1994/gap": 60,
        **{f"chu1997/{kind}": 6 for kind in "abcd"},
        "yagiura2004/c": 4,
        "yagiura2004/d": 4,
        "yagiura2004/e": 7,
    }


@needs_gap
def test_the_recipes_give_the_published_capacities(published: dict[Path, GapInstance]) -> None:
    other = [
        one.name
        for path, one in published.items()
        if path.parent.name != "cattrysse1994"
        and RECIPES[one.name[0]].capacities(one.costs, one.loads).tolist()
        != one.capacities.tolist()
    ]
    assert other == []


@needs_gap
@pytest.mark.parametrize("engine_name", ["cp-sat", "kernel"])
@pytest.mark.parametrize("name", SMALLEST)
def test_the_smallest_are_solved(
    table: dict[str, GapRow], published: dict[Path, GapInstance], name: str, engine_name: str
) -> None:
    instance = published[GAP / name]
    engine = find_engine(engine_name)
    assert engine is not None
    problem = instance.to_problem()
    answer = run(engine, problem, Request(), SolveMonitor(Limits(seconds=20)))
    assert (answer.status, answer.bound) == ("optimal", table[name].optimum)
    assert answer.x is not None
    checked = check_answer(instance, assignments(problem, answer.x), answer.objective)
    assert (checked.faults, checked.cost) == ((), table[name].optimum)
