"""What runner and run say to each other, and the record that comes of it.

The runner gives one order; the run tells messages, one line of JSON each, the finding last. With
what the runner saw itself they become the record: how the run ended, and whether its answer can be
true.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from ...model.errors import EngineUnavailableError
from ...solver import AUTOMATIC, count_processors, engine_names, find_engine
from ..record import Ending, Kind, Machine, Point, Record, RunSpec
from .processes import memory_mb


@dataclass(frozen=True)
class Order:
    """What the process of a run is to do.

    Parameters
    ----------
    spec : RunSpec
        The run.
    plugins : tuple of str
        Where further engines come from.
    """

    spec: RunSpec
    plugins: tuple[str, ...]


ORDER = TypeAdapter(Order)
"""Reads and writes orders as JSON."""


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Loaded(_Message):
    """The instance is there, and the time limit begins.

    Attributes
    ----------
    type : str
        Tells the messages apart.
    instance_sha256 : str
        Fingerprint of the instance.
    phase : str
        ``read`` or ``generate``.
    seconds : float
        How long that took.
    """

    type: Literal["loaded"] = "loaded"
    instance_sha256: str
    phase: Literal["read", "generate"]
    seconds: float


class Improved(_Message):
    """The engine has a better objective or bound.

    Attributes
    ----------
    type : str
        Tells the messages apart.
    point : tuple
        Seconds, objective, bound.
    """

    type: Literal["improved"] = "improved"
    point: Point


class Compiling(_Message):
    """Code that is not on the disk yet is being compiled: this run measures that, and not itself.

    Attributes
    ----------
    type : str
        Tells the messages apart.
    """

    type: Literal["compiling"] = "compiling"


class Answered(_Message):
    """The engine has stopped, and the time limit no longer counts.

    Attributes
    ----------
    type : str
        Tells the messages apart.
    """

    type: Literal["answered"] = "answered"


class Finding(Ending):
    """How the run ended; the last message.

    Attributes
    ----------
    type : str
        Tells the messages apart.
    trace : tuple or None
        See ``Record``; None where what was told before is all.
    seconds : dict from str to float
        See ``Record``.
    """

    type: Literal["finding"] = "finding"
    trace: tuple[Point, ...] | None = None
    seconds: Mapping[str, float] = {}


Message = Loaded | Compiling | Improved | Answered | Finding
"""Anything the process of a run tells, the finding last."""

_MESSAGE: TypeAdapter[Message] = TypeAdapter(Annotated[Message, Field(discriminator="type")])


def message_from_line(line: bytes) -> Message:
    """Return the message of a line."""
    return _MESSAGE.validate_json(line)


class Teller:
    """Writes messages to a pipe, from any thread.

    Parameters
    ----------
    pipe : int
        File descriptor of the pipe.
    """

    def __init__(self, pipe: int) -> None:
        self._pipe = pipe
        self._lock = threading.Lock()

    def tell(self, message: Message) -> None:
        """Write a message."""
        data = memoryview(message.model_dump_json().encode() + b"\n")
        with self._lock:
            while data:
                data = data[os.write(self._pipe, data) :]


@dataclass
class RunLog:
    """What is known of a run so far.

    Parameters
    ----------
    started : str
        When it was started, ISO 8601.
    loaded : Loaded or None
        That its instance is there.
    trace : list of tuple
        Improvements so far.
    finding : Finding or None
        How it ended, in its own words.
    ended_for : str or None
        How it ended, if not in its own words.
    last_words : str
        How the process ended, and what it wrote to standard error last.
    peak_mb : float
        Most memory seen.
    seconds : float
        How long it took, the start of the process included.
    compiled : bool
        Whether code was compiled on the way, so that its times are not its own.
    """

    started: str
    loaded: Loaded | None = None
    trace: list[Point] = field(default_factory=list[Point])
    finding: Finding | None = None
    ended_for: Kind | None = None
    last_words: str = ""
    peak_mb: float = 0.0
    seconds: float = 0.0
    compiled: bool = False


# The machine and the versions that a run rests on.


@cache
def machine() -> Machine:
    """Return a description of this machine."""
    return Machine(
        processor=_processor(),
        cores=count_processors(),
        memory_gb=round(memory_mb() / 1024, 1),
        system=f"{platform.system()} {platform.release()}",
    )


def versions(engine: str) -> dict[str, str]:
    """Return the versions of samehands, Python and the software behind an engine.

    Parameters
    ----------
    engine : str
        Name of the engine; ``auto`` rests on all that can run here.

    Raises
    ------
    EngineUnavailableError
        If there is none of this name.
    """
    found = {"samehands": version("samehands"), "python": platform.python_version()}
    if engine == AUTOMATIC:
        every = filter(None, map(find_engine, engine_names()))
        return {**found, **{one.name: one.version() for one in every if one.missing() is None}}
    one = find_engine(engine)
    if one is None:
        raise EngineUnavailableError(f"there is no engine named {engine!r}")
    return {**found, one.name: one.version()}


@cache
def commit() -> str | None:
    """Return the commit of the clone that the package runs from, with ``+`` if it was edited since.

    None where the package does not run from a clone.
    """
    folder = Path(__file__).resolve().parents[2]
    if not (folder / ".git").exists():
        return None
    command = ["git", "-C", str(folder), "describe", "--always", "--abbrev=12", "--dirty=+"]
    # Reading must not get into the way of a git command that somebody else runs in the clone.
    quiet = {**os.environ, "GIT_OPTIONAL_LOCKS": "0"}
    try:
        answer = subprocess.run(
            command, capture_output=True, text=True, timeout=10, check=False, env=quiet
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return answer.stdout.strip() or None


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        text = ""
    found = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return found[1].strip() if found else platform.processor() or platform.machine()


_TOLERANCE = 1e-6
"""Relative; objectives are whole thousandths at the finest."""
_MOST_WORDS = 2000
"""Longest message, in characters."""


def to_record(
    spec: RunSpec, log: RunLog, key: str, versions: Mapping[str, str], patience: float
) -> Record:
    """Return the record of a run that has ended.

    Parameters
    ----------
    spec : RunSpec
        The run.
    log : RunLog
        What is known of it.
    key : str
        Its key.
    versions : dict from str to str
        The versions in the key; the commit is added.
    patience : float
        Seconds after which it was called hung.

    Returns
    -------
    Record
        Its record.
    """
    found = _finding(spec, log, patience)
    contradiction = _contradiction(spec, found) if found.kind == "ok" else None
    if contradiction is not None:
        found = found.model_copy(update={"kind": "wrong", "message": contradiction})
    loaded = log.loaded
    making: dict[str, float] = {} if loaded is None else {loaded.phase: loaded.seconds}
    peak = max(log.peak_mb, found.peak_memory_mb or 0.0)
    here = commit()
    return Record(
        key=key,
        suite=spec.suite,
        instance=spec.instance.name,
        group=spec.instance.group,
        instance_sha256="" if loaded is None else loaded.instance_sha256,
        formulation=spec.formulation,
        engine=spec.engine,
        seed=spec.seed,
        kind=found.kind,
        message=None if found.message is None else found.message[:_MOST_WORDS],
        chosen=found.chosen,
        status=found.status,
        limit=found.limit,
        objective=found.objective,
        bound=found.bound,
        bound_kind=found.bound_kind,
        bound_certified=found.bound_certified,
        gap=_gap(found.objective, found.bound),
        gap_work=found.gap_work,
        best_known=spec.best_known,
        best_bound_known=spec.best_bound_known,
        options=spec.options,
        trace=tuple(log.trace) if found.trace is None else found.trace,
        seconds={**making, **found.seconds, "total": round(log.seconds, 6)},
        peak_memory_mb=round(peak, 1) if peak else None,
        metrics=found.metrics,
        versions={**versions, **({} if here is None else {"commit": here})},
        machine=machine(),
        started=log.started,
        samehands=version("samehands"),
    )


def _finding(spec: RunSpec, log: RunLog, patience: float) -> Finding:
    """Return how the run ended, in its own words if it had any to the end and kept its limits."""
    most, own = spec.options.memory_mb, log.finding
    peak = max(log.peak_mb, 0.0 if own is None else own.peak_memory_mb or 0.0)
    if own is not None and peak <= most:
        return own
    kind: Kind = log.ended_for or "memory"
    message = log.last_words
    if kind == "memory" and peak > most:
        message = f"it took {peak:,.0f} MB of memory, and {most:,} MB are allowed"
    elif kind == "hung" and log.loaded is None:
        message = "the instance was not there in time"
    elif kind == "hung":
        message = f"no answer {patience:g} s after it was asked, at a limit of "
        message += f"{spec.options.time_limit:g} s"
    return Finding(kind=kind, message=message, limit="memory" if kind == "memory" else None)


def _contradiction(spec: RunSpec, found: Finding) -> str | None:
    """Return why an answer cannot be true although every check of it alone went well."""
    objective, bound, best = found.objective, found.bound, spec.best_known
    if found.status in ("optimal", "feasible") and objective is None:
        return f"the status is {found.status}, and there is no assignment"
    if bound is not None and objective is not None and _above(bound, objective):
        return f"the bound {bound:g} lies above the objective {objective:g}"
    if best is None:
        return None
    if found.status == "infeasible":
        return f"called infeasible, and a solution of cost {best:g} is known"
    if bound is not None and _above(bound, best):
        return f"the bound {bound:g} lies above the cost {best:g} of a known solution"
    proven = found.status == "optimal" and found.limit != "gap"
    if proven and objective is not None and _above(objective, best):
        return f"{objective:g} is called optimal, and a solution of cost {best:g} is known"
    return None


def _above(first: float, second: float) -> bool:
    return first - second > _TOLERANCE * max(1.0, abs(second))


def _gap(objective: float | None, bound: float | None) -> float | None:
    if objective is None or bound is None:
        return None
    return round((objective - bound) / max(abs(objective), 1.0), 12)
