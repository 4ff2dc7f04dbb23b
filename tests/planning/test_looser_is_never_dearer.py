"""No looser standard is printed dearer, however little time the solves of one command have."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest

from draws import SHARE
from odd_shapes import Shape, draw_of_shape
from samehands.model.policy import Policy
from samehands.model.policy_order import relaxes
from samehands.planning import compare_formulations
from samehands.scenarios import frontier
from tiny_agencies import Case, draw_policy

ALL = ("client-based", "team-2", "hybrid", "task-based")
SEEDS = range(200 if SHARE == 1.0 else 4)
LIMIT = 1.5
"""Seconds for all solves of a command, which end few of them."""


def _draw(seed: int) -> Case:
    rng = Random(seed)
    shape = Shape(
        clients=rng.choice([20, 60]),
        workers=rng.choice([3, 6]),
        tasks=rng.choice([60, 150]),
        periods=rng.choice([2, 5, 10]),
        load=rng.choice([0.5, 0.9, 1.3]),
        offices=rng.choice([1, 2]),
    )
    agency = draw_of_shape(rng, shape)
    if rng.random() < 0.5:
        return agency, Policy()
    return agency, draw_policy(rng, agency, "client-based", 0.1)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_a_comparison_never_shows_a_looser_standard_dearer(seed: int) -> None:
    agency, policy = _draw(seed)
    found = compare_formulations(agency, policy, ALL, time_limit=LIMIT, threads=1)
    results = dict(zip(found.names, found.results, strict=True))
    for stricter, looser in ((one, other) for one in ALL for other in ALL if one != other):
        if not relaxes(policy.as_formulation(looser), policy.as_formulation(stricter)):
            continue
        mine, its = results[looser], results[stricter]
        if its.objective is not None:
            assert mine.objective is not None and mine.objective <= its.objective
        if mine.bound is not None:
            assert its.bound is not None and its.bound >= mine.bound


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_a_frontier_never_rises(seed: int) -> None:
    agency, policy = _draw(seed)
    points = frontier(agency, policy, time_limit=LIMIT, threads=1).points
    for stricter, looser in pairwise(points):
        if stricter.objective is not None:
            assert looser.objective is not None and looser.objective <= stricter.objective
        if looser.bound is not None and stricter.status != "infeasible":
            assert stricter.bound is not None and stricter.bound >= looser.bound
