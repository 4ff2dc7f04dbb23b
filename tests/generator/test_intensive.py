"""The team of child welfare: few, heavy and uneven clients, as documented."""

from __future__ import annotations

import polars as pl
import pytest

from agencies import agency, described, owned
from samehands.generator.agency import CASES, INTENSIVE, MONTH_MINUTES, SHARES, WORK
from samehands.generator.parameters import list_sourced_figures

SEEDS = [1, 2, 3]


def test_the_minutes_of_a_client_fill_a_worker_with_as_many_as_the_standard_says() -> None:
    for program, cases in CASES.items():
        kinds = [kind for kind in INTENSIVE.kinds if kind.program == program]
        minutes = sum(kind.rate * kind.minutes for kind in kinds)
        assert minutes * cases == pytest.approx(MONTH_MINUTES)


def test_shares_sum_to_one() -> None:
    assert sum(SHARES.values()) == pytest.approx(1)
    assert sum(share for _, _, share, _ in WORK) == pytest.approx(1)


def test_what_is_not_assumed_is_marked() -> None:
    marked = {row.name for row in list_sourced_figures(INTENSIVE) if row.sources == ("sb-2030",)}
    assert marked == {f"{program} {name} minutes" for program in CASES for name, *_ in WORK}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_worker_has_10_to_30_clients(seed: int) -> None:
    instance = agency("intensive", seed)
    clients = instance.clients.height / instance.workers.height
    assert 10 <= clients <= 30
    owners = owned(instance)["worker"].value_counts()["count"]
    assert owners.mean() == pytest.approx(clients, rel=0.1)
    assert owners.to_numpy().max() <= 30


@pytest.mark.parametrize("seed", SEEDS)
def test_clients_are_heavy_and_uneven_and_fill_the_team(seed: int) -> None:
    instance = agency("intensive", seed)
    load = instance.task_minutes / int(instance.capacity.sum())
    assert load == pytest.approx(0.91, abs=0.03)
    each = instance.tasks.group_by("client").agg(pl.col("minutes").sum())["minutes"].to_numpy()
    assert each.mean() == pytest.approx(428, rel=0.03)
    assert 0.65 <= each.std() / each.mean() <= 1.1


def test_all_work_is_there_at_first_and_due_at_the_end_of_its_month() -> None:
    tasks = agency("intensive", 1, 2).tasks
    assert set(tasks["release"]) == {0, 21}
    assert (tasks["due"] == tasks["release"] + 20).all()


def test_owners_know_the_program_but_for_a_few() -> None:
    instance = agency("intensive")
    knowing = instance.workers["programs"].list.contains("Placement").sum()
    assert knowing == 8
    clients = owned(instance).explode("programs")
    knows = pl.col("owner_programs").list.contains(pl.col("programs"))
    assert clients.select(knows).to_series().mean() == pytest.approx(0.98, abs=0.03)
    assert set(described(instance)["program"]) == set(CASES)
