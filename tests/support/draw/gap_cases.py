"""Generalised assignment problems for tests: the published files, and tiny ones."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import strategies as st

from samehands.benchmarks.instances.gap import GapInstance

GAP = Path(__file__).parents[4] / "shared" / "data" / "gap"
"""The published files, where they are."""

needs_gap = pytest.mark.skipif(
    not GAP.is_dir(), reason="the published GAP files are not beside the repository"
)

TINY = "2 3\n 1 2 3\n 4 5 6\n 2 2 2\n 3 1 2\n 4 3\n"
"""Two agents and three jobs; the cheapest assignment that fits is 0, 1, 0 of cost 9."""


def tiny() -> GapInstance:
    """Return the instance of ``TINY``."""
    return gap([[1, 2, 3], [4, 5, 6]], [[2, 2, 2], [3, 1, 2]], [4, 3])


def gap(costs: list[list[int]], loads: list[list[int]], capacities: list[int]) -> GapInstance:
    """Return an instance of lists."""
    arrays = [np.array(numbers, dtype=np.int64) for numbers in (costs, loads, capacities)]
    return GapInstance("tiny", *arrays)


def cheapest(instance: GapInstance) -> int | None:
    """Return the least cost by trying every assignment; None if none fits."""
    best: int | None = None
    for agents in product(range(instance.agents), repeat=instance.jobs):
        left = instance.capacities.tolist()
        cost = 0
        for job, agent in enumerate(agents):
            left[agent] -= int(instance.loads[agent, job])
            cost += int(instance.costs[agent, job])
        if min(left) >= 0 and (best is None or cost < best):
            best = cost
    return best


@st.composite
def instances(draw: st.DrawFn) -> GapInstance:
    """Draw instances of at most three agents and four jobs, tight and loose, costs of any sign."""
    agents, jobs = draw(st.integers(1, 3)), draw(st.integers(1, 4))

    def matrix(low: int, high: int) -> st.SearchStrategy[list[list[int]]]:
        row = st.lists(st.integers(low, high), min_size=jobs, max_size=jobs)
        return st.lists(row, min_size=agents, max_size=agents)

    capacities = st.lists(st.integers(0, 12), min_size=agents, max_size=agents)
    return gap(draw(matrix(-5, 20)), draw(matrix(0, 6)), draw(capacities))


def draw_gap(seed: int, agents: int = 3, jobs: int = 8) -> GapInstance:
    """Draw a tight instance."""
    rng = Random(seed)
    loads = [[rng.randint(2, 9) for _ in range(jobs)] for _ in range(agents)]
    costs = [[12 - load + rng.randint(0, 4) for load in row] for row in loads]
    total = sum(min(row[job] for row in loads) for job in range(jobs))
    return gap(costs, loads, [total // agents + 6] * agents)
