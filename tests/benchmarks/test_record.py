"""The key of a run: everything that identifies it, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench_runs import gap_run
from samehands.benchmarks.record import RunOptions, RunSpec

VERSIONS = {"samehands": "1", "python": "3", "cp-sat": "9"}
RUN = gap_run("cp-sat")


def test_the_key_is_the_same_in_every_process() -> None:
    assert RUN.key(VERSIONS) == "4a3fe5dad5da28705640d1da6000fe59d96c5178ac97800e2316129751069839"


@pytest.mark.parametrize(
    "other",
    [
        replace(RUN, suite="other"),
        replace(RUN, instance=replace(RUN.instance, name="other")),
        replace(RUN, instance=replace(RUN.instance, fingerprint="other")),
        replace(RUN, formulation="team-2"),
        replace(RUN, engine="kernel"),
        replace(RUN, seed=1),
        replace(RUN, options=RunOptions(time_limit=2.0, memory_mb=512)),
        replace(RUN, options=RunOptions(time_limit=1.0, memory_mb=513)),
        replace(RUN, options=RunOptions(time_limit=1.0, memory_mb=512, threads=2)),
        replace(RUN, options=RunOptions(time_limit=1.0, memory_mb=512, gap=0.1)),
    ],
)
def test_another_run_has_another_key(other: RunSpec) -> None:
    assert other.key(VERSIONS) != RUN.key(VERSIONS)


def test_another_version_makes_another_run() -> None:
    assert RUN.key({**VERSIONS, "cp-sat": "10"}) != RUN.key(VERSIONS)


def test_the_place_of_a_file_and_what_is_known_make_no_other_run() -> None:
    moved = replace(RUN.instance, parameters={"path": "elsewhere"})
    assert replace(RUN, instance=moved, best_known=1.0).key(VERSIONS) == RUN.key(VERSIONS)


def test_a_title_names_what_distinguishes_runs() -> None:
    assert RUN.title == "c-3x15-s0, cp-sat, seed 0"
    assert replace(RUN, formulation="team-2").title == "c-3x15-s0, team-2, cp-sat, seed 0"
