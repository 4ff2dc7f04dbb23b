"""What an audit of a result finds, on a plan that is legal and on broken ones."""

from __future__ import annotations

import pytest

from plans import legal_plan, office, with_owner
from samehands.model import NoPlanError, Plan, Policy
from samehands.planning import Result, audit_certificate, audit_result, solve


def _result(plan: Plan | None) -> Result:
    result = solve(office(), Policy(), engine="least-loaded")
    policy = result.policy if plan is None else plan.policy
    return result.model_copy(update={"plan": plan, "policy": policy})


def test_a_result_as_it_was_found_is_clean() -> None:
    result = solve(office(), Policy(), engine="least-loaded")
    found = audit_result(office(), result)
    assert found.is_clean and found.same_instance
    assert found.recomputed is not None
    assert found.recomputed["total"] == result.objective
    assert found.to_dict()["clean"] is True


def test_another_plan_than_was_priced_has_another_cost() -> None:
    found = audit_result(office(), _result(legal_plan()))
    assert not found.cost_agrees and not found.violations and not found.is_clean


def test_a_broken_plan_has_violations() -> None:
    broken = with_owner(with_owner(legal_plan(), "c5", "w1"), "c1", "w3")
    assert audit_result(office(), _result(broken)).violations


def test_a_policy_may_be_given() -> None:
    found = audit_result(office(), _result(legal_plan()), Policy())
    assert found.other_policy and found.under_other is not None


def test_a_bound_that_no_certificate_proves_does_not_hold() -> None:
    result = solve(office(), Policy(), engine="cp-sat", threads=1)
    assert result.objective is not None
    assert audit_certificate(office(), result, result.objective).holds
    bare = result.model_copy(update={"certificate": None, "bound_kind": "certified"})
    assert not audit_certificate(office(), bare).holds


def test_without_a_plan_there_is_nothing_to_audit() -> None:
    with pytest.raises(NoPlanError):
        audit_result(office(), _result(None))
