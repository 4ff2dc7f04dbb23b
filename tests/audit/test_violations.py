"""Violations as values and as text."""

from __future__ import annotations

import json

from plans import legal_plan, office, with_owner, with_task
from samehands.audit import Violation, check


def test_as_dict_is_plain() -> None:
    violation = Violation("plan", {"task": "t1"}, 3, 15, "minutes", "So it is.")
    assert violation.as_dict() == {
        "rule": "plan",
        "who": {"task": "t1"},
        "when": 3,
        "by": 15,
        "unit": "minutes",
        "sentence": "So it is.",
    }
    assert str(violation) == "plan: So it is."


def test_what_a_check_finds_is_plain_and_told_in_a_sentence() -> None:
    plan = with_task(with_owner(legal_plan(), "c4", "w5"), "t6", None)
    found = check(office(), plan)
    assert [str(violation) for violation in found] == [
        "skills: worker w5 owns client c4 without working in Medi-Cal",
        "service: task t6 of client c3 is undone",
    ]
    assert json.loads(json.dumps([v.as_dict() for v in found])) == [v.as_dict() for v in found]
