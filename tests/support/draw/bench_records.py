"""Records of runs that never took place, for the analysis of benchmarks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from samehands.benchmarks.record import Machine, Record, RunOptions, to_line
from samehands.benchmarks.store import RESULTS, load_records

TWELVE = Path(__file__).resolve().parents[2] / "benchmarks" / "data" / "twelve.jsonl"
"""Twelve runs, of two engines on six instances, whose figures are worked out by hand in the tests.

All have a limit of 10 s; a * marks a certified bound.

instance  best known   cp-sat                               kernel
c1        100          optimal* 100 after 3 s               optimal* 100 after 1 s
c2        100          optimal* 100 after 1 s               optimal* 100 after 3 s
c3        100          optimal* 100 after 7 s               125 within the limit, bound 99
d1        unknown      150 within the limit, bound* 112     optimal* 120 after 7 s
d2        100          optimal 100 after 1 s                crashed
d3        100          optimal 100 after 3 s                optimal 100 after 7 s
"""


def twelve() -> list[Record]:
    """Return the twelve records."""
    lines = TWELVE.read_text(encoding="utf-8").splitlines()
    return [Record.model_validate_json(line) for line in lines]


def of(records: Iterable[Record], engine: str, instance: str) -> Record:
    """Return the one record of an engine on an instance."""
    (found,) = (each for each in records if (each.engine, each.instance) == (engine, instance))
    return found


def run_record(**changes: object) -> Record:
    """Return a record of an optimal run of 2 s, with changes.

    Parameters
    ----------
    **changes : object
        Fields of the record that differ; ``time_limit`` and ``gap_asked`` are options. The key
        follows from what identifies the run, unless it is given.
    """
    limit, gap = changes.pop("time_limit", 10.0), changes.pop("gap_asked", 0.0)
    fields: dict[str, object] = {
        "suite": "made",
        "instance": "one",
        "group": "made/a",
        "instance_sha256": "0" * 64,
        "formulation": None,
        "engine": "cp-sat",
        "seed": 0,
        "kind": "ok",
        "status": "optimal",
        "limit": "none",
        "objective": 100.0,
        "bound": 100.0,
        "bound_kind": "certified",
        "best_known": 100.0,
        "options": RunOptions.model_validate(
            {"time_limit": limit, "memory_mb": 1000, "threads": 1, "gap": gap}
        ),
        "trace": ((1.0, 120.0, 90.0),),
        "seconds": {"read": 5.0, "build": 0.5, "solve": 1.25, "lift": 0.25, "total": 7.5},
        "versions": {"samehands": "0.1.0"},
        "machine": Machine(processor="none", cores=1, memory_gb=1.0, system="none"),
        "started": "2026-01-01T00:00:00+00:00",
        "samehands": "0.1.0",
        **changes,
    }
    names = ("suite", "instance", "formulation", "engine", "seed", "options", "versions")
    key = hashlib.sha256(repr([fields[name] for name in names]).encode()).hexdigest()
    return Record.model_validate({"key": key, **fields})


def in_folder(folder: Path, records: Iterable[Record]) -> Path:
    """Write records as the results of a folder, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / RESULTS).write_text("".join(map(to_line, records)), encoding="utf-8")
    assert len(load_records(folder)) > 0
    return folder
