"""What every engine keeps, those of the library and one of a user's own."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from functools import cache
from random import Random

import numpy as np
import pytest

from agencies import agency
from answers import EXACT
from drawn_networks import draw_network, networkx_optimum
from drawn_problems import draw_assignment, draw_problem
from draws import draws, share
from engines import Toy
from plain_problem import plain_optimum
from samehands.formulations import lower
from samehands.model.policy import Policy
from samehands.problem import Answer, AssignmentProblem, Ints, evaluate
from samehands.solver import (
    Bound,
    Built,
    Engine,
    Event,
    Feature,
    Finished,
    Incumbent,
    Limits,
    RefusedError,
    Request,
    SolveMonitor,
    Started,
    check_engine,
    engine_names,
    find_engine,
    registered,
    run,
    used_features,
)

ENGINES = (*engine_names(), "toy")
GAPS = (*EXACT, "flow")
PROVING = (*GAPS, "milp:cbc")
"""CBC proves an optimum, but does not say how far it is from one."""
AT_THE_END = ("least-loaded", "flow")
"""Engines that have their only assignment when they have finished."""
SEEDS = [*draws(150), 338, 907, 980]
"""The last three are problems on which a bound was once false or missing."""


@pytest.fixture(autouse=True)
def toy() -> Iterator[None]:
    """Register the engine of a user's own."""
    with registered(Toy()):
        yield


def _engine(name: str) -> Engine:
    engine = find_engine(name)
    assert engine is not None
    return engine


@cache
def _drawn(seed: int) -> tuple[AssignmentProblem, int | None]:
    """Return a small problem and its optimum over all assignments."""
    problem = draw_problem(Random(seed))
    return problem, plain_optimum(problem)


@cache
def _drawn_network(seed: int) -> tuple[AssignmentProblem, int | None]:
    """Return a small network and its optimum."""
    drawn = draw_network(Random(seed), 4)
    return drawn.problem, networkx_optimum(drawn)


@cache
def _unit(formulation: str) -> AssignmentProblem:
    """Return a problem that no engine solves at once."""
    return lower(agency("unit"), Policy().as_formulation(formulation)).problem


@cache
def _large_network() -> AssignmentProblem:
    """Return a network that is not solved in a hundredth of a second."""
    return draw_network(Random(0), 300, 1000).problem


def _long(name: str, formulation: str) -> AssignmentProblem:
    """Return a problem that an engine does not solve at once."""
    return _large_network() if name == "flow" else _unit(formulation)


def _served(name: str, seeds: list[int] = SEEDS) -> Iterator[tuple[AssignmentProblem, int | None]]:
    """Yield the drawn problems all of whose parts an engine serves."""
    for seed in seeds:
        problem, optimum = _drawn_network(seed) if name == "flow" else _drawn(seed)
        try:
            check_engine(_engine(name), problem)
        except RefusedError:
            continue
        yield problem, optimum


def _ask(
    name: str,
    problem: AssignmentProblem,
    limits: Limits | None = None,
    start: Ints | None = None,
    threads: int = 1,
) -> Answer:
    return run(_engine(name), problem, Request(0, threads, start), SolveMonitor(limits or Limits()))


def _check(problem: AssignmentProblem, said: Answer, optimum: int | None) -> None:
    """Assert that an answer is legal, that its bound holds and that its status is the truth."""
    if said.x is None:
        assert said.status in ("infeasible", "no_plan")
        assert said.objective is None
    else:
        assert said.status in ("optimal", "feasible")
        assert said.objective == evaluate(problem, said.x).objective
        assert optimum is not None
        assert said.objective is not None
        assert said.objective >= optimum
    if said.bound is not None and optimum is not None:
        assert said.bound <= optimum
    if said.status == "optimal":
        assert said.objective == said.bound == optimum
    if said.status == "infeasible":
        assert optimum is None
        assert said.bound is None
    if said.status in ("optimal", "infeasible"):
        assert said.limit == "none"


@pytest.mark.parametrize("name", ENGINES)
def test_answers_are_legal_and_truthful(name: str) -> None:
    seen: Counter[str] = Counter()
    for problem, optimum in _served(name):
        said = _ask(name, problem)
        _check(problem, said, optimum)
        seen[said.status] += 1
        if name in PROVING:
            assert said.status == ("infeasible" if optimum is None else "optimal")
    assert sum(seen.values()) >= share(40)
    assert seen["optimal" if name in PROVING else "feasible"] >= share(25)


@pytest.mark.parametrize("name", ENGINES)
def test_any_start_does_no_harm(name: str) -> None:
    for problem, optimum in _served(name, SEEDS[:60]):
        start = draw_assignment(Random(problem.pairs), problem)
        _check(problem, _ask(name, problem, start=start), optimum)


@pytest.mark.parametrize("name", PROVING)
def test_a_legal_start_is_never_lost(name: str) -> None:
    kept = 0
    for problem, optimum in _served(name, SEEDS[:80]):
        start = draw_assignment(Random(problem.pairs), problem)
        cost = evaluate(problem, start).objective
        if cost is None:
            continue
        kept += 1
        cancelled = Limits()
        cancelled.cancel.set()
        for limits in (Limits(), Limits(seconds=1e-6), cancelled):
            said = _ask(name, problem, limits, start)
            _check(problem, said, optimum)
            assert said.objective is not None
            assert said.objective <= cost
    assert kept >= share(10)


