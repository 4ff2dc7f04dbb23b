"""Which values of a field relax which."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest

from answers import optimum
from samehands.changes import SetValue, apply
from samehands.model.errors import InputError
from samehands.scenarios.point import Value
from samehands.scenarios.sweep import ease
from tiny_agencies import draw_case

FIELDS: dict[str, tuple[Value, ...]] = {
    "caseload.cap": (0.5, 1, 2, "none"),
    "caseload.caps.A": (0, 1, 2),
    "continuity.k": (1, 2, 3, "unlimited"),
    "deadlines.late": ("forbidden", "priced"),
    "deadlines.late_price": (4, 2, 1),
    "handoffs.minutes": (3, 1, 0),
    "language.interpreter_factor": (2, 1.5, 1),
    "language.match": ("required", "interpreter", "ignored"),
    "moves.change_price": (3, 1, 0),
    "moves.limit": (0, 1, "none"),
    "moves.limit_share": (0.2, 0.6, "none"),
    "moves.months_served": (1, 2, 6),
    "moves.transfer_minutes": (2, 1, 0),
    "overtime.limit": (0, 1, 3),
    "overtime.price": (0.5, 0.25, 0),
    "pool.scope": ("office", "region", "county"),
    "service.undone": ("forbidden", "priced"),
    "service.undone_price": (4, 1, 0.5),
    "service.unowned": (12, 4, 0),
    "skills.bundle_integrity": (True, False),
    "skills.specialist_speedup": (0, 0.25, 0.5),
    "utilisation.ceiling": (0.3, 0.8, "none"),
}
"""Values of every field with a law, the strictest first."""

RULES_OFF = ("language", "pool", "continuity", "deadlines", "caseload", "utilisation", "overtime")


@pytest.mark.parametrize("field", FIELDS)
def test_the_table_orders_the_values(field: str) -> None:
    eases = [ease(field, value) for value in FIELDS[field]]
    assert all(
        one is not None and other is not None and one < other for one, other in pairwise(eases)
    )


def test_what_follows_no_law_is_not_in_the_table() -> None:
    for field in ("skills.enabled", "continuity.exempt_kinds", "utilisation.gaps", "moves.frozen"):
        assert ease(field, True) is None
    assert ease("pool.scope", "moon") is None and ease("caseload.cap", "many") is None
    assert ease("overtime.enabled", True) == 0 and ease("overtime.enabled", False) == 1


@pytest.mark.slow
@pytest.mark.parametrize("field", [*FIELDS, *(f"{rule}.enabled" for rule in RULES_OFF)])
def test_no_optimum_breaks_the_law(field: str) -> None:
    values = FIELDS.get(field, (True, False))
    rng = Random(field)
    compared = 0
    for _ in range(6):
        instance, policy = draw_case(rng)
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
