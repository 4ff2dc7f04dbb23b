"""Engines of the benchmarks alone begin from nothing, and are there only for the benchmarks."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench_runs import gap_run
from samehands.benchmarks.instances.drawn import generate_gap
from samehands.benchmarks.options import BenchOptions, available, runs_of
from samehands.benchmarks.run.plugins import ABLATIONS, ALONE, BASELINES, Named, plugged
from samehands.benchmarks.run.runner import run
from samehands.problem import Answer, AssignmentProblem
from samehands.solver import (
    Engine,
    Feature,
    Limits,
    Request,
    SolveMonitor,
    engine_names,
    find_engine,
)


class _Asked(Engine):
    """An engine that remembers how it was asked.

    Attributes
    ----------
    requests : list of Request
        What it was asked.
    """

    name = "asked"
    features = frozenset({Feature.REQUIRED})

    def __init__(self) -> None:
        self.requests: list[Request] = []

    def missing(self) -> str | None:
        """Return None."""
        return None

    def version(self) -> str:
        """Return a version."""
        return "7"

    def solve(self, problem: AssignmentProblem, request: Request, monitor: SolveMonitor) -> Answer:
        """Give up."""
        self.requests.append(request)
        return Answer("no_plan", "none", None, None, None)


def test_a_cold_engine_is_asked_without_a_start() -> None:
    behind = _Asked()
    cold = Named("cold", behind, cold=True)
    problem = generate_gap("c", 2, 3, 0).to_problem()
    start = problem.pair_cost * 0
    cold.solve(problem, Request(3, 2, start), SolveMonitor(Limits()))
    (asked,) = behind.requests
    assert (asked.seed, asked.threads, asked.start, asked.cold) == (3, 2, None, True)
    assert (cold.features, cold.missing(), cold.version()) == (behind.features, None, "7")


@pytest.mark.parametrize("name", ["cp-sat", "milp"])
def test_a_cold_solve_is_as_exact_and_begins_without_a_plan(name: str) -> None:
    engine = find_engine(name)
    assert engine is not None
    problem = generate_gap("c", 3, 15, 0).to_problem()
    monitor = SolveMonitor(Limits(60.0))
    answer = engine.solve(problem, Request(cold=True), monitor)
    assert (answer.status, answer.objective) == ("optimal", 425)
    # A start would be known before any bound.
    assert answer.trace[0].objective is None


def test_they_are_there_for_the_benchmarks_alone() -> None:
    assert not set(ALONE) & set(engine_names())
    with plugged([]):
        assert set(ALONE) <= set(engine_names())
        for name in ALONE:
            engine = find_engine(name)
            assert engine is not None
            assert engine.name == name
    assert not set(ALONE) & set(available())


def test_suites_ask_for_them_by_name(tmp_path: Path) -> None:
    found = {spec.engine for spec in runs_of(BenchOptions("sparse", Path("nowhere")))}
    assert set(BASELINES) < found
    parts = {spec.engine for spec in runs_of(BenchOptions("ablation", Path("nowhere")))}
    assert parts == {"kernel", *ABLATIONS}
    (record,) = run([gap_run("cp-sat-no-hint", time_limit=60.0)], tmp_path).records
    assert (record.kind, record.status, record.objective) == ("ok", "optimal", 425.0)
