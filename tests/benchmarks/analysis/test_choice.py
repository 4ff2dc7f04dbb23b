"""What auto took against what it could have taken, and the questions that ask it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bench_records import in_folder, run_record
from samehands.benchmarks.analysis.report import report
from samehands.benchmarks.analysis.runs import make_runs
from samehands.benchmarks.analysis.suite_tables import Choice, choice_table, choices
from samehands.benchmarks.instances.drawn import SHAPES, generate_shape
from samehands.benchmarks.options import BenchOptions, runs_of
from samehands.benchmarks.record import Record
from samehands.model.checks.policy import policy_problems


def _records() -> list[Record]:
    """Return runs on four questions; auto is good in two of them."""
    quick = {"read": 0.0, "build": 0.0, "solve": 1.0, "total": 1.0}
    slow = {**quick, "solve": 9.0, "total": 9.0}
    auto, open_ = {"engine": "auto", "chosen": "kernel"}, {"status": "feasible", "limit": "time"}
    return [
        run_record(**auto, instance="same", objective=100.0),
        run_record(instance="same", objective=100.0),
        run_record(**auto, instance="late", objective=100.0, seconds=slow),
        run_record(instance="late", objective=100.0, seconds=quick),
        run_record(instance="late", engine="milp", objective=101.0, bound=99.0, **open_),
        run_record(**auto, instance="dear", objective=103.0, bound=99.0, **open_),
        run_record(instance="dear", objective=100.0),
        run_record(**auto, instance="near", objective=100.5, bound=99.0, **open_),
        run_record(instance="near", engine="milp", objective=100.0, bound=99.0, **open_),
        run_record(instance="alone", objective=100.0),
    ]


def test_auto_is_held_against_the_best_of_each_question() -> None:
    found = {each.problem.instance: each for each in choices(make_runs(_records()))}
    assert {name: each.is_good for name, each in found.items()} == {
        "same": True,
        "late": False,
        "dear": False,
        "near": True,
    }
    assert found["dear"].dearer == pytest.approx(0.03)
    assert (found["late"].best, found["late"].best_seconds) == ("cp-sat", 1.0)
    assert (found["late"].taken, found["late"].seconds) == ("kernel", 9.0)


def test_nothing_in_hand_where_another_has_a_plan_is_not_good() -> None:
    (problem,) = {run.problem for run in make_runs([run_record()])}
    none = Choice(problem, 5.0, "kernel", None, 100.0, "cp-sat", 5.0, 5.0)
    assert not none.is_good
    assert Choice(problem, 5.0, "kernel", 100.0, None, "", 5.0, None).is_good


def test_the_report_has_the_table_with_the_worst_first(tmp_path: Path) -> None:
    table = choice_table("made", choices(make_runs(_records())))
    assert table.caption == "What auto took: good in 2 of 4"
    assert [row[-1] for row in table.rows] == ["no", "no", "yes", "yes"]
    folder = in_folder(tmp_path / "results", _records())
    report(folder)
    assert "What auto took: good in 2 of 4" in (folder / "report.md").read_text(encoding="utf-8")


def test_the_suite_asks_sixty_questions_of_unlike_shapes_twice() -> None:
    runs = runs_of(BenchOptions("choice", Path("nowhere"), engines=["auto", "cp-sat"]))
    questions = {(run.instance.name, run.formulation) for run in runs}
    assert len(questions) >= 60
    limits = Counter(run.options.time_limit for run in runs)
    assert limits == {5.0: 2 * len(questions), 30.0: 2 * len(questions)}
    assert len({run.key({}) for run in runs}) == len(runs)
    asked = runs_of(BenchOptions("choice", Path("nowhere"), engines=["auto"], time_limit=1.0))
    assert {run.options.time_limit for run in asked} == {1.0}
    assert len(asked) == len(questions)


@pytest.mark.parametrize("shape", SHAPES)
def test_an_agency_of_any_shape_is_valid_and_drawn_the_same_again(shape: str) -> None:
    instance, policy = generate_shape("toy", 3, shape)
    assert policy_problems(policy, instance) == []
    again = generate_shape("toy", 3, shape)
    assert again[0] == instance
    assert again[1] == policy
    usual = generate_shape("toy", 3, "usual")
    assert (shape == "usual") == (usual == (instance, policy))


def test_shapes_are_what_they_are_called() -> None:
    usual, _ = generate_shape("toy", 0, "usual")
    two, _ = generate_shape("toy", 0, "two-periods")
    assert two.calendar.periods == 2
    assert two.workers["minutes"].list.sum().equals(usual.workers["minutes"].list.sum())
    few, _ = generate_shape("unit", 0, "few-clients")
    assert few.clients.height < few.workers.height
    narrow, _ = generate_shape("unit", 0, "narrow")
    assert (narrow.tasks["due"] - narrow.tasks["release"]).max() == 2
    long, _ = generate_shape("toy", 0, "usual", 4)
    assert long.calendar.periods == 84
