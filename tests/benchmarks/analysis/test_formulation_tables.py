"""Formulations side by side."""

from __future__ import annotations

from itertools import chain

import pytest

from bench_records import run_record, twelve
from samehands.benchmarks.analysis.runs import make_runs
from samehands.benchmarks.analysis.suite_tables import CHAPTERS, side_by_side
from samehands.metrics import CATALOGUE
from samehands.report.tables import Cell, Table


def _cell(table: Table, row: int, head: str) -> Cell:
    places = [place for place, column in enumerate(table.columns) if column.head == head]
    return table.rows[row][places[0]]


def test_every_metric_that_is_shown_exists() -> None:
    shown = list(chain.from_iterable(CHAPTERS.values()))
    assert set(shown) <= set(CATALOGUE)
    assert len(set(shown)) == len(shown)


def test_side_by_side() -> None:
    strict = [
        run_record(
            formulation="client-based",
            seed=seed,
            objective=objective,
            bound=90.0,
            metrics={"tasks_with_owner": 1.0, "overtime_minutes": late},
        )
        for seed, objective, late in ((0, 100.0, 60.0), (1, 104.0, 20.0), (2, 102.0, None))
    ]
    free = run_record(formulation="task-based", metrics={"tasks_with_owner": 0.25}, bound=99.0)
    tables = side_by_side("made", make_runs([free, *strict]))
    proof, continuity, _, workload, *_ = tables
    assert [row[:3] for row in proof.rows] == [
        ["one", "cp-sat", "client-based"],
        ["one", "cp-sat", "task-based"],
    ]
    # Medians over three seeds: costs 100, 102, 104; gaps (U - 90) / U.
    assert _cell(proof, 0, "runs") == 3
    assert _cell(proof, 0, "cost") == 102.0
    assert _cell(proof, 0, "gap") == pytest.approx(12 / 102)
    assert _cell(proof, 0, "bound is") == "certified"
    assert _cell(proof, 1, "gap") == 0.01
    assert _cell(continuity, 0, "tasks with owner") == 1.0
    assert _cell(continuity, 1, "tasks with owner") == 0.25
    # 20, 60 and one that is not defined, which comes last.
    assert _cell(workload, 0, "overtime minutes") == 60.0
    assert _cell(workload, 1, "overtime minutes") is None
    assert "fairness" in tables[4].caption
    assert "late minutes" in {column.head.split(" (")[0] for column in tables[2].columns}


def test_there_is_nothing_to_compare_without_two_formulations() -> None:
    assert side_by_side("hand", make_runs(twelve())) == []
    assert side_by_side("made", make_runs([run_record(formulation="client-based")])) == []


def test_without_metrics_only_cost_and_proof_are_shown() -> None:
    runs = make_runs([run_record(formulation=name) for name in ("client-based", "task-based")])
    assert [table.slug for table in side_by_side("made", runs)] == ["made-sides"]
