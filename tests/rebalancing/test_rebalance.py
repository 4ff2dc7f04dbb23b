"""Owners anew after a change of staff."""

from __future__ import annotations

import sys
import threading
from dataclasses import replace

import polars as pl
import pytest

from agencies import agency
from samehands.audit import check
from samehands.metrics.timeliness import list_on_time_tasks
from samehands.model.errors import InputError, NoPlanError
from samehands.model.instance import Instance
from samehands.model.policy import Policy
from samehands.rebalancing.events import Absence, Events
from samehands.rebalancing.rebalance import rebalance
from samehands.solver import Finished, Listener, SolveOptions
from tables import client, frame, instance_of, task, worker

QUICK = SolveOptions(engine="kernel", time_limit=20, threads=1)
GREEDY = SolveOptions(engine="least-loaded")


def _agency(**of_first: object) -> Instance:
    """Three workers alike and seven clients with a task each; w1 owns three of them."""
    owners = ["w1", "w1", "w1", "w2", "w2", "w3", "w3"]
    return instance_of(
        [client(f"c{at}", worker=owner) for at, owner in enumerate(owners)],
        [worker("w1", **of_first), worker("w2"), worker("w3")],
        [task(f"t{at}", f"c{at}", minutes=60) for at in range(len(owners))],
    )


def test_only_the_leavers_clients_move_where_that_is_enough() -> None:
    found = rebalance(_agency(), Policy(), Events(leaves=("w1",)), options=QUICK)
    assert [(move.client, move.before, move.reason) for move in found.moves] == [
        (f"c{at}", "w1", "leaves") for at in range(3)
    ]
    assert {move.owner for move in found.moves} <= {"w2", "w3"}
    assert (found.gone, found.limit, found.best.deadlines_lost) == (3, 0, ())
    assert (found.best.changes, found.best.forced) == (3, 3)
    # One of the two who stay owns 52 of the 91 standing minutes, where 45.5 are a fair share: above
    # 40, 45 and 50 12, 7 and 2 at 0.05, 0.05 and 0.15 more.
    assert found.best.objective == found.best.bound == 3 * 30 + 1.25
    assert check(found.instance, found.best.plan) == []
    assert all(move.speaks and move.choices == 2 for move in found.moves)


@pytest.mark.parametrize("scope", ["office", "county"])
def test_who_leaves_keeps_nobody_whatever_the_pool_and_the_skills(scope: str) -> None:
    policy = Policy.model_validate(
        {
            "pool": {"scope": scope},
            "skills": {"bundle_integrity": False},
            "moves": {"frozen": ["c0"]},
        }
    )
    found = rebalance(_agency(), policy, Events(leaves=("w1",)), options=QUICK)
    owners = found.best.plan.owners["owner"].to_list()
    assert None not in owners and "w1" not in owners


def test_the_best_plan_costs_no_more_than_the_clerks_and_moves_no_more_than_allowed() -> None:
    events = Events(leaves=("w003",))
    for name in ("client-based", "task-based"):
        found = rebalance(agency("toy"), Policy().as_formulation(name), events, options=QUICK)
        best, greedy = found.best, found.greedy
        assert best.objective is not None and greedy.objective is not None
        assert found.deadlines_first or best.objective <= greedy.objective
        assert found.best.changes - found.best.forced <= found.limit
        there = _owned(found.instance) - found.gone
        assert found.limit == max(found.unfit, int(0.01 * there))
        assert len(found.best.deadlines_lost) <= len(found.greedy.deadlines_lost)


def test_no_limit_counts_the_leavers_clients() -> None:
    found = rebalance(_agency(), Policy(), Events(leaves=("w1",)), max_changes=0, options=QUICK)
    assert (found.limit, found.best.changes, found.best.forced) == (0, 3, 3)
    share = rebalance(_agency(), Policy(), Events(leaves=("w1",)), max_changes=0.3, options=QUICK)
    # Four clients have an owner who is still there; 30 % of them are one.
    assert (share.limit, share.best.forced) == (1, 3)


