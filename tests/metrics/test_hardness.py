"""What makes an instance hard, on an office small enough to count by hand."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from draws import examples
from samehands.audit import find_exclusions
from samehands.metrics.hardness import measure_hardness
from samehands.model import Instance, Policy
from tables import client, instance_of, task, worker


def _office() -> Instance:
    return instance_of(
        [
            client("c1", worker="w1"),
            client("c2", language="Spanish", worker="w2"),
            client("c3", language="Farsi", programs=["CalFresh", "GR"]),
        ],
        [
            worker("w1", minutes=[100, 0, 100, 100]),
            worker("w2", languages=["English", "Spanish"], minutes=[50, 0, 0, 50]),
            worker("w3", minutes=0),
        ],
        [
            task("t1", "c1", minutes=40, due=3),
            task("t2", "c1", minutes=10, release=1, due=1),
            task("t3", "c2", minutes=60, release=2, due=9, contact=False),
            task("t4", "c3", minutes=25, due=0),
        ],
        periods=4,
    )


def test_languages_begin_with_the_scarcest() -> None:
    table = measure_hardness(_office(), Policy()).languages
    assert table.rows() == [
        ("Farsi", 1, 25, 25, 0, 0, None),
        ("Spanish", 1, 60, 0, 1, 100, 0.6),
        ("English", 1, 50, 50, 3, 400, 0.125),
    ]


def test_workers_begin_with_the_tightest() -> None:
    # Of 13 + 13 + 23 standing minutes w1 has a fair share of three quarters, w2 of one.
    table = measure_hardness(_office(), Policy()).workers
    assert table.rows() == [
        ("w2", 1, 60, 100, 0.6, 1, 13, 1.0, pytest.approx(13 / 12.25)),
        ("w1", 1, 50, 300, pytest.approx(1 / 6), 1, 13, 1.0, pytest.approx(13 / 36.75)),
        ("w3", 0, 0, 0, None, 0, 0, 1.0, None),
    ]


def test_days_begin_with_the_tightest_and_count_who_is_away() -> None:
    table = measure_hardness(_office(), Policy()).days
    assert table.rows() == [
        (1, 0, 2, 1, None),
        (3, 150, 0, 0, 135 / 400),
        (0, 150, 0, 0, 25 / 150),
        (2, 100, 1, 0, 35 / 250),
    ]


def test_windows_begin_with_the_horizon_then_the_tightest() -> None:
    table = measure_hardness(_office(), Policy()).windows
    assert table.rows() == [
        (0, 3, 135, 400, 135 / 400),
        (1, 1, 10, 0, None),
        (2, 3, 60, 250, 60 / 250),
        (0, 0, 25, 150, 25 / 150),
    ]


def test_clients_nobody_may_own_are_all_named() -> None:
    found = measure_hardness(_office(), Policy()).nobody_may_own
    assert [each.client for each in found] == ["c3"]
    assert found[0].excluded == {"w1": "skills", "w2": "skills", "w3": "skills"}


def test_an_empty_instance_is_not_hard() -> None:
    data = measure_hardness(instance_of([], [], [], periods=2), Policy()).as_dict()
    assert (data["languages"], data["workers"], data["nobody_may_own"]) == ([], [], [])


@settings(max_examples=examples(100))
@given(data=st.data())
def test_asking_for_one_of_each_sort_is_asking_for_all(data: st.DataObject) -> None:
    office, language = st.sampled_from(["north", "south"]), st.sampled_from(["English", "Farsi"])
    programs = st.lists(st.sampled_from(["CalFresh", "GR"]), unique=True)
    workers = [
        worker(f"w{n}", office=data.draw(office), programs=data.draw(programs)) for n in range(2)
    ]
    owner = st.sampled_from([None, "w0", "w1"])
    clients = [
        client(
            f"c{n}",
            office=data.draw(office),
            language=data.draw(language),
            programs=data.draw(programs),
            worker=data.draw(owner),
        )
        for n in range(5)
    ]
    instance = instance_of(clients, workers, [])
    frozen = data.draw(st.lists(st.sampled_from(["c0", "c1", "c2"]), unique=True))
    policy = Policy.model_validate({"moves": {"frozen": frozen}, "language": {"match": "required"}})
    table = find_exclusions(instance, policy)
    every = [
        id
        for id in instance.clients["id"].to_list()
        if table.filter(client=id).height == len(workers)
    ]
    found = measure_hardness(instance, policy).nobody_may_own
    assert [each.client for each in found] == every
    for each in found:
        rows = table.filter(client=each.client).select("worker", "rule").rows()
        assert dict(each.excluded) == dict(rows)
