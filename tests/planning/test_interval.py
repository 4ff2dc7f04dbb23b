"""The difference of two optima, and bounds handed down."""

from __future__ import annotations

import pytest

from plans import office
from samehands.model import Certificate, Policy
from samehands.model.policy_order import relaxes
from samehands.planning import Result, difference, inherit, solve

OWNED = Policy()
POOLED = OWNED.as_formulation("task-based")
NAMES = ("one", "other")


@pytest.fixture(scope="module")
def template() -> Result:
    """Return a result whose numbers the tests replace."""
    return solve(office(), OWNED, engine="least-loaded")


def _result(template: Result, policy: Policy, cost: float | None, bound: float | None) -> Result:
    update = {
        "policy": policy,
        "formulation": policy.formulation,
        "status": "no_plan" if cost is None else "feasible",
        "limit": "time",
        "objective": cost,
        "bound": bound,
        "bound_kind": "none" if bound is None else "reported",
        "certified_bound": None,
        "certificate": None,
    }
    return template.model_copy(update=update)


def test_the_interval_is_bound_less_cost_to_cost_less_bound(template: Result) -> None:
    owned = _result(template, OWNED, 110.0, 100.0)
    pooled = _result(template, POOLED, 80.0, 70.0)
    found = difference(owned, pooled, NAMES)
    assert (found.first, found.second) == NAMES
    assert (found.of_plans, found.low, found.high) == (30.0, 20.0, 40.0)
    assert (found.relative, found.kind, found.is_real) == (0.375, "reported", True)
    back = difference(pooled, owned, NAMES)
    assert (back.low, back.high, back.is_real) == (-40.0, -20.0, True)


def test_where_one_relaxes_the_other_the_interval_ends_at_zero(template: Result) -> None:
    owned = _result(template, OWNED, 100.0, 60.0)
    pooled = _result(template, POOLED, 90.0, 50.0)
    found = difference(owned, pooled, NAMES)
    assert (found.low, found.high, found.is_real) == (0.0, 50.0, False)
    apart = _result(
        template,
        Policy.model_validate({"overtime": {"price": 3.0}}).as_formulation("task-based"),
        90.0,
        50.0,
    )
    assert difference(owned, apart, NAMES).low == -30.0


def test_the_other_way_round_it_ends_at_zero_too(template: Result) -> None:
    owned = _result(template, OWNED, 100.0, 60.0)
    pooled = _result(template, POOLED, 90.0, 50.0)
    found = difference(pooled, owned, NAMES)
    assert (found.low, found.high) == (-50.0, 0.0)
    assert not found.is_real


def test_what_is_not_known_stays_unknown(template: Result) -> None:
    owned = _result(template, OWNED, 100.0, None)
    pooled = _result(
        template,
        Policy.model_validate({"overtime": {"price": 3.0}}).as_formulation("task-based"),
        None,
        50.0,
    )
    found = difference(owned, pooled, NAMES)
    assert (found.of_plans, found.low, found.high) == (None, None, 50.0)
    assert (found.relative, found.kind, found.is_real) == (None, "reported", False)


def test_certified_takes_two_certificates(template: Result) -> None:
    owned, pooled = (_result(template, policy, 9.0, 9.0) for policy in (OWNED, POOLED))
    proven = [_certified(one, 8.0) for one in (owned, pooled)]
    assert difference(proven[0], pooled, NAMES).kind == "reported"
    found = difference(proven[0], proven[1], NAMES)
    assert (found.kind, found.low, found.high) == ("certified", 0.0, 1.0)
    assert (found.best_low, found.best_high) == (0.0, 0.0)


def _certified(result: Result, bound: float) -> Result:
    update = {"certified_bound": bound, "certificate": Certificate(scale=1)}
    return result.model_copy(update=update)


def test_a_certificate_is_inherited_with_its_bound(template: Result) -> None:
    owned = _result(template, OWNED, 100.0, 95.0)
    heir = inherit(owned, _certified(_result(template, POOLED, 90.0, 90.0), 80.0))
    assert (heir.bound, heir.bound_kind) == (95.0, "reported")
    assert (heir.certified_bound, heir.certificate) == (80.0, Certificate(scale=1))
    assert heir.certified_gap_minutes == 20.0


def test_a_stricter_standard_inherits_a_better_bound(template: Result) -> None:
    owned = _result(template, OWNED, 100.0, 60.0)
    heir = inherit(owned, _result(template, POOLED, 90.0, 80.0))
    assert (heir.bound, heir.bound_kind, heir.status) == (80.0, "reported", "feasible")
    assert inherit(owned, _result(template, POOLED, 90.0, 50.0)) is owned
    assert inherit(owned, _result(template, POOLED, 90.0, None)) is owned
    unknown = _result(template, OWNED, 100.0, None)
    assert inherit(unknown, _result(template, POOLED, 90.0, 50.0)).bound == 50.0


def test_an_inherited_bound_may_close_the_gap(template: Result) -> None:
    owned = _result(template, OWNED, 90.0, 60.0)
    heir = inherit(owned, _result(template, POOLED, 90.0, 90.0))
    assert (heir.status, heir.limit, heir.gap) == ("optimal", "none", 0.0)


def test_a_relaxed_standard_inherits_nothing(template: Result) -> None:
    pooled = _result(template, POOLED, 90.0, 50.0)
    assert inherit(pooled, _result(template, OWNED, 100.0, 80.0)) is pooled


STANDARDS = ("client-based", "team-2", "team-3", "task-based")


@pytest.mark.parametrize("relaxed", STANDARDS)
@pytest.mark.parametrize("strict", STANDARDS)
def test_the_standards_stand_in_one_line(relaxed: str, strict: str) -> None:
    looser = STANDARDS.index(relaxed) >= STANDARDS.index(strict)
    assert relaxes(OWNED.as_formulation(relaxed), OWNED.as_formulation(strict)) == looser


def test_hybrid_lies_between_client_based_and_task_based() -> None:
    hybrid = OWNED.as_formulation("hybrid")
    assert relaxes(hybrid, OWNED)
    assert relaxes(POOLED, hybrid)
    assert not relaxes(hybrid, POOLED)
    assert not relaxes(OWNED, hybrid)
    assert not relaxes(OWNED.as_formulation("team-2"), hybrid)


def test_other_prices_are_another_question() -> None:
    dear = Policy.model_validate({"overtime": {"price": 3.0}})
    assert not relaxes(dear.as_formulation("task-based"), OWNED)
    assert relaxes(POOLED, dear)


def test_bundle_integrity_may_be_dropped_and_not_added() -> None:
    skills = POOLED.skills.model_copy(update={"bundle_integrity": True})
    whole = POOLED.model_copy(update={"skills": skills})
    assert relaxes(POOLED, whole)
    assert not relaxes(whole, POOLED)
