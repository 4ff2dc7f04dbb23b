"""The tasks: how many, how long, released and due when; no rush at either end of the horizon."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from agencies import agency, described
from samehands.generator import GeneratorParameters, generate
from samehands.generator.kinds import KINDS, Kind
from samehands.generator.parameters import PUBLISHED
from samehands.model.instance import Instance
from samehands.model.sections import STANDING_MINUTES

H = 20


def _of(instance: Instance, kind: str, program: str | None = None) -> pl.DataFrame:
    tasks = instance.tasks.filter(pl.col("kind") == kind)
    return tasks if program is None else tasks.filter(pl.col("program") == program)


def test_windows_are_in_order_and_reach_into_the_horizon() -> None:
    tasks = agency("office").tasks
    assert (tasks["release"] >= 0).all()
    assert (tasks["release"] <= H).all()
    assert (tasks["due"] >= tasks["release"]).all()
    assert H < tasks["due"].to_numpy().max() <= H + 64
    assert (tasks["minutes"] >= 1).all()


@pytest.mark.parametrize("which", KINDS, ids=lambda kind: f"{kind.program}-{kind.name}")
def test_as_many_tasks_as_the_rates_say_whatever_the_deadline(which: Kind) -> None:
    instance = agency("office", months=3)
    held = instance.clients["programs"]
    clients = held.len() if which.program is None else int(held.list.contains(which.program).sum())
    expected = 3 * which.rate * clients
    actual = _of(instance, which.name, which.program).height
    if which.program is None:
        assert _of(instance, which.name)["program"].n_unique() == 6
    assert abs(actual - expected) < 5 * np.sqrt(expected) + 1


@pytest.mark.parametrize("which", [k for k in KINDS if k.rate > 0.02], ids=lambda k: k.name)
def test_mean_minutes(which: Kind) -> None:
    minutes = _of(agency("office"), which.name, which.program)["minutes"].to_numpy()
    assert minutes.mean() == pytest.approx(which.minutes, rel=5 * 0.75 / np.sqrt(minutes.size))


def test_a_clients_tasks_are_alike() -> None:
    calls = described(agency("office", months=3)).filter(pl.col("kind") == "call")
    pairs = calls.group_by("client", maintain_order=True).agg(pl.col("minutes").head(2))
    both = np.array(pairs.filter(pl.col("minutes").list.len() == 2)["minutes"].to_list())
    assert 0.1 < np.corrcoef(both[:, 0], both[:, 1])[0, 1] < 0.4


def test_same_day_work_is_due_on_the_day_it_arrives() -> None:
    for kind in ("call", "homeless_aid"):
        tasks = _of(agency("office"), kind)
        assert (tasks["due"] == tasks["release"]).all()
    days = np.bincount(_of(agency("office"), "call")["release"].to_numpy(), minlength=21)
    assert days.min() > 0.7 * days.mean()


def test_deadlines_count_from_the_true_release() -> None:
    expedited = _of(agency("office"), "expedited_intake")
    later = expedited.filter(pl.col("release") > 0)
    assert (later["due"] - later["release"]).unique().to_list() == [2]
    assert set(expedited.filter(pl.col("release") == 0)["due"]) == {0, 1, 2}


def test_every_gain_client_is_contacted_once_a_month() -> None:
    instance = agency("unit", months=3)
    contacts = _of(instance, "monthly_contact")
    gain = instance.clients.filter(pl.col("programs").list.contains("GAIN")).height
    windows = contacts.group_by("release", "due").len().sort("release").rows()
    assert windows == [(0, 20, gain), (21, 41, gain), (42, 62, gain)]
    assert contacts.group_by("client").len()["len"].unique().to_list() == [3]


def test_recertifications_are_due_at_the_end_of_the_month_or_three_days_after_the_form() -> None:
    for release, due in _of(agency("office"), "recertification").select("release", "due").rows():
        assert due == max(H, release + 3) or (release == 0 and due < 3)


def test_reports_come_in_early_in_the_month() -> None:
    reports = _of(agency("office"), "sar7")
    assert reports["release"].max() == 9
    assert (reports["due"] - reports["release"]).unique().to_list() == [3]


def test_programs_are_those_of_the_client() -> None:
    tasks = described(agency("office"))
    assert tasks["client_programs"].list.contains(tasks["program"]).all()


def test_contact_follows_the_kind() -> None:
    contact = {(kind.program, kind.name): kind.contact for kind in KINDS}
    for program, kind, spoken in agency("unit").tasks.select("program", "kind", "contact").rows():
        assert spoken == contact.get((program, kind), contact.get((None, kind)))


@pytest.mark.parametrize("months", [1, 3])
def test_no_rush_at_either_end(months: int) -> None:
    tasks = agency("office", months=months).tasks
    last = 21 * months - 1
    day = int(tasks["minutes"].sum()) / (last + 1)
    for days in (1, 3, 5, 10):
        early = int(tasks.filter(pl.col("due") < days)["minutes"].sum())
        late = int(tasks.filter(pl.col("release") > last - days)["minutes"].sum())
        assert early < 1.05 * days * day
        assert late < 1.05 * days * day


def test_there_is_a_backlog_with_dues_all_over_the_month() -> None:
    backlog = agency("office").tasks.filter(pl.col("release") == 0)
    share = backlog["minutes"].sum() / agency("office").task_minutes
    assert 0.2 < share < 0.45
    assert set(range(21)) <= set(backlog["due"])


def test_three_months_are_three_times_the_work() -> None:
    one, three = agency("office"), agency("office", months=3)
    assert three.calendar.periods == 63
    assert three.tasks.height == pytest.approx(3 * one.tasks.height, rel=0.02)
    assert three.task_minutes == pytest.approx(3 * one.task_minutes, rel=0.001)


def test_no_work_at_all() -> None:
    instance, _ = generate("toy", 1, parameters=GeneratorParameters(kinds=()))
    assert instance.tasks.height == 0


def test_doubled_minutes_double_the_work() -> None:
    calls = tuple(kind for kind in PUBLISHED.kinds if kind.name == "call")
    instance, _ = generate("unit", 1, parameters=GeneratorParameters(kinds=calls))
    assert instance.task_minutes == pytest.approx(0.12 * 10 * 3_200, rel=0.01)


def test_standing_minutes_are_drawn_from_the_rates_of_the_tasks() -> None:
    instance = agency("office")
    mean = instance.clients["expected_minutes"].to_numpy().mean()
    assert mean == pytest.approx(instance.task_minutes / instance.clients.height, rel=0.02)
    # Those of a client are its bundle's times its own factor: the variation of a bundle is that.
    alone = instance.clients.filter(pl.col("programs") == ["Medi-Cal"])["expected_minutes"]
    each = alone.to_numpy()
    assert each.std() / each.mean() == pytest.approx(PUBLISHED.complexity_cv, abs=0.03)
    assert each.min() >= 1


@pytest.mark.parametrize("program", STANDING_MINUTES)
def test_the_policys_minutes_by_program_are_those_of_the_rates(program: str) -> None:
    kinds = [kind for kind in KINDS if kind.program == program]
    if program == "Medi-Cal":
        kinds += [kind for kind in KINDS if kind.program is None]
    minutes = sum(kind.rate * kind.minutes for kind in kinds)
    assert STANDING_MINUTES[program] == round(minutes)


def test_a_share_of_what_is_there_at_once_is_overdue_and_all_else_stays() -> None:
    plain = generate("unit", 1)[0]
    parameters = GeneratorParameters(overdue_share=0.3, overdue_days=4)
    some = generate("unit", 1, parameters=parameters)[0]
    assert (plain.tasks["due"] >= 0).all()
    assert some.tasks.drop("due").equals(plain.tasks.drop("due"))
    assert some.clients.equals(plain.clients) and some.workers.equals(plain.workers)
    overdue = some.tasks.filter(pl.col("due") < 0)
    assert set(overdue["due"]) == {-1, -2, -3, -4} and set(overdue["release"]) == {0}
    others = plain.tasks.filter(~pl.col("id").is_in(overdue["id"].implode()))
    assert some.tasks.filter(pl.col("due") >= 0)["due"].equals(others["due"])
    there = plain.tasks.filter(pl.col("release") == 0).height
    assert abs(overdue.height - 0.3 * there) < 5 * np.sqrt(0.21 * there)
