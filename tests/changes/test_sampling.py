"""Rows drawn by lot: exact in every stratum, nested, and whatever the order of the rows."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from random import Random

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from draws import draws
from samehands.changes import apply, apply_recorded, parse_changes
from samehands.changes.sampling import Frame, deal, draw_order, nearest, rounded_up
from samehands.model import Instance, Policy
from tables import client, instance_of, task, worker

SHARES = [Fraction(hundredth, 100) for hundredth in range(101)]


def drawn_agency(seed: int) -> Instance:
    """Draw an agency with some languages, programs and kinds, some of them rare."""
    rng = Random(seed)
    languages = ["English", "Spanish", "Armenian", "Khmer"]
    programs = ["CalFresh", "Medi-Cal", "GAIN"]
    clients = [
        client(
            f"c{n}",
            language=rng.choices(languages, (9, 5, 2, 1))[0],
            programs=sorted(rng.sample(programs, rng.randint(1, 3))),
        )
        for n in range(rng.randint(1, 60))
    ]
    staff = [
        worker(
            f"w{n}",
            languages=sorted(rng.sample(languages, rng.randint(1, 3))),
            programs=sorted(rng.sample(programs, rng.randint(1, 3))),
        )
        for n in range(rng.randint(2, 20))
    ]
    tasks = [
        task(f"t{n}", str(rng.choice(clients)["id"]), kind=rng.choice(["renewal", "call"]))
        for n in range(rng.randint(1, 150))
    ]
    return instance_of(clients, staff, tasks)


def shuffled(instance: Instance, seed: int) -> Instance:
    """Return an agency with the rows of its tables in another order."""

    def mixed(table: pl.DataFrame) -> pl.DataFrame:
        return table.sample(fraction=1, shuffle=True, seed=seed)

    clients, workers, tasks = map(mixed, (instance.clients, instance.workers, instance.tasks))
    return replace(instance, clients=clients, workers=workers, tasks=tasks)


def number(factor: float, of: int) -> int:
    """Return a factor of a number to the nearest whole, a half up, by fractions of its text."""
    return floor(Fraction(str(factor)) * of + Fraction(1, 2))


@given(st.lists(st.integers(1, 30), min_size=1, max_size=12), st.integers(0, 99))
def test_every_share_is_exact_in_every_stratum(sizes: list[int], seed: int) -> None:
    rows = {f"{name}-{n}": (str(name),) for name, size in enumerate(sizes) for n in range(size)}
    order = draw_order(Frame("tasks", ("kind",), rows), seed, "a test")
    assert sorted(order) == sorted(rows)
    for share in SHARES:
        taken = Counter(rows[id] for id in order[: nearest(share, len(rows))])
        for name, size in enumerate(sizes):
            assert floor(share * size) <= taken[(str(name),)] <= ceil(share * size)


@given(st.lists(st.integers(1, 9), min_size=1, max_size=9), st.integers(2, 4))
def test_what_is_dealt_is_even_as_a_whole_and_in_every_stratum(sizes: list[int], to: int) -> None:
    rows = {f"{name}-{n}": (str(name),) for name, size in enumerate(sizes) for n in range(size)}
    dealt = deal(Frame("workers", ("programs",), rows), 0, "a test", to)
    assert sorted(id for ids in dealt for id in ids) == sorted(rows)
    for of in ([*rows], *([id for id in rows if rows[id] == (str(n),)] for n in range(len(sizes)))):
        held = [len(set(ids) & set(of)) for ids in dealt]
        assert max(held) - min(held) <= 1


@pytest.mark.parametrize("seed", draws(40))
@pytest.mark.parametrize("factor", [0.25, 0.7, 1.2, 1.5, 2.3])
def test_a_rate_hits_its_number_in_every_stratum(seed: int, factor: float) -> None:
    before = drawn_agency(seed)
    changes = parse_changes([{"scale_rate": factor}])
    state = apply_recorded(changes, before, Policy(), seed)
    assert state.instance.tasks.height == number(factor, before.tasks.height)
    spoken = before.clients.select(client="id", language="language")
    kinds = ["program", "kind", "language"]
    one, other = (
        Counter(tasks.join(spoken, on="client").select(kinds).rows())
        for tasks in (before.tasks, state.instance.tasks)
    )
    for stratum, count in one.items():
        exact = Fraction(str(factor)) * count
        assert floor(exact) <= other[stratum] <= ceil(exact)
    (draw,) = state.draws
    assert {each.stratum: each.rows for each in draw.strata} == one
    whole = floor(factor)
    for each in draw.strata:
        left = other[each.stratum]
        assert each.drawn == (left - whole * each.rows if whole else each.rows - left)
    assert len(set(draw.ids)) == len(draw.ids) == sum(each.drawn for each in draw.strata)


@pytest.mark.parametrize("seed", draws(40))
def test_more_draw_all_that_fewer_draw_and_the_order_of_rows_has_no_part(seed: int) -> None:
    before = drawn_agency(seed)
    after = [
        set(
            apply(parse_changes([{"scale_rate": factor}]), before, Policy(), seed=seed)[0].tasks[
                "id"
            ]
        )
        for factor in (0.4, 0.9, 1.1, 1.2, 1.9, 2.05)
    ]
    assert all(one <= other for one, other in pairwise(after))
    for change in (
        {"scale_rate": 1.3},
        {"label": "x", "share": 0.3},
        {"add_work": "check", "program": "CalFresh", "minutes": 5, "rate": 0.3},
        {"turnover": 0.4},
        {"certify": ["English"], "share": 0.3},
        {"train": ["GAIN"], "count": 2},
        {"absence": 0.3},
        {"remove_fte": 0.6},
        {"split_office": "north", "into": ["n1", "n2", "n3"]},
    ):
        if "add_work" in change and not before.clients["programs"].list.contains("CalFresh").any():
            continue
        changes = parse_changes([change])
        one = apply_recorded(changes, before, Policy(), seed).draws
        other = apply_recorded(changes, shuffled(before, seed), Policy(), seed).draws
        assert one == other


@pytest.mark.parametrize("seed", draws(20))
def test_clients_and_workers_are_drawn_by_what_they_speak_and_need(seed: int) -> None:
    before = drawn_agency(seed)
    labelled = apply(parse_changes([{"label": "x", "share": 0.3}]), before, Policy(), seed=seed)[0]
    chosen = pl.col("groups").list.contains("x")
    assert labelled.clients.filter(chosen).height == rounded_up(0.3, before.clients.height)
    for (_, _), rows in labelled.clients.group_by("programs", "language"):
        # The whole is rounded up, so that the share is a little more than it says.
        share = Fraction(rounded_up(0.3, before.clients.height), before.clients.height)
        low, high = floor(share * rows.height), ceil(share * rows.height)
        assert low <= rows.filter(chosen).height <= high
    gone = apply(parse_changes([{"turnover": 0.5}]), before, Policy(), seed=seed)[0].former["id"]
    assert len(gone) == number(0.5, before.workers.height)
    for (_, _), rows in before.workers.group_by("programs", "languages"):
        share = Fraction(len(gone), before.workers.height)
        assert (
            floor(share * rows.height) <= rows["id"].is_in(gone).sum() <= ceil(share * rows.height)
        )


def test_a_fifth_more_of_262_are_314_whatever_the_seed() -> None:
    people = [client(f"c{n}", language="Spanish" if n % 4 else "English") for n in range(50)]
    work = [task(f"t{n}", f"c{n % 50}", kind="renewal") for n in range(262)]
    before = instance_of(people, [worker("w1")], work)
    for seed in range(5):
        changes = parse_changes([{"scale_rate": 1.2, "kinds": ["renewal"]}])
        assert apply(changes, before, Policy(), seed=seed)[0].tasks.height == 314


def test_a_share_is_a_decimal_number() -> None:
    assert rounded_up(0.07, 100) == 7
    assert [nearest(0.5, 5), nearest(0.145, 100), nearest(0.18, 190 * 12, 12)] == [3, 15, 34]


def test_a_draw_is_the_same_beside_other_changes_and_names_its_change() -> None:
    before = drawn_agency(5)
    rate = {"scale_rate": 1.3, "kinds": ["call"]}
    alone = apply_recorded(parse_changes([rate]), before, Policy(), 3).draws
    beside = parse_changes([{"label": "x", "share": 0.5}, {"turnover": 0.5}, rate])
    assert [each.change for each in apply_recorded(beside, before, Policy(), 3).draws] == [0, 1, 2]
    assert apply_recorded(beside, before, Policy(), 3).draws[-1] == replace(alone[0], change=2)
    assert apply_recorded(parse_changes([rate]), before, Policy(), 4).draws != alone
