"""Reforms against a baseline: what is planted is found, and nothing else is called real."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from fake_engines import Double
from samehands.audit import check
from samehands.changes import apply, parse_changes
from samehands.model import InputError, Instance, Policy
from samehands.model.policy_order import assumed_fields
from samehands.planning import solve
from samehands.planning.result import require_plan
from samehands.planning.revalue import price_plan
from samehands.planning.sharing import continue_result
from samehands.problem import Answer, AssignmentProblem, evaluate
from samehands.report.files import format_markdown
from samehands.report.what_if import what_if_document
from samehands.scenarios import (
    Reform,
    Scenarios,
    WhatIf,
    list_differences,
    set_beside,
    what_if,
)
from samehands.scenarios.robustness import list_assumptions, scale_field
from samehands.scenarios.sides import exchange
from samehands.solver import Request, SolveMonitor, find_engine, registered
from tables import client, instance_of, task, worker

CAP: dict[str, object] = {"set": "caseload.cap", "to": 2}


def agency() -> Instance:
    """Return two workers, six clients of the first and a task for each."""
    clients = [client(f"c{n}", worker="w1") for n in range(6)]
    tasks = [task(f"t{n}", f"c{n}", minutes=50) for n in range(6)]
    return instance_of(clients, [worker("w1"), worker("w2")], tasks)


def reform(name: str, *changes: dict[str, object]) -> Reform:
    """Return a reform of plain data."""
    return Reform(name, parse_changes([*changes]))


def asked(*reforms: Reform, **options: object) -> WhatIf:
    """Return what follows from reforms of the agency, by the exact engine in this process."""
    given = {"engine": "cp-sat", "threads": 1, "time_limit": 60.0, "jobs": 1, **options}
    return what_if(agency(), Policy(), reforms, **given)  # type: ignore[arg-type]


def test_a_planted_null_reform_is_not_real() -> None:
    same = Policy().service.unowned
    found = asked(reform("nothing"), reform("as it is", {"set": "service.unowned", "to": same}))
    for each in found.outcomes:
        assert each.changed == ()
        assert each.result is found.baseline
        assert each.difference is not None
        assert (each.difference.low, each.difference.high) == (0.0, 0.0)
        assert not each.difference.is_real
    assert "not shown to be real" in str(found)


def test_a_planted_cap_cut_is_real_with_the_right_sign() -> None:
    found = asked(reform("cap 2", CAP), reform("no cap", {"set": "caseload.cap", "to": 9}))
    cut, wide = found.outcomes
    assert cut.difference is not None and cut.difference.is_real
    # Two of six clients are owned by nobody, and two by a new owner.
    assert cut.difference.low is not None and cut.difference.low >= 1000
    assert cut.difference.of_plans == cut.difference.low == cut.difference.high
    unowned = cut.metric("clients_without_owner")
    assert unowned is not None and (unowned.baseline, unowned.reform) == (0, 2)
    assert (unowned.difference, unowned.unit, unowned.standing) == (2, "clients", "of these plans")
    assert wide.difference is not None and not wide.difference.is_real
    for each in found.outcomes:
        assert each.result is not None
        assert check(each.instance, require_plan(each.result)) == []
    back = asked(reform("none", {"set": "caseload.cap", "to": "none"}))
    assert back.outcomes[0].changed == ()


def test_against_a_changed_baseline_the_sign_turns() -> None:
    scenarios = Scenarios(
        (reform("free", {"set": "caseload.cap", "to": "none"}),), parse_changes([CAP]), "capped"
    )
    found = what_if(agency(), Policy(), scenarios, engine="cp-sat", threads=1, jobs=1)
    (free,) = found.outcomes
    assert free.difference is not None and free.difference.is_real
    assert free.difference.high is not None and free.difference.high <= -1000


def test_both_plans_at_the_prices_of_the_baseline() -> None:
    dear: dict[str, object] = {"set": "service.unowned", "to": 5000.0}
    slow: dict[str, object] = {"scale_minutes": 2}
    found = asked(reform("dear", CAP, dear), reform("slow", slow), reform("cap", CAP))
    first, second, third = found.outcomes
    assert first.revalued and second.revalued and not third.revalued
    assert third.at_baseline is None and third.result is not None
    # At the baseline's price of a client without an owner both caps cost the same.
    assert first.at_baseline == third.result.objective
    assert second.at_baseline == found.baseline.objective


def test_a_rule_switched_off_takes_its_prices_along() -> None:
    (free,) = asked(reform("free", {"set": "moves.enabled", "to": False})).outcomes
    assert free.revalued and free.at_baseline is not None


def test_a_plan_valued_at_its_own_prices_costs_what_it_costs() -> None:
    found = asked(reform("cap", CAP), reform("pool", {"formulation": "task-based"}))
    for each in found.outcomes:
        assert each.result is not None
        cost = price_plan(each.instance, each.policy, require_plan(each.result))
        assert cost == each.result.objective


def test_an_executor_gives_what_this_thread_gives() -> None:
    here = asked(reform("cap", CAP), reform("pool", {"formulation": "task-based"}))
    with ThreadPoolExecutor(2) as pool:
        there = asked(
            reform("cap", CAP), reform("pool", {"formulation": "task-based"}), executor=pool
        )
        assert not pool.submit(bool).result()
    assert [each.difference for each in here.outcomes] == [
        each.difference for each in there.outcomes
    ]


@pytest.mark.slow
def test_processes_of_this_machine_give_the_same() -> None:
    here = asked(reform("cap", CAP), with_ranges=True)
    there = asked(reform("cap", CAP), with_ranges=True, jobs=2)
    assert here.outcomes[0].metrics == there.outcomes[0].metrics
    assert here.outcomes[0].difference == there.outcomes[0].difference


@pytest.mark.slow
def test_dask_gives_the_same() -> None:
    distributed = pytest.importorskip("distributed", reason="the extra 'dask' is not installed")
    with (
        distributed.LocalCluster(
            n_workers=1, threads_per_worker=1, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as dask,
    ):
        there = asked(reform("cap", CAP), executor=dask.get_executor())
    assert there.outcomes[0].difference == asked(reform("cap", CAP)).outcomes[0].difference


def test_ranges_tell_what_holds_for_all_plans_of_the_cost() -> None:
    found = asked(reform("cap 2", CAP), reform("nothing"), with_ranges=True)
    unowned = found.outcomes[0].metric("clients_without_owner")
    assert unowned is not None and unowned.reform_range is not None
    assert unowned.standing == "of all plans of that cost"
    assert (unowned.reform_range.low, unowned.reform_range.high) == (2, 2)
    coc = found.outcomes[0].metric("coc")
    assert coc is not None and coc.reform_range is None and coc.standing == "of these plans"
    same = found.outcomes[1].metric("clients_without_owner")
    assert same is not None and same.standing == "of these plans"
    assert same.baseline_range == same.reform_range is not None


@pytest.mark.slow
def test_sensitivity_tells_what_the_verdict_rests_on() -> None:
    found = asked(reform("cap 2", CAP), with_sensitivity=True)
    checks = found.outcomes[0].checks
    assert {(each.field, each.factor) for each in checks} >= {
        ("service.unowned", 0.5),
        ("service.unowned", 2.0),
        ("moves.change_price", 0.5),
    }
    # Hand-offs take no minutes here, so there is nothing to halve.
    assert "handoffs.minutes" not in {each.field for each in checks}
    assert all(each.survives for each in checks)
    halved = next(e for e in checks if (e.field, e.factor) == ("service.unowned", 0.5))
    assert halved.difference.low is not None and found.outcomes[0].difference is not None
    assert halved.difference.low < (found.outcomes[0].difference.low or 0)


def test_a_verdict_that_does_not_survive_is_told() -> None:
    # Clients without work: left without an owner each costs 20, moved 30, but at half price 15.
    idle = instance_of(
        [client(f"c{n}", worker="w1") for n in range(4)], [worker("w1"), worker("w2")], []
    )
    cheap: dict[str, object] = {"set": "service.unowned", "to": 20.0}
    frozen = Scenarios(
        (reform("frozen", {"forbid_moves": True}),),
        parse_changes([{"set": "caseload.cap", "to": 3}, cheap]),
    )
    found = what_if(
        idle, Policy(), frozen, engine="cp-sat", threads=1, jobs=1, with_sensitivity=True
    )
    (outcome,) = found.outcomes
    assert outcome.difference is not None and not outcome.difference.is_real
    lost = {(each.field, each.factor) for each in outcome.checks if not each.survives}
    assert lost == {("moves.change_price", 0.5), ("service.unowned", 2.0)}


def test_every_assumption_can_be_scaled() -> None:
    policy = Policy.model_validate({"handoffs": {"minutes": 5}})
    assumed = {field.name for field in assumed_fields()}
    for field in assumed:
        assert scale_field(policy, field, 2.0) != policy
    pairs = set(list_assumptions(policy))
    # Doubled overtime would cost 3, still below a late minute; at half of 4 it may be 1.5 too.
    assert {field for field, _ in pairs} == assumed
    narrow = Policy.model_validate({"overtime": {"price": 3.0}})
    assert ("overtime.price", 2.0) not in set(list_assumptions(narrow))
    assert ("deadlines.late_price", 0.5) not in set(list_assumptions(narrow))


def test_what_is_stopped_is_not_reached() -> None:
    stop = threading.Event()
    stop.set()
    found = asked(reform("cap", CAP), cancel=stop)
    assert found.outcomes[0].result is None
    assert "not reached" in str(found)


def test_all_faults_at_once() -> None:
    with pytest.raises(InputError) as caught:
        asked(jobs=0, threads=0)
    assert {problem.field for problem in caught.value.problems} == {"scenarios", "jobs", "threads"}
    with pytest.raises(InputError) as caught:
        asked(reform("a", {"leave": ["w8"]}), reform("b", {"leave": ["w9"]}))
    assert [problem.id for problem in caught.value.problems] == ["a", "b"]


def _lazy(is_solved: Callable[[AssignmentProblem], bool]) -> Double:
    """Return an engine that solves some problems, and leaves others as they come."""
    exact = find_engine("cp-sat")
    assert exact is not None

    def solve_some(problem: AssignmentProblem, request: Request, monitor: SolveMonitor) -> Answer:
        if is_solved(problem):
            return exact.solve(problem, request, monitor)
        nothing = np.zeros(problem.pairs, dtype=np.int64)
        x = nothing if request.start is None else request.start
        cost = evaluate(problem, x).objective
        return Answer("feasible", "time", x, cost, 0, (), 0.0, 0.0, "as it came")

    return Double(solve_some)


def test_a_stricter_plan_that_is_cheaper_is_taken_over() -> None:
    with registered(_lazy(lambda problem: len(problem.global_limit) > 0)):
        found = asked(reform("frozen", {"forbid_moves": True}), engine="double")
    (frozen,) = found.outcomes
    assert frozen.result is not None and frozen.difference is not None
    # The first worker keeps all 78 standing minutes, where 39 are a fair share: above 35, 39 and 42
    # 43, 39 and 36 at 0.05, 0.05 and 0.15 more.
    assert frozen.result.objective == found.baseline.objective == 9.5
    assert (frozen.difference.of_plans, frozen.difference.low) == (0, 0)


def test_a_plan_made_while_somebody_is_away_is_one_for_when_nobody_is() -> None:
    # The clerk leaves both with w1, who has room: 60 minutes of overtime, at 1.5. A change is 30.
    instance = instance_of(
        [client("c1", worker="w1"), client("c2", worker="w1")],
        [worker("w1"), worker("w2")],
        [task(f"t{n}", f"c{n}", minutes=230, due=0) for n in (1, 2)],
    )
    away, policy = apply(
        parse_changes([{"absent": "w2", "first": 4, "last": 4}]), instance, Policy()
    )
    clerk = solve(instance, policy, engine="least-loaded", threads=1)
    best = solve(away, policy, engine="cp-sat", threads=1)
    first, other = exchange([(instance, policy), (away, policy)], [clerk, best])
    assert other.objective == best.objective
    assert first.plan is not None and best.plan is not None and clerk.objective is not None
    assert first.plan.owners.equals(best.plan.owners)
    assert first.objective is not None and first.objective < clerk.objective
    assert check(instance, first.plan) == []


def test_what_reforms_draw_is_said_and_alike_in_all_of_them() -> None:
    rates: list[dict[str, object]] = [{"scale_rate": factor} for factor in (1.2, 1.5, 0.5)]
    names = ["a fifth", "a half", "half"]
    labelled = parse_changes([{"label": "x", "share": 0.5}])
    reforms = tuple(reform(name, rate) for name, rate in zip(names, rates, strict=True))
    scenarios = Scenarios(reforms, labelled)
    how = {"engine": "least-loaded", "time_limit": None, "jobs": 1}
    found = what_if(agency(), Policy(), scenarios, **how)  # type: ignore[arg-type]
    (few,), (more,), (out,) = (each.draws for each in found.outcomes)
    # 1.2 of 6 tasks are 7.2, 1.5 of them 9, and a half of them are left out.
    assert [len(each.ids) for each in (few, more, out)] == [1, 3, 3]
    assert set(few.ids) < set(more.ids)
    assert set(more.ids).isdisjoint(out.ids)
    assert (out.table, out.what) == ("tasks", "tasks left out")
    assert [(each.table, len(each.ids), each.rows) for each in found.draws] == [("clients", 3, 6)]
    again = WhatIf.from_json(found.to_json())
    assert [each.draws for each in again.outcomes] == [(few,), (more,), (out,)]
    assert again.draws == found.draws
    short = found.to_dict(full=False)
    assert few.ids[0] in str(short["reforms"])
    page = format_markdown(what_if_document(found))
    line = "Drawn by the seed: 3 of 6 tasks left out, as many of each program, kind and language"
    assert line in page
    assert out.ids[0] not in page


def test_who_leaves_is_listed_in_the_order_of_the_table() -> None:
    ids = [f"w{number}" for number in range(12)]
    before = instance_of([client("c1")], [worker(id) for id in ids], []), Policy()
    after = apply(parse_changes([{"leave": ids[::-1]}]), *before)
    found = [each.field for each in list_differences(before, after)]
    assert found == [f"worker {id}" for id in ids]


def test_what_was_planned_already_is_set_beside_the_baseline_without_a_solve() -> None:
    hired: dict[str, object] = {"add_fte": 1, "office": "north", "program": "CalFresh"}
    reforms = (reform("cap 2", CAP), reform("hired", hired))
    found = asked(*reforms)
    known, policy = agency(), Policy()
    outcomes = [(each.reform, each.result) for each in found.outcomes if each.result is not None]
    again = set_beside(known, policy, found.baseline, outcomes)
    assert again.to_dict() == found.to_dict()
    (cap, its), (other, _) = outcomes
    with pytest.raises(InputError) as error:
        set_beside(known, policy, its, [(cap, found.baseline), (other, its)])
    assert len(error.value.problems) == 3
    assert "'hired' is about other tables or another policy" in str(error.value)
    with pytest.raises(InputError, match="no reforms"):
        set_beside(known, policy, found.baseline, [])


def test_a_change_of_prices_alone_is_known_better_than_either_cost() -> None:
    """A start is kept on both sides, so that the gap of each is wider than the difference."""
    reforms = [reform("dearer", {"set": "service.undone_price", "to": 10.5})]
    tight = replace(agency(), workers=instance_of([], [worker("w1", minutes=5)], []).workers)
    given = {"engine": "least-loaded", "threads": 1, "jobs": 1}
    policy = Policy.model_validate({"overtime": {"limit": 0}})
    found = what_if(tight, policy, reforms, **given)  # type: ignore[arg-type]
    each = found.outcomes[0].difference
    assert each is not None and each.low is not None and each.high is not None
    assert found.baseline.objective is not None and found.baseline.bound is not None
    assert each.slopes and each.is_real
    assert 0 < each.low <= each.high
    page = format_markdown(what_if_document(found))
    assert page.count("the least cost is concave in prices") == len(each.slopes)
    assert WhatIf.from_json(found.to_json()).outcomes[0].difference == each


def test_solves_that_go_on_lose_nothing() -> None:
    """The greedy leaves a gap on both sides; what goes on begins with its plan and prices."""
    instance, policy = agency(), Policy()
    dear = solve(instance, policy, engine="least-loaded", threads=1)
    more = solve(instance, policy, engine="cp-sat", threads=1, start=dear.plan)
    found = continue_result(dear, more)
    assert dear.objective is not None and found.objective is not None
    assert found.objective <= dear.objective
    assert (found.bound or 0.0) >= (dear.bound or 0.0)
    assert len(found.trace) == len(dear.trace) + len(more.trace)
    assert [point.seconds for point in found.trace] == sorted(p.seconds for p in found.trace)
    unsolved = more.model_copy(update={"plan": None, "objective": None})
    assert continue_result(dear, unsolved) is dear


def test_a_page_says_for_whom_plans_of_the_same_clients_differ() -> None:
    spoken = [client(f"c{n}", worker="w1", language=("en", "es")[n % 2]) for n in range(6)]
    tasks = [task(f"t{n}", f"c{n}", minutes=50) for n in range(6)]
    both = instance_of(spoken, [worker("w1"), worker("w2")], tasks)
    reforms = [reform("cap 2", CAP), reform("less work", {"scale_rate": 0.5})]
    how = {"engine": "least-loaded", "time_limit": None, "jobs": 1}
    found = what_if(both, Policy(), reforms, **how)  # type: ignore[arg-type]
    parts = [each for each in what_if_document(found).sections if each.title.startswith("By ")]
    assert [each.title for each in parts] == ["By language of the client"]
    assert not parts[0].public and parts[0].where == "page"
    page = format_markdown(what_if_document(found))
    assert "| es | cap 2 | 3 |" in page and "| es | less work |" not in page
    assert "By language" not in format_markdown(what_if_document(found, in_parts=False))
