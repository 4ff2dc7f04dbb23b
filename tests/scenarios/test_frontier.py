"""The continuity frontier."""

from __future__ import annotations

import polars as pl
import pytest

from agencies import agency
from answers import optimum
from samehands.model.errors import InputError
from samehands.model.instance import Instance
from samehands.model.plan import Plan
from samehands.model.policy import Policy
from samehands.scenarios.frontier import frontier, owner_share
from samehands.solver import SolveOptions

QUICK = SolveOptions(engine="kernel", time_limit=300, threads=1)


def test_each_k_costs_its_optimum_with_bundle_integrity_alike() -> None:
    toy = agency("toy")
    found = frontier(toy, Policy(), (1, 2, "unlimited"), options=QUICK)
    costs = [point.objective for point in found.points]
    pooled = Policy().as_formulation("task-based").model_copy(update={"skills": Policy().skills})
    policies = (Policy(), Policy().as_formulation("team-2"), pooled)
    for cost, policy in zip(costs, policies, strict=True):
        least = optimum(toy, policy)
        assert least is not None and cost == least / 1000
    assert found.elbow.at == 1 and found.elbow.is_sure


def test_a_wrong_k_is_refused() -> None:
    with pytest.raises(InputError):
        frontier(agency("toy"), Policy(), (0, 1), options=QUICK)


def _share_kept(instance: Instance, plan: Plan, counted: int) -> float:
    today = instance.clients.select(pl.col("id").alias("client"), today="worker")
    frame = (
        instance.tasks.select(pl.col("id").alias("task"), "client")
        .join(plan.assignments, on="task")
        .join(today, on="client")
    )
    return frame.filter(pl.col("worker") == pl.col("today")).height / counted


def test_the_share_by_todays_owner_is_kept_and_costs_more_the_higher_it_is() -> None:
    toy = agency("toy")
    found = owner_share(toy, Policy(), (0.0, 1.0, 0.9), options=QUICK)
    assert [point.value for point in found.points] == [1.0, 0.9, 0.0]
    for point in found.points:
        assert point.plan is not None and point.status == "optimal"
        assert _share_kept(toy, point.plan, found.counted) >= float(point.value)
    costs = [point.objective or 0.0 for point in found.points]
    assert costs == sorted(costs, reverse=True) and costs[0] > costs[-1]


def test_a_share_that_cannot_be_had_is_infeasible() -> None:
    toy = agency("toy")
    idle = toy.workers.with_columns(minutes=pl.col("minutes").list.eval(pl.element() * 0))
    nobody = Instance(toy.clients, idle, toy.tasks, toy.calendar)
    found = owner_share(nobody, Policy(), (1.0, 0.0), options=QUICK)
    assert [point.status for point in found.points] == ["infeasible", "optimal"]
    assert found.elbow.at is None
    with pytest.raises(InputError):
        owner_share(toy, Policy(), (1.5,), options=QUICK)
