"""The cost of a plan, worked by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl
import pytest

from plans import legal_plan, office, plan_of, with_owner, with_policy, with_task, with_work
from samehands.audit import Costs, check, check_with_cost, recompute_cost
from samehands.model.errors import InputError
from samehands.model.policy import Policy
from samehands.model.rules import RuleId
from tables import client, instance_of, task, worker


def parts(**named: int) -> dict[str, int]:
    """Return all parts, 0 where not named."""
    return Costs(*[0] * 12).as_dict() | named


UNEVEN = 5_150
"""What the owners of the legal plan have above their fair shares."""

INTERPRETED = 15_000
"""In the legal plan w1 does t4, a call of 10 min, in 15 through an interpreter, at 1 each."""


def test_the_legal_plan_costs_its_one_change() -> None:
    # c2 goes from w1 to w2: 30 min. Nobody works above 85 % of the regular minutes. Of the 38
    # standing minutes of the north (19 + 13 + 6 + 0), w1 has a fair share of 38 x 400 / 1498 =
    # 10.1, w2 of 38 x 298 / 1498 = 7.6, and each owns 19: above 9, 10 and 11 minutes 10, 9 and 8 at
    # 0.05, 0.05 and 0.15 more; above 6, 7 and 8 13, 12 and 11. w3 owns all 13 of the south, 2 above
    # 90 %. Together 2.15 + 2.9 + 0.1.
    costs = recompute_cost(office(), legal_plan())
    assert costs.as_dict() == parts(change=30_000, caseload=UNEVEN, language=INTERPRETED)
    assert costs.total == 50_150


@pytest.mark.parametrize(
    ("price", "months", "thousandths"),
    [(30.0, 1, 30_000), (30.0, 7, 4286), (0.0011, 1, 2), (0.0011, 2, 1), (0.0, 3, 0)],
)
def test_a_change_is_spread_over_the_months_and_rounded_up(
    price: float, months: int, thousandths: int
) -> None:
    # 30000 / 7 = 4285.7; 1.1 thousandths are 2, of which half is 1.
    plan = with_policy(legal_plan(), "moves", change_price=price, months_served=months)
    assert recompute_cost(office(), plan).change == thousandths


def test_clients_without_an_owner() -> None:
    # c4 (none today) and c5 (w4 today) have no owner: 2 x 500 min, and losing w4 is no change.
    # Without c4, w2 owns 13 standing minutes: 7, 6 and 5 above; 0.35 + 0.3 + 0.75 = 1.4 for 2.9.
    plan = with_owner(with_owner(legal_plan(), "c4", None), "c5", None)
    costs = recompute_cost(office(), plan)
    assert costs.as_dict() == parts(
        change=30_000, unowned=1_000_000, caseload=UNEVEN - 1_500, language=INTERPRETED
    )


def test_work_left_undone() -> None:
    # t1: 60 min due in 1 of 3: 60 x 10 + 60 x 2 x 4 = 600 + 480; t4: 10 standard min (not 15) due
    # in 2: 10 x 10 + 10 x 4 = 140; t5: 30 min due beyond the end: 30 x 10 = 300; t6: 0 min.
    plan = legal_plan()
    for id in ("t1", "t4", "t5", "t6"):
        plan = with_task(plan, id, None)
    assert recompute_cost(office(), plan).undone == (600 + 480 + 140 + 300) * 1000
    off = with_policy(plan, "deadlines", enabled=False)
    assert recompute_cost(office(), off).undone == (600 + 100 + 300) * 1000
    free = with_policy(plan, "service", enabled=False)
    assert recompute_cost(office(), free).undone == 0


def test_late_minutes_count_for_every_period_late() -> None:
    # t1 due in 1: 20 min in 2 and 10 in 3 are 20 + 20 = 40 minute-periods; the transfer of c2 is
    # due in 2: 15 min in 3 are 15; the hand-off on c2 in 3: 5. (40 + 15 + 5) x 4 = 240 min.
    plan = with_work(
        legal_plan(),
        remove=[
            ("w1", "c1", "task", "t1", 0, 60),
            ("w2", "c2", "transfer", None, 0, 15),
            ("w1", "c2", "handoff", None, 2, 5),
        ],
        add=[
            ("w1", "c1", "task", "t1", 0, 30),
            ("w1", "c1", "task", "t1", 2, 20),
            ("w1", "c1", "task", "t1", 3, 10),
            ("w2", "c2", "transfer", None, 3, 15),
            ("w1", "c2", "handoff", None, 3, 5),
        ],
    )
    assert recompute_cost(office(), plan).as_dict() == parts(
        change=30_000, late=240_000, caseload=UNEVEN, language=INTERPRETED
    )
    assert recompute_cost(office(), with_policy(plan, "deadlines", enabled=False)).late == 0
    third = with_policy(plan, "deadlines", late_price=0.3333)
    assert recompute_cost(office(), third).late == 60 * 334


def test_a_due_beyond_the_horizon_is_never_late() -> None:
    plan = with_work(
        legal_plan(),
        remove=[("w3", "c3", "task", "t5", 0, 30)],
        add=[("w3", "c3", "task", "t5", 3, 30)],
    )
    assert recompute_cost(office(), plan).late == 0


def test_overtime_is_what_is_above_the_regular_minutes_of_a_period() -> None:
    # w1 in period 1: 45 + 60 + 5 = 110 of 100, so 10; w2 away in period 1: 15. 25 x 1.5 = 37.5.
    plan = with_work(
        legal_plan(),
        remove=[
            ("w1", "c1", "task", "t1", 0, 60),
            ("w1", "c2", "handoff", None, 2, 5),
            ("w2", "c2", "transfer", None, 0, 15),
        ],
        add=[
            ("w1", "c1", "task", "t1", 1, 60),
            ("w1", "c2", "handoff", None, 1, 5),
            ("w2", "c2", "transfer", None, 1, 15),
        ],
    )
    assert recompute_cost(office(), plan).as_dict() == parts(
        change=30_000, overtime=37_500, caseload=UNEVEN, language=INTERPRETED
    )
    assert recompute_cost(office(), with_policy(plan, "overtime", enabled=False)).overtime == 0


def test_breakpoints_price_what_is_above_them() -> None:
    # w1 works 125 of 400: 125 - 100 = 25 above 25 %, 125 - 122 = 3 above floor(30.7 % = 122.8).
    # w2 works 55 of 298: 0 above floor(25 % = 74.5). w3 30 of 400. 25 x 0.5 + 3 x (2 - 0.5) = 17.
    points = [{"above": 0.25, "price": 0.5}, {"above": 0.307, "price": 2.0}]
    plan = with_policy(legal_plan(), "utilisation", breakpoints=points)
    assert recompute_cost(office(), plan).utilisation == 17_000
    assert (
        recompute_cost(office(), with_policy(plan, "utilisation", enabled=False)).utilisation == 0
    )


def test_large_sums_are_exact() -> None:
    # 100 tasks of 10^7 min undone over 1999 periods at 10^6 min each: more than 64 bits.
    instance = instance_of(
        [client("c")],
        [worker("w", minutes=1)],
        [task(f"t{number}", "c", minutes=10**7, due=0) for number in range(100)],
        periods=2000,
    )
    policy = Policy.model_validate(
        {"deadlines": {"late_price": 1e6}, "service": {"undone_price": 1e6, "unowned": 0.0}}
    )
    plan = plan_of(instance, policy, {}, {}, [])
    assert recompute_cost(instance, plan).total == 100 * 10**7 * 2000 * 10**9


def test_what_was_late_before_the_first_period_is_a_part_of_its_own() -> None:
    # t3, 40 min, was due 3 periods before the first: 10 min in 2 are 20 minute-periods late since,
    # and all of it was 40 x 3 before. t4, 10 standard min due 1 period before, is left undone:
    # 10 x 10 and 10 x 4 for each of the 3 periods to the end and the one before.
    dues, is_t4 = {"t3": -3, "t4": -1}, pl.col("id") == "t4"
    tasks = office().tasks.with_columns(
        due=pl.col("id").replace_strict(dues, default=9),
        release=pl.when(is_t4).then(0).otherwise("release"),
    )
    overdue = replace(office(), tasks=tasks)
    plan = with_work(
        with_task(legal_plan(), "t4", None),
        remove=[("w2", "c2", "task", "t3", 0, 40), ("w1", "c2", "task", "t4", 2, 15)],
        add=[("w2", "c2", "task", "t3", 0, 30), ("w2", "c2", "task", "t3", 2, 10)],
    )
    plan = with_policy(plan, "deadlines", late="priced")
    costs = recompute_cost(overdue, plan)
    handoff = 5 * 2  # of c2, whose tasks are all due before: in period 2, due in 0
    assert (costs.late, costs.backlog) == ((20 + handoff) * 4000, 40 * 3 * 4000)
    assert costs.undone == 10 * (10 + 4 * (3 + 1)) * 1000
    off = recompute_cost(overdue, with_policy(plan, "deadlines", enabled=False))
    assert (off.late, off.backlog, off.undone) == (0, 0, 10 * 10 * 1000)


def test_another_policy_may_price_the_plan() -> None:
    dearer = with_policy(legal_plan(), "moves", change_price=100.0).policy
    assert recompute_cost(office(), legal_plan(), dearer).as_dict() == parts(
        change=100_000, caseload=UNEVEN, language=INTERPRETED
    )


@pytest.mark.parametrize(
    ("rule", "part"),
    [
        ("moves", "change"),
        ("service", "unowned"),
        ("service", "undone"),
        ("deadlines", "late"),
        ("overtime", "overtime"),
        ("utilisation", "utilisation"),
    ],
)
def test_a_rule_that_is_off_costs_nothing(rule: RuleId, part: str) -> None:
    plan = with_work(
        with_task(with_owner(legal_plan(), "c5", None), "t6", None),
        remove=[("w2", "c2", "task", "t3", 0, 40)],
        add=[("w2", "c2", "task", "t3", 3, 400)],
    )
    plan = with_task(plan, "t1", None)
    costs = recompute_cost(office(), plan).as_dict()
    assert costs[part] > 0
    assert recompute_cost(office(), plan, plan.policy.without(rule)).as_dict()[part] == 0


def test_read_once_a_plan_has_the_faults_and_the_cost_of_both() -> None:
    plan = with_owner(with_policy(legal_plan(), "moves", change_price=7.0), "c4", "w3")
    faults, costs = check_with_cost(office(), plan)
    assert faults == check(office(), plan) != []
    assert costs == recompute_cost(office(), plan)
    unknown = with_owner(legal_plan(), "c4", "nobody")
    assert check_with_cost(office(), unknown) == (check(office(), unknown), None)


def test_a_plan_that_cannot_be_read_has_no_cost() -> None:
    with pytest.raises(InputError, match="there is no worker x") as caught:
        recompute_cost(office(), with_owner(legal_plan(), "c1", "x"))
    assert [problem.table for problem in caught.value.problems] == ["plan"]


def _owned(policy: Mapping[str, object], **clients: Mapping[str, object]) -> dict[str, int]:
    """Return what it costs that w1 owns all clients; w2 has three times the minutes."""
    instance = instance_of(
        [client(id, **fields) for id, fields in clients.items()],
        [worker("w1", minutes=100), worker("w2", minutes=300, programs=[])],
        [task("t1", "a", minutes=50), task("t2", "b", minutes=31)],
    )
    owners = dict.fromkeys(clients, "w1")
    plan = plan_of(instance, Policy.model_validate(policy), owners, {}, [])
    costs = recompute_cost(instance, plan).as_dict()
    return {name: costs[name] for name in ("caseload", "language", "skills")}


EVEN: dict[str, object] = {
    "standing": {"CalFresh": 10},
    "breakpoints": [{"above": 0.5, "price": 1.0}],
}


@pytest.mark.parametrize(
    ("fields", "standing"),
    [
        ({"expected_minutes": 7}, 7),
        ({}, 10),
        # With a program that has no minutes, the mean of the tasks of a and b: 81 / 2 = 40.5.
        ({"programs": ["GAIN", "CalFresh"]}, 41),
        ({"programs": []}, 41),
    ],
)
def test_standing_minutes_above_a_fair_share(fields: Mapping[str, object], standing: int) -> None:
    # w1 has a quarter of all minutes and owns both clients; half a fair share is free.
    costs = _owned({"caseload": EVEN}, a=fields, b=fields)
    assert costs["caseload"] == (2 * standing - 2 * standing // 8) * 1000


def test_a_fair_share_is_scaled_by_the_share_of_a_caseload() -> None:
    instance = instance_of(
        [client("a", expected_minutes=90)],
        [
            worker("w1", minutes=100, caseload_share=0.5),
            worker("w2", minutes=100),
            worker("w3", minutes=200, caseload_share=0.0),
        ],
        [],
    )

    def uneven(owner: str) -> int:
        plan = plan_of(instance, Policy.model_validate({"caseload": EVEN}), {"a": owner}, {}, [])
        return recompute_cost(instance, plan).caseload

    # Shares are 30, 60 and 0 of 90 minutes; half of them is free.
    assert [uneven(owner) for owner in ("w1", "w2", "w3")] == [75_000, 60_000, 90_000]


def test_a_longer_horizon_has_the_tasks_of_several_months() -> None:
    instance = instance_of(
        [client("a", programs=["X"])],
        [worker("w1"), worker("w2")],
        [task("t1", "a", program="X", minutes=50)],
        periods=63,
    )
    plan = plan_of(instance, Policy.model_validate({"caseload": EVEN}), {"a": "w1"}, {}, [])
    # 50 minutes in three months are 17 in one; half of a fair share of 8.5 is free.
    assert recompute_cost(instance, plan).caseload == (17 - 4) * 1000


@pytest.mark.parametrize(
    ("language", "thousandths"),
    [
        # The minutes are those that the plan spends, 15, whatever the policy's own factor is.
        ({}, 15_000),
        ({"interpreter_price": 0.0}, 0),
        ({"interpreter_price": 0.3333}, 15 * 334),
        ({"interpreter_factor": 3.0, "owner_price": 100.0}, 15_000),
        ({"match": "ignored"}, 0),
        ({"match": "required"}, 0),
        ({"enabled": False}, 0),
    ],
)
def test_minutes_through_an_interpreter(language: dict[str, object], thousandths: int) -> None:
    plan = with_policy(legal_plan(), "language", **language)
    assert recompute_cost(office(), plan).language == thousandths


def test_work_without_contact_needs_no_interpreter() -> None:
    # w1 speaks no Spanish: 20 min of a letter cost nothing, of a talk 30 are worked.
    instance = instance_of(
        [client("a", language="Spanish", worker="w1")],
        [worker("w1")],
        [task("t1", "a", minutes=20), task("t2", "a", minutes=20, contact=False)],
    )
    work = [("w1", "a", "task", "t1", 0, 30), ("w1", "a", "task", "t2", 1, 20)]
    plan = plan_of(instance, Policy(), {"a": "w1"}, {"t1": "w1", "t2": "w1"}, work)
    assert recompute_cost(instance, plan).language == 30_000 + 5_000


def test_owners_without_the_language_or_a_program() -> None:
    strangers: dict[str, dict[str, object]] = {
        "a": {"language": "Thai"},
        "b": {"programs": ["CalFresh", "GAIN", "GR"]},
    }
    off: dict[str, object] = {"caseload": {"enabled": False}, "skills": {"bundle_integrity": False}}
    assert _owned(off, **strangers) == {"caseload": 0, "language": 5_000, "skills": 5_000}
    for match in ("required", "ignored"):
        assert _owned(off | {"language": {"match": match}}, **strangers)["language"] == 0
    assert _owned({"skills": {"bundle_integrity": True}}, **strangers)["skills"] == 0
    assert _owned({"skills": {"enabled": False}}, **strangers)["skills"] == 0