def test_clients_of_former_workers_are_in_the_same_case() -> None:
    before = _agency()
    gone = replace(
        before,
        workers=before.workers.filter(pl.col("id") != "w1"),
        former=frame("former", [{"id": "w1"}]),
    )
    found = rebalance(gone, Policy(), Events(leaves=("w2",)), max_changes=0, options=QUICK)
    assert {(move.before, move.reason) for move in found.moves} == {
        ("w1", "left"),
        ("w2", "leaves"),
    }
    assert (found.gone, found.best.changes, found.best.forced) == (5, 5, 5)
    assert found.best.objective_parts["forced"] == 5 * 30
    assert found.before.metrics.value("clients_without_owner") == 3
    assert check(found.instance, found.best.plan) == []


def test_the_limit_of_the_policy_holds_unless_another_is_given() -> None:
    policy = Policy.model_validate({"moves": {"limit": 2, "limit_share": 0.9}})
    assert rebalance(_agency(), policy, Events(leaves=("w1",)), options=QUICK).limit == 2


def test_a_transfer_goes_to_the_successor_and_an_excluded_worker_takes_nobody() -> None:
    handed = rebalance(_agency(), Policy(), Events(transfers=(("w1", "w2"),)), options=QUICK)
    assert {(move.owner, move.reason) for move in handed.moves} == {("w2", "transfer")}
    events = Events(leaves=("w1",), excluded=("w2",))
    spared = rebalance(_agency(), Policy(), events, options=QUICK)
    assert {move.owner for move in spared.moves} == {"w3"}


def test_work_of_an_absent_worker_moves_only_for_a_deadline() -> None:
    urgent = replace(
        _agency(),
        tasks=frame("tasks", [task("t0", "c0", due=0), task("t1", "c1", due=4)]),
    )
    found = rebalance(
        urgent, Policy(), Events(absent=(Absence("w1", 0, 1),)), max_changes=3, options=QUICK
    )
    assert [(move.client, move.reason) for move in found.moves] == [("c0", "absent")]
    assert found.best.deadlines_lost == ()


def test_a_new_worker_takes_over_what_nobody_could_do_in_time() -> None:
    busy = replace(_agency(), tasks=frame("tasks", [task("t0", "c0", minutes=4000)]))
    joins = pl.DataFrame([worker("w9", minutes=1000)])
    found = rebalance(busy, Policy(), Events(joins=joins), max_changes=1, options=QUICK)
    assert [(move.client, move.owner, move.reason) for move in found.moves] == [
        ("c0", "w9", "balance")
    ]


def test_a_new_worker_can_be_the_successor() -> None:
    events = Events(transfers=(("w1", "w9"),), joins=pl.DataFrame([worker("w9")]))
    found = rebalance(_agency(), Policy(), events, options=QUICK)
    assert {move.owner for move in found.moves} == {"w9"}


def test_deadlines_go_before_the_price_of_a_move() -> None:
    """Moving c0 costs 1,000; being a period late costs 60 minutes x 4."""
    dear = Policy.model_validate({"moves": {"change_price": 1000}, "caseload": {"enabled": False}})
    tight = instance_of(
        [client("c0", worker="w1"), client("c1", worker="w2")],
        [worker("w1", minutes=60), worker("w2", minutes=60), worker("w3", minutes=60)],
        [task("t0", "c0", minutes=60, due=0), task("t1", "c1", minutes=60, due=0)],
        periods=2,
    )
    away = Events(absent=(Absence("w1", 0, 0),))
    found = rebalance(tight, dear, away, max_changes=1, options=QUICK)
    untimed = replace(QUICK, time_limit=None)
    assert rebalance(tight, dear, away, untimed, max_changes=1, jobs=2) == found
    assert (found.deadlines_first, found.best.deadlines_lost, found.best.changes) == (True, (), 1)
    assert found.best.objective is not None and found.greedy.deadlines_lost == ("t0",)
    assert found.best.objective >= 1000
    # Who stays is 60 minutes late by a period, at 4, and fills w1's other day: 9 minutes of it are
    # above 85 %, at 0.25.
    assert found.given_up is not None and found.given_up.deadlines_lost == 1
    assert found.given_up.objective == 60 * 4 + 9 * 0.25


