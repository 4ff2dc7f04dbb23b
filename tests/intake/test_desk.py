"""The desk: what it answers, what it refuses, and what many callers at once leave behind."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pytest

import samehands as sh
from desks import PERIODS, arrivals, small_agency, state_of
from draws import SHARE
from samehands.audit import recompute_cost
from samehands.model.policy import MILLI
from tables import Row, client, instance_of, task


def _desk(journal: Path | None = None) -> sh.IntakeDesk:
    return sh.IntakeDesk(*small_agency(), journal)


def _client(**fields: object) -> Row:
    return {"id": "n1", "office": "Main", "language": "Spanish", "programs": ["CalFresh"], **fields}


def _task(**fields: object) -> Row:
    default: Row = {"id": "n1-a", "program": "CalFresh", "kind": "intake", "minutes": 70}
    return {**default, "release": 1, "due": 4, "contact": True, **fields}


def test_a_placement_names_the_worker_the_three_best_and_who_was_kept_out() -> None:
    desk = _desk()
    placement = desk.place(_client(programs=["CalFresh", "Medi-Cal"]), [_task()])
    # Only w2 to w5 work in both programs, and of them w3 and w5 speak Spanish.
    assert placement.excluded == {"skills": 2}
    assert [each.worker for each in placement.candidates[:2]] == ["w3", "w5"]
    third = placement.candidates[2]
    assert third.worker in {"w2", "w4"}
    assert third.interpreted == third.minutes == 105
    # 5 minutes for an owner without the language, 1 for each interpreted minute.
    assert third.parts["owner"] == 5.0 and third.parts["work"] == 105.0
    assert placement.of("w0").rule == "skills" and placement.of("w0").cost is None
    assert desk.changes == 0


def test_a_desk_refuses_protection_that_its_loads_do_not_have() -> None:
    instance, policy, plan = small_agency()
    wrong = policy.robust.model_copy(update={"deviation": 0.1})
    with pytest.raises(sh.UnsupportedError, match=r"robust\.deviation"):
        sh.IntakeDesk(instance, policy.model_copy(update={"robust": wrong}), plan)


def test_what_a_placement_costs_is_what_the_audited_plan_costs_more() -> None:
    desk, cost = _desk(), 0.0
    for who, tasks in islice(arrivals(3), 40):
        cost += desk.commit(desk.place(who, tasks)).cost
    plan = desk.plan()
    assert sh.check(desk.instance(), plan) == []
    # The same clients, none of them placed: fair shares are those of all who came.
    grown = desk.instance()
    came = [id for id in grown.clients["id"].to_list() if id.startswith("n")]
    owners = dict(plan.owners.select("client", "owner").iter_rows())
    assert {owners[id] for id in came} <= {f"w{number}" for number in range(6)}
    one, base = small_agency()[0], small_agency()[2]
    before = recompute_cost(one, base).total / MILLI
    after = recompute_cost(grown, plan).total / MILLI
    # Shares grow with each arrival, so that the sum of the quotes is no less than the difference.
    assert after <= before + cost + 1e-6
    without = small_agency()[1].without("caseload")
    exact = sh.IntakeDesk(one, without, replace(base, policy=without))
    cost = sum(exact.commit(who, tasks=tasks).cost for who, tasks in islice(arrivals(3), 40))
    spent = recompute_cost(exact.instance(), exact.plan()).total
    assert spent == recompute_cost(one, base, without).total + round(cost * MILLI)


def test_what_comes_and_goes_leaves_a_legal_plan_and_the_loads_of_a_new_desk() -> None:
    rng, desk = Random(5), _desk()
    here = [f"c{number}" for number in range(12)]
    for at, (who, tasks) in enumerate(islice(arrivals(5), 60)):
        here.append(desk.commit(who, tasks=tasks).client)
        if at % 3 == 0:
            desk.remove(here.pop(rng.randrange(len(here))))
        if at % 20 == 10:
            # Not in the last period: what comes then could not be done later.
            desk.absent(f"w{rng.randrange(6)}", [0, rng.randrange(1, PERIODS - 1)])
        if at % 20 == 15:
            desk.capacity(f"w{rng.randrange(6)}", [400, 0, 200, 300, 300])
    instance, plan = desk.instance(), desk.plan()
    assert sh.check(instance, plan) == []
    assert sorted(instance.clients["id"].to_list()) == sorted(here)
    anew = sh.IntakeDesk(instance, plan.policy, plan)
    mine, its = state_of(desk), state_of(anew)
    # Clients and loads are the same; who was placed here is part of the plan there.
    assert mine[1:3] == its[1:3] and mine[4:] == its[4:]


def test_reasons_state_large_amounts_in_full() -> None:
    best = _desk().place(_client(), [_task(minutes=9_999_999)]).candidates[0]
    assert best.cost is not None and best.cost > 1e7
    assert best.why.startswith(f"{best.cost:.3f}".rstrip("0").rstrip(".") + " min")


def test_who_is_away_gets_nobody_and_what_no_longer_fits_is_left() -> None:
    desk = _desk()
    desk.capacity("w0", 0)
    placement = desk.place(_client(), [_task()])
    assert placement.of("w0").rule == "deadlines"
    plan = desk.plan()
    assert sh.check(desk.instance(), plan) == []
    assert plan.assignments.filter(plan.assignments["worker"] == "w0").height == 0
    for number in range(1, 6):
        desk.capacity(f"w{number}", 0)
    nobody = desk.place(_client(), [_task()])
    assert nobody.worker is None and nobody.excluded == {"deadlines": 6}
    with pytest.raises(sh.NoPlanError, match="nobody may have the client 'n1': 6 by deadlines"):
        desk.commit(nobody)


def test_where_nobody_works_nobody_gets_the_client() -> None:
    clients = [client("c1", office="Main", worker=None)]
    instance = instance_of(clients, [], [task("t1", "c1")], PERIODS)
    begun = sh.solve(instance, sh.Policy(), engine="least-loaded", time_limit=None)
    desk = sh.IntakeDesk(instance, sh.Policy(), begun)
    placement = desk.place(_client(), [_task()])
    assert placement.worker is None and placement.candidates == ()
    desk.remove("c1")
    assert sh.check(desk.instance(), desk.plan()) == []


BAD: list[tuple[Row, list[Any], list[str]]] = [
    (_client(id="c1"), [], ["clients (c1), id: there is a client of this id"]),
    (_client(id=""), [], ["clients, id"]),
    (_client(office="Mian"), [], ["clients (n1), office", "did you mean 'Main'?"]),
    (_client(worker="w9"), [], ["clients (n1), worker: no worker 'w9'"]),
    (_client(colour="red"), [], ["clients (n1), colour"]),
    (_client(groups=["123-45-6789"]), [], ["clients (n1), groups"]),
    ({"id": "n1"}, [], ["clients (n1), office", "clients (n1), language"]),
    (_client(), [_task(id="t1")], ["tasks row 1 (t1), id: there is a task of this id"]),
    (_client(), [_task(), _task()], ["tasks row 2 (n1-a), id: two tasks have this id"]),
    (_client(), [_task(client="c1")], ["tasks row 1 (n1-a), client: is 'c1'"]),
    (_client(), [_task(minutes=-1)], ["tasks row 1 (n1-a), minutes"]),
    (_client(), [_task(minutes="many")], ["tasks row 1 (n1-a), minutes"]),
    (_client(), [_task(release=4, due=3)], ["due is before release"]),
    (_client(), [_task(release=5, due=9)], ["release 5 is outside the horizon", "from 0 to 4"]),
    (_client(), ["t1"], ["tasks row 1: must be a Task or a table of fields, not 't1'"]),
    (_client(id="c1", office="x"), [_task(release=9, due=9)], ["id", "office", "release 9"]),
]


@pytest.mark.parametrize(("who", "tasks", "says"), BAD, ids=[each[2][0] for each in BAD])
def test_what_is_wrong_with_a_client_is_said_all_at_once(
    who: Row, tasks: list[Any], says: list[str]
) -> None:
    desk = _desk()
    for is_placed in (True, False):
        with pytest.raises(sh.InputError) as raised:
            _ = desk.place(who, tasks) if is_placed else desk.commit(who, tasks=tasks)
        message = str(raised.value)
        assert [part for part in says if part not in message] == []
        assert "123-45-6789" not in message
    assert desk.changes == 0


def test_wrong_workers_periods_and_minutes_are_refused() -> None:
    desk: Any = _desk()
    asked: list[tuple[Callable[[], object], str]] = [
        (lambda: desk.commit(_client(), "w9"), "no worker 'w9'"),
        (lambda: desk.commit(_client(programs=["Medi-Cal"]), "w0"), "skills: does not work in"),
        (lambda: desk.remove("n1"), "no client 'n1'"),
        (lambda: desk.absent("w9", 0), "no worker 'w9'"),
        (lambda: desk.absent("w0", [0, 5]), "5 is no period; they are whole numbers from 0 to 4"),
        (lambda: desk.absent("w0", ["Monday"]), "'Monday' is no period"),
        (lambda: desk.absent("w0", []), "names no period; they are whole numbers from 0 to 4"),
        (lambda: desk.capacity("w0", [1, 2]), "2 numbers for 5 periods; give one for all, or 5"),
        (lambda: desk.capacity("w0", -1), "-1 is no number of minutes"),
        (lambda: desk.capacity("w0", [1.5] * 5), "1.5 is no number of minutes"),
        (lambda: desk.place("n1", []), "must be a Client or a table of fields, not 'n1'"),
        (lambda: desk.place(_client(), "n1"), "must be a list of tasks, not str"),
    ]
    for ask, says in asked:
        with pytest.raises(sh.InputError) as raised:
            ask()
        assert says in str(raised.value)
    assert desk.changes == 0


def test_a_plan_that_breaks_a_rule_is_no_beginning() -> None:
    instance, policy, plan = small_agency()
    strict = policy.model_copy(update={"caseload": policy.caseload.model_copy(update={"cap": 1.0})})
    with pytest.raises(sh.InputError, match=r"the plan breaks caseload \(6\)"):
        sh.IntakeDesk(instance, strict, plan)


def test_who_was_committed_cannot_be_committed_again() -> None:
    desk = _desk()
    placement = desk.place(_client(), [_task()])
    desk.commit(placement)
    with pytest.raises(sh.InputError, match="there is a client of this id already"):
        desk.commit(placement)


def test_eight_threads_leave_what_a_replay_of_their_journal_leaves(tmp_path: Path) -> None:
    count = 1_000_000 if SHARE == 1 else 4_000
    journal = tmp_path / "desk.jsonl"
    faults: list[BaseException] = []

    with _desk(journal) as desk:

        def work(number: int) -> None:
            try:
                rng = Random(number)
                mine: list[str] = []
                for who, tasks in islice(arrivals(number), count // 8):
                    placement = desk.place(who, tasks)
                    # Without an end the work would fill all weeks: who came first goes first.
                    mine.append(desk.commit(placement).client)
                    if len(mine) > 12:
                        desk.remove(mine.pop(rng.randrange(2)))
            except BaseException as error:
                faults.append(error)
                raise

        threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert faults == []
        assert desk.changes >= count
        left = state_of(desk)
    with _desk(journal) as again:
        assert state_of(again) == left
        assert sh.check(again.instance(), again.plan()) == []
