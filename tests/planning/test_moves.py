"""Why a client changes hands, by hand; and nobody does for nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import numpy as np
import polars as pl

from draws import draws, share
from legal_assignments import random_plan
from samehands.formulations import Lowered, embed, lower
from samehands.model import Policy
from samehands.model.instance import Instance
from samehands.planning import solve
from samehands.planning.handover import Handovers
from samehands.planning.moves import OwnerChange, list_owner_changes
from samehands.planning.reasons import Reasons
from samehands.planning.settle import settle_owners
from samehands.problem import Ints, evaluate
from tables import client, instance_of, task, worker
from tiny_agencies import draw_case


def _moves(instance: Instance, policy: Policy) -> tuple[OwnerChange, ...]:
    result = solve(instance, policy, engine="cp-sat", threads=1, time_limit=None)
    assert result.status == "optimal"
    return result.moves


def _policy(**sections: dict[str, object]) -> Policy:
    """Return a policy without prices on caseloads and utilisation unless they are given."""
    plain: dict[str, dict[str, object]] = {
        "caseload": {"breakpoints": []},
        "utilisation": {"breakpoints": []},
        "moves": {"transfer_minutes": 0},
    }
    return Policy.model_validate({**plain, **sections})


def test_an_owner_who_may_not_own_the_client_is_named_with_the_rule() -> None:
    instance = instance_of(
        [client("c1", programs=["CalFresh", "GR"], worker="w1")],
        [worker("w1"), worker("w2", programs=["CalFresh", "GR"])],
        [],
    )
    assert _moves(instance, _policy()) == (OwnerChange("c1", "w1", "w2", "rule", rule="skills"),)


def test_who_goes_with_the_household_has_a_reason_too() -> None:
    instance = instance_of(
        [
            client("c1", programs=["CalFresh", "GR"], worker="w1", household="h"),
            client("c2", worker="w1", household="h"),
            client("c3", worker="w3", household="h"),
        ],
        [worker("w1"), worker("w2", programs=["CalFresh", "GR"]), worker("w3")],
        [],
    )
    assert _moves(instance, _policy(continuity={"household": True})) == (
        OwnerChange("c1", "w1", "w2", "rule", rule="skills"),
        OwnerChange("c2", "w1", "w2", "rule", rule="skills"),
        OwnerChange("c3", "w3", "w2", "rule", rule="continuity"),
    )


def test_households_change_hands_whole_and_at_the_cost_that_is_told() -> None:
    changed = 0
    for seed in range(60):
        rng = Random(seed)
        instance, policy = draw_case(rng, times=3)
        pairs = pl.format("h{}", pl.int_range(pl.len()) // 2)
        instance = replace(instance, clients=instance.clients.with_columns(household=pairs))
        continuity = policy.continuity.model_copy(update={"enabled": True, "household": True})
        handoffs = policy.handoffs.model_copy(update={"enabled": True})
        policy = policy.model_copy(update={"continuity": continuity, "handoffs": handoffs})
        lowered = lower(instance, policy)
        x = random_plan(rng, lowered.problem, range(lowered.problem.items))
        if x is None:
            continue
        y, saved, _ = settle_owners(lowered, x, lambda: False)
        before, after = (evaluate(lowered.problem, each).objective for each in (x, y))
        assert before is not None
        assert after == before - saved
        changed += bool((x != y).any())
    assert changed >= 3


def test_overtime_that_is_saved_is_counted() -> None:
    # w1 has 100 minutes; the two tasks take 80 each, so staying means 60 minutes of overtime at
    # 1.5, which is 90, and a change costs 30: it saves 60.
    instance = instance_of(
        [client("c1", worker="w1"), client("c2", worker="w1")],
        [worker("w1", minutes=[100]), worker("w2", minutes=[80])],
        [task(f"t{n}", f"c{n}", minutes=80, due=0) for n in (1, 2)],
        periods=1,
    )
    (move,) = _moves(instance, _policy())
    assert (move.before, move.owner, move.why) == ("w1", "w2", "overtime")
    assert (move.minutes, move.saves) == (60, 60.0)


def test_lateness_that_is_saved_is_counted() -> None:
    # Without overtime 60 of the 160 minutes would be a period late, at 4 each.
    instance = instance_of(
        [client("c1", worker="w1"), client("c2", worker="w1")],
        [worker("w1", minutes=[100, 100]), worker("w2", minutes=[80, 0])],
        [task(f"t{n}", f"c{n}", minutes=80, due=0) for n in (1, 2)],
        periods=2,
    )
    (move,) = _moves(instance, _policy(overtime={"limit": 0}))
    assert (move.why, move.minutes, move.saves) == ("late", 60, 60 * 4.0 - 30.0)


def test_caseloads_that_are_evened_out_are_counted() -> None:
    # Each may own 100 of the 200 standing minutes; c1 and c2 are 160, 60 above, at a price of 1.
    instance = instance_of(
        [
            client("c1", worker="w1", expected_minutes=80),
            client("c2", worker="w1", expected_minutes=80),
            client("c3", worker="w2", expected_minutes=40),
        ],
        [worker("w1"), worker("w2")],
        [],
    )
    policy = _policy(caseload={"breakpoints": [{"above": 1.0, "price": 1.0}]})
    (move,) = _moves(instance, policy)
    # Afterwards w2 owns 120, 20 above: what the move takes off is 40, at a price of 30.
    assert (move.why, move.minutes, move.above, move.saves) == ("standing", 40, 1.0, 10.0)


def test_of_several_breakpoints_the_one_is_told_that_costs_most() -> None:
    # A share is 100. With c1 w1 owns 180: 90 above 90 %, 60 of them above 120 %. Without c1 both
    # own 100, 10 above 90 %. So there would be 70 minutes more above 90 %, at 0.1, and 60 above
    # 120 %, at 0.9 more.
    instance = instance_of(
        [
            client("c1", worker="w1", expected_minutes=80),
            client("c2", worker="w1", expected_minutes=100),
            client("c3", worker="w2", expected_minutes=20),
        ],
        [worker("w1"), worker("w2")],
        [],
    )
    points = [{"above": 0.9, "price": 0.1}, {"above": 1.2, "price": 1.0}]
    (move,) = _moves(instance, _policy(caseload={"breakpoints": points}))
    assert (move.client, move.why, move.minutes, move.above) == ("c1", "standing", 60, 1.2)
    assert move.saves == 70 * 0.1 + 60 * 0.9 - 30.0


def test_minutes_above_a_breakpoint_of_the_month_are_counted() -> None:
    # w1 would work 100 of 100 minutes: 50 above 50 %, and 20 above 80 %, at 9 more.
    instance = instance_of(
        [client("c1", worker="w1"), client("c2", worker="w1")],
        [worker("w1", minutes=[100]), worker("w2", minutes=[100])],
        [task(f"t{n}", f"c{n}", minutes=50, due=0) for n in (1, 2)],
        periods=1,
    )
    points = [{"above": 0.5, "price": 1.0}, {"above": 0.8, "price": 10.0}]
    (move,) = _moves(instance, _policy(utilisation={"breakpoints": points}))
    assert (move.why, move.minutes, move.above) == ("utilisation", 20, 0.8)
    assert move.saves == 50 * 1.0 + 20 * 9.0 - 30.0


def test_the_language_is_named() -> None:
    instance = instance_of(
        [client("c1", language="Spanish", worker="w1")],
        [worker("w1"), worker("w2", languages=["Spanish"])],
        [],
    )
    (move,) = _moves(instance, _policy(language={"owner_price": 50.0}))
    assert (move.owner, move.why, move.saves) == ("w2", "language", 20.0)


def test_a_full_caseload_is_named() -> None:
    instance = instance_of(
        [client("c1", worker="w1"), client("c2", worker="w1")],
        [worker("w1"), worker("w2")],
        [],
    )
    (move,) = _moves(instance, _policy(caseload={"cap": 1.0, "breakpoints": []}))
    assert (move.why, move.rule, move.saves) == ("room", "caseload", None)


def test_a_client_who_need_not_move_goes_back() -> None:
    instance = instance_of(
        [client("c1", worker="w1"), client("c2", worker="w2")],
        [worker("w1"), worker("w2")],
        [task("t1", "c1"), task("t2", "c2")],
    )
    # With a cap every choice is kept, also those for which nothing speaks.
    lowered = lower(instance, Policy.model_validate({"caseload": {"cap": 9}}))
    result = solve(instance, lowered.policy, engine="cp-sat", threads=1)
    assert result.plan is not None
    x = embed(lowered, result.plan)
    problem = lowered.problem
    crossed = x.copy()
    for item in range(problem.items):
        mine = problem.pair_item == item
        crossed[mine] = 1 - x[mine]
    before = evaluate(problem, crossed).objective
    assert before is not None
    y, saved, moves = settle_owners(lowered, crossed, lambda: False)
    assert moves == ()
    assert (y == x).all()
    assert saved == before - (evaluate(problem, x).objective or 0)


def test_a_reason_is_what_follows_if_the_client_alone_stays() -> None:
    """The saving of every move, by the whole objective of the plan in which it is taken back."""
    seen = 0
    for seed in draws(600):
        instance, policy = draw_case(Random(seed), "client-based", times=2)
        result = solve(instance, policy, engine="milp", threads=1, time_limit=None)
        if result.plan is None:
            continue
        lowered = lower(instance, policy)
        x = embed(lowered, result.plan)
        whole = evaluate(lowered.problem, x).objective
        ids = instance.clients["id"].to_list()
        for move in result.moves:
            if move.saves is None or whole is None:
                continue
            back = [
                value
                for with_tasks in (True, False)
                if (value := _cost_of_staying(lowered, x, ids.index(move.client), with_tasks))
            ]
            assert min(back) - whole == round(1000 * move.saves)
            assert move.why != "open"
            seen += 1
    assert seen >= share(5)


def _cost_of_staying(lowered: Lowered, x: Ints, client: int, with_tasks: bool) -> int | None:
    """Return the cost of a plan in which a client is given back, with the owner's tasks or not."""
    problem, view = lowered.problem, lowered.view
    owner = problem.pair_agent[(problem.pair_item == client) & (x > 0)][0]
    items = [client]
    if with_tasks:
        items += (view.clients + np.flatnonzero(view.client == client)).tolist()
    back = x.copy()
    for item in items:
        mine = problem.pair_item == item
        if (x[mine] * (problem.pair_agent[mine] == owner)).any():
            back[mine] = problem.pair_agent[mine] == view.today[client]
    lost = sum(x[problem.pair_item == item].sum() for item in items)
    if sum(back[problem.pair_item == item].sum() for item in items) < lost:
        return None
    return evaluate(problem, back).objective


