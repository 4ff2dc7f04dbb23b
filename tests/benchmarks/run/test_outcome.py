"""Answers that cannot be true, although the audit of the assignment alone went well."""

from __future__ import annotations

import subprocess
from dataclasses import replace

import pytest

from bench_runs import gap_run
from samehands.benchmarks.record import Record
from samehands.benchmarks.run.outcome import Finding, Loaded, RunLog, commit, to_record
from source_tree import ROOT

VERSIONS = {"cp-sat": "1"}


STORY = RunLog(
    "2026-01-01T00:00:00+00:00", Loaded(instance_sha256="abc", phase="read", seconds=0.25)
)


def _told(log: RunLog, best_known: float | None = 100.0) -> Record:
    return to_record(gap_run("cp-sat", best_known=best_known), log, "key", VERSIONS, 9.0)


def _record(finding: Finding, best_known: float | None = 100.0) -> Record:
    return _told(replace(STORY, finding=finding), best_known)


def _found(status: str, objective: float | None, bound: float | None, limit: str) -> Finding:
    return Finding.model_validate(
        {"kind": "ok", "status": status, "limit": limit, "objective": objective, "bound": bound}
    )


@pytest.mark.parametrize(
    ("status", "objective", "bound", "limit"),
    [
        ("optimal", 100, 100, "none"),
        ("optimal", 99, 99, "none"),
        ("optimal", 101, 98, "gap"),
        ("feasible", 120, 90, "time"),
        ("feasible", 120, None, "time"),
        ("no_plan", None, 100, "time"),
        ("no_plan", None, None, "none"),
    ],
)
def test_what_may_be_true_is_believed(
    status: str, objective: float | None, bound: float | None, limit: str
) -> None:
    record = _record(_found(status, objective, bound, limit))
    assert (record.kind, record.message) == ("ok", None)


@pytest.mark.parametrize(
    ("status", "objective", "bound", "limit", "message"),
    [
        ("feasible", 120, 101, "time", "the bound 101 lies above the cost 100"),
        ("no_plan", None, 101, "time", "the bound 101 lies above the cost 100"),
        ("feasible", 99, 99.5, "time", "the bound 99.5 lies above the objective 99"),
        ("optimal", 101, None, "none", "101 is called optimal, and a solution of cost 100"),
        ("optimal", None, 90, "none", "the status is optimal, and there is no assignment"),
        ("feasible", None, None, "none", "the status is feasible, and there is no assignment"),
        ("infeasible", None, None, "none", "called infeasible, and a solution of cost 100"),
    ],
)
def test_what_cannot_be_true_is_wrong(
    status: str, objective: float | None, bound: float | None, limit: str, message: str
) -> None:
    record = _record(_found(status, objective, bound, limit))
    assert record.kind == "wrong"
    assert message in (record.message or "")


def test_where_nothing_is_known_infeasible_is_believed() -> None:
    assert _record(_found("infeasible", None, None, "none"), best_known=None).kind == "ok"


def test_gap_and_seconds() -> None:
    found = _found("feasible", 120, 90, "time").model_copy(update={"seconds": {"solve": 3.0}})
    record = _told(replace(STORY, finding=found, seconds=4.0))
    assert record.gap == 0.25
    assert record.seconds == {"read": 0.25, "solve": 3.0, "total": 4.0}
    assert record.instance_sha256 == "abc"
    assert record.versions["cp-sat"] == "1"


def test_more_memory_than_allowed_is_not_ok_even_if_nobody_saw_it_in_time() -> None:
    found = _found("optimal", 100, 100, "none").model_copy(update={"peak_memory_mb": 600.0})
    record = _record(found)
    assert (record.kind, record.limit, record.objective) == ("memory", "memory", None)
    assert record.message == "it took 600 MB of memory, and 512 MB are allowed"


def test_a_run_without_last_words_ends_as_the_runner_saw_it() -> None:
    crashed = _told(replace(STORY, ended_for="crashed", last_words="it fell"))
    hung = _told(replace(STORY, ended_for="hung"))
    unread = _told(replace(STORY, ended_for="hung", loaded=None))
    assert (crashed.kind, crashed.message) == ("crashed", "it fell")
    assert hung.message == "no answer 9 s after it was asked, at a limit of 1 s"
    assert unread.message == "the instance was not there in time"
    assert (unread.instance_sha256, unread.status, unread.limit) == ("", None, None)


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="this is no clone")
def test_the_commit_of_the_clone_is_recorded() -> None:
    command = ["git", "-C", str(ROOT), "rev-parse", "--short=12", "HEAD"]
    head = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    assert head in (commit() or "")
    assert _record(_found("no_plan", None, None, "none")).versions["commit"] == commit()
