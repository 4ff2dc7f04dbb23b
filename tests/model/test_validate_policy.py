"""A policy made in memory is checked like one that was read."""

from __future__ import annotations

from collections.abc import Mapping

from samehands.model import Policy, policy_problems, policy_warnings
from tables import instance


def policy(**sections: Mapping[str, object]) -> Policy:
    return Policy.model_validate(sections)


def test_the_default_policy_is_legal() -> None:
    assert policy_problems(Policy()) == []
    assert policy_problems(Policy(), instance()) == []


def test_overtime_may_be_dearer_than_lateness_that_has_no_price() -> None:
    dear = {"price": 5.0}
    assert len(policy_problems(policy(overtime=dear))) == 1
    assert policy_problems(policy(overtime=dear, deadlines={"late": "forbidden"})) == []
    assert policy_problems(policy(overtime=dear, deadlines={"enabled": False})) == []
    assert policy_problems(policy(overtime={"enabled": False, **dear})) == []
    assert policy_problems(policy(overtime={"price": 4.0})) == []


def test_names_are_compared_only_with_an_instance() -> None:
    gaps = policy(utilisation={"gaps": [{"group": "unit:Z", "limit": 0}]})
    assert policy_problems(gaps) == []
    (found,) = policy_problems(gaps, instance())
    assert found.field == "utilisation.gaps.group"


def test_names_that_occur_are_legal() -> None:
    groups = ["language:Spanish", "program:Medi-Cal", "office:south", "unit:A"]
    known = policy(
        caseload={"weights": {"Medi-Cal": 2}, "caps": {"CalFresh": 3}},
        pool={"regions": {"a": ["north"], "b": ["south"]}},
        utilisation={"gaps": [{"group": group, "limit": 0.1} for group in groups]},
    )
    assert policy_problems(known, instance()) == []


def test_a_copy_that_was_never_checked_is_checked() -> None:
    wrong = Policy().moves.model_copy(update={"limit_share": 2.0, "frozen": "c1"})
    found = policy_problems(Policy().model_copy(update={"moves": wrong}))
    assert {one.field for one in found} == {"moves.limit_share", "moves.frozen"}


def test_many_unknown_names_are_counted() -> None:
    frozen = policy(moves={"frozen": [f"x{i}" for i in range(150)]})
    found = policy_warnings(frozen.without("pool"), instance())
    assert len(found) == 101
    assert found[-1].message.startswith("50 more")
