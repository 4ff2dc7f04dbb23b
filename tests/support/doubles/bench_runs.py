"""Small runs of the benchmarks for tests, and the processes they leave behind."""

from __future__ import annotations

import time
from pathlib import Path

from samehands.benchmarks.record import (
    InstanceRef,
    Machine,
    Parameters,
    Record,
    RunOptions,
    RunSpec,
    digest,
)
from samehands.benchmarks.run.processes import carrying

PLUGIN = Path(__file__).with_name("bad_engines.py")
"""The engines of ``bad_engines`` as a plugin."""

KNOWN = 425
"""Least cost of the instance of ``gap_run``, proved by two engines."""


def gap_run(engine: str, *, time_limit: float = 1.0, best_known: float | None = KNOWN) -> RunSpec:
    """Return a run on a tiny generalised assignment problem."""
    call: Parameters = {"kind": "c", "agents": 3, "jobs": 15, "seed": 0}
    ref = InstanceRef("gap-drawn", "c-3x15-s0", "generated/c", digest(call), call)
    options = RunOptions(time_limit=time_limit, memory_mb=512)
    return RunSpec("test", ref, None, engine, 0, options, best_known)


def agency_run(engine: str, formulation: str = "client-based") -> RunSpec:
    """Return a run on a toy agency."""
    call: Parameters = {"size": "toy", "seed": 0}
    ref = InstanceRef("agency-drawn", "toy-s0", "agency/toy", digest(call), call)
    options = RunOptions(time_limit=1.0, memory_mb=512)
    return RunSpec("test", ref, formulation, engine, 0, options)


def made_record(key: str, engine: str = "cp-sat", seconds: float = 1.0) -> Record:
    """Return a record of a run that never took place."""
    return Record(
        key=key,
        suite="test",
        instance="größe",
        group="made",
        instance_sha256="",
        formulation=None,
        engine=engine,
        seed=0,
        kind="ok",
        options=RunOptions(time_limit=1.0, memory_mb=512),
        trace=((0.5, None, 1.0), (0.75, 2.5, 1.0)),
        seconds={"total": seconds},
        versions={"samehands": "0"},
        machine=Machine(processor="none", cores=1, memory_gb=1.0, system="none"),
        started="2026-01-01T00:00:00+00:00",
        samehands="0",
    )


def alive(entry: str, patience: float = 5.0) -> list[int]:
    """Return the processes with an entry in their environment, once there are none or at last."""
    deadline = time.monotonic() + patience
    while (found := _carrying(entry)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return found


def _carrying(entry: str) -> list[int]:
    name, _, value = entry.partition("=")
    return [process.pid for process, found in carrying(name) if found == value]
