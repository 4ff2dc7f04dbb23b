"""Workload of a plan worked by hand."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from measured import client_of, instance_of, office, only, plan_of, shared_plan, worker_of
from samehands.metrics import Metrics, measure
from samehands.model.policy import Policy
from samehands.model.sections import Caseload


@pytest.fixture(scope="module")
def shared() -> Metrics:
    weights = {"P": 2.0, "Q": 0.5}
    return measure(office(), shared_plan(Policy(caseload=Caseload(cap=4, weights=weights))))


# A works 40 + 30 + 60 + 15 = 145 of 400, 110 of them in period 0; B 30 + 5 + 5 = 40 of 100, 5 of
# them in period 3 without regular minutes; C has no regular minutes.
@pytest.mark.parametrize(
    ("name", "value", "n"),
    [
        ("utilisation_mean", (145 / 400 + 40 / 100) / 2, 2),
        ("utilisation_p90", 40 / 100, 2),
        ("utilisation_max", 40 / 100, 2),
        ("workers_over_85", 0, 2),
        ("workers_over_100", 0, 2),
        ("overtime_minutes", 10 + 5, 3),
        ("missing_minutes", 25 + 15, 6),
        ("fte_missing", 40 / (6960 * 4 / 21), 6),
        ("minutes_worked", 145 + 40, 3),
        ("fte_worked", 185 / (6960 * 4 / 21), 3),
        ("transfer_minutes", 15, 3),
        ("handoff_minutes", 10, 3),
        ("extra_minutes", 10, 6),  # 30 instead of 20 minutes for t3
        ("clients_owned_mean", 3 / 3, 3),
        ("clients_owned_max", 3, 3),
        ("new_clients_mean", 1 / 3, 3),  # A takes over c2
        ("new_clients_max", 1, 3),
        ("caseload_mean", 5 / 3, 3),  # A owns c1 and c2 of 2 + 0.5 each, and c4 of 0
        ("caseload_max", 5, 3),
        ("caseload_of_cap_max", 5 / 4, 3),
        # The mean of the tasks of c1 and c2 is 88, of which A has 400 of 500 minutes' share.
        ("standing_minutes_max", 2 * 88, 3),
        ("standing_of_fair_share_max", 2 * 88 / (2 * 88 * 4 / 5), 2),
    ],
)
def test_by_hand(shared: Metrics, name: str, value: float, n: int) -> None:
    assert shared.value(name) == pytest.approx(value)
    assert shared.get(name).n == n


def test_a_caseload_is_measured_against_the_share_of_the_cap() -> None:
    some = replace(
        office(), workers=office().workers.with_columns(caseload_share=pl.Series([0.5, None, 0.0]))
    )
    metrics = measure(some, shared_plan(Policy(caseload=Caseload(cap=4))))
    # A owns three clients, of two that half a cap allows; C with no share is not measured.
    assert metrics.value("caseload_of_cap_max") == 3 / 2
    assert metrics.get("caseload_of_cap_max").n == 2


def test_without_weights_every_client_weighs_one() -> None:
    metrics = measure(office(), shared_plan())
    assert metrics.value("caseload_max") == metrics.value("clients_owned_max") == 3
    assert metrics.value("caseload_of_cap_max") is None


def test_program_without_a_weight_weighs_one() -> None:
    policy = Policy(caseload=Caseload(weights={"P": 0.0005}))
    metrics = measure(office(), shared_plan(policy))
    assert metrics.value("caseload_max") == pytest.approx(2 * 1.001)  # rounded up to thousandths


def test_full_time_minutes_are_a_parameter() -> None:
    metrics = measure(office(), shared_plan(), fte_minutes=2100)
    assert metrics.value("fte_worked") == pytest.approx(185 / 400)


def test_just_over_85_and_100_percent() -> None:
    loads = {"A": 85, "B": 86, "C": 100, "D": 101}
    workers = [worker_of(name, [100]) for name in loads]
    tasks = [(name, "c", "P", "call", load, 0, 0, True) for name, load in loads.items()]
    instance = instance_of(1, [client_of("c")], workers, tasks)
    plan = plan_of(instance, {}, {name: (name, {0: load}) for name, load in loads.items()})
    metrics = measure(instance, plan)
    assert metrics.value("workers_over_85") == 3 / 4
    assert metrics.value("workers_over_100") == 1 / 4


def test_nobody_with_regular_minutes_has_no_utilisation() -> None:
    away = only(office(), workers=["C"])
    metrics = measure(away, plan_of(away, {}, {}))
    assert metrics.value("utilisation_mean") is None
    assert metrics.value("utilisation_gini") is None
    assert metrics.value("minutes_worked") == 0
