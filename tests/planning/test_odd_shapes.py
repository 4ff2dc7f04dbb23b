"""On anybody's data: in time, never dearer than the greedy rule, and proofs agree."""

from __future__ import annotations

import json
import os
import subprocess
from functools import cache
from pathlib import Path
from random import Random

import pytest

from draws import SHARE
from odd_shapes import HOSTILE, draw_odd_case
from samehands.audit import check
from samehands.model import write
from samehands.planning import solve
from samehands.solver import AUTOMATIC, engine_names
from shell import command
from tiny_agencies import Case
from watched import greedy_cost, is_dearer, run_watched, solve_watched

ENGINES = (AUTOMATIC, *engine_names())
IN_FULL = SHARE == 1.0
LIMITS = (0.1, 1.0, 5.0) if IN_FULL else (0.1,)
CELLS = [(engine, limit, shape) for limit in LIMITS for engine in ENGINES for shape in HOSTILE]
SOME = CELLS if IN_FULL else Random(1).sample(CELLS, 12)
SEEDS, LIMIT = (range(2000), 3.0) if IN_FULL else (range(4), 0.3)
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


@pytest.mark.slow
@pytest.mark.parametrize("shape", HOSTILE if IN_FULL else ["84 periods"])
def test_an_order_of_aims_ends_on_every_shape(shape: str) -> None:
    case, _ = _hostile(shape)
    result = run_watched(lambda: solve(*case, order="lexicographic", time_limit=0.5), 40)
    assert result.plan is None or check(case[0], result.plan) == []


def _caches(place: Path) -> dict[str, Path]:
    """Return where compiled code is kept: nowhere yet, nowhere at all, where nothing is written."""
    file, locked = place / "file", place / "locked"
    file.touch()
    locked.mkdir(mode=0o555)
    return {"fresh": place / "fresh", "none": file, "read-only": locked}


@pytest.mark.slow
@pytest.mark.parametrize("shape", ["unit", "small overload", "intensive"] if IN_FULL else ["toy"])
@pytest.mark.parametrize("engine", ("kernel", "lagrangian", AUTOMATIC) if IN_FULL else ("kernel",))
@pytest.mark.parametrize("cache", ["fresh", "none", "read-only"])
def test_a_plan_is_in_hand_wherever_compiled_code_is_kept(
    cache: str, engine: str, shape: str, tmp_path: Path
) -> None:
    case, greedy = _hostile(shape)
    write(tmp_path / "agency", *case)
    found = _caches(tmp_path)[cache]
    line = command(
        *("solve", tmp_path / "agency", "--engine", engine, "--time-limit", "1", "--json")
    )
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(found)}
    ran = subprocess.run(
        line, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert ran.returncode == 0, ran.stderr
    cost = json.loads(ran.stdout)["objective"]
    assert greedy is None or cost <= greedy
