"""One question to one audited result."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator

import polars as pl
import pytest
from hypothesis import given, settings

from brute_force import best
from draws import examples
from fake_engines import Double, greedy_engine, nothing_found, until_cancelled
from samehands.audit import check, recompute_cost
from samehands.formulations import lower
from samehands.model import (
    EngineUnavailableError,
    InputError,
    Instance,
    InternalError,
    NoPlanError,
    Plan,
    Policy,
    UnsupportedError,
    instance_sha256,
    policy_sha256,
)
from samehands.planning import Result, solve
from samehands.planning.result import require_plan
from samehands.problem import Answer, AssignmentProblem
from samehands.solver import (
    Event,
    Feature,
    Finished,
    Incumbent,
    Request,
    SolveMonitor,
    Started,
    engine_names,
    registered,
)
from strategies import cases
from tables import instance
from tiny_agencies import Case

POLICY = Policy.model_validate({"utilisation": {"breakpoints": []}})

ENGINES = tuple(name for name in engine_names() if name != "flow")
"""Engines that serve every standard; windows of time are no network."""


def _with(double: Double, **options: float) -> Result:
    with registered(double):
        return solve(instance(), POLICY, engine=double.name, **options)  # type: ignore[arg-type]


@pytest.mark.slow
@settings(max_examples=examples(25))
@given(cases())
def test_a_result_is_the_best_plan_audited_and_in_minutes(case: Case) -> None:
    agency, policy = case
    found = best(agency, policy)
    result = solve(agency, policy, threads=1)
    assert result.limit == "none"
    if found is None:
        assert (result.status, result.has_plan, result.objective) == ("infeasible", False, None)
        return
    assert result.status == "optimal"
    assert result.objective == result.bound == found[0] / 1000
    assert check(agency, require_plan(result)) == []
    parts = recompute_cost(agency, require_plan(result)).as_dict()
    assert result.objective_parts == {name: amount / 1000 for name, amount in parts.items()}
    assert (result.gap, result.gap_minutes) == (0.0, 0.0)
    assert result.metrics is not None


def test_a_result_says_what_was_asked_of_whom_and_how_long_it_took() -> None:
    agency = instance()
    result = solve(agency, POLICY, seed=7, threads=2, time_limit=30)
    assert (result.seed, result.threads, result.policy) == (7, 2, POLICY)
    assert result.formulation == "client-based" and result.engine in ("milp", "cp-sat")
    assert "small" in result.engine_reason
    assert result.bound_kind in ("certified", "reported")
    assert result.task_minutes == agency.task_minutes
    assert result.instance_sha256 == instance_sha256(agency)
    assert result.policy_sha256 == policy_sha256(POLICY)
    assert {"samehands", "python", result.engine} <= result.versions.keys()
    seconds = result.seconds
    assert seconds.read is None
    for part in (seconds.build, seconds.solve, seconds.lift, seconds.audit):
        assert part is not None
        assert part >= 0
    assert result.trace[-1].objective == result.objective


def test_seconds_that_no_part_of_an_answer_counts_are_in_the_result() -> None:
    def dawdle(problem: AssignmentProblem, request: Request, monitor: SolveMonitor) -> Answer:
        time.sleep(0.3)
        return greedy_engine().solve(problem, request, monitor)

    began = time.monotonic()
    with registered(Double(dawdle)):
        result = solve(instance(), Policy(), engine="double", threads=1)
    took = time.monotonic() - began
    spent = [value for value in result.seconds.model_dump().values() if value is not None]
    assert result.seconds.solve is not None and result.seconds.solve >= 0.3
    assert sum(spent) <= took


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_answers_by_its_name(engine: str) -> None:
    result = solve(instance(), POLICY, engine=engine)
    assert (result.engine, result.engine_reason) == (engine, "asked for")
    assert check(instance(), require_plan(result)) == []


def test_a_solver_of_pulp_is_an_engine_though_no_list_names_it() -> None:
    result = solve(instance(), POLICY, engine="milp:HiGHS")
    assert (result.engine, result.status) == ("milp", "optimal")
    with pytest.raises(InputError, match="choose one of auto, cp-sat, milp"):
        solve(instance(), POLICY, engine="milp:nobody")


def test_nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    solve(instance(), POLICY)
    assert capfd.readouterr() == ("", "")


def test_all_faults_of_a_question_come_at_once_and_nothing_is_built() -> None:
    contradictory = Policy.model_validate({"overtime": {"price": 9.0}})
    with pytest.raises(InputError) as error:
        solve(
            instance(),
            contradictory,
            engine="nobody",
            time_limit=-1.0,
            gap=1.5,
            seed=-1,
            threads=0,
            work_limit=0.0,
            on_event=lambda event: pytest.fail("it was begun"),
        )
    fields = [(problem.table, problem.field) for problem in error.value.problems]
    assert fields == [
        ("policy", "overtime.price"),
        ("argument", "engine"),
        ("argument", "time_limit"),
        ("argument", "gap"),
        ("argument", "seed"),
        ("argument", "threads"),
        ("argument", "work_limit"),
    ]


def test_an_empty_agency_has_an_empty_plan() -> None:
    some = instance()
    nobody = Instance(some.clients.clear(), some.workers.clear(), some.tasks.clear(), some.calendar)
    result = solve(nobody, POLICY)
    assert (result.status, result.objective) == ("optimal", 0.0)
    assert require_plan(result).owners.height == require_plan(result).work.height == 0
    assert (result.gap, result.gap_work) == (0.0, None)


@pytest.mark.rule("service", "infeasible")
def test_what_cannot_be_is_infeasible_and_has_no_plan() -> None:
    some = instance()
    nobody = Instance(some.clients, some.workers.clear(), some.tasks, some.calendar)
    orphans = Instance(
        nobody.clients.with_columns(worker=pl.lit(None, dtype=pl.String())),
        nobody.workers,
        nobody.tasks,
        nobody.calendar,
    )
    result = solve(orphans, Policy.model_validate({"service": {"undone": "forbidden"}}))
    assert (result.status, result.limit, result.has_plan) == ("infeasible", "none", False)
    with pytest.raises(NoPlanError, match="status infeasible"):
        require_plan(result)
    left = solve(orphans, Policy())
    assert left.status == "optimal"
    assert require_plan(left).assignments["worker"].null_count() == some.tasks.height


def test_nothing_found_in_time_is_no_plan_and_never_infeasible() -> None:
    never = {"service": {"levels": {"intake": 1.0}}, "utilisation": {"ceiling": 0.0}}
    with registered(Double(nothing_found)):
        result = solve(instance(), Policy.model_validate(never), engine="double")
    assert (result.status, result.limit, result.bound_kind) == ("no_plan", "time", "none")
    assert (result.objective, result.bound, result.gap, result.metrics) == (None, None, None, None)
    assert result.objective_parts == {}
    with pytest.raises(NoPlanError, match="limit time"):
        require_plan(result)


def _at_the_limit(problem: AssignmentProblem, request: Request, monitor: SolveMonitor) -> Answer:
    """Find a plan at once and go on until the time is up."""
    answer = greedy_engine().solve(problem, request, SolveMonitor(type(monitor.limits)()))
    left = monitor.limits.left()
    assert left is not None
    monitor.limits.cancel.wait(left)
    return Answer("feasible", "time", answer.x, answer.objective, None)


def test_a_plan_found_before_the_limit_is_never_lost() -> None:
    began = time.monotonic()
    result = _with(Double(_at_the_limit), time_limit=0.8)
    assert time.monotonic() - began < 4
    assert (result.status, result.limit, result.has_plan) == ("feasible", "time", True)
    assert result.bound_kind == "certified"
    assert result.bound == result.certified_bound


def test_the_limit_covers_building_too() -> None:
    seen: list[float | None] = []

    def look(problem: AssignmentProblem, request: Request, monitor: SolveMonitor) -> Answer:
        seen.extend([monitor.limits.seconds, monitor.limits.left(), monitor.limits.elapsed()])
        return nothing_found(problem, request, monitor)

    _with(Double(look), time_limit=30.0)
    seconds, left, elapsed = seen
    assert seconds is not None
    assert left is not None
    assert elapsed is not None
    assert 0 < elapsed < 30
    # As much as lowering took is kept back for lifting, which comes after the engine.
    assert left <= seconds - elapsed + 0.01
    assert seconds < 30.0


@pytest.mark.parametrize("limit", [1e-9, 0.001])
@pytest.mark.parametrize("engine", ENGINES)
def test_hardly_any_time_is_no_error(engine: str, limit: float) -> None:
    result = solve(instance(), POLICY, engine=engine, time_limit=limit)
    assert result.status in ("optimal", "feasible", "no_plan")
    if result.status != "optimal" and engine != "least-loaded":
        assert result.limit == "time"


def test_loading_what_comes_later_takes_no_plan_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine other modules load for seconds while the limit passes."""
    module = sys.modules["samehands.planning.solve"]
    monkeypatch.setattr(module, "prepare_second_stage", lambda: time.sleep(1.5))
    result = solve(instance(), POLICY, engine="auto", time_limit=0.2)
    assert result.has_plan


