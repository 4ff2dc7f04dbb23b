"""Lexicographic order: against every assignment of tiny agencies, and through the public solve."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import replace
from functools import cache
from math import prod
from random import Random

import numpy as np
import pytest

from draws import draws, share
from plain_problem import every_assignment
from plans import office
from samehands.formulations import Lowered, lower
from samehands.model import InputError, Policy
from samehands.planning import Result, audit_result, compare, solve, stages
from samehands.planning import lexicographic as ordering
from samehands.planning.lexicographic import solve_in_order
from samehands.planning.stages import Stages, Values
from samehands.solver import Event, Finished, SolveOptions, Started
from tiny_agencies import draw_case

SEEDS = draws(60)
PARTS = ("undone", "late", "overtime", "rest")
MOST_ASSIGNMENTS = 150


def _asked(engine: str) -> SolveOptions:
    return SolveOptions(engine=engine, time_limit=None, threads=1)


@cache
def _drawn(seed: int) -> tuple[Lowered, Values | None] | None:
    """Return a question and its best values over all assignments; None where there are too many."""
    lowered = lower(*draw_case(Random(seed)))
    problem = lowered.problem
    if prod(int(pairs) + 1 for pairs in np.diff(problem.pair_start)) > MOST_ASSIGNMENTS:
        return None
    made = Stages(lowered)
    every = (made.values(np.array(x, dtype=np.int64)) for x in every_assignment(problem))
    return lowered, min((values for values in every if values is not None), default=None)


@cache
def _seeds() -> tuple[int, ...]:
    """Return the seeds to draw, and after them those whose optima have a part that is rare."""
    wanted = {part: share(4) for part in PARTS}
    found = list(SEEDS)
    for seed in range(2_000):
        drawn = _drawn(seed)
        best = None if drawn is None else drawn[1]
        parts = [part for part in PARTS if best is not None and getattr(best, part)]
        if seed in SEEDS or any(wanted[part] > 0 for part in parts):
            wanted.update({part: wanted[part] - 1 for part in parts})
            found += [seed] if seed not in SEEDS else []
        if seed >= len(SEEDS) and max(wanted.values()) <= 0:
            break
    return tuple(found)


@pytest.mark.parametrize("name", ["cp-sat", "kernel", "milp"])
def test_each_stage_is_the_least_of_all_assignments(name: str) -> None:
    seen: Counter[str] = Counter()
    for drawn in map(_drawn, _seeds()):
        if drawn is None:
            continue
        lowered, best = drawn
        said = solve_in_order(lowered, _asked(name))
        assert said.status == ("infeasible" if best is None else "optimal")
        if best is None or said.x is None:
            continue
        assert Stages(lowered).values(said.x) == best
        assert said.objective == said.bound == best.rest
        assert all(p.bound is None or p.bound <= best.rest for p in said.trace)
        seen.update(part for part in PARTS if getattr(best, part))
    assert min(seen[part] for part in PARTS) >= share(4)


def test_where_weights_would_be_too_large_the_answer_is_legal_and_claims_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stages, "MOST", 0)
    humble = 0
    for drawn in map(_drawn, _seeds()):
        if drawn is None or drawn[1] is None or not (drawn[1].late or drawn[1].overtime):
            continue
        lowered, best = drawn
        assert best is not None
        said = solve_in_order(lowered, _asked("cp-sat"))
        assert said.x is not None
        values = Stages(lowered).values(said.x)
        assert values is not None
        assert (values.undone, values.late) == (best.undone, best.late)
        assert values >= best
        assert said.bound is None or said.bound <= values.rest
        humble += said.status == "feasible"
    assert humble >= share(2)


def test_a_start_is_never_made_worse_and_no_time_is_an_answer_too() -> None:
    kept = 0
    for drawn in map(_drawn, SEEDS):
        if drawn is None or drawn[1] is None:
            continue
        lowered, best = drawn
        assert best is not None
        x = solve_in_order(lowered, _asked("least-loaded")).x
        if x is None:
            continue
        start = Stages(lowered).values(x)
        assert start is not None
        asked = _asked("cp-sat")
        cancelled = replace(asked, cancel=threading.Event())
        assert cancelled.cancel is not None
        cancelled.cancel.set()
        for options in (cancelled, replace(asked, time_limit=1e-6), asked):
            said = solve_in_order(lowered, options, start=x)
            assert said.x is not None
            values = Stages(lowered).values(said.x)
            assert values is not None
            assert best <= values <= start
            assert said.status in ("feasible", "optimal")
            assert said.status == "feasible" or values == best
        kept += 1
    assert kept >= share(10)


def test_events_begin_and_end_once() -> None:
    events: list[Event] = []
    drawn = next(
        d for d in map(_drawn, _seeds()) if d is not None and d[1] is not None and d[1].rest
    )
    solve_in_order(drawn[0], replace(_asked("cp-sat"), on_event=events.append))
    assert [isinstance(event, Started) for event in events].count(True) == 1
    assert [isinstance(event, Finished) for event in events].count(True) == 1
    assert isinstance(events[-1], Finished)


@pytest.mark.parametrize("engine", ["cp-sat", "kernel", "least-loaded"])
def test_a_result_in_order_is_audited_and_says_so(engine: str) -> None:
    agency, policy = office(), Policy()
    result = solve(agency, policy, engine=engine, order="lexicographic", threads=1)
    assert result.order == "lexicographic"
    stages = ("undone", "late", "overtime")
    rest = sum(cost for part, cost in result.objective_parts.items() if part not in stages)
    assert result.objective == pytest.approx(rest)
    assert result.priced_sum == pytest.approx(sum(result.objective_parts.values()))
    assert result.bound_kind in ("reported", "none")
    assert audit_result(agency, result).is_clean
    again = Result.from_dict(result.to_dict())
    assert (again.order, again.objective) == (result.order, result.objective)
    priced = solve(agency, policy, engine="cp-sat", threads=1)
    assert result.objective_parts["undone"] <= priced.objective_parts["undone"] or (
        engine == "least-loaded"
    )


def test_only_what_can_be_compared_is_compared() -> None:
    ordered = solve(office(), Policy(), order="lexicographic")
    with pytest.raises(InputError, match="lexicographic"):
        compare(ordered, solve(office(), Policy()))
    with pytest.raises(InputError) as error:
        solve(office(), Policy(), order="alphabetic")  # type: ignore[arg-type]
    assert [problem.field for problem in error.value.problems] == ["order"]
    assert ordering.__doc__
