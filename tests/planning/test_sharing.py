"""Prices found for one question prove bounds on another."""

from __future__ import annotations

import pytest

from agencies import agency
from samehands.audit import verify_certificate
from samehands.model.policy import Policy
from samehands.model.units import MILLI
from samehands.planning import Result, solve
from samehands.planning.sharing import lend_certificate


def _solved(rules: dict[str, object]) -> Result:
    return solve(agency("toy"), Policy.model_validate(rules), engine="kernel", threads=1)


def _without_proof(result: Result) -> Result:
    update = {"bound": None, "bound_kind": "none", "certified_bound": None, "certificate": None}
    return result.model_copy(update={**update, "status": "feasible"})


def test_the_prices_of_the_baseline_and_of_owners_bound_a_cap() -> None:
    instance, base, capped = agency("toy"), _solved({}), _solved({"caseload": {"cap": 5}})
    policy = capped.policy
    found = lend_certificate((instance, policy), _without_proof(capped), base)
    assert found.objective is not None and found.certified_bound is not None
    without = instance.clients.height - 5 * instance.workers.height
    assert 500 * without <= found.certified_bound <= found.objective
    assert found.bound == found.certified_bound and found.bound_kind == "certified"
    assert found.certificate is not None
    proven = verify_certificate(instance, policy, found.certificate).bound
    assert proven == found.certified_bound * MILLI


def test_a_result_with_better_prices_keeps_them() -> None:
    base, capped = _solved({}), _solved({"caseload": {"cap": 5}})
    question = (agency("toy"), base.policy)
    assert lend_certificate(question, base, capped) is base


@pytest.mark.parametrize("match", ["required", "ignored"])
def test_prices_never_prove_more_than_the_optimum(match: str) -> None:
    base, other = _solved({}), _solved({"language": {"match": match}})
    assert other.status == "optimal"
    found = lend_certificate((agency("toy"), other.policy), _without_proof(other), base)
    assert found.certified_bound is not None and other.objective is not None
    assert found.certified_bound <= other.objective
