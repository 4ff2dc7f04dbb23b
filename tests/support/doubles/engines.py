"""An engine of a user's own, in a few lines: block by block on trial, kept if that is cheaper."""

from __future__ import annotations

import numpy as np

from samehands.problem import Answer, AssignmentProblem, Ints, Limit, evaluate
from samehands.solver import Engine, Feature, Request, SolveMonitor


class Toy(Engine):
    """Gives every group or single item to the first agent with whom the whole gets cheaper."""

    name = "toy"
    features = frozenset(Feature) - {Feature.COUNTS, Feature.OPEN_PRICES}

    def missing(self) -> str | None:
        """Return None: it needs nothing."""
        return None

    def version(self) -> str:
        """Return a version."""
        return "1"

    def solve(self, problem: AssignmentProblem, request: Request, monitor: SolveMonitor) -> Answer:
        """See ``Engine.solve``."""
        x: Ints = np.zeros(problem.pairs, dtype=np.int64)
        best = evaluate(problem, x).objective
        single = problem.groups + np.arange(problem.items)
        block = np.where(problem.group < 0, single, problem.group)[problem.pair_item]
        for number, agent in np.unique(np.column_stack([block, problem.pair_agent]), axis=0):
            tried = np.where((block == number) & (problem.pair_agent == agent), 1, x)
            objective = evaluate(problem, tried).objective
            if objective is not None and (best is None or objective < best):
                x, best = tried, objective
                monitor.new_incumbent(best)
            if monitor.limits.is_over():
                break
        limit: Limit = "time" if monitor.limits.is_over() else "none"
        limit = "interrupted" if monitor.limits.cancel.is_set() else limit
        if best is None:
            return Answer("no_plan", limit, None, None, None, monitor.trace)
        monitor.new_incumbent(best)
        return Answer("feasible", limit, x, best, None, monitor.trace)
