"""The record of one run: what was asked, how it ended, and on which machine."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict

from ..planning.result import BoundKind
from ..problem import Limit, Status

Kind = Literal["ok", "error", "crashed", "hung", "memory", "wrong", "unsupported"]
"""ok: answered and audited. error: the engine raised. crashed: its process died. hung: it was ended
long after its limit. memory: it was ended for its memory. wrong: its answer is false.
unsupported: it refused a part of the question."""

Point = tuple[float, float | None, float | None]
"""Seconds since the solve was asked for, best objective, best bound."""

FAILURES: frozenset[Kind] = frozenset({"error", "crashed", "hung", "memory", "wrong"})
"""How a run must not end."""


class RunOptions(BaseModel):
    """What a run may use.

    Attributes
    ----------
    time_limit : float
        Seconds for build, solve and lift together.
    memory_mb : int
        Most memory of all processes of the run, in mebibytes.
    threads : int
        Threads of the engine.
    gap : float
        Relative gap at which the solve may stop.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    time_limit: float
    memory_mb: int
    threads: int = 1
    gap: float = 0.0


class Machine(BaseModel):
    """Where a run took place.

    Attributes
    ----------
    processor : str
        Model of the processor.
    cores : int
        Processors that the run could use.
    memory_gb : float
        Memory of the machine, in gibibytes.
    system : str
        Operating system and its release.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    processor: str
    cores: int
    memory_gb: float
    system: str


class Ending(BaseModel):
    """How a run ended and what it found.

    Objective and bounds are in the unit of the instance: cost for a generalised assignment problem,
    minutes for an agency. Unknown is None, never 0 or infinity.

    Attributes
    ----------
    kind : str
        How the run ended.
    message : str or None
        What there is to say about that.
    chosen : str or None
        The engine that ``auto`` took; None where one was named.
    status, limit : str or None
        What is known and what stopped the engine; None where it did not answer.
    objective, bound : float or None
        Best value found, and a value that none is below.
    bound_kind : str
        Who vouches for the bound: ``certified``, ``reported``, or ``none``.
    bound_certified : float or None
        The bound that the audit recomputed from prices; that of the engine may lie above it.
    gap_work : float or None
        The gap in minutes as a fraction of the standard minutes of all tasks.
    peak_memory_mb : float or None
        Most memory seen, in mebibytes.
    metrics : dict or None
        What the plan is like, by the names of ``samehands.metrics``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    kind: Kind
    message: str | None = None
    chosen: str | None = None
    status: Status | None = None
    limit: Limit | None = None
    objective: float | None = None
    bound: float | None = None
    bound_kind: BoundKind = "none"
    bound_certified: float | None = None
    gap_work: float | None = None
    peak_memory_mb: float | None = None
    metrics: Mapping[str, float | None] | None = None


class Record(Ending):
    """One run, as one line of ``results.jsonl``: an ending, what was asked, and where it ran.

    Attributes
    ----------
    key : str
        Fingerprint of what identifies the run: suite, instance, formulation, engine, seed, options
        and versions.
    suite, instance, group : str
        Suite, name of the instance, and the group it is reported in, e.g. ``chu1997/d``.
    instance_sha256 : str
        Fingerprint of the instance; empty where the run ended before it was known.
    formulation : str or None
        None where the instance is no agency.
    engine : str
        Name of the engine.
    seed : int
        Seed of the engine.
    gap : float or None
        ``(objective - bound) / max(|objective|, 1)``.
    best_known, best_bound_known : float or None
        Best values known before the run; no engine sees them.
    options : RunOptions
        What the run was allowed.
    trace : tuple
        Every improvement: seconds, objective, bound; in the unit of the ending.
    seconds : dict from str to float
        By phase: ``read`` or ``generate``; then what the time limit covers, ``build`` (loading the
        engine's library included), ``solve`` and ``lift``; then ``audit``, and ``certify``, which
        finds and audits the certificate of the bound. ``total`` is the life of the process.
    versions : dict from str to str
        samehands, Python, the software behind the engine, and the commit where it is known.
    machine : Machine
        Where it ran.
    started : str
        When, in ISO 8601 with time zone.
    samehands : str
        Version of samehands.
    """

    key: str
    suite: str
    instance: str
    group: str
    instance_sha256: str
    formulation: str | None
    engine: str
    seed: int
    gap: float | None = None
    best_known: float | None = None
    best_bound_known: float | None = None
    options: RunOptions
    trace: tuple[Point, ...] = ()
    seconds: Mapping[str, float]
    versions: Mapping[str, str]
    machine: Machine
    started: str
    samehands: str

    @property
    def failed(self) -> bool:
        """Whether the run ended as no run should."""
        return self.kind in FAILURES

    @property
    def spoilt(self) -> bool:
        """Whether it ended before its instance was there, which no engine is to blame for."""
        return self.failed and not self.instance_sha256


def to_line(record: Record) -> str:
    """Return a record as one line of JSON, with its end of line."""
    return record.model_dump_json() + "\n"


def from_line(line: str | bytes) -> Record:
    """Return the record of a line.

    Parameters
    ----------
    line : str or bytes
        One line of ``results.jsonl``.

    Returns
    -------
    Record
        The record.

    Raises
    ------
    pydantic.ValidationError
        If the line is no record.
    """
    return Record.model_validate_json(line)


# What one run of the benchmarks is: an instance, an engine, a seed, and what it may use.


Parameters = Mapping[str, str | int]
"""What a family needs to read or to generate one instance."""


@dataclass(frozen=True)
class InstanceRef:
    """An instance by the way it is come by, so that each run can make its own.

    Parameters
    ----------
    family : str
        Name in the table of ``benchmarks.families``.
    name : str
        Name of the instance, unique in its suite.
    group : str
        Group it is reported in, e.g. ``chu1997/d``.
    fingerprint : str
        Digest of the file, or of the call of the generator.
    parameters : dict from str to str or int
        What the family needs to read or to generate it.
    """

    family: str
    name: str
    group: str
    fingerprint: str
    parameters: Parameters


@dataclass(frozen=True)
class RunSpec:
    """One run.

    Parameters
    ----------
    suite : str
        Suite it belongs to.
    instance : InstanceRef
        The instance.
    formulation : str or None
        Workload standard; None where the instance is no agency.
    engine : str
        Name of the engine.
    seed : int
        Seed of the engine.
    options : RunOptions
        What it may use.
    best_known, best_bound_known : float or None
        What is known of the instance; the process of the run is not told.
    """

    suite: str
    instance: InstanceRef
    formulation: str | None
    engine: str
    seed: int
    options: RunOptions
    best_known: float | None = None
    best_bound_known: float | None = None

    @property
    def title(self) -> str:
        """What people call the run."""
        parts = [self.instance.name, self.formulation, self.engine, f"seed {self.seed}"]
        return ", ".join(part for part in parts if part)

    def key(self, versions: Mapping[str, str]) -> str:
        """Return the fingerprint of the run.

        Where the file of the instance lies, and what is known of it, does not count.

        Parameters
        ----------
        versions : dict from str to str
            Versions of samehands, Python and the software behind the engine.
        """
        return digest(
            {
                "suite": self.suite,
                "instance": [self.instance.name, self.instance.fingerprint],
                "formulation": self.formulation,
                "engine": self.engine,
                "seed": self.seed,
                "options": self.options.model_dump(),
                "versions": dict(versions),
            }
        )


def digest(data: object) -> str:
    """Return the SHA-256 digest of plain data, in hexadecimal."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
