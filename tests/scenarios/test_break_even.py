"""Where the two standards cost the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from agencies import agency
from answers import ask
from draws import draws
from odd_shapes import HOSTILE
from samehands.model.errors import InputError
from samehands.model.instance import Instance
from samehands.model.policy import Policy
from samehands.planning import solve
from samehands.planning.many_solves import ManySolves
from samehands.report.break_evens import break_even_document
from samehands.report.files import format_markdown
from samehands.scenarios.blind_pool import charge_plan, list_blind_pools, set_handoffs
from samehands.scenarios.break_even import break_even
from samehands.scenarios.threshold import Threshold
from samehands.solver import SolveOptions
from tables import client, instance_of, task, worker
from watched import run_watched

QUICK = SolveOptions(engine="kernel", time_limit=300, threads=1)
URGENT = instance_of(
    [client("c0", worker="w0"), client("c1", worker="w1")],
    [worker("w0", minutes=[0, 100, 100]), worker("w1", minutes=20)],
    [
        task("t0", "c0", minutes=20, due=0),
        task("t1", "c0", minutes=60, due=2),
        task("t2", "c1", minutes=20, due=2),
    ],
    periods=3,
)
"""The owner of c0 is away on the first day, on which t0 is due."""
PLAIN = Policy.model_validate({"utilisation": {"breakpoints": []}, "caseload": {"breakpoints": []}})


def _pooled(policy: Policy) -> Policy:
    return policy.as_formulation("task-based").model_copy(update={"skills": policy.skills})


def _cost(instance: Instance, policy: Policy) -> float:
    least = ask(instance, policy, "kernel")[1].objective
    assert least is not None
    return least / 1000


def _minutes(edge: Threshold, most: int) -> list[int]:
    """Return minutes to sweep over: both sides of an edge, and a share of all, all in full."""
    assert edge.low is not None and edge.high is not None
    return sorted({*range(0, most + 1, max(most // len(draws(most)), 1)), edge.low, edge.high})


def _fine_sweep(
    instance: Instance, policy: Policy, epsilon: float, sweep: Sequence[int]
) -> int | None:
    """Return the first of some minutes from which on nothing is gained."""
    owned = _cost(instance, policy.as_formulation("client-based"))
    for minutes in sweep:
        if owned - _cost(instance, set_handoffs(_pooled(policy), minutes)) <= epsilon:
            return minutes
    return None


def test_the_vanishing_point_is_that_of_a_fine_sweep() -> None:
    """Client-based, t0 is late by a period, for 80; pooled, w1 does it after a hand-off."""
    found = break_even(URGENT, PLAIN, epsilon=1.0, most=200, seeds=(0,), options=QUICK)
    edge = found.vanishing.edge
    expected = _fine_sweep(URGENT, PLAIN, 1.0, _minutes(edge, 200))
    assert expected is not None and (edge.low, edge.high) == (expected - 1, expected)
    assert found.owned.objective == 80.0 and found.pooled.objective == 0.0
    assert not found.is_same_from_the_start


def test_where_none_was_found_the_report_names_the_option_that_tries_more() -> None:
    found = break_even(URGENT, PLAIN, epsilon=1.0, most=2, seeds=(0,), options=QUICK)
    assert (found.vanishing.edge.low, found.vanishing.edge.high) == (2, None)
    page = format_markdown(break_even_document(URGENT, found)).replace("\\-", "-")
    assert "None up to 2 minutes (--most tries more)." in " ".join(page.split())


@pytest.mark.slow
def test_both_figures_agree_with_fine_sweeps_on_a_generated_agency() -> None:
    toy = agency("toy")
    found = break_even(toy, Policy(), epsilon=40.0, most=120, seeds=(0,), options=QUICK)
    edge = found.vanishing.edge
    expected = _fine_sweep(toy, Policy(), 40.0, _minutes(edge, 120))
    assert expected is not None and (edge.low, edge.high) == (expected - 1, expected)
    plan, owned = found.pooled.plan, found.owned.objective
    assert plan is not None and owned is not None
    pool = found.crossings[0]
    assert pool.cost == found.pooled.objective
    many = ManySolves(QUICK)
    same = next(
        minutes
        for minutes in _minutes(pool.edge, 120)
        if (charge_plan(toy, _pooled(Policy()), plan, minutes, many).cost or 0) >= owned
    )
    assert (pool.edge.low, pool.edge.high) == (same - 1, same)


def test_where_nothing_is_gained_by_pooling_it_says_so() -> None:
    calm = instance_of(
        [client("c0", worker="w0")], [worker("w0"), worker("w1")], [task("t0", "c0")]
    )
    found = break_even(calm, Policy(), seeds=(0,), options=QUICK)
    assert found.is_same_from_the_start
    assert (found.vanishing.edge.low, found.vanishing.edge.high) == (None, 0)
    assert [pool.edge.high for pool in found.crossings] == [0, 0]
    assert (found.speedup.edge.low, found.speedup.edge.high) == (50, None)


def test_none_up_to_the_most_that_was_tried() -> None:
    found = break_even(URGENT, PLAIN, epsilon=1.0, most=2, seeds=(), options=QUICK)
    assert (found.vanishing.edge.low, found.vanishing.edge.high) == (2, None)
    assert [pool.engine for pool in found.crossings] == ["least-loaded"]


def test_a_blind_pool_that_no_longer_fits_leaves_tasks_undone() -> None:
    found = break_even(URGENT, PLAIN, epsilon=1.0, most=500, seeds=(0,), options=QUICK)
    assert found.pooled.plan is not None
    light = charge_plan(URGENT, _pooled(PLAIN), found.pooled.plan, 10, ManySolves(QUICK))
    heavy = charge_plan(URGENT, _pooled(PLAIN), found.pooled.plan, 500, ManySolves(QUICK))
    assert light.fits and not heavy.fits
    assert light.cost is not None and heavy.cost is not None and heavy.cost > light.cost
    owner = dict(found.pooled.plan.owners.select("client", "owner").iter_rows())
    worker = dict(found.pooled.plan.assignments.iter_rows())
    tasks = [URGENT.task(id) for id in worker if worker[id] != owner[URGENT.task(id).client]]
    assert heavy.cost == sum(task.minutes * (10 + 4 * (2 - task.due)) for task in tasks)


def test_the_clerk_who_pools_blindly_is_not_stopped_half_way() -> None:
    hurried = replace(QUICK, time_limit=1e-6)
    owned = solve(URGENT, PLAIN, QUICK)
    *_, search = list_blind_pools(URGENT, _pooled(PLAIN), owned, 10, (0,))
    greedy = search.run(ManySolves(hurried), None)
    assert greedy.engine == "least-loaded"
    assert greedy.utilisation is not None and greedy.utilisation > 0


def test_a_speed_up_makes_up_for_dear_hand_offs() -> None:
    """One worker's day is too short for the plain minutes; hand-offs of an hour forbid help."""
    busy = instance_of(
        [client("c0", worker="w0"), client("c1", worker="w0")],
        [worker("w0", minutes=100)],
        [task("t0", "c0", minutes=60, due=0), task("t1", "c1", minutes=60, due=0)],
        periods=1,
    )
    policy = Policy.model_validate({"overtime": {"limit": 20}, "utilisation": {"breakpoints": []}})
    found = break_even(busy, policy, epsilon=15.0, seeds=(0,), options=QUICK)
    # 20 overtime minutes cost 30; 10 fewer of them save 15: 60 x (1 - s) rounds up to 55 twice.
    assert (found.speedup.edge.low, found.speedup.edge.high) == (8, 9)


def test_the_advantage_never_grows_with_the_hand_off() -> None:
    found = break_even(URGENT, PLAIN, epsilon=1.0, most=60, seeds=(), options=QUICK)
    lows = [gain.low for gain in found.vanishing.advantages]
    assert lows == sorted(lows, reverse=True) and min(lows) >= 0


def test_numbers_out_of_range_are_refused_together() -> None:
    with pytest.raises(InputError) as caught:
        break_even(URGENT, PLAIN, epsilon=0.0, most=0, options=QUICK)
    assert [problem.field for problem in caught.value.problems] == ["epsilon", "most"]


@pytest.mark.slow
def test_the_clerk_who_pools_blindly_waits_for_no_proof() -> None:
    """The linear relaxation of many periods takes minutes, and nobody asks for it here."""
    agency, policy = HOSTILE["84 periods"]()
    asked = SolveOptions(engine="least-loaded", time_limit=2.0)
    owned = solve(agency, policy, asked)
    *_, search = list_blind_pools(agency, _pooled(policy), owned, 10, (0,))
    clerk = run_watched(lambda: search.run(ManySolves(asked), None), 50)
    assert clerk.engine == "least-loaded" and clerk.cost is not None
