"""Changes of staff, each by what it does to the table of workers."""

from __future__ import annotations

import pytest

from samehands.changes import FTE_MINUTES_A_PERIOD, apply, parse_changes
from samehands.model import InputError, Instance, Policy
from tables import client, instance, instance_of, task, worker


def changed(before: Instance, *changes: dict[str, object]) -> Instance:
    """Make changes under the default policy."""
    return apply(parse_changes([*changes]), before, Policy())[0]


def full_time(number: int) -> Instance:
    """Return an instance of so many full-time workers and one client."""
    staff = [worker(f"w{n}", minutes=FTE_MINUTES_A_PERIOD) for n in range(number)]
    return instance_of([client("c1", worker="w0")], staff, [task("t1", "c1")])


def test_added_workers_have_what_half_of_the_office_has() -> None:
    after = changed(instance(), {"add_fte": 1.5, "office": "north", "language": "Spanish"})
    one, half = after.workers.tail(2).rows(named=True)
    assert (one["office"], one["languages"]) == ("north", ["English", "Spanish"])
    assert one["programs"] == ["CalFresh", "Medi-Cal"]
    assert one["minutes"] == [FTE_MINUTES_A_PERIOD] * 5
    assert half["minutes"] == [round(FTE_MINUTES_A_PERIOD / 2)] * 5


def test_added_workers_go_where_work_is_densest() -> None:
    # The south has work and nobody, so it is first in need.
    after = changed(instance(), {"add_fte": 1})
    assert after.workers["office"][-1] == "south"


def test_removed_minutes_add_up() -> None:
    before = full_time(6)
    for number in (0.5, 1.0, 2.25):
        after = changed(before, {"remove_fte": number})
        gone = int(before.capacity.sum()) - int(after.capacity.sum())
        wanted = number * FTE_MINUTES_A_PERIOD * 5
        assert abs(gone - wanted) <= 5
        assert after.former.height == int(number)
        assert after.workers.height == 6 - int(number)


def test_more_removed_takes_the_same_workers_first() -> None:
    before = full_time(6)
    leavers = [
        {*changed(before, {"remove_fte": number}).former["id"].to_list()} for number in (1, 2, 4)
    ]
    assert leavers[0] < leavers[1] < leavers[2]


def test_named_workers_are_removed_in_their_order() -> None:
    after = changed(full_time(3), {"remove_fte": 1.5, "workers": ["w2", "w0"]})
    assert after.former["id"].to_list() == ["w2"]
    assert after.workers["id"].to_list() == ["w0", "w1"]
    assert after.worker("w0").minutes == (165,) * 5


def test_who_leaves_is_a_former_worker_and_stands_as_the_owner_today() -> None:
    after = changed(instance(), {"leave": ["w2"]})
    assert (after.workers["id"].to_list(), after.former["id"].to_list()) == (["w1"], ["w2"])
    assert after.client("c2").worker == "w2"
    with pytest.raises(InputError, match="'w2' is a worker who has left; take a new name"):
        changed(after, {"hire": "w2", "office": "north", "languages": [], "programs": []})


def test_turnover_replaces_leavers_by_others_alike() -> None:
    before = full_time(8)
    after = changed(before, {"turnover": 0.3})
    assert after.former.height == 2
    assert not {*after.former["id"]} & {*after.workers["id"]}
    assert after.workers["id"].to_list()[-2:] == ["joined-1", "joined-2"]
    assert after.capacity.sum() == before.capacity.sum()


def test_training_takes_the_first_minutes() -> None:
    staff = [worker("w1", programs=["CalFresh"], minutes=[30, 0, 40, 50, 60])]
    before = instance_of([client("c1", programs=["GR"])], staff, [task("t1", "c1")])
    after = changed(before, {"train": ["GR"], "everyone": True, "minutes": 50})
    assert after.worker("w1").minutes == (0, 0, 20, 50, 60)
    assert after.worker("w1").programs == ("CalFresh", "GR")


def test_absence_counts_what_is_away_already() -> None:
    # One of ten periods is away in the tables.
    assert (changed(instance(), {"absence": 0.1}).capacity == 0).sum() == 1
    assert (changed(instance(), {"absence": 0.4}).capacity == 0).sum() == 4


def test_roles_merged_and_split() -> None:
    staff = [
        worker("w1", programs=["A"]),
        worker("w2", programs=["B"]),
        worker("w3", programs=["C"]),
        worker("w4", programs=["A", "B", "C"]),
    ]
    tasks = [task("t1", "c1", program="A", minutes=90), task("t2", "c1", program="B", minutes=60)]
    before = instance_of([client("c1", programs=["A", "B", "C"])], staff, tasks)
    merged = changed(before, {"merge_roles": ["A", "B"]}).workers["programs"].to_list()
    assert merged == [["A", "B"], ["B", "A"], ["C"], ["A", "B", "C"]]
    split = changed(before, {"specialise": ["A", "B"]}).workers["programs"].to_list()
    assert split == [["A"], ["B"], ["C"], ["A", "C"]]
