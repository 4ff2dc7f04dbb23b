"""Records as they are analysed."""

from __future__ import annotations

import pytest

from bench_records import of, run_record, twelve
from samehands.benchmarks.analysis.runs import Reference, Run, make_runs, strictness
from samehands.benchmarks.analysis.statistics import Point
from samehands.benchmarks.record import Record


def _only(*records: Record) -> Run:
    return make_runs(records)[0]


def _twelfth(engine: str, instance: str) -> Run:
    records = twelve()
    (run,) = (run for run in make_runs(records) if run.record == of(records, engine, instance))
    return run


def test_time_is_that_of_build_solve_and_lift() -> None:
    assert _only(run_record()).timed.seconds == 2.0
    # A run that died has no phases; it is not solved, so that its limit counts in every mean.
    died = _only(run_record(kind="crashed", status=None, seconds={"total": 3.5}))
    assert died.timed.seconds == 3.5
    assert (died.timed.capped(), died.timed.penalised()) == (10.0, 20.0)


@pytest.mark.parametrize(
    ("changes", "solved"),
    [
        ({"status": "optimal"}, True),
        ({"status": "infeasible", "objective": None, "bound": None}, True),
        ({"status": "feasible", "limit": "gap", "gap_asked": 0.01}, True),
        ({"status": "feasible", "limit": "time"}, False),
        ({"status": "no_plan", "objective": None}, False),
        ({"status": "optimal", "kind": "wrong"}, False),
    ],
)
def test_what_counts_as_solved(changes: dict[str, object], solved: bool) -> None:
    assert _only(run_record(**changes)).solved is solved


def test_a_false_answer_lends_nothing_to_anybody() -> None:
    wrong = run_record(kind="wrong", objective=1.0, bound=500.0, engine="bad")
    honest = run_record(best_known=None, status="feasible", bound=90.0)
    bad, good = make_runs([wrong.model_copy(update={"best_known": None}), honest])
    assert (bad.objective, bad.bound, bad.gap, bad.excess, bad.path) == (None, None, None, None, ())
    assert good.reference == Reference(100.0, None, 90.0, "certified")


def test_what_is_known_of_a_problem() -> None:
    first = run_record(best_known=97.0, best_bound_known=90.0, bound=95.0, bound_kind="reported")
    second = run_record(seed=1, objective=103.0, bound=93.0, best_known=97.0)
    assert _only(first, second).reference == Reference(97.0, 97.0, 95.0, "reported")
    published = run_record(best_bound_known=96.0, bound=96.0)
    assert _only(published).reference.bound_kind == "known"
    assert _only(run_record(bound=None, best_known=None, objective=None)).reference == Reference(
        None, None, None, "none"
    )


def test_distances() -> None:
    run = _twelfth("cp-sat", "d1")
    # The best is what kernel found, 120; the best bound is 120, too.
    assert run.excess == 0.25  # (150 - 120) / 120
    assert run.gap_to_bound == 0.2  # (150 - 120) / 150
    assert run.gap == pytest.approx(38 / 150)  # (150 - 112) / 150


def test_gap_over_time_is_the_primal_integral_by_the_limit() -> None:
    # No plan for 4 s; then 160, gap 40 / 160, for 4 s; then 150, gap 30 / 150, for 2 s:
    # (4 + 4 x 0.25 + 2 x 0.2) / 10.
    assert _twelfth("cp-sat", "d1").mean_gap == pytest.approx(0.54)
    assert _twelfth("kernel", "d2").mean_gap == 1.0
    nothing = run_record(status="infeasible", objective=None, bound=None)
    assert _only(nothing).mean_gap is None
    unknown = run_record(objective=None, status="no_plan", best_known=None, trace=())
    assert _only(unknown).mean_gap is None


def test_the_path_ends_with_the_answer() -> None:
    record = run_record(trace=((3.0, 90.0, 90.0), (1.5, 110.0, None), (1.0, None, 5.0)))
    assert _only(record).path == (
        Point(1.0, None, 5.0),
        Point(1.5, 110.0, None),
        Point(2.0, 100.0, 100.0),
    )


def test_when_a_gap_was_proved() -> None:
    # c1 of kernel: 100 against 99.5 after 0.5 s is 0.5 %, against 100 after 1 s nothing.
    run = _twelfth("kernel", "c1")
    assert (run.reached(0.01, certified=True), run.reached(0.001, certified=True)) == (0.5, 1.0)
    # d3 of cp-sat has a bound that only the engine vouches for.
    run = _twelfth("cp-sat", "d3")
    assert (run.reached(0.01, certified=True), run.reached(0.01, certified=False)) == (None, 3.0)
    assert _twelfth("kernel", "d2").reached(0.01, certified=False) is None
    late = run_record(seconds={"solve": 10.5}, trace=())
    assert _only(late).reached(0.01, certified=True) == 10.0


def test_what_was_certified_may_lie_below_the_bound() -> None:
    record = run_record(bound=99.0, bound_kind="reported", bound_certified=90.0)
    run = _only(record)
    assert (run.gap, run.certified, run.gap_certified) == (0.01, 90.0, 0.1)
    assert (run.reached(0.01, certified=False), run.reached(0.01, certified=True)) == (2.0, None)
    assert _only(run_record(bound_kind="reported")).certified is None
    assert _only(run_record(bound_certified=90.0, kind="wrong")).certified is None


def test_a_bound_that_was_found_after_the_engine_ended_is_no_merit_of_it() -> None:
    seconds = {"solve": 2.0, "certify": 1.0}
    late = run_record(trace=((1.0, 100.0, None),), seconds=seconds)
    assert _only(late).reached(0.01, certified=True) is None
    assert _only(late).gap_certified == 0.0
    early = run_record(trace=((1.0, 100.0, 100.0),), seconds=seconds)
    assert _only(early).reached(0.01, certified=True) == 1.0


def test_engines_whose_settings_differ_have_two_names() -> None:
    records = [
        run_record(),
        run_record(instance="two"),
        run_record(time_limit=60.0),
        run_record(engine="kernel"),
    ]
    names = {run.solver for run in make_runs(records)}
    assert names == {"cp-sat, 10 s", "cp-sat, 60 s", "kernel"}


def test_versions_make_names_but_commits_do_not() -> None:
    old, new = {"samehands": "0.1.0", "commit": "a"}, {"samehands": "0.2.0", "commit": "b"}
    runs = make_runs([run_record(versions=old), run_record(versions=new)])
    assert {run.solver for run in runs} == {"cp-sat, samehands 0.1.0", "cp-sat, samehands 0.2.0"}
    runs = make_runs([run_record(versions=old), run_record(versions={**old, "commit": "b"})])
    assert {run.solver for run in runs} == {"cp-sat"}


def test_a_record_that_is_there_twice_counts_once() -> None:
    assert len(make_runs([run_record(), run_record()])) == 1


def test_formulations_from_strict_to_free() -> None:
    names = ["task-based", "other", "team-3", "hybrid", "client-based", "team-2"]
    ordered = ["client-based", "team-2", "team-3", "hybrid", "task-based", "other"]
    assert sorted(names, key=strictness) == ordered
    runs = make_runs([run_record(formulation=name) for name in names])
    assert [run.problem.formulation for run in runs] == ordered
