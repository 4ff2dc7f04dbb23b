"""Changes made in order: deterministic, valid, and every fault at once."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from draws import examples
from samehands.changes import CHANGES, Change, SetValue, apply, override, parse_changes
from samehands.model import InputError, Instance, Policy, instance_sha256, policy_problems
from tables import client, instance, instance_of, task, worker

EVERY_KIND: list[dict[str, object]] = [
    {"set": "caseload.cap", "to": 200},
    {"formulation": "team-2"},
    {"pool_kinds": ["call"]},
    {"k_by_group": {"elderly": 1}, "others": "unlimited"},
    {"forbid_moves": True},
    {"freeze": ["c1"], "groups": ["homeless"]},
    {"pair": "c1", "worker": "w2"},
    {"add_fte": 1.5, "office": "north", "language": "Spanish"},
    {"remove_fte": 0.5, "program": "CalFresh"},
    {"hire": "w9", "office": "south", "languages": ["English"], "programs": ["Medi-Cal"]},
    {"leave": ["w2"]},
    {"turnover": 0.5},
    {"caseload_share": 0.5, "workers": ["w1"]},
    {"certify": ["Spanish"], "count": 1},
    {"train": ["Medi-Cal"], "everyone": True, "minutes": 60},
    {"merge_roles": ["CalFresh", "Medi-Cal"]},
    {"specialise": ["CalFresh", "Medi-Cal"]},
    {"absence": 0.4},
    {"absent": "w1", "first": 0, "last": 1},
    {"scale_minutes": 1.1, "contact": True},
    {"scale_rate": 2, "kinds": ["intake"]},
    {"add_work": "check", "program": "CalFresh", "minutes": 20, "rate": 0.5},
    {"merge_offices": ["north", "south"], "into": "all"},
    {"split_office": "north", "into": ["n1", "n2"]},
    {"label": "complex", "top_share": 0.4},
]


def made(*changes: dict[str, object], seed: int = 0) -> tuple[Instance, Policy]:
    """Make changes to the small instance under the default policy."""
    return apply(parse_changes([*changes]), instance(), Policy(), seed=seed)


def faults(*changes: dict[str, object]) -> list[str]:
    """Return the faults of changes as texts."""
    with pytest.raises(InputError) as caught:
        made(*changes)
    return [f"{problem.field}: {problem.message}" for problem in caught.value.problems]


def test_every_kind_is_tried_here() -> None:
    assert [next(iter(each)) for each in EVERY_KIND] == [*CHANGES]


@pytest.mark.parametrize("data", EVERY_KIND, ids=lambda data: str(next(iter(data))))
def test_each_kind_changes_something_and_leaves_what_is_valid(data: dict[str, object]) -> None:
    before = instance()
    (change,) = parse_changes([data])
    after, policy = apply([change], before, Policy())
    changed = instance_sha256(after) != instance_sha256(before) or policy != Policy()
    # Both workers work in both programs already.
    assert changed or change.verb in ("merge_roles", "train")
    assert policy_problems(policy, after) == []
    assert instance_sha256(before) == instance_sha256(instance())
    for name in ("clients", "workers", "tasks"):
        assert after.table(name).schema == before.table(name).schema
        assert after.table(name)["id"].is_unique().all()
    known = {*after.workers["id"], *after.former["id"]}
    assert set(after.clients["worker"].drop_nulls()) <= known
    assert set(after.tasks["client"]) <= set(after.clients["id"])
    assert after.capacity.shape == (after.workers.height, after.calendar.periods)
    assert change.words()


@pytest.mark.parametrize("data", EVERY_KIND, ids=lambda data: str(next(iter(data))))
def test_plain_data_and_back(data: dict[str, object]) -> None:
    (change,) = parse_changes([data])
    again = change.model_dump(mode="json", exclude_defaults=True)
    assert parse_changes([again]) == (change,)


@settings(max_examples=examples(100))
@given(st.lists(st.sampled_from(EVERY_KIND), max_size=5), st.integers(0, 3))
def test_the_same_changes_and_seed_give_the_same(data: list[dict[str, object]], seed: int) -> None:
    try:
        one = made(*data, seed=seed)
    except InputError as error:
        assert error.problems
        return
    other = made(*data, seed=seed)
    assert (instance_sha256(one[0]), one[1]) == (instance_sha256(other[0]), other[1])
    assert policy_problems(one[1], one[0]) == []


def test_no_change_gives_the_input_back() -> None:
    before = instance()
    assert apply([], before, Policy())[0] is before


def test_who_is_drawn_for_a_small_share_is_drawn_for_a_larger_one() -> None:
    staff = [worker(f"w{number}") for number in range(20)]
    many = instance_of([client("c1", language="Spanish")], staff, [task("t1", "c1")])
    drawn: list[set[str]] = []
    for share in (0.1, 0.3, 0.9):
        changes = parse_changes([{"certify": ["Spanish"], "share": share}])
        workers = apply(changes, many, Policy())[0].workers
        speak = workers.filter(workers["languages"].list.contains("Spanish"))
        drawn.append(set(speak["id"]))
    assert drawn[0] < drawn[1] < drawn[2]
    assert [len(some) for some in drawn] == [2, 6, 18]


def test_all_faults_at_once_and_what_would_be_right() -> None:
    found = faults(
        {"set": "caseload.kap", "to": 3},
        {"set": "casload.cap", "to": 3},
        {"set": "caseload.cap", "to": "many"},
        {"set": "moves.limit.x", "to": 1},
        {"certify": ["Spnish"], "count": 1},
        {"pool_kinds": ["calls"]},
        {"remove_fte": 20},
        {"leave": ["w7"]},
        {"absent": "w1", "first": 3, "last": 2},
        {"absent": "w1", "first": 3, "last": 9},
        {"hire": "w1", "office": "east", "languages": [], "programs": [], "minutes": [1, 2]},
        {"merge_offices": ["north", "nort"], "into": "south"},
        {"freeze": []},
    )
    wanted = [
        r"changes\[0\].set: unknown field 'kap' of caseload; did you mean 'cap'",
        r"changes\[1\].set: unknown section 'casload'; did you mean 'caseload'",
        r"changes\[2\].to: caseload.cap: 'many' is not right; it must be a number",
        r"changes\[3\].set: moves.limit has no entries",
        r"changes\[4\].certify: no language 'Spnish'; did you mean 'Spanish'",
        r"changes\[5\].pool_kinds: no kind 'calls'; did you mean 'call'",
        r"changes\[6\].remove_fte: 20 is more than there are",
        r"changes\[7\].leave: no worker 'w7'",
        r"changes\[8\].last: 2 is before first",
        r"changes\[9\].last: 9 is beyond the calendar; its last period is 4",
        r"changes\[10\].hire: there is a worker 'w1' already",
        r"changes\[10\].office: no office 'east'",
        r"changes\[10\].minutes: 2 numbers; give one, or one for each of 5 periods",
        r"changes\[11\].merge_offices: no office 'nort'; did you mean 'north'",
        r"changes\[11\].into: 'south' is another office",
        r"changes\[12\].freeze: nobody is named",
    ]
    for pattern in wanted:
        assert any(re.match(pattern, one) for one in found), pattern


CONTRADICTIONS: list[tuple[list[dict[str, object]], str]] = [
    (
        [{"set": "caseload.cap", "to": 200}, {"set": "caseload.cap", "to": 300}],
        "caseload.cap",
    ),
    ([{"forbid_moves": True}, {"set": "moves.limit", "to": 5}], "moves.limit"),
    ([{"pool_kinds": ["call"]}, {"formulation": "team-2"}], "continuity.exempt_kinds"),
    (
        [{"set": "service.levels", "to": {}}, {"set": "service.levels.call", "to": 1.0}],
        "service.levels.call",
    ),
    ([{"formulation": "client-based"}, {"set": "continuity.k", "to": 2}], "continuity.k"),
]


@pytest.mark.parametrize(("changes", "field"), CONTRADICTIONS)
def test_contradictions_name_both_changes(changes: list[dict[str, object]], field: str) -> None:
    (found,) = faults(*changes)
    assert found.startswith("changes[1]: contradicts changes[0]")
    assert f"both decide {field}" in found


def test_what_adds_after_what_decides_is_no_contradiction() -> None:
    _, policy = made({"formulation": "hybrid"}, {"pool_kinds": ["intake"]})
    assert policy.continuity.exempt_kinds == (*Policy().continuity.same_day_kinds, "intake")


def test_a_policy_that_contradicts_itself_is_refused() -> None:
    (found,) = faults({"set": "overtime.price", "to": 9})
    assert found.startswith("overtime.price: 9 is above deadlines.late_price (4)")


def test_a_worker_who_left_cannot_be_changed_any_more() -> None:
    (found,) = faults({"leave": ["w2"]}, {"certify": ["Spanish"], "workers": ["w2"]})
    assert found.startswith("changes[1].workers: no worker 'w2'")


def test_none_empties_a_field() -> None:
    changes: list[Change] = [SetValue(set="caseload.cap", to="none")]
    capped = Policy.model_validate({"caseload": {"cap": 3}})
    assert apply(changes, instance(), capped)[1].caseload.cap is None


def test_later_changes_override_those_that_decide_the_same() -> None:
    earlier = parse_changes(
        [
            {"formulation": "task-based"},
            {"set": "caseload.cap", "to": 200},
            {"add_fte": 1, "language": "Armenian"},
        ]
    )
    later = parse_changes([{"set": "caseload.cap", "to": 220}, {"set": "overtime.limit", "to": 0}])
    assert override(earlier, later) == (earlier[0], earlier[2], *later)
    # What decides more than that stays, and it is said that both cannot be.
    one = parse_changes([{"set": "continuity.k", "to": 2}])
    assert override(earlier, one) == (*earlier, *one)
    assert override((), later) == later
