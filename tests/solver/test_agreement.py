"""Every exact engine finds the same optimum and the same verdict of infeasibility.

``make test`` draws a few dozen problems, ``make fuzz`` thousands of others.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from answers import EXACT, REFERENCE, answer
from differential import Shares, draw_differential, forbidden, unlimited
from draws import draws
from plain_problem import plain_optimum
from samehands.problem import Answer, AssignmentProblem, evaluate
from samehands.solver import RefusedError, Request, find_engine, used_features

ASKED = os.environ.get("SAMEHANDS_FUZZ", "")
FIRST, PROBLEMS = (10_000, int(ASKED)) if ASKED else (0, len(draws(200)))
PART = 250
"""Most problems of one test, so that processes share them."""
SHARE = 0.3
"""Least share of problems that are infeasible if nothing may stay undone, and so on."""

MISJUDGED = (87, 111)
"""Problems on which HiGHS 1.13 with its presolve calls worse assignments optimal."""

NETWORKS = "flow"
"""The engine that serves networks only."""

CBC = "milp:cbc"
"""The engine whose solver, CBC 2.10, calls a dearer assignment optimal now and then: what it costs
shows that, and the engine claims no proof."""

AGREEING = (*EXACT, CBC, NETWORKS)

UNPROVEN = 16_060
"""A problem on which it does, if nothing may stay undone."""

APART = 1_000_003
"""Between the seeds of one problem drawn again and again."""

FEW = 200
"""Most assignments of a problem that are all tried."""


def _ask(name: str, problem: AssignmentProblem, seed: int) -> Answer | None:
    """Return an engine's answer; None where it says that it does not serve the problem."""
    engine = find_engine(name)
    assert engine is not None
    if not used_features(problem) <= engine.features:
        return None
    try:
        return answer(problem, name, Request(seed=seed % 7))
    except RefusedError:
        return None


def _agreed(problem: AssignmentProblem, seed: int) -> tuple[Answer, set[str]]:
    """Return the answer that all engines gave, and which gave one; CBC may give a plan alone."""
    said = {name: _ask(name, problem, seed) for name in AGREEING}
    known = {name: each for name, each in said.items() if each is not None}
    if known[CBC].status == "feasible":
        _check_unproven(known.pop(CBC), known[REFERENCE])
    verdicts = {name: (each.status, each.objective) for name, each in known.items()}
    assert len(set(verdicts.values())) == 1, f"problem {seed}: {verdicts}"
    for name, each in known.items():
        assert each.status in ("optimal", "infeasible"), f"problem {seed}: {name}"
        assert each.status == "infeasible" or each.bound == each.objective
    return known[REFERENCE], set(known)


def _check_unproven(found: Answer, best: Answer) -> None:
    """Check that a plan without a proof claims nothing that is wrong."""
    assert found.objective is not None and best.objective is not None
    assert (found.bound or 0) <= best.objective <= found.objective


def _is_few(problem: AssignmentProblem) -> bool:
    ways = (np.diff(problem.pair_start) + 1.0) ** problem.count
    units = np.prod(problem.slack_limit + 1.0, axis=1).max(initial=1.0)
    return bool(ways.prod() <= FEW and units <= FEW)


def _is_binding(problem: AssignmentProblem) -> bool:
    """Whether the limits and leads of groups change what is best."""
    if not problem.groups:
        return False
    return answer(unlimited(problem)).objective != answer(problem).objective


def _drawn(seed: int) -> AssignmentProblem:
    """Draw a problem; for every third one again until a group binds, or often enough."""
    problem = draw_differential(Random(seed))
    for attempt in range(1, 20 if seed % 3 == 0 else 1):
        if _is_binding(problem):
            break
        problem = draw_differential(Random(seed + attempt * APART))
    return problem


def _counted(shares: Shares, problem: AssignmentProblem, seed: int) -> Shares:
    said, asked = _agreed(problem, seed)
    strict, also = _agreed(forbidden(problem), seed)
    assert {REFERENCE, "milp"} <= asked
    few = _is_few(problem)
    if few:
        assert plain_optimum(problem) == said.objective, f"problem {seed}"
        assert plain_optimum(forbidden(problem)) == strict.objective, f"problem {seed}"
    windows = problem.windows
    flooded = said.x is not None and bool(evaluate(problem, said.x).slacks.any())
    return replace(
        shares,
        problems=shares.problems + 1,
        infeasible=shares.infeasible + (strict.status == "infeasible"),
        binding=shares.binding + _is_binding(problem),
        released=shares.released + (windows is not None and bool(windows.release.any())),
        overflowing=shares.overflowing + flooded,
        limited=shares.limited + bool(len(problem.global_limit)),
        networks=shares.networks + (NETWORKS in asked),
        brute=shares.brute + few,
        unproven=shares.unproven + (CBC not in asked) + (CBC not in also),
    )


@pytest.mark.slow
@pytest.mark.parametrize("first", range(FIRST, FIRST + PROBLEMS, PART))
def test_exact_engines_agree(first: int) -> None:
    shares = Shares()
    for seed in range(first, min(first + PART, FIRST + PROBLEMS)):
        shares = _counted(shares, _drawn(seed), seed)
    sys.stdout.write(f"{shares}\n")
    # Shares of a few problems say little.
    least = SHARE * shares.problems if shares.problems > 100 else 2
    assert min(shares.infeasible, shares.binding, shares.released) >= least
    assert shares.networks >= shares.problems // 50
    assert min(shares.overflowing, shares.limited, shares.brute) >= least / 2
    assert shares.unproven <= 1 + shares.problems // 100


def test_a_wrong_proof_of_cbc_is_not_passed_on() -> None:
    problem = forbidden(_drawn(UNPROVEN))
    found, best = answer(problem, CBC), answer(problem)
    assert best.objective == plain_optimum(problem)
    _check_unproven(found, best)
    assert (found.status == "optimal") == (found.bound == best.objective)


@pytest.mark.parametrize("seed", MISJUDGED)
def test_engines_agree_where_presolve_misjudges(seed: int) -> None:
    _, asked = _agreed(draw_differential(Random(seed)), seed)
    assert {REFERENCE, "milp", CBC} <= asked
