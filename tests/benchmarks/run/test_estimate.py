"""The time left, judged by the runs that are done."""

from __future__ import annotations

from bench_runs import agency_run, gap_run, made_record
from samehands.benchmarks.run.runner import Estimate


def test_without_experience_a_run_takes_its_limit() -> None:
    assert Estimate().expected(gap_run("cp-sat", time_limit=7.0)) == 7.0


def test_the_most_alike_runs_count() -> None:
    estimate = Estimate([made_record("a", seconds=2.0), made_record("b", seconds=4.0)])
    assert estimate.expected(gap_run("cp-sat")) == 3.0
    assert estimate.expected(agency_run("cp-sat")) == 3.0
    assert estimate.expected(gap_run("kernel")) == 1.0
    like = made_record("c", seconds=10.0).model_copy(update={"group": "generated/c"})
    estimate.learn(like)
    assert estimate.expected(gap_run("cp-sat")) == 10.0


def test_jobs_share_the_work_and_what_has_been_done_is_done() -> None:
    estimate = Estimate([made_record("a", seconds=4.0)])
    waiting, running = [gap_run("cp-sat")] * 3, [(gap_run("cp-sat"), 1.0), (gap_run("cp-sat"), 9.0)]
    assert estimate.left(waiting, running, 2) == (3 * 4.0 + 3.0 + 0.0) / 2
    assert estimate.left([], [], 2) == 0.0
