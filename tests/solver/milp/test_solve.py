"""HiGHS, CBC and any other solver through PuLP: optima, truthful ends, and a start that counts."""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import replace
from functools import cache
from random import Random

import numpy as np
import pulp  # type: ignore[import-untyped]
import pytest

from answers import answer
from drawn_problems import draw_problem
from draws import draws, share
from plain_problem import plain_optimum
from samehands.benchmarks.instances.drawn import generate_gap
from samehands.problem import AssignmentProblem, evaluate
from samehands.solver import Event, Incumbent, Limits, Request, SolveMonitor, find_engine, milp, run
from samehands.solver.milp import Milp, milp_named, modeller
from samehands.solver.milp.model import Settings, build

PROBLEMS = len(draws(200))


@cache
def _drawn(seed: int) -> tuple[AssignmentProblem, int | None]:
    problem = draw_problem(Random(1_000_000 + seed))
    return problem, plain_optimum(problem)


@cache
def _hard() -> AssignmentProblem:
    """Return a problem with a bound at once and a proof in hours."""
    return generate_gap("d", 10, 100, 0).to_problem()


@pytest.mark.parametrize("solver", ["highs", "cbc"])
def test_the_whole_problem_has_the_optimum_of_all_assignments(solver: str) -> None:
    used: Counter[str] = Counter()
    for seed in range(PROBLEMS if solver == "highs" else PROBLEMS // 4):
        problem, optimum = _drawn(seed)
        said = Milp(solver).solve(problem, Request(), SolveMonitor(Limits()))
        assert said.status == ("infeasible" if optimum is None else "optimal")
        assert said.objective == optimum
        assert said.bound == optimum or optimum is None
        used["infeasible"] += optimum is None
        used["windows"] += problem.windows is not None
        used["leads"] += bool((problem.group_lead >= 0).any())
        used["joins"] += bool((problem.join_profile >= 0).any() or problem.join_price.any())
        used["open"] += bool(problem.open_price.any())
        used["counts"] += bool((problem.count > 1).any())
    assert min(used.values()) >= share(15 if solver == "highs" else 3)


def test_constraint_programming_and_linear_programming_agree() -> None:
    for seed in range(PROBLEMS // 4):
        problem, optimum = _drawn(seed)
        assert answer(problem, "milp").objective == answer(problem).objective == optimum


def test_a_solver_known_by_its_pulp_name_alone_is_believed_what_is_certain(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(modeller, "known_solvers", lambda: {"other": "HiGHS"})
    assert Milp("other").missing() is None
    proven = 0
    for seed in range(40):
        problem, optimum = _drawn(seed)
        said = Milp("other").solve(problem, Request(), SolveMonitor(Limits()))
        assert said.objective == optimum
        assert said.status == ("infeasible" if optimum is None else "optimal")
        loose = Milp("other").solve(problem, Request(), SolveMonitor(Limits(gap=0.9)))
        assert loose.status in ("optimal", "feasible", "no_plan")
        assert loose.status != "optimal" or loose.objective == optimum
        proven += optimum is not None
    assert proven >= 20


def test_a_time_limit_is_no_optimum_and_its_bound_is_the_solvers() -> None:
    problem = _hard()
    said = Milp().solve(problem, Request(), SolveMonitor(Limits(seconds=2.0)))
    assert (said.status, said.limit) == ("feasible", "time")
    assert said.x is not None
    assert said.objective == evaluate(problem, said.x).objective
    assert said.objective is not None
    assert said.bound is not None
    assert 0.8 * said.objective < said.bound < said.objective


@pytest.mark.parametrize("solver", ["highs", "cbc"])
def test_a_cancel_stops_the_solver_in_the_middle(solver: str) -> None:
    limits = Limits()

    def listen(event: Event) -> None:
        if isinstance(event, Incumbent):
            limits.cancel.set()

    # CBC tells nothing on its way.
    timer = threading.Timer(3.0 if solver == "cbc" else 60.0, limits.cancel.set)
    timer.start()
    began = time.process_time()
    said = Milp(solver).solve(_hard(), Request(), SolveMonitor(limits, listen))
    timer.cancel()
    assert time.process_time() - began < 15
    assert (said.status, said.limit) == ("feasible", "interrupted")


def test_an_unknown_solver_that_does_not_stop_is_left_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(modeller, "known_solvers", lambda: {"other": "HiGHS"})
    limits = Limits(seconds=6.0)
    timer = threading.Timer(0.5, limits.cancel.set)
    timer.start()
    began = time.process_time()
    said = Milp("other").solve(_hard(), Request(), SolveMonitor(limits))
    timer.join()
    assert time.process_time() - began < 5
    assert said.limit == "interrupted"


def test_an_unknown_solver_that_forgets_its_time_limit_is_left_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hung = threading.Event()

    def hang(program: object, solver: object) -> bool:
        return hung.wait(60.0)

    monkeypatch.setattr(modeller, "known_solvers", lambda: {"other": "HiGHS"})
    monkeypatch.setattr(pulp.LpProblem, "solve", hang)
    said = Milp("other").solve(_hard(), Request(), SolveMonitor(Limits(seconds=1.0)))
    hung.set()
    assert said.limit == "time"
    assert "left to itself" in said.detail


def test_the_start_is_where_the_solver_begins() -> None:
    problem = _hard()
    first = Milp().solve(problem, Request(), SolveMonitor(Limits(seconds=3.0)))
    monitor = SolveMonitor(Limits(seconds=2.0))
    again = Milp().solve(problem, Request(start=first.x), monitor)
    assert first.objective is not None
    assert again.objective is not None
    assert monitor.trace[0].objective == first.objective
    assert again.objective <= first.objective


def test_solvers_are_found_by_name_and_missing_ones_have_a_remedy() -> None:
    same = [milp_named(name) for name in ("milp", "milp:highs", "milp:HiGHS")]
    assert [engine and (engine.name, engine.solver) for engine in same] == [("milp", "highs")] * 3
    cbc = find_engine("milp:CBC")
    assert cbc is not None
    assert cbc.name == "milp:cbc"
    assert "PuLP" in cbc.version()
    for name in ("milp:", "milp:nobody", "cp-sat:cbc", "milpcbc"):
        assert find_engine(name) is None
    absent = find_engine("milp:mosek")
    assert absent is not None
    says = absent.missing()
    assert says is not None
    assert "mosek" in says
    assert "HiGHS" in says


@pytest.mark.parametrize("solver", ["highs", "cbc"])
def test_work_is_counted_in_nodes_and_gives_the_same_twice(solver: str) -> None:
    problem = generate_gap("d", 5, 40, 0).to_problem()
    one, other = (
        Milp(solver).solve(problem, Request(), SolveMonitor(Limits(seconds=60.0, work=2.0)))
        for _ in range(2)
    )
    assert (one.status, one.limit) == ("feasible", "work")
    assert one.objective == other.objective


def test_a_gap_ends_the_solve_early() -> None:
    engine = find_engine("milp")
    assert engine is not None
    said = run(engine, _hard(), Request(), SolveMonitor(Limits(seconds=60.0, gap=0.1)))
    assert (said.status, said.limit) == ("feasible", "gap")


@pytest.mark.parametrize("solver", ["highs", "cbc"])
@pytest.mark.parametrize("has_start", [False, True])
def test_where_nothing_has_a_price_the_dummy_of_pulp_is_passed_over(
    solver: str, has_start: bool
) -> None:
    problem = next(each for each, optimum in map(_drawn, range(40)) if optimum)
    model = build(problem)
    free = replace(
        model, objective=replace(model.objective, price=np.zeros_like(model.objective.price))
    )
    x = Milp(solver).solve(problem, Request(), SolveMonitor(Limits())).x
    assert x is not None
    start = model.variables.values_of(x) if has_start else None
    settings = Settings(Limits(), 1, 0, 0.99, lambda values: None, lambda bound: None)
    said = modeller.solve_with(solver, free, start, settings)
    assert said.ending == "optimal"
    assert said.values is not None
    assert len(said.values) == model.variables.columns
    found = np.rint(said.values[: problem.pairs]).astype(np.int64)
    assert evaluate(problem, found).objective is not None


@pytest.mark.parametrize("solver", ["highs", "cbc"])
@pytest.mark.parametrize("steps", [0, 5, 60, 150])
def test_building_gives_up_when_the_limits_are_reached(solver: str, steps: int) -> None:
    class Cancelled(threading.Event):
        """Set from the so many-th look on."""

        left = steps

        def is_set(self) -> bool:
            self.left -= 1
            return self.left < 0

    model = build(generate_gap("c", 5, 20, 0).to_problem())
    settings = Settings(Limits(cancel=Cancelled()), 1, 0, 0.99, lambda x: None, lambda b: None)
    said = modeller.solve_with(solver, model, None, settings)
    assert (said.ending, said.values) == ("stopped", None)


def test_too_many_pairs_for_a_time_limit_are_not_built(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = _hard()
    first = Milp().solve(problem, Request(), SolveMonitor(Limits(gap=0.5)))
    monkeypatch.setattr(milp, "MOST_PAIRS", problem.pairs - 1)
    monkeypatch.delattr(milp, "build")
    said = Milp().solve(problem, Request(start=first.x), SolveMonitor(Limits(seconds=60.0)))
    assert (said.status, said.limit) == ("feasible", "time")
    assert said.objective == first.objective
    assert f"{problem.pairs} pairs" in said.detail


def test_the_number_of_threads_may_differ_from_that_of_the_solve_before() -> None:
    """HiGHS keeps its threads from solve to solve, whoever asked for them."""
    problem = next(p for p in map(draw_problem, map(Random, range(99))) if answer(p).objective)
    expected = answer(problem, "milp", Request(threads=1)).objective
    for threads in (2, 1):
        said = answer(problem, "milp", Request(threads=threads))
        assert (said.status, said.objective) == ("optimal", expected)
