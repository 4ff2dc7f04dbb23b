"""Plain data to changes: what is wrong is said in words that say what would be right."""

from __future__ import annotations

import pytest

from samehands.changes import CHANGES, apply, parse_changes
from samehands.changes.base import known_fields
from samehands.model import InputError, Policy
from tables import instance

FAULTS: list[tuple[object, str]] = [
    (3, "changes, changes: 3 is not right; it must be a list of tables"),
    ([3], "changes, changes[0]: must be a table, not 3"),
    ([{}], "changes, changes[0]: unknown change ''"),
    ([{"sett": "x"}], "changes, changes[0]: unknown change 'sett'; did you mean 'set'?"),
    ([{"set": "caseload.cap"}], "changes, changes[0].to: missing; it must be a value"),
    ([{"add_fte": "two"}], "changes, changes[0].add_fte: 'two' is not right; it must be a"),
    ([{"add_fte": 0}], "changes, changes[0].add_fte: 0 is not right"),
    ([{"leave": []}], "changes, changes[0].leave: a list is not right; it must be a list"),
    (
        [{"leave": ["w1", 2]}],
        "changes, changes[0].leave: item 2: 2 is not right; it must be a text",
    ),
    (
        [{"leave": ["w1"], "offce": "n"}],
        "changes, changes[0].offce: unknown field 'offce'; the fields here are leave",
    ),
    ([{"certify": ["Spanish"]}], "changes, changes[0]: say who: one of workers, count"),
    (
        [{"certify": ["Spanish"], "count": 1, "everyone": True}],
        "changes, changes[0]: say who",
    ),
    ([{"label": "x", "share": 0.1, "top_share": 0.1}], "changes, changes[0]: give top_share"),
    ([{"forbid_moves": False}], "changes, changes[0].forbid_moves: false is not right"),
]


@pytest.mark.parametrize(("data", "says"), FAULTS)
def test_one_fault(data: object, says: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_changes(data)
    (problem,) = caught.value.problems
    assert str(problem).startswith(says)


def test_all_faults_at_once() -> None:
    with pytest.raises(InputError) as caught:
        parse_changes([{"st": 1}, {"absence": 2, "x": 1}, {"leave": ["w1"]}, 5])
    fields = [problem.field for problem in caught.value.problems]
    assert fields == ["changes[0]", "changes[1].absence", "changes[1].x", "changes[3]"]


def test_what_is_a_change_already_stays_as_it_is() -> None:
    (change,) = parse_changes([{"set": "caseload.cap", "to": 200}])
    assert parse_changes([change, {"set": "caseload.cap", "to": 200}]) == (change, change)


def test_every_field_that_names_something_is_checked_against_the_instance() -> None:
    named = {f"{verb}.{field}" for verb, kind in CHANGES.items() for field in known_fields(kind)}
    assert {"leave.leave", "train.office", "add_work.groups", "k_by_group.k_by_group"} <= named
    assert len(named) > 50
    with pytest.raises(InputError, match="no office 'Nowhere'; there are"):
        apply([{"add_fte": 1, "office": "Nowhere"}], instance(), Policy())
