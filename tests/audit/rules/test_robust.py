"""Robust: minutes held back, and clients who take longer."""

from __future__ import annotations

import pytest

from plans import found, free_of, legal_plan, office, plan_of, with_policy
from samehands.model.policy import Policy
from tables import client, instance_of, task, worker


@pytest.mark.rule("robust", "infeasible")
def test_more_work_than_fits_if_clients_take_longer() -> None:
    # w1 has 110 min a day with overtime. From 0 to 3: 60 + 45 + 15 + 5 min, and thrice the tasks
    # besides, are 125 + 360 = 485 of 440; from 0 to 1, 60 + 180 = 240 of 220.
    plan = with_policy(legal_plan(), "robust", deviation=3.0, clients=1)
    assert found(office(), plan) == [("robust", {"worker": "w1"}, 3, 45, "minutes")]
    assert free_of("robust", office(), plan)


@pytest.mark.rule("robust", "infeasible")
def test_a_threshold_takes_minutes_off_each_client_and_keeps_them_free_once() -> None:
    # c1 takes 315 min longer, of which 295 count: 169 of t1's 180, 127 of t2's 135. All of c2 would
    # take w1 225 min longer, of which 205 count: 41 of t4's 45. 125 + 337 + 20 kept free are 482.
    plan = with_policy(legal_plan(), "robust", deviation=3.0, clients=1, threshold=20)
    assert found(office(), plan) == [("robust", {"worker": "w1"}, 3, 42, "minutes")]


@pytest.mark.rule("robust", "infeasible")
def test_a_client_whose_tasks_take_no_time_makes_no_room_for_another() -> None:
    # Twice 45 minutes and ceil(0.1 x 45) = 5 besides are one more than 99; c3 counts nothing.
    day = instance_of(
        [client(id, worker="w1") for id in ("c1", "c2", "c3")],
        [worker("w1", minutes=99)],
        [task(f"t{at}", f"c{at}", minutes=45 * (at < 3), due=0) for at in (1, 2, 3)],
        1,
    )
    policy = Policy.model_validate(
        {"overtime": {"limit": 0}, "robust": {"deviation": 0.1, "clients": 1}}
    )
    owners = {f"c{at}": "w1" for at in (1, 2, 3)}
    done = {f"t{at}": "w1" for at in (1, 2, 3)}
    work = [("w1", f"c{at}", "task", f"t{at}", 0, 45) for at in (1, 2)]
    plan = plan_of(day, policy, owners, done, work)
    assert found(day, plan) == [("robust", {"worker": "w1"}, 0, 1, "minutes")]


@pytest.mark.rule("robust", "feasible")
def test_work_that_fits_though_all_clients_take_twice_as_long() -> None:
    plan = with_policy(legal_plan(), "robust", deviation=1.0, clients=9)
    assert found(office(), plan) == []


@pytest.mark.rule("robust", "feasible")
@pytest.mark.parametrize("fields", [{"clients": 0}, {"deviation": 0.0}, {"enabled": False}])
def test_nothing_is_protected_where_nothing_is_wrong(fields: dict[str, object]) -> None:
    plan = with_policy(legal_plan(), "robust", **({"deviation": 9.0, "clients": 9} | fields))
    assert found(office(), plan) == []


@pytest.mark.parametrize(("absence", "by"), [(0.5, []), (0.51, [("overtime", 1)])])
def test_what_is_planned_in_minutes_held_back_is_overtime(
    absence: float, by: list[tuple[str, int]]
) -> None:
    # w1 works 60 of 100 min in period 0; ten more than planned are allowed.
    plan = with_policy(legal_plan(), "robust", absence=absence)
    assert [(rule, amount) for rule, _, _, amount, _ in found(office(), plan)] == by