def test_a_cancelled_solve_keeps_its_plan() -> None:
    cancel = threading.Event()
    timer = threading.Timer(0.3, cancel.set)
    timer.start()
    with registered(Double(until_cancelled)):
        result = solve(instance(), POLICY, engine="double", cancel=cancel, time_limit=None)
    timer.join()
    assert (result.status, result.limit, result.has_plan) == ("feasible", "interrupted", True)


def test_what_is_cancelled_while_it_is_built_says_so_and_is_not_built_to_the_end() -> None:
    cancel = threading.Event()
    cancel.set()
    result = solve(instance(), POLICY, cancel=cancel)
    assert (result.status, result.limit, result.plan) == ("no_plan", "interrupted", None)
    assert result.engine_reason.startswith("not begun: the limit was reached after")
    assert result.seconds.solve is None


def test_events_come_from_beginning_to_end() -> None:
    events: list[Event] = []
    result = solve(instance(), POLICY, on_event=events.append)
    assert isinstance(events[0], Started)
    assert isinstance(events[-1], Finished)
    found = [event.objective for event in events if isinstance(event, Incumbent)]
    assert result.objective == found[-1] / 1000


def test_an_engine_that_does_not_serve_a_part_is_unsupported() -> None:
    double = Double(greedy_engine().solve)
    double.features = frozenset(Feature) - {Feature.WINDOWS}
    with pytest.raises(UnsupportedError, match="'double' does not serve windows of time"):
        _with(double)