@pytest.mark.parametrize("formulation", ["client-based", "task-based"])
@pytest.mark.parametrize("name", ENGINES)
def test_no_time_at_all_is_an_answer_too(name: str, formulation: str) -> None:
    problem = _long(name, formulation)
    began = time.process_time()
    said = _ask(name, problem, Limits(seconds=0.01))
    assert time.process_time() - began < 5
    # The greedy rule ends, because a half of it is worth nothing.
    ended = [("none", "feasible")] if name == "least-loaded" else []
    assert (said.limit, said.status) in [("time", "feasible"), ("time", "no_plan"), *ended]
    if said.x is not None:
        assert said.objective == evaluate(problem, said.x).objective
        assert said.objective is not None
        assert said.bound is None or said.bound <= said.objective


@pytest.mark.parametrize("name", ENGINES)
def test_a_cancelled_solve_keeps_the_best_assignment(name: str) -> None:
    problem, limits = _long(name, "client-based"), Limits()
    events: list[Event] = []

    def listen(event: Event) -> None:
        events.append(event)
        if isinstance(event, Incumbent):
            limits.cancel.set()

    began = time.process_time()
    said = run(_engine(name), problem, Request(threads=1), SolveMonitor(limits, listen))
    assert time.process_time() - began < 15
    assert said.limit == ("none" if name in AT_THE_END else "interrupted")
    assert said.status == ("optimal" if name == "flow" else "feasible")
    assert said.x is not None
    found = [event.objective for event in events if isinstance(event, Incumbent)]
    assert said.objective == min(found) == evaluate(problem, said.x).objective


@pytest.mark.parametrize("name", ENGINES)
def test_a_solve_cancelled_before_it_begins_ends_at_once(name: str) -> None:
    problem, limits = _long(name, "task-based"), Limits()
    limits.cancel.set()
    began = time.process_time()
    said = _ask(name, problem, limits)
    assert time.process_time() - began < 5
    assert said.limit == "interrupted"
    assert said.status in ("feasible", "no_plan")


class _Listener:
    """Collects events, and whether two of them ever came at once."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.overlapped = False
        self._busy = threading.Lock()

    def __call__(self, event: Event) -> None:
        if not self._busy.acquire(blocking=False):
            self.overlapped = True
            return
        time.sleep(0.001)
        self.events.append(event)
        self._busy.release()


@pytest.mark.parametrize("name", ENGINES)
def test_events_come_in_order_and_one_at_a_time(name: str) -> None:
    problem, listener = _long(name, "task-based"), _Listener()
    limits = Limits(seconds=2.0)
    said = run(_engine(name), problem, Request(threads=2), SolveMonitor(limits, listener))
    events = listener.events
    first, second, *between, last = events
    assert not listener.overlapped
    assert isinstance(first, Started)
    assert first.engine == name
    assert isinstance(second, Built)
    assert (second.items, second.pairs) == (problem.items, problem.pairs)
    assert isinstance(last, Finished)
    assert (last.status, last.limit) == (said.status, said.limit)
    seconds = [event.seconds for event in events]
    assert seconds == sorted(seconds)
    found = [event.objective for event in between if isinstance(event, Incumbent)]
    proved = [event.bound for event in between if isinstance(event, Bound)]
    assert found == sorted(set(found), reverse=True)
    assert proved == sorted(set(proved))
    assert said.objective == found[-1]
    assert said.bound == (proved[-1] if proved else None)
    told = [
        (event.seconds, event.objective, event.bound)
        for event in between
        if isinstance(event, Incumbent | Bound)
    ]
    assert len(told) == len(between)
    assert told == [(point.seconds, point.objective, point.bound) for point in said.trace]


@pytest.mark.parametrize("name", ENGINES)
def test_engines_print_nothing(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    for problem, _ in _served(name, SEEDS[:10]):
        _ask(name, problem, threads=2)
    _ask(name, _long(name, "task-based"), Limits(seconds=0.3), threads=2)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", ENGINES)
def test_the_same_seed_gives_the_same_assignment(name: str) -> None:
    for problem, _ in _served(name, SEEDS[:20]):
        one, other = _ask(name, problem), _ask(name, problem)
        assert (one.status, one.objective) == (other.status, other.objective)
        if one.x is not None and other.x is not None:
            assert np.array_equal(one.x, other.x)


@pytest.mark.parametrize("name", GAPS)
def test_a_gap_is_kept_and_never_called_optimal(name: str) -> None:
    for problem, optimum in _served(name, SEEDS[:80]):
        said = _ask(name, problem, Limits(gap=0.5))
        _check(problem, said, optimum)
        if said.status == "feasible":
            assert said.limit == "gap"
            assert said.objective is not None
            assert said.bound is not None
            assert said.objective - said.bound <= 0.5 * max(said.objective, 1)


@pytest.mark.parametrize("name", ENGINES)
def test_what_an_engine_does_not_serve_is_refused_by_name(name: str) -> None:
    refused: set[Feature] = set()
    for seed in SEEDS:
        problem = _drawn(seed)[0]
        beyond = used_features(problem) - _engine(name).features
        if beyond:
            listener = _Listener()
            with pytest.raises(RefusedError) as error:
                run(_engine(name), problem, Request(), SolveMonitor(Limits(), listener))
            assert name in str(error.value)
            assert all(feature in str(error.value) for feature in beyond)
            assert listener.events == []
            refused |= beyond
    assert refused == frozenset(Feature) - _engine(name).features


def test_every_engine_that_proves_is_there() -> None:
    assert set(engine_names()) - set(PROVING) <= {"least-loaded", "lagrangian", "toy"}
    assert set(PROVING) <= set(engine_names())


@pytest.mark.parametrize("name", ENGINES)
def test_an_engine_names_itself(name: str) -> None:
    engine = _engine(name)
    assert engine.name == name
    assert engine.version()
    assert engine.missing() is None
