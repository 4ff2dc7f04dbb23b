"""What a reader is told first."""

from __future__ import annotations

from bench_records import run_record
from samehands.benchmarks.analysis.pages import remarks
from samehands.benchmarks.analysis.runs import make_runs
from samehands.benchmarks.record import Machine


def test_nothing_special() -> None:
    assert remarks(make_runs([run_record()])) == [
        "1 run on 1 instance; engines: cp-sat.",
        "No run crashed, hung, ran out of memory, raised or gave a wrong plan.",
    ]


def test_a_bound_above_a_cost_is_a_contradiction() -> None:
    records = [run_record(bound=99.0), run_record(engine="kernel", bound=101.0)]
    (said,) = (text for text in remarks(make_runs(records)) if "CONTRADICTION" in text)
    assert "1 problem: one" in said


def test_a_published_bound_contradicts_too() -> None:
    records = [run_record(best_known=None, best_bound_known=100.5)]
    assert any("CONTRADICTION" in text for text in remarks(make_runs(records)))


def test_rounding_is_no_contradiction() -> None:
    found = remarks(make_runs([run_record(bound=100.00000001)]))
    assert not any("CONTRADICTION" in text for text in found)


def test_a_better_cost_than_known_is_news() -> None:
    assert "Better than the best known cost: one (100 instead of 107)." in remarks(
        make_runs([run_record(best_known=107.0)])
    )


def test_a_wrong_plan_is_no_news() -> None:
    wrong = run_record(kind="wrong", objective=50.0)
    found = remarks(make_runs([wrong]))
    assert found[1] == "1 run ended as no run should: one cp-sat seed 0 (wrong)."
    assert not any("Better" in text for text in found)


def test_unknown_best_costs_and_other_machines_are_told() -> None:
    other = Machine(processor="other", cores=1, memory_gb=1.0, system="none")
    found = remarks(
        make_runs([run_record(best_known=None), run_record(instance="two", machine=other)])
    )
    assert any(text.startswith("No best known cost for 1 of 2 problems") for text in found)
    assert "The runs took place on 2 machines; their times are not comparable." in found
