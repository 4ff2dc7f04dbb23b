"""What is called never the dearer is not the dearer: brute force says so on tiny agencies."""

from __future__ import annotations

from random import Random

import pytest

from brute_force import best
from samehands.changes import apply, parse_changes
from samehands.model import InputError, Policy
from samehands.planning.interval import dominates
from tables import client, instance, instance_of, rows, task, worker
from tiny_agencies import draw_case

CHANGES: list[dict[str, object]] = [
    {"set": "caseload.cap", "to": 1},
    {"set": "caseload.cap", "to": "none"},
    {"set": "moves.limit", "to": 0},
    {"set": "moves.change_price", "to": 3},
    {"set": "overtime.limit", "to": 1},
    {"set": "deadlines.late", "to": "forbidden"},
    {"set": "service.unowned", "to": 2},
    {"set": "service.levels", "to": {"intake": 0.5}},
    {"set": "language.match", "to": "required"},
    {"set": "pool.scope", "to": "county"},
    {"set": "utilisation.ceiling", "to": 0.8},
    {"set": "handoffs.minutes", "to": 1},
    {"set": "skills.specialist_speedup", "to": 0.5},
    {"set": "caseload.weights", "to": {"A": 2.0}},
    {"set": "utilisation.breakpoints", "to": []},
    {"set": "caseload.breakpoints", "to": []},
    {"set": "caseload.enabled", "to": False},
    {"set": "language.owner_price", "to": 1},
    {"set": "language.interpreter_price", "to": 0.25},
    {"set": "skills.owner_price", "to": 0},
    {"set": "overtime.enabled", "to": False},
    {"set": "skills.enabled", "to": False},
    {"set": "continuity.k", "to": 2},
    {"set": "continuity.household", "to": True},
    {"formulation": "task-based"},
    {"absence": 0.5},
    {"caseload_share": 1, "everyone": True},
    {"caseload_share": 0.25, "workers": ["w0"]},
    {"leave": ["w0"]},
    {"add_fte": 0.01, "language": "en", "program": "A"},
    {"train": ["A"], "everyone": True},
    {"certify": ["es"], "everyone": True},
    {"scale_minutes": 0.5},
    {"scale_minutes": 2},
]


@pytest.mark.slow
def test_it_agrees_with_the_best_of_all_plans() -> None:
    shown = 0
    for seed in range(25):
        rng = Random(seed)
        one = draw_case(rng)
        for data in rng.sample(CHANGES, 4):
            try:
                other = apply(parse_changes([data]), *one)
            except InputError:
                continue
            for low, high in ((one, other), (other, one)):
                if not dominates(low, high):
                    continue
                shown += 1
                cheap, dear = best(*low), best(*high)
                assert dear is None or (cheap is not None and cheap[0] <= dear[0]), (seed, data)
    assert shown > 40


@pytest.mark.parametrize(
    ("change", "relaxes", "tightens"),
    [
        ({"set": "caseload.cap", "to": 9}, False, True),
        ({"set": "service.unowned", "to": 9}, True, False),
        ({"set": "utilisation.gaps", "to": [{"group": "unit:A", "limit": 0.1}]}, False, True),
        ({"set": "moves.frozen", "to": ["c1"]}, False, True),
        ({"set": "pool.scope", "to": "county"}, True, False),
        ({"set": "utilisation.breakpoints", "to": []}, True, False),
        ({"set": "utilisation.breakpoints", "to": [{"above": 0.5, "price": 9}]}, False, False),
        ({"set": "overtime.enabled", "to": False}, True, False),
        ({"set": "skills.specialist_speedup", "to": 0.2}, True, False),
        ({"set": "caseload.weights", "to": {"CalFresh": 2.0}}, False, False),
        ({"formulation": "task-based"}, True, False),
        ({"leave": ["w2"]}, False, True),
        ({"remove_fte": 0.5}, False, True),
        ({"add_fte": 1}, True, False),
        ({"absence": 0.9}, False, True),
        ({"scale_minutes": 1.5}, False, True),
        ({"label": "new"}, False, False),
    ],
)
def test_which_way_a_change_goes(change: dict[str, object], relaxes: bool, tightens: bool) -> None:
    before = (instance(), Policy.model_validate({"caseload": {"breakpoints": []}}))
    after = apply(parse_changes([change]), *before)
    assert dominates(before, before)
    assert (dominates(after, before), dominates(before, after)) == (relaxes, tightens)


@pytest.mark.parametrize("moves", [{"limit": 1}, {"limit_share": 0.5}, {"frozen": ["c2"]}])
def test_who_leaves_takes_a_limit_on_moves_along(moves: dict[str, object]) -> None:
    """A client of a worker who has left may move where the limit would keep the client."""
    policy = Policy.model_validate({"caseload": {"breakpoints": []}, "moves": moves})
    before = (instance(), policy)
    after = apply(parse_changes([{"leave": ["w2"]}]), *before)
    assert (dominates(after, before), dominates(before, after)) == (False, False)


@pytest.mark.parametrize(
    ("change", "relaxes", "tightens"),
    [
        ({"set": "pool.scope", "to": "county"}, False, False),
        ({"add_fte": 1}, False, False),
        ({"absence": 0.9}, False, False),
        ({"certify": ["Spanish"], "everyone": True}, True, False),
        ({"scale_minutes": 1.5}, False, True),
        ({"set": "caseload.breakpoints", "to": []}, True, False),
        ({"set": "caseload.standing", "to": {"CalFresh": 1}}, False, False),
        ({"set": "language.owner_price", "to": 1}, True, False),
        ({"set": "language.interpreter_price", "to": 2}, False, True),
        ({"set": "continuity.household", "to": True}, False, True),
        ({"formulation": "task-based"}, True, False),
    ],
)
def test_other_fair_shares_follow_no_law(
    change: dict[str, object], relaxes: bool, tightens: bool
) -> None:
    tables = rows()
    for each in tables["clients"]:
        each["programs"] = ["CalFresh"]
    before = (instance_of(tables["clients"], tables["workers"], tables["tasks"]), Policy())
    after = apply(parse_changes([change]), *before)
    assert (dominates(after, before), dominates(before, after)) == (relaxes, tightens)


def test_the_mean_of_the_tasks_is_another_with_other_minutes() -> None:
    before = (instance(), Policy())
    assert not dominates(before, apply(parse_changes([{"scale_minutes": 1.5}]), *before))


def test_staff_is_not_compared_where_gaps_are_limited() -> None:
    policy = Policy.model_validate(
        {"utilisation": {"gaps": [{"group": "language:English", "limit": 0.0}]}}
    )
    before = (instance_of([client("c1")], [worker("w1")], [task("t1", "c1")]), policy)
    after = apply(parse_changes([{"add_fte": 1}]), *before)
    assert not dominates(after, before)


def test_fewer_minutes_may_widen_a_gap_that_is_limited() -> None:
    gaps = {"gaps": [{"group": "language:English", "limit": 0.0}]}
    before = (instance(), Policy.model_validate({"utilisation": gaps}))
    after = apply(parse_changes([{"set": "language.interpreter_factor", "to": 1.0}]), *before)
    assert not dominates(after, before)
