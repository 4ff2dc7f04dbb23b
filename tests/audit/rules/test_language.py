"""Language: required of owners and contacts, or a factor on contact minutes."""

from __future__ import annotations

import pytest

from plans import found, free_of, legal_plan, office, with_owner, with_policy, with_task, with_work
from samehands.model.plan import Plan


def spoken_plan() -> Plan:
    """Return a legal plan under a policy that requires the client's language."""
    plan = with_work(
        with_task(legal_plan(), "t4", "w2"),
        remove=[("w1", "c2", "task", "t4", 2, 15), ("w1", "c2", "handoff", None, 2, 5)],
        add=[("w2", "c2", "task", "t4", 2, 10)],
    )
    return with_policy(with_policy(plan, "language", match="required"), "caseload", caps={})


@pytest.mark.rule("language", "feasible")
def test_owners_and_contacts_in_the_client_s_language() -> None:
    assert found(office(), spoken_plan()) == []


@pytest.mark.rule("language", "infeasible")
def test_a_contact_in_another_language() -> None:
    plan = with_work(
        with_task(spoken_plan(), "t4", "w1"),
        remove=[("w2", "c2", "task", "t4", 2, 10)],
        add=[("w1", "c2", "task", "t4", 2, 10), ("w1", "c2", "handoff", None, 2, 5)],
    )
    who = {"client": "c2", "worker": "w1", "task": "t4"}
    assert found(office(), plan) == [("language", who, None, 1, "languages")]
    assert free_of("language", office(), plan)


@pytest.mark.rule("language", "infeasible")
def test_an_owner_of_another_language() -> None:
    plan = with_owner(spoken_plan(), "c4", "w1")
    who = {"client": "c4", "worker": "w1"}
    assert found(office(), plan) == [("language", who, None, 1, "languages")]
    assert free_of("language", office(), plan)


@pytest.mark.parametrize(("match", "enabled"), [("ignored", True), ("required", False)])
def test_ignored_or_off_nobody_needs_the_language(match: str, enabled: bool) -> None:
    plan = with_owner(spoken_plan(), "c4", "w1")
    assert found(office(), with_policy(plan, "language", match=match, enabled=enabled)) == []


def test_an_interpreter_s_minutes_are_part_of_the_task() -> None:
    short = with_work(
        legal_plan(),
        remove=[("w1", "c2", "task", "t4", 2, 15)],
        add=[("w1", "c2", "task", "t4", 2, 10)],
    )
    who = {"client": "c2", "worker": "w1", "task": "t4"}
    assert found(office(), short) == [("plan", who, None, 5, "minutes")]
    assert found(office(), with_policy(short, "language", enabled=False)) == []
