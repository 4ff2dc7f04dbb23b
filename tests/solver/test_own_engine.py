"""An engine of thirty lines, registered by its user, on agencies of every size."""

from __future__ import annotations

import numpy as np
import pytest

from agencies import agency
from draws import SHARE
from samehands.model import Policy
from samehands.planning import solve
from samehands.planning.result import require_plan
from samehands.problem import Answer, AssignmentProblem, evaluate
from samehands.solver import Engine, Feature, Request, SolveMonitor, registered


class RoundRobin(Engine):
    """Agents in turn, bound items with their lead; what does not fit its agent is left."""

    name = "round-robin"
    features = frozenset({Feature.LEADS, Feature.GROUPS, Feature.WINDOWS, Feature.SLACKS})

    def missing(self) -> str | None:
        """Return None: it needs nothing."""
        return None

    def version(self) -> str:
        """Return a version."""
        return "1"

    def solve(self, problem: AssignmentProblem, request: Request, monitor: SolveMonitor) -> Answer:
        """See ``Engine.solve``."""
        choices = np.diff(problem.pair_start)
        block = np.where(problem.group >= 0, problem.group_lead[problem.group], -1)
        block = np.where(block >= 0, block, np.arange(problem.items))
        pick = problem.pair_start[:-1] + np.arange(problem.items) % np.maximum(choices, 1)
        agent = np.where(choices > 0, problem.pair_agent[pick], -1)[block]
        x = (problem.pair_agent == agent[problem.pair_item]).astype(np.int64)
        used, left = np.zeros_like(problem.capacity), np.zeros(problem.items, dtype=np.bool_)
        for pair in np.flatnonzero(x):
            at, item = problem.pair_agent[pair], problem.pair_item[pair]
            rows, amount = problem.row_profiles.row(int(problem.pair_profile[pair]))
            after = used[at, rows] + amount
            if left[block[item]] or (after > problem.most[at, rows]).any():
                x[pair], left[item] = 0, True
            else:
                used[at, rows] = after
        objective = evaluate(problem, x).objective
        return Answer("feasible" if objective else "no_plan", "none", x, objective, None)


@pytest.mark.slow
# Without a limit a unit takes seconds, an office a minute: they have their turn where all is drawn.
@pytest.mark.parametrize("size", ["toy", *(["unit", "office"] if SHARE == 1.0 else [])])
def test_it_solves_what_the_others_solve(size: str) -> None:
    instance = agency(size)
    with registered(RoundRobin()):
        result = solve(instance, Policy(), engine="round-robin", time_limit=None)
    assert (result.status, result.engine) == ("feasible", "round-robin")
    assert result.bound_kind in ("certified", "none")
    assert require_plan(result).assignments["worker"].null_count() < instance.tasks.height / 2
    greedy = solve(instance, Policy(), engine="least-loaded", time_limit=None)
    assert result.objective is not None
    assert greedy.objective is not None
    assert result.objective <= greedy.objective
