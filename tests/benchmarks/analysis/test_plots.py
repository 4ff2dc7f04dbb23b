"""The charts of a suite."""

from __future__ import annotations

import pytest

from bench_records import run_record, twelve
from samehands.benchmarks.analysis.plots import charts
from samehands.benchmarks.analysis.runs import make_runs
from samehands.report.charts import StepChart


def _chart(slug: str) -> StepChart:
    (found,) = (chart for chart in charts("hand", make_runs(twelve())) if chart.slug == slug)
    return found


def test_profile_of_time() -> None:
    chart = _chart("hand-profile-time")
    # Worked out in test_statistics.
    lines = {line.name: tuple(line.points) for line in chart.lines}
    assert lines["cp-sat"] == ((1.0, 4 / 6), (3.0, 5 / 6))
    assert lines["kernel"] == ((1.0, 2 / 6), (7 / 3, 3 / 6), (3.0, 4 / 6))
    assert chart.x.ticks == [1, 2, 5]
    assert chart.table.rows == [["cp-sat", 4 / 6, 4 / 6, 5 / 6], ["kernel", 2 / 6, 2 / 6, 4 / 6]]
    assert "the 6 of 6 problems" in chart.reading


def test_profile_of_cost() -> None:
    chart = _chart("hand-profile-cost")
    # cp-sat is cheapest but on d1, 25 % above; kernel on c1, c2, d1, d3, 25 % above on c3.
    lines = {line.name: line.points for line in chart.lines}
    assert lines["cp-sat"] == [(0.0001, 5 / 6), (pytest.approx(0.25), 1.0)]
    assert lines["kernel"] == [(0.0001, 4 / 6), (pytest.approx(0.25), 5 / 6)]


def test_runs_solved_over_time() -> None:
    lines = {line.name: line.points for line in _chart("hand-solved").lines}
    # cp-sat ends with a proof after 1, 1, 3, 3 and 7 s.
    assert lines["cp-sat"] == [(0.01, 0.0), (1.0, 2 / 6), (3.0, 4 / 6), (7.0, 5 / 6)]
    assert lines["kernel"][-1] == (7.0, 4 / 6)


def test_gap_over_time() -> None:
    chart = _chart("hand-gap")
    lines = {line.name: line.points for line in chart.lines}
    # cp-sat after 10 s: only d1 is not best, 30 / 150. kernel: c3 25 / 125, and the crash.
    assert lines["cp-sat"][-1][1] == pytest.approx(0.2 / 6)
    assert lines["kernel"][-1][1] == pytest.approx((0.2 + 1) / 6)
    heights = [height for _, height in lines["cp-sat"]]
    assert heights[0] == 1.0
    assert heights == sorted(heights, reverse=True)
    # After 1 s of cp-sat: c1 and d3 at 125 (0.2), c2 and d2 at the best, c3 and d1 without a plan.
    place = chart.x.ticks.index(1.0)
    assert chart.table.rows[0][1 + place] == pytest.approx((0.2 + 0 + 1 + 1 + 0 + 0.2) / 6)


def test_profiles_rest_on_problems_that_every_solver_took() -> None:
    records = [
        run_record(),
        run_record(instance="two"),
        run_record(engine="kernel"),
        run_record(engine="kernel", instance="two", kind="unsupported", status=None),
    ]
    found = charts("made", make_runs(records))
    assert "the 1 of 2 problems" in found[0].reading
    apart = [run_record(), run_record(engine="kernel", instance="two")]
    assert [chart.slug for chart in charts("made", make_runs(apart))] == ["made-solved", "made-gap"]


def test_what_would_be_empty_is_not_drawn() -> None:
    nothing = run_record(status="no_plan", objective=None, bound=None, best_known=None, trace=())
    assert charts("made", make_runs([nothing])) == []
    heuristic = run_record(status="feasible", bound=None, bound_kind="none")
    slugs = [chart.slug for chart in charts("made", make_runs([heuristic]))]
    assert slugs == ["made-profile-cost", "made-gap"]


def test_axes_hold_very_short_and_very_long_runs() -> None:
    quick = run_record(time_limit=0.01, seconds={"solve": 0.001}, trace=())
    slow = run_record(
        time_limit=3600.0, seconds={"solve": 3000.0}, trace=(), engine="kernel", instance="two"
    )
    for records in ([quick], [slow], [quick, slow]):
        for chart in charts("made", make_runs(records)):
            for axis in (chart.x, chart.y):
                assert list(axis.ticks) == sorted(set(axis.ticks))
                assert len(axis.ticks) <= 12
                assert {axis.place(tick) for tick in axis.ticks} >= {0.0, 1.0}
