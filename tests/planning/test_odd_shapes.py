"""On anybody's data: in time, never dearer than the greedy rule, and proofs agree."""

from __future__ import annotations

from functools import cache
from random import Random

import pytest

from draws import SHARE
from odd_shapes import HOSTILE, draw_odd_case
from samehands.solver import AUTOMATIC, engine_names
from tiny_agencies import Case
from watched import greedy_cost, is_dearer, solve_watched

ENGINES = (AUTOMATIC, *engine_names())
IN_FULL = SHARE == 1.0
LIMITS = (0.1, 1.0, 5.0) if IN_FULL else (0.1,)
CELLS = [(engine, limit, shape) for limit in LIMITS for engine in ENGINES for shape in HOSTILE]
SOME = CELLS if IN_FULL else Random(1).sample(CELLS, 16)
SEEDS, LIMIT = (range(2000), 3.0) if IN_FULL else (range(6), 0.3)
PROVEN = ("optimal", "infeasible")


@cache
def _hostile(shape: str) -> tuple[Case, float | None]:
    case = HOSTILE[shape]()
    return case, greedy_cost(case)


@pytest.mark.slow
@pytest.mark.parametrize(("engine", "limit", "shape"), SOME)
def test_no_shape_is_too_odd(engine: str, limit: float, shape: str) -> None:
    case, greedy = _hostile(shape)
    watched = solve_watched(case, engine, limit)
    assert not is_dearer(watched.result, greedy)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_drawn_shapes_are_solved_in_time_and_proofs_agree(seed: int) -> None:
    case = draw_odd_case(Random(seed))
    greedy = greedy_cost(case)
    found = {engine: solve_watched(case, engine, LIMIT).result for engine in ENGINES}
    assert [engine for engine, result in found.items() if is_dearer(result, greedy)] == []
    known = [result for result in found.values() if result is not None]
    proven = {(each.status, each.objective) for each in known if each.status in PROVEN}
    assert len(proven) <= 1, {engine: result.status for engine, result in found.items() if result}
    costs = [each.objective for each in known if each.objective is not None]
    bounds = [each.bound for each in known if each.bound is not None]
    assert not (costs and bounds) or max(bounds) <= min(costs)
    assert not costs or all(each.status != "infeasible" for each in known)
