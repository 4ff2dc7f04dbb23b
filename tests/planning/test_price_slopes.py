"""Intervals of a difference from prices that go on beyond its sides."""

from __future__ import annotations

from random import Random

from draws import draws, share
from samehands.audit import verify_certificate
from samehands.model.policy import MILLI, Policy
from samehands.model.policy_order import policy_fields
from samehands.planning import Result, difference, solve
from samehands.planning.price_slopes import find_line, move_beyond, narrow
from tiny_agencies import draw_case

PRICES = (
    "skills.owner_price",
    "language.interpreter_price",
    "language.owner_price",
    "deadlines.late_price",
    "overtime.price",
    "service.undone_price",
    "service.unowned",
    "moves.change_price",
)
NAMES = ("reform", "baseline")


def _with_price(policy: Policy, name: str, price: float) -> Policy:
    return policy_fields()[name].replaced(policy, price)


def _with_worse_plan(result: Result, by: float) -> Result:
    assert result.objective is not None
    update = {"objective": result.objective + by, "status": "feasible", "bound": None}
    return result.model_copy(update={**update, "bound_kind": "none"})


def test_the_difference_of_optima_lies_in_the_narrowed_interval() -> None:
    """The optima are proven; plans are made dearer, so that gaps are wide."""
    narrower = seen = moved = 0
    for seed in draws(200):
        rng = Random(seed)
        instance, policy = draw_case(rng)
        name = rng.choice(PRICES)
        value = policy_fields()[name].value(policy)
        assert isinstance(value, int | float)
        reformed = _with_price(policy, name, rng.choice((0.5 * value, 2.0 * value, value + 1.0)))
        questions = ((instance, reformed), (instance, policy))
        if find_line(policy, reformed) is None:
            continue
        results = [solve(*each, engine="kernel", threads=1) for each in questions]
        optima = [each.objective for each in results]
        if {each.status for each in results} != {"optimal"}:
            continue
        by = rng.randrange(20)
        first, second = (_with_worse_plan(each, by) for each in results)
        plain = difference(first, second, NAMES, questions)
        found = narrow(plain, (first, second), questions)
        assert optima[0] is not None and optima[1] is not None
        least = optima[0] - optima[1]
        for low, high in ((found.low, found.high), (found.best_low, found.best_high)):
            assert low is None or low <= least + 1e-9
            assert high is None or least <= high + 1e-9
        seen += 1
        narrower += bool(found.slopes)
        for slope in found.slopes:
            side = 0 if slope.certificate_of == "first" else 1
            beyond = questions[side][1]
            for field, price in slope.prices.items():
                beyond = _with_price(beyond, field, price)
            certificate, other = ((first, second)[at].certificate for at in (side, 1 - side))
            assert certificate is not None
            if slope.is_moved:
                assert other is not None
                certificate = move_beyond(certificate, other, slope.steps)
                assert certificate is not None
                moved += 1
            bound = verify_certificate(instance, beyond, certificate).bound
            assert bound == round(slope.bound * MILLI)
    assert seen >= share(75) and narrower >= share(10)
    assert moved >= share(5)


def test_only_prices_that_costs_are_linear_in_make_a_line() -> None:
    base = Policy()
    dearer = _with_price(base, "overtime.price", 2.0)
    assert find_line(base, dearer) == {"overtime.price": (1500, 2000)}
    both = _with_price(dearer, "language.interpreter_price", 0.5)
    assert find_line(base, both) == {
        "language.interpreter_price": (1000, 500),
        "overtime.price": (1500, 2000),
    }
    assert find_line(base, base) is None
    assert find_line(base, _with_price(base, "overtime.limit", 30)) is None
    assert find_line(base, _with_price(dearer, "overtime.limit", 30)) is None
    assert find_line(base, base.as_formulation("team-2")) is None
    months = _with_price(base, "moves.months_served", 12)
    assert find_line(months, _with_price(months, "moves.change_price", 20.0)) is None
    off = base.without("overtime")
    assert find_line(base, off) is None
