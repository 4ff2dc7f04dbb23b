"""Shadow prices, and where to add workers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

import pytest

from agencies import agency
from samehands.audit import verify_certificate
from samehands.changes import SetValue, apply
from samehands.model.certificate import RowName
from samehands.model.errors import InputError
from samehands.model.policy import Policy
from samehands.planning import solve
from samehands.scenarios.hiring import best_hiring
from samehands.scenarios.shadow_prices import read_worths, shadow_prices
from samehands.scenarios.staffing import scaled
from samehands.solver import SolveOptions
from tables import client, instance_of, task, worker

QUICK = SolveOptions(engine="kernel", time_limit=20, threads=1)
SPLIT = instance_of(
    [client(f"c{at}", worker="w0", language="Armenian") for at in range(4)]
    + [client("c9", worker="w1")],
    [worker("w0", languages=["Armenian"], minutes=100), worker("w1", minutes=100)],
    [task(f"t{at}", f"c{at}", minutes=100, due=1) for at in range(4)] + [task("t9", "c9")],
    periods=2,
)
STRICT = Policy.model_validate({"language": {"match": "required"}, "overtime": {"limit": 10}})


def test_only_the_scarce_worker_has_a_worth() -> None:
    found = shadow_prices(SPLIT, STRICT, options=QUICK)
    assert found.has_prices
    scarce, idle = found.workers
    assert scarce.hour > 0 and scarce.overtime > 0 and (idle.hour, idle.period) == (0.0, None)
    places = found.by_place()
    assert places.row(0)[:3] == ("north", "Armenian", 1)
    assert found.overtime_minute == scarce.overtime
    with ThreadPoolExecutor(1) as pool:
        assert shadow_prices(SPLIT, STRICT, QUICK, executor=pool).workers == found.workers


def test_a_certificate_of_knapsacks_gives_way_to_prices_of_rows() -> None:
    """The row that knapsacks keep has no price, so a price of it is not to be had from there."""
    result = solve(SPLIT, STRICT, QUICK)
    assert result.certificate is not None
    window = next(row for row in result.certificate.rows if row.price)
    name = RowName(rule=window.rule, window=window.window, name=window.name)
    rows = tuple(row for row in result.certificate.rows if row != window)
    kept = result.certificate.model_copy(
        update={"kept": name, "owners": {}, "tasks": {}, "rows": rows}
    )
    found = read_worths(SPLIT, STRICT, result.model_copy(update={"certificate": kept}))
    scarce, idle = found.workers
    assert scarce.hour > 0 and idle.hour == 0
    proof = found.result.certificate
    assert proof is not None and proof.kept is None
    assert verify_certificate(SPLIT, STRICT, proof).bound == 1000 * (
        found.result.certified_bound or 0
    )


def test_more_saves_at_most_the_price_and_the_gap() -> None:
    toy = agency("toy")
    for policy in (Policy(), Policy().as_formulation("task-based")):
        found = shadow_prices(toy, policy, options=QUICK)
        result = found.result
        assert result.objective is not None and result.certified_bound is not None
        gap = result.objective - result.certified_bound
        more = apply([SetValue(set="overtime.limit", to=policy.overtime.limit + 7)], toy, policy)[1]
        better = solve(toy, more, QUICK).objective
        assert better is not None
        assert result.objective - better <= gap + 7 * found.overtime_minute + 0.01
        capped = policy.model_copy(
            update={"caseload": policy.caseload.model_copy(update={"cap": 10})}
        )
        tight = shadow_prices(toy, capped, options=QUICK)
        eased = apply([SetValue(set="caseload.cap", to=11)], toy, capped)[1]
        better = solve(toy, eased, QUICK).objective
        cost, bound = tight.result.objective, tight.result.certified_bound
        assert cost is not None and bound is not None and better is not None
        assert cost - better <= cost - bound + tight.case + 0.01


def test_a_limit_on_the_whole_plan_has_a_price() -> None:
    held = Policy.model_validate({"moves": {"limit": 0}, "language": {"match": "ignored"}})
    found = shadow_prices(SPLIT, held, options=QUICK)
    assert list(found.limits) == ["moves: limit"] and found.limits["moves: limit"] > 0


def test_workers_are_added_where_they_save_most() -> None:
    prices = shadow_prices(SPLIT, STRICT, options=QUICK)
    found = best_hiring(SPLIT, STRICT, prices, number=2, tries=2, options=QUICK)
    assert len(found) == 3
    best = found[0]
    assert all(place[1] == ("Armenian",) for place in best.places)
    assert best.saving is not None and best.low > 0 and best.high is not None
    assert best.low <= best.saving <= best.high
    costs = [each.result.objective for each in found]
    assert costs == sorted(costs, key=lambda cost: cost or 0.0)
    gap = (prices.result.objective or 0) - (prices.result.certified_bound or 0)
    assert all((each.saving or 0) <= each.expected + gap + 0.01 for each in found)


def test_numbers_out_of_range_are_refused() -> None:
    prices = shadow_prices(SPLIT, STRICT, options=QUICK)
    with pytest.raises(InputError):
        best_hiring(SPLIT, STRICT, prices, number=0, options=QUICK)


def test_scaled_staff_is_worth_no_more_than_its_hours() -> None:
    """A hundredth more of everybody's minutes, valued by the hours it adds."""
    found = shadow_prices(SPLIT, STRICT, options=QUICK)
    better = solve(scaled(SPLIT, Fraction(11, 10)), STRICT, QUICK).objective
    cost, bound = found.result.objective, found.result.certified_bound
    assert cost is not None and bound is not None and better is not None
    hours = [20 / 60 * each.hour for each in found.workers]
    assert cost - better <= cost - bound + sum(hours) + 0.01
