"""The price of fairness."""

from __future__ import annotations

import pytest

from samehands.model.errors import InputError
from samehands.model.policy import Policy
from samehands.scenarios.fairness import price_of_fairness
from samehands.solver import SolveOptions
from tables import client, instance_of, task, worker

QUICK = SolveOptions(engine="kernel", time_limit=300, threads=1)
LOPSIDED = instance_of(
    [client(f"c{at}", worker="w0", language="Spanish") for at in range(4)],
    [worker("w0", languages=["Spanish"]), worker("w1", languages=["English"])],
    [task(f"t{at}", f"c{at}", minutes=200, contact=False) for at in range(4)],
    periods=4,
)
# Who owns whom has no price but that of a change.
PLAIN = Policy.model_validate({"caseload": {"breakpoints": []}, "language": {"owner_price": 0.0}})


def test_a_ceiling_costs_moves_and_the_price_is_their_cost() -> None:
    found = price_of_fairness(LOPSIDED, PLAIN, limits=(0.4, 0.3), options=QUICK)
    assert [point.label for point in found.points] == ["0.3", "0.4", "none"]
    low, high, free = found.points
    assert found.price(free) == (0.0, 0.0, 0.0)
    assert found.price(high) == (30.0, 30.0, 30.0)
    # Two of 200 minutes and transfers of 15 fill 0.27 of 1,600 minutes.
    assert found.price(low) == (60.0, 60.0, 60.0)
    assert (low.metric("utilisation_max") or 1) <= 0.3


def test_ceilings_by_default_lie_below_the_highest_utilisation() -> None:
    found = price_of_fairness(LOPSIDED, PLAIN, options=QUICK)
    values = [point.value for point in found.points]
    assert values == [*sorted(values[:-1], key=float), "none"]
    assert values[0] == 0.25 and all(float(value) < 0.5 for value in values[:-1])


def test_a_gap_between_groups_is_kept() -> None:
    group = "language:Spanish"
    found = price_of_fairness(LOPSIDED, PLAIN, group, options=QUICK)
    assert [point.label for point in found.points] == ["0", "0.02", "0.05", "0.1", "none"]
    assert [found.price(point)[0] for point in found.points] == [60.0, 60.0, 60.0, 60.0, 0.0]


def test_only_the_limit_is_switched_on_where_the_rule_was_off() -> None:
    off = PLAIN.without("utilisation")
    found = price_of_fairness(LOPSIDED, off, limits=(0.9,), options=QUICK)
    assert [point.objective for point in found.points] == [0.0, 0.0]


def test_wrong_limits_and_groups_are_refused() -> None:
    for group, limits in (
        (None, (-1.0,)),
        (None, (0.5, 0.5)),
        ("language:Spanish", (1.5,)),
        ("language:Elvish", (0.5,)),
        ("shoe size", (0.5,)),
    ):
        with pytest.raises(InputError):
            price_of_fairness(LOPSIDED, PLAIN, group, limits, options=QUICK)