def _plans(seeds: int, times: int) -> Iterator[tuple[Lowered, Ints]]:
    """Yield drawn questions, each with a legal assignment."""
    for seed in range(seeds):
        rng = Random(seed)
        lowered = lower(*draw_case(rng, times=times))
        x = random_plan(rng, lowered.problem, range(lowered.problem.items))
        if x is not None:
            yield lowered, x


def test_reasons_of_many_clients_at_once_are_those_of_each_alone() -> None:
    kinds = set[str | None]()
    for lowered, x in _plans(60, times=3):
        handovers = Handovers(lowered, lowered.problem, x)
        today = lowered.view.today
        moved = [each for each in handovers.newly_owned(today) if today[each] >= 0]
        reasons = Reasons(lowered, handovers)
        together = reasons.find(moved)
        alone = [reasons.find([client])[0] for client in moved]
        assert [found for found, _ in together] == [found for found, _ in alone]
        for (_, way), (_, other) in zip(together, alone, strict=True):
            assert (way is None) == (other is None)
            if way is not None and other is not None:
                assert (way[0].client, way[1]) == (other[0].client, other[1])
                assert (way[0].items == other[0].items).all()
        kinds |= {found.why for found, _ in together}
    assert {"tasks", "room", "open"} <= kinds


def test_who_goes_back_leaves_less_room_for_the_rest() -> None:
    seen = 0
    for lowered, x in _plans(100, times=8):
        handovers = Handovers(lowered, lowered.problem, x)
        moves = list_owner_changes(lowered, handovers, lambda: False, takes_back=True)
        before, after = (evaluate(lowered.problem, each).objective for each in (x, handovers.x()))
        assert before is not None and after is not None and after <= before
        again = Handovers(lowered, lowered.problem, handovers.x())
        assert list_owner_changes(lowered, again, lambda: False) == moves
        seen += bool((handovers.x() != x).any())
    assert seen >= 10


def test_the_moves_are_those_of_the_plan() -> None:
    for seed in draws(150):
        instance, policy = draw_case(Random(seed))
        result = solve(instance, policy, engine="milp", threads=1, time_limit=None)
        if result.plan is None:
            assert result.moves == ()
            continue
        changed = [
            (client, today, owner)
            for client, owner, today in result.plan.owners.select(
                "client", "owner", "owner_today"
            ).iter_rows()
            if None not in (owner, today) and owner != today
        ]
        assert [(each.client, each.before, each.owner) for each in result.moves] == changed
        assert all(each.why is not None for each in result.moves)


def test_without_time_moves_are_listed_without_a_reason() -> None:
    instance = instance_of(
        [client("c1", language="Spanish", worker="w1")],
        [worker("w1"), worker("w2", languages=["Spanish"])],
        [],
    )
    lowered = lower(instance, _policy(language={"owner_price": 50.0}))
    x = (lowered.problem.pair_agent == 1).astype(np.int64)
    handovers = Handovers(lowered, lowered.problem, x)
    assert list_owner_changes(lowered, handovers, lambda: True) == (OwnerChange("c1", "w1", "w2"),)