def test_on_time_is_what_is_done_by_its_due_period() -> None:
    found = rebalance(agency("toy"), Policy(), Events(leaves=("w001",)), options=GREEDY)
    plan = found.best.plan
    ends = plan.work.filter(pl.col("task").is_not_null()).group_by("task").agg(pl.max("period"))
    late = {
        id
        for id, end in ends.iter_rows()
        if end > min(found.instance.task(id).due, found.instance.calendar.last)
    }
    done = set(plan.assignments.drop_nulls("worker")["task"].to_list())
    assert list_on_time_tasks(found.instance, plan) == done - late


def test_every_fault_of_the_events_is_listed() -> None:
    events = Events(
        leaves=("w1", "w1", "w77"),
        absent=(Absence("w2", 3, 9),),
        transfers=(("w3", "w1"),),
        excluded=("x",),
    )
    with pytest.raises(InputError) as caught:
        rebalance(_agency(), Policy(), events, options=QUICK)
    fields = [problem.field for problem in caught.value.problems]
    assert sorted(map(str, fields)) == ["absent", "exclude", "leaves", "leaves", "transfer"]
    with pytest.raises(InputError, match="max_changes"):
        rebalance(_agency(), Policy(), Events(), max_changes=1.5, options=QUICK)
    with pytest.raises(InputError, match="is the id of a worker already"):
        joins = pl.DataFrame([worker("w1")])
        rebalance(_agency(), Policy(), Events(joins=joins), options=QUICK)


def _owned(instance: Instance) -> int:
    return instance.clients["worker"].drop_nulls().len()


def test_a_large_agency_opens_only_what_matters(monkeypatch: pytest.MonkeyPatch) -> None:
    """With nothing counted as small, the toy is treated as an office is."""
    monkeypatch.setattr("samehands.rebalancing.moves.MOST_PAIRS", 0)
    events = Events(leaves=("w003",))
    found = rebalance(agency("toy"), Policy(), events, options=QUICK)
    assert check(found.instance, found.best.plan) == []
    assert found.greedy.engine == "least-loaded"
    assert found.best.changes - found.best.forced <= found.limit
    best, greedy = found.best.objective, found.greedy.objective
    assert best is not None and greedy is not None
    assert found.deadlines_first or best <= greedy
    assert {move.client for move in found.moves if move.before == "w003"} == {
        id
        for id, owner in found.instance.clients.select("id", "worker").iter_rows()
        if owner == "w003"
    }


def _without_time(
    lowered: object, room: object, punctual: object, sides: tuple[object, object], *_: object
) -> object:
    return sides[0]


@pytest.mark.slow
def test_a_large_agency_loses_no_more_deadlines_than_the_clerk_without_time_to_win_them_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The cheapest plan of this unit loses half as many again as the clerk's."""
    monkeypatch.setattr("samehands.rebalancing.moves.MOST_PAIRS", 0)
    # The function that its folder names hides the module.
    module = sys.modules[rebalance.__module__]
    monkeypatch.setattr(module, "keep_deadlines", _without_time)
    effort = replace(QUICK, time_limit=8)
    found = rebalance(agency("unit"), Policy(), Events(leaves=("w003",)), options=effort)
    assert len(found.best.deadlines_lost) <= len(found.greedy.deadlines_lost)
    best, greedy = found.best.objective, found.greedy.objective
    assert best is not None and greedy is not None and best <= greedy


def test_the_clerk_leaves_everybody_else_as_they_are() -> None:
    """All of w2's time is taken by t4, so that w1's client must not come before it."""
    busy = replace(
        _agency(),
        tasks=frame("tasks", [task("t0", "c0", minutes=60), task("t4", "c4", minutes=2000, due=4)]),
    )
    policy = Policy.model_validate({"overtime": {"enabled": False}})
    found = rebalance(busy, policy, Events(leaves=("w1",)), max_changes=3, options=QUICK)
    greedy = dict(found.greedy.plan.assignments.select("task", "worker").iter_rows())
    assert greedy == {"t0": "w3", "t4": "w2"}
    assert found.greedy.deadlines_lost == ()


