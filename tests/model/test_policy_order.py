"""What the marks on the policy's fields say: which values relax which, and what is a price."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest

from answers import optimum
from draws import share
from samehands.changes import SetValue, apply
from samehands.model import InputError, Policy
from samehands.model.policy_order import assumed_fields, policy_fields, rank, relaxes
from tiny_agencies import draw_case

FIELDS: dict[str, tuple[str | int | float | bool, ...]] = {
    "caseload.cap": (0.5, 1, 2, "none"),
    "caseload.caps.A": (0, 1, 2),
    "continuity.household": (True, False),
    "continuity.k": (1, 2, 3, "unlimited"),
    "deadlines.late": ("forbidden", "priced"),
    "deadlines.late_price": (4, 2, 1),
    "handoffs.minutes": (3, 1, 0),
    "language.interpreter_factor": (2, 1.5, 1),
    "language.interpreter_price": (1, 0.5, 0),
    "language.match": ("required", "interpreter", "ignored"),
    "language.owner_price": (3, 1, 0),
    "moves.change_price": (3, 1, 0),
    "moves.limit": (0, 1, "none"),
    "moves.limit_share": (0.2, 0.6, "none"),
    "moves.months_served": (1, 2, 6),
    "moves.transfer_minutes": (2, 1, 0),
    "overtime.limit": (0, 1, 3),
    "overtime.price": (0.5, 0.25, 0),
    "pool.scope": ("office", "region", "county"),
    "robust.absence": (0.5, 0.2, 0),
    "robust.clients": (2, 1, 0),
    "robust.deviation": (1, 0.5, 0.2, 0),
    "service.undone": ("forbidden", "priced"),
    "service.undone_price": (4, 1, 0.5),
    "service.unowned": (12, 4, 0),
    "skills.bundle_integrity": (True, False),
    "skills.owner_price": (3, 1, 0),
    "skills.specialist_speedup": (0, 0.25, 0.5),
    "utilisation.ceiling": (0.3, 0.8, "none"),
}
"""Values of every field with a law, the strictest first."""

LAWLESS = (
    *("caseload.standing", "continuity.exempt_kinds", "continuity.same_day_kinds"),
    *("continuity.piece", "deadlines.urgent_kinds", "pool.regions", "robust.threshold"),
)
"""Fields that no value of relaxes another by itself."""

UNSHARED = Policy().without("caseload")
"""A policy under which nothing is priced by its share of the pool."""

RULES_OFF = ("language", "pool", "continuity", "deadlines", "caseload", "utilisation", "overtime")


def test_every_field_says_which_way_it_relaxes_or_is_known_not_to() -> None:
    fields = policy_fields().values()
    assert {field.name for field in fields if field.relaxes is None} == {*LAWLESS}


def test_every_number_has_a_unit_and_every_price_is_counted_in_minutes() -> None:
    for field in policy_fields().values():
        value = field.value(Policy())
        if isinstance(value, int | float) and not isinstance(value, bool):
            assert field.unit, field.name
        if field.is_priced and field.assumed:
            assert field.unit.startswith("minutes per "), field.name


def test_what_is_assumed_is_a_price_or_minutes() -> None:
    for field in assumed_fields():
        assert field.is_priced or field.time or field.name == "overtime.limit"


@pytest.mark.parametrize("field", FIELDS)
def test_the_table_orders_the_values(field: str) -> None:
    eases = [rank(field, value, UNSHARED) for value in FIELDS[field]]
    assert all(
        one is not None and other is not None and one < other for one, other in pairwise(eases)
    )


def test_what_follows_no_law_is_not_in_the_table() -> None:
    for field in ("continuity.exempt_kinds", "utilisation.gaps", "moves.frozen"):
        assert rank(field, True, Policy()) is None
    assert rank("pool.scope", "moon", UNSHARED) is rank("caseload.cap", "many", Policy()) is None
    on, off = (rank("overtime.enabled", is_on, Policy()) for is_on in (True, False))
    assert on is not None and off is not None and on < off


def test_a_wider_pool_has_other_fair_shares() -> None:
    assert rank("pool.scope", "county", Policy()) is rank("pool.enabled", False, Policy()) is None
    assert rank("pool.enabled", False, UNSHARED) is not None
    wide = Policy.model_validate({"pool": {"scope": "county"}})
    assert not relaxes(wide, Policy())
    assert relaxes(wide.without("caseload"), Policy())


def test_without_the_rule_skills_time_that_was_saved_comes_back() -> None:
    faster = Policy.model_validate({"skills": {"specialist_speedup": 0.2}})
    assert rank("skills.enabled", False, faster) is None
    assert rank("skills.enabled", False, Policy()) is not None


@pytest.mark.parametrize("field", ["handoffs.minutes", "language.match", "moves.enabled"])
def test_what_changes_minutes_follows_no_law_where_gaps_are_limited(field: str) -> None:
    gaps = {"utilisation": {"gaps": [{"group": "language:English", "limit": 0.1}]}}
    value = "ignored" if field == "language.match" else 0
    assert rank(field, value, Policy()) is not None
    assert rank(field, value, Policy.model_validate(gaps)) is None


@pytest.mark.slow
@pytest.mark.parametrize("field", [*FIELDS, *(f"{rule}.enabled" for rule in RULES_OFF)])
def test_no_optimum_breaks_the_law(field: str) -> None:
    values = FIELDS.get(field, (True, False))
    rng = Random(field)
    compared = 0
    for _ in range(max(3, share(60))):
        instance, policy = draw_case(rng)
        if field.startswith("pool."):
            policy = policy.without("caseload")
        costs: list[float] = []
        for value in values:
            try:
                eased = apply([SetValue(set=field, to=value)], instance, policy)[1]
            except InputError:
                continue
            found = optimum(instance, eased)
            costs.append(float("inf") if found is None else found)
        compared += len(costs) > 1
        assert all(strict >= relaxed for strict, relaxed in pairwise(costs)), (field, costs)
    assert compared >= 2
