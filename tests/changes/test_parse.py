"""Plain data to changes: what is wrong is said in words that say what would be right."""

from __future__ import annotations

import pytest

from samehands.changes import parse_changes
from samehands.model import InputError

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