@pytest.mark.parametrize("most", [0, 1_000_000])
def test_owners_of_too_many_today_give_some_away(
    most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """w1 owns three clients, the cap is two: as things are is no plan, yet there is one."""
    monkeypatch.setattr("samehands.rebalancing.moves.MOST_PAIRS", most)
    capped = Policy.model_validate({"caseload": {"cap": 2}})
    found = rebalance(_agency(), capped, Events(leaves=("w3",)), max_changes=3, options=QUICK)
    assert check(found.instance, found.best.plan) == []
    assert found.best.plan.owners["owner"].null_count() == 7 - 2 * 2


def test_out_of_time_the_clerk_has_the_last_word() -> None:
    found = rebalance(agency("toy"), Policy(), Events(leaves=("w001",)), QUICK, time_limit=1e-6)
    assert found.best.limit == "time"
    assert found.best.plan.owners.equals(found.greedy.plan.owners)


def test_who_is_fixed_stays_and_who_is_named_takes_over() -> None:
    events = Events(leaves=("w1",))
    fixed = {"workers": ["w2"], "owners": {"c0": "w3", "c5": "w2"}, "tasks": {"t6": "w3"}}
    found = rebalance(_agency(), Policy(), events, options=QUICK, max_changes=4, fixed=fixed)
    owners = dict(found.best.plan.owners.select("client", "owner").iter_rows())
    assert (owners["c0"], owners["c3"], owners["c4"], owners["c5"]) == ("w3", "w2", "w2", "w2")
    assert check(found.instance, found.best.plan) == []
    assert check(found.instance, found.greedy.plan) == []


def test_nobody_is_fixed_to_who_leaves_or_takes_over_nobody() -> None:
    for events, says in (
        (Events(leaves=("w1",)), "the worker 'w1' has left"),
        (Events(excluded=("w1",)), "is fixed to w1, who takes over nobody"),
    ):
        with pytest.raises(InputError, match=says):
            rebalance(_agency(), Policy(), events, options=QUICK, fixed={"owners": {"c3": "w1"}})
    kept = rebalance(
        _agency(), Policy(), Events(excluded=("w1",)), options=QUICK, fixed={"workers": ["w1"]}
    )
    assert kept.best.changes == 0


def test_a_cancel_ends_what_is_being_built_too() -> None:
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(NoPlanError, match="reached the limit \\(interrupted\\)"):
        rebalance(_agency(), Policy(), Events(leaves=("w1",)), QUICK, cancel=cancel)


@pytest.mark.parametrize("formulation", ["client-based", "task-based"])
def test_a_clerk_who_is_stopped_half_way_has_no_plan(formulation: str) -> None:
    cancel = threading.Event()

    def stop(name: str) -> None:
        cancel.set()

    events, policy = Events(leaves=("w1",)), Policy().as_formulation(formulation)
    if formulation == "task-based":
        with pytest.raises(NoPlanError, match="stopped before the clerk's rule had one"):
            rebalance(_agency(), policy, events, QUICK, cancel=cancel, on_stage=stop)
        return
    found = rebalance(_agency(), policy, events, QUICK, cancel=cancel, on_stage=stop)
    assert found.best.limit == "interrupted" and found.best.plan.owners.height == 7


def test_the_best_plan_that_moves_nobody_else_is_not_called_the_best() -> None:
    """The clerk cannot pack 30, 30, 20, 20 and 20 minutes into twice 60, so an engine does it.

    Whose owner does not speak the language stays: 100 that a change for 30 would save.
    """
    skill = {"programs": ["A"]}
    packed = instance_of(
        [
            *(client(f"c{at}", worker="w0", **skill) for at in range(5)),
            client("c5", worker="w3", language="Spanish"),
        ],
        [
            worker("w0", **skill),
            *(worker(id, minutes=60, **skill) for id in ("w1", "w2")),
            worker("w3"),
            worker("w4", languages=["Spanish"]),
        ],
        [
            task(f"t{at}", f"c{at}", minutes=minutes, program="A", due=0)
            for at, minutes in enumerate((30, 30, 20, 20, 20))
        ],
        1,
    )
    policy = Policy.model_validate(
        {
            "language": {"match": "interpreter", "owner_price": 100},
            "service": {"undone": "forbidden"},
            "overtime": {"limit": 0},
            "moves": {"transfer_minutes": 0},
        }
    )
    cancel = threading.Event()

    def stop_after(name: str) -> Listener:
        return lambda event: cancel.set() if isinstance(event, Finished) else None

    asked = (packed, policy, Events(leaves=("w0",)), QUICK)
    whole = rebalance(*asked, max_changes=1)
    cut = rebalance(*asked, max_changes=1, cancel=cancel, on_stage=stop_after)
    assert (cut.best.status, cut.best.limit, cut.best.bound) == ("feasible", "interrupted", None)
    assert whole.best.objective is not None
    assert cut.best.objective == whole.best.objective + 70


ALL_MONTH = Events(absent=(Absence("w1", 0, 4),))


def test_a_limit_that_binds_says_what_more_changes_would_give() -> None:
    """1 % of seven clients is none: w1, away all month, keeps three, and their tasks are undone."""
    found = rebalance(_agency(), Policy(), ALL_MONTH, options=QUICK)
    free = rebalance(_agency(), Policy(), ALL_MONTH, max_changes=7, options=QUICK)
    assert (found.limit, found.best.chosen, free.best.chosen) == (0, 0, 3)
    assert free.limit_reached is None
    said = found.limit_reached
    assert said is not None
    assert (said.limit, said.source, said.changes, said.enough) == (0, "default", 3, 3)
    assert (said.tasks_done, said.deadlines_kept) == (3, 3)
    assert found.best.objective is not None and free.best.objective is not None
    assert said.minutes_saved == found.best.objective - free.best.objective > 0


@pytest.mark.parametrize(
    "moves, most, source",
    [({}, 0, "asked"), ({"limit": 1}, None, "policy"), ({"limit_share": 0.2}, None, "policy")],
)
def test_it_says_who_set_the_limit(moves: dict[str, float], most: int | None, source: str) -> None:
    policy = Policy.model_validate({"moves": moves})
    found = rebalance(_agency(), policy, ALL_MONTH, max_changes=most, options=QUICK)
    said = found.limit_reached
    assert said is not None and (said.source, said.enough) == (source, 3)
    assert said.changes == 3 - found.limit == said.tasks_done


def test_a_limit_that_costs_nothing_says_so() -> None:
    """Without the limit the forced changes alone are best too."""
    found = rebalance(_agency(), Policy(), Events(leaves=("w1",)), options=QUICK)
    said = found.limit_reached
    assert said is not None
    assert (said.limit, said.changes, said.minutes_saved) == (0, None, 0.0)


def test_out_of_time_it_is_not_known_what_more_changes_would_give() -> None:
    found = rebalance(_agency(), Policy(), ALL_MONTH, QUICK, time_limit=1e-6)
    said = found.limit_reached
    assert said is not None and (said.changes, said.minutes_saved) == (None, None)


@pytest.mark.parametrize("most, kept, undone", [(0, 3, 3), (2, 1, 1), (7, 0, 0)])
def test_who_is_away_throughout_is_listed_with_what_becomes_of_the_clients(
    most: int, kept: int, undone: int
) -> None:
    (away,) = rebalance(_agency(), Policy(), ALL_MONTH, max_changes=most, options=QUICK).away
    assert (away.worker, away.clients, away.tasks, away.unowned) == ("w1", 3, 3, 0)
    assert (away.kept, sum(away.moved.values()), away.undone, away.taken) == (
        kept,
        3 - kept,
        undone,
        0,
    )
    assert set(away.moved) <= {"w2", "w3"}


def test_who_is_there_for_a_day_is_not_away_throughout() -> None:
    events = Events(absent=(Absence("w1", 1, 4),))
    assert rebalance(_agency(), Policy(), events, max_changes=7, options=QUICK).away == ()