def test_an_engine_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(EngineUnavailableError, match="install it"):
        _with(Double(greedy_engine().solve, missing="install it"))


def test_an_engine_that_lies_is_an_internal_error() -> None:
    def lie(problem: AssignmentProblem, request: Request, monitor: SolveMonitor) -> Answer:
        answer = greedy_engine().solve(problem, request, monitor)
        assert answer.objective is not None
        return Answer("optimal", "none", answer.x, 0, answer.objective + 1)

    with pytest.raises(InternalError, match="'double' gave a wrong answer: the bound"):
        _with(Double(lie))


def _starts(double_start: Plan, policy: Policy) -> Iterator[int | None]:
    """Yield what the start costs as the engine gets it, or None if it is not legal."""

    def look(problem: AssignmentProblem, request: Request, monitor: SolveMonitor) -> Answer:
        from samehands.problem import evaluate

        assert request.start is not None
        costs.append(evaluate(problem, request.start).objective)
        return nothing_found(problem, request, monitor)

    costs: list[int | None] = []
    with registered(Double(look)):
        solve(instance(), policy, engine="double", start=double_start)
    yield from costs


def test_the_plan_of_a_stricter_standard_is_a_legal_start_of_the_same_cost() -> None:
    owned = solve(instance(), POLICY)
    assert owned.objective is not None
    for name in ("client-based", "team-2", "team-3", "hybrid", "task-based"):
        (start,) = _starts(require_plan(owned), POLICY.as_formulation(name))
        assert start is not None
        assert start <= 1000 * owned.objective
    pooled = solve(instance(), POLICY.as_formulation("task-based"), start=owned.plan)
    assert pooled.objective is not None
    assert pooled.objective <= owned.objective


def test_a_start_that_is_not_legal_does_no_harm() -> None:
    pooled = solve(instance(), POLICY.as_formulation("task-based"))
    alone, helped = solve(instance(), POLICY), solve(instance(), POLICY, start=pooled.plan)
    assert alone.objective == helped.objective


def test_the_same_seed_and_one_thread_give_the_same_plan() -> None:
    agency = instance()
    policy = POLICY.as_formulation("team-2")
    one, other = (solve(agency, policy, seed=3, threads=1) for _ in range(2))
    assert one.plan == other.plan
    assert lower(agency, policy).problem.pairs > 0
