"""A plan read by worker and by client: every figure of a tiny agency worked by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from measured import plan_of
from samehands.audit import check, recompute_cost
from samehands.model import InputError, Instance, Plan, Policy
from samehands.planning import describe_worker, explain_client, summarise_plan
from samehands.planning.moves import OwnerChange
from tables import client, instance_of, task, worker

# Every client needs 20 minutes in a usual month, 60 in all, of which w1 and w2 have half each.
POLICY = Policy.model_validate(
    {"caseload": {"standing": {"CalFresh": 20}, "breakpoints": [], "cap": 3, "caps": {"GAIN": 1}}}
)


def agency() -> Instance:
    """Return two workers of the north and one of the south, and three clients of the north."""
    staff = [
        worker("w1", minutes=[100] * 5, unit="A"),
        worker("w2", minutes=[100] * 5, languages=["English", "Spanish"]),
        worker("w3", minutes=[100] * 5, office="south"),
    ]
    clients = [
        client("c1", worker="w1"),
        client("c2", worker="w1", language="Spanish"),
        client("c3"),
    ]
    tasks = [
        task("t1", "c1", minutes=30, due=0),
        task("t2", "c2", minutes=40, contact=False, kind="renewal"),
        task("t3", "c3", minutes=150, due=0),
    ]
    return instance_of(clients, staff, tasks)


def plan() -> Plan:
    """Return a plan in which w2 takes c2 over, and w1 is the first owner of c3.

    Of the 180 minutes that w1 owes in period 0, 100 are regular, 60 overtime, and 20 come a period
    late: 90 and 80 minutes of cost, and 30 for the change of owner.
    """
    made = plan_of(
        agency(),
        {"c1": "w1", "c2": "w2", "c3": "w1"},
        {"t1": ("w1", {0: 30}), "t2": ("w2", {0: 40}), "t3": ("w1", {0: 130, 1: 20})},
        [("w2", "c2", "transfer", 0, 15)],
        POLICY,
    )
    assert check(agency(), made) == []
    assert recompute_cost(agency(), made).total == 200_000
    return made


def test_a_plan_by_worker_and_by_day() -> None:
    found = summarise_plan(agency(), plan())
    one, two, three = found.workers
    assert (one.worker, one.office, one.unit) == ("w1", "north", "A")
    assert (one.clients, one.new_clients, one.cases, one.standing_minutes) == (2, 1, 2, 40)
    assert [each.fair_share for each in found.workers] == [30, 30, 0]
    assert (one.tasks, one.late, one.minutes, one.overtime_minutes) == (2, 1, 180, 60)
    assert (two.clients, two.new_clients, two.tasks, two.minutes) == (1, 1, 1, 55)
    assert (one.without_language, two.without_language, one.without_program) == (0, 0, 0)
    assert (three.clients, three.minutes, three.regular_minutes) == (0, 0, 500)
    days = [(each.regular_minutes, each.minutes, each.overtime_minutes) for each in found.days]
    assert days == [(300, 215, 60), (300, 20, 0), (300, 0, 0), (300, 0, 0), (300, 0, 0)]
    assert (found.clients_without_owner, found.tasks_undone) == (0, 0)


def test_owners_who_do_not_fit_are_counted() -> None:
    owners = {"c2": "w1", "c1": "w2"}
    found = summarise_plan(agency(), plan_of(agency(), owners, {}, policy=POLICY))
    assert [each.without_language for each in found.workers] == [1, 0, 0]
    assert (found.clients_without_owner, found.tasks_undone) == (1, 3)
    (strange,) = describe_worker(
        agency(), plan_of(agency(), owners, {}, policy=POLICY), "w1"
    ).clients
    assert (strange.speaks, strange.is_new, strange.owner_today) == (False, False, "w1")


def test_one_worker() -> None:
    found = describe_worker(agency(), plan(), "w1")
    assert found.sums == summarise_plan(agency(), plan()).workers[0]
    assert [(each.client, each.is_new, each.owner_today) for each in found.clients] == [
        ("c1", False, "w1"),
        ("c3", True, None),
    ]
    assert [(each.standing_minutes, each.tasks, each.speaks) for each in found.clients] == [
        (20, 1, True),
        (20, 1, True),
    ]
    assert [(each.field, each.owned, each.most) for each in found.caps] == [
        ("caseload.cap", 2, 3),
        ("caseload.caps.GAIN", 0, 1),
    ]
    first, second, *rest = found.days
    assert [(each.task, each.client, each.minutes, each.is_late) for each in first.work] == [
        ("t1", "c1", 30, False),
        ("t3", "c3", 130, False),
    ]
    assert (first.regular_minutes, first.minutes, first.overtime_minutes) == (100, 160, 60)
    (late,) = second.work
    assert (late.task, late.minutes, late.due, late.is_late) == ("t3", 20, 0, True)
    assert [each.minutes for each in rest] == [0, 0, 0]
    (switching,) = (
        each for each in describe_worker(agency(), plan(), "w2").days[0].work if not each.task
    )
    # The transfer has the window of the client's task, whose due is the last period.
    assert (switching.activity, switching.minutes, switching.due) == ("transfer", 15, 4)


def test_who_changes_hands_is_told_with_the_reason_where_it_is_known() -> None:
    known = OwnerChange("c2", "w1", "w2", "language", saves=15.0)
    for moves, change in (((), OwnerChange("c2", "w1", "w2")), ((known,), known)):
        gives, takes = (describe_worker(agency(), plan(), id, moves) for id in ("w1", "w2"))
        assert gives.leaving == (change,) and takes.leaving == ()
        # c3 has a first owner, for whom nobody makes place.
        assert {each.client: each.change for each in (*gives.clients, *takes.clients)} == {
            "c1": None,
            "c2": change,
            "c3": None,
        }
        assert explain_client(agency(), plan(), "c2", moves).change == change
    assert explain_client(agency(), plan(), "c1", [known]).change is None


def test_tasks_of_a_client_have_their_days() -> None:
    calendar = agency().calendar.model_copy(update={"start": date(2026, 11, 6)})
    dated = replace(agency(), calendar=calendar)
    (task,) = explain_client(dated, plan(), "c3").tasks
    assert (task.release, task.due, task.finish) == (0, 0, 1)
    # The period after a Friday is a Monday.
    assert (task.release_day, task.due_day) == (date(2026, 11, 6), date(2026, 11, 6))
    assert task.finish_day == date(2026, 11, 9)
    (undated,) = explain_client(agency(), plan(), "c3").tasks
    assert undated.release_day is undated.due_day is undated.finish_day is None


def test_what_is_overdue_on_arrival_is_shown_with_its_own_due() -> None:
    tasks = agency().tasks.with_columns(due=pl.when(id="t3").then(-2).otherwise("due"))
    overdue = replace(agency(), tasks=tasks)
    days = describe_worker(overdue, plan(), "w1").days
    shown = {(each.task, each.due, each.is_late) for day in days for each in day.work}
    assert {each for each in shown if each[0] == "t3"} == {("t3", -2, True)}
    (own,) = explain_client(overdue, plan(), "c3").tasks
    assert (own.due, own.is_late) == (-2, True)
    # It does not become late.
    assert summarise_plan(overdue, plan()).workers[0].late == 0


def test_half_a_caseload_is_half_of_share_and_caps() -> None:
    staff = [worker("w1", caseload_share=0.5), worker("w2", caseload_share=1.0)]
    clients = [client(f"c{n}", programs=["CalFresh", "GAIN"]) for n in range(3)]
    few = instance_of(clients, staff, [])
    policy = Policy.model_validate(
        {"caseload": {"standing": {"CalFresh": 20, "GAIN": 10}, "cap": 5, "caps": {"GAIN": 3}}}
    )
    found = describe_worker(few, plan_of(few, {"c0": "w1"}, {}, policy=policy), "w1")
    assert (found.sums.caseload_share, found.sums.fair_share) == (0.5, 30)
    caps = [(each.field, each.owned, each.most) for each in found.caps]
    assert caps == [("caseload.cap", 1, 2.5), ("caseload.caps.GAIN", 1, 1)]


def test_caps_are_not_shown_where_the_rule_is_off() -> None:
    off = plan_of(agency(), {}, {}, policy=POLICY.without("caseload"))
    assert describe_worker(agency(), off, "w1").caps == ()


def test_one_client_and_what_other_owners_would_cost() -> None:
    found = explain_client(agency(), plan(), "c3")
    assert (found.owner, found.owner_today, found.speaks, found.cost) == ("w1", None, True, 200)
    (own,) = found.tasks
    assert (own.task, own.worker, own.release, own.due, own.finish) == ("t3", "w1", 0, 0, 1)
    assert own.is_late
    assert [(each.worker, each.period, each.minutes) for each in found.work] == [
        ("w1", 0, 130),
        ("w1", 1, 20),
    ]
    # At w2 the task takes 50 minutes of overtime, and nothing is late: 75 in place of 90 and 80.
    (other,) = found.alternatives
    assert (other.worker, other.cost, other.difference) == ("w2", 105, -95)
    assert other.parts == {"late": -80, "overtime": -15}
    assert found.excluded == {"w3": "pool"}
    assert found.excluded_by_rule == {"pool": 1}
    assert found.tasks_follow


def test_an_owner_of_today_costs_no_change_but_may_lack_the_language() -> None:
    found = explain_client(agency(), plan(), "c2")
    (other,) = found.alternatives
    assert (other.worker, other.speaks, other.missing_programs) == ("w1", False, ())
    assert other.parts == {"change": -30, "language": 5}
    assert (other.difference, other.cost) == (-25, 175)


def test_without_a_limit_on_workers_the_tasks_stay() -> None:
    policy = POLICY.as_formulation("task-based")
    made = plan_of(agency(), {"c1": "w1"}, {"t1": ("w1", {0: 30})}, policy=policy.without("pool"))
    found = explain_client(agency(), made, "c1")
    assert not found.tasks_follow
    assert [each.worker for each in found.alternatives] == ["w2", "w3"]
    assert [each.parts for each in found.alternatives] == [{"change": 30}] * 2
    assert found.excluded == {}


def test_a_cap_excludes_who_is_full() -> None:
    full = Policy.model_validate({"caseload": {"breakpoints": [], "cap": 1}})
    made = plan_of(agency(), {"c1": "w1", "c3": "w2"}, {}, policy=full)
    found = explain_client(agency(), made, "c1")
    assert found.alternatives == ()
    assert found.excluded == {"w2": "caseload", "w3": "pool"}
    nobody = explain_client(agency(), made, "c2")
    assert (nobody.owner, nobody.speaks, nobody.missing_programs) == (None, None, ())
    assert nobody.excluded == {"w1": "caseload", "w2": "caseload", "w3": "pool"}


def test_who_has_no_minutes_left_is_excluded_by_overtime() -> None:
    idle = worker("w4", minutes=[0] * 5)
    staff = [worker("w1", minutes=[100] * 5), idle]
    few = instance_of([client("c1", worker="w1")], staff, [task("t1", "c1")])
    made = plan_of(few, {"c1": "w1"}, {"t1": ("w1", {0: 30})}, policy=POLICY)
    assert check(few, made) == []
    assert explain_client(few, made, "c1").excluded == {"w4": "overtime"}


@pytest.mark.parametrize(
    ("ask", "sort", "hint"),
    [(describe_worker, "worker", "w1"), (explain_client, "client", "c1")],
)
def test_unknown_ids_have_near_misses(ask: object, sort: str, hint: str) -> None:
    assert callable(ask)
    with pytest.raises(InputError, match=f"has no {sort} '{hint}1'; did you mean '{hint}'"):
        ask(agency(), plan(), f"{hint}1")
