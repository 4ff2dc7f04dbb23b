"""The process of one run: reads it from standard input, does it, tells how it goes, and ends.

``python -m samehands.benchmarks.run.run_process PARENT PIPE``, where PARENT is the id of the
process that started it and PIPE the file descriptor for messages. Standard error keeps the last
words of a crash.
"""

from __future__ import annotations

import ctypes
import faulthandler
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from traceback import extract_tb
from typing import Any

import psutil
from numba.core import event

from ...audit.answer import assignments, check_answer
from ...metrics import Metrics
from ...model.errors import InternalError, UnsupportedError
from ...model.policy import MILLI
from ...planning import solve
from ...planning.result import BoundKind
from ...problem import Answer, AssignmentProblem
from ...solver import (
    AUTOMATIC,
    Bound,
    Event,
    Finished,
    Incumbent,
    RefusedError,
    Request,
    SolveMonitor,
    SolveOptions,
    WrongAnswerError,
    run,
)
from ...solver import solve as solve_problem
from ..families import FAMILIES, Agency, load
from ..instances.gap import GapInstance
from ..instances.sparse import SparseInstance
from ..record import Kind, Point, RunSpec
from .outcome import ORDER, Answered, Compiling, Finding, Improved, Loaded, Message, Order, Teller
from .plugins import ALONE, plugged
from .processes import highest_mb

Tell = Callable[[Message], None]
"""Takes what there is to tell."""

UNSUPPORTED = (UnsupportedError, RefusedError)
"""An engine that says what it cannot do has done nothing wrong."""
WRONG = (InternalError, WrongAnswerError)
"""The answer does not stand up to evaluation or audit."""

_SHOWN = 3
_DIE_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of Linux."""
_SPACE_ABOVE_LIMIT = 8 * 2**30
"""Address space that threads, allocators and libraries reserve and never use, in bytes."""


def main(parent: int, pipe: int) -> None:
    """Do what standard input says.

    Parameters
    ----------
    parent : int
        Process that waits for the messages; this one ends with it.
    pipe : int
        File descriptor for messages.
    """
    _tie_to(parent)
    os.set_inheritable(pipe, False)
    faulthandler.enable()
    order = ORDER.validate_json(sys.stdin.buffer.read())
    _limit_space(order.spec.options.memory_mb)
    teller = Teller(pipe)
    _listen_to_compiler(teller.tell)
    found = finding(order, teller.tell)
    teller.tell(found.model_copy(update={"peak_memory_mb": highest_mb()}))


def finding(order: Order, tell: Tell) -> Finding:
    """Return how a run ended, whatever it raised.

    Parameters
    ----------
    order : Order
        The run.
    tell : callable
        Takes the messages on the way.
    """
    try:
        with plugged(order.plugins):
            return measure(order.spec, tell)
    except MemoryError:
        return Finding(kind="memory", message="no more memory was given")
    except UNSUPPORTED as error:
        return _raised("unsupported", error)
    except WRONG as error:
        return _raised("wrong", error)
    except Exception as error:
        return _raised("error", error)


def _raised(kind: Kind, error: Exception) -> Finding:
    message = str(error)
    if kind == "error":
        place = extract_tb(error.__traceback__)[-1]
        message = f"{type(error).__name__}: {message} ({Path(place.filename).name}:{place.lineno})"
    return Finding(kind=kind, message=message)


def _tie_to(parent: int) -> None:
    """Ask the system to kill this process when its parent ends; make sure it still lives."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
        # Where memory runs out, the run is to go, not the runner.
        with suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text("1000", encoding="utf-8")
    if os.getppid() != parent:
        os._exit(1)


def _limit_space(memory_mb: int) -> None:
    """Make requests for absurd amounts of memory fail at once.

    The memory in use is what the runner watches. Address space says little about it, so that this
    limit is far above; it stops what would be faster than the monitor.
    """
    most = psutil.Process().memory_info().vms + memory_mb * 2**20 + _SPACE_ABOVE_LIMIT
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _listen_to_compiler(tell: Tell) -> None:
    """Tell whenever code begins to be compiled that is not on the disk yet."""
    # numba has no annotations for this.
    register: Any = vars(event)["register"]
    register("numba:compile", _CompilerListener(tell))


class _CompilerListener(event.Listener):
    def __init__(self, tell: Tell) -> None:
        self._tell = tell

    def on_start(self, event: object) -> None:
        """Tell it."""
        self._tell(Compiling())

    def on_end(self, event: object) -> None:
        """Do nothing."""


def measure(spec: RunSpec, tell: Tell) -> Finding:
    """Make the instance of a run, solve it, and audit the answer.

    Parameters
    ----------
    spec : RunSpec
        The run.
    tell : callable
        Is told when the instance is there, of every improvement, and when the engine has stopped.

    Returns
    -------
    Finding
        What came of it.

    Raises
    ------
    SamehandsError, RuntimeError
        Whatever the engine or the audit raises.
    """
    began = time.monotonic()
    question, phase = load(spec.instance), FAMILIES[spec.instance.family].phase
    seconds = round(time.monotonic() - began, 6)
    tell(Loaded(instance_sha256=question.sha256, phase=phase, seconds=seconds))
    if isinstance(question, Agency):
        return _agency(spec, question, tell)
    return _bare(spec, question, tell)


def _agency(spec: RunSpec, agency: Agency, tell: Tell) -> Finding:
    began = time.monotonic()
    policy = agency.policy
    if spec.formulation is not None:
        policy = policy.as_formulation(spec.formulation)
    result = solve(
        agency.instance,
        policy,
        engine=spec.engine,
        time_limit=spec.options.time_limit,
        gap=spec.options.gap,
        seed=spec.seed,
        threads=spec.options.threads,
        on_event=_listener(tell, MILLI),
    )
    took = result.seconds
    after = {
        "solve": took.solve,
        "lift": took.lift,
        "audit": took.audit,
        "certify": took.certify,
    }
    phases = {name: amount for name, amount in after.items() if amount is not None}
    return Finding(
        kind="ok",
        chosen=result.engine if spec.engine == AUTOMATIC else None,
        status=result.status,
        limit=result.limit,
        objective=result.objective,
        bound=result.bound,
        bound_kind=result.bound_kind,
        bound_certified=result.certified_bound,
        gap_work=result.gap_work,
        trace=tuple((each.seconds, each.objective, each.bound) for each in result.trace),
        seconds=_phases(time.monotonic() - began, phases),
        metrics=_overall(result.metrics),
    )


def _bare(spec: RunSpec, instance: GapInstance | SparseInstance, tell: Tell) -> Finding:
    began = time.monotonic()
    problem = instance.to_problem()
    answer = _answer(spec, problem, _listener(tell, 1), began)
    at = time.monotonic()
    whole = at - began
    faults, certified = _audited(instance, problem, answer)
    phases = {"solve": answer.seconds_solve, "audit": time.monotonic() - at}
    reported, bounds = answer.bound, [b for b in (answer.bound, certified) if b is not None]
    kind: BoundKind = "none" if reported is None else "reported"
    bound = max(bounds, default=None)
    return Finding(
        kind="wrong" if faults else "ok",
        message="; ".join(faults[:_SHOWN]) or None,
        chosen=answer.engine if spec.engine == AUTOMATIC else None,
        status=answer.status,
        limit=answer.limit,
        objective=None if answer.x is None else answer.objective,
        bound=bound,
        bound_kind=kind if certified is None or certified != bound else "certified",
        bound_certified=certified,
        gap_work=_of_the_work(instance, answer.objective, bound),
        trace=tuple(_point(each.seconds, each.objective, each.bound, 1) for each in answer.trace),
        seconds=_phases(whole + phases["audit"], phases),
    )


def _answer(
    spec: RunSpec, problem: AssignmentProblem, listen: Callable[[Event], None], began: float
) -> Answer:
    """Solve a problem as the library does; an engine of the benchmarks alone is left to itself."""
    asked = SolveOptions(
        engine=spec.engine,
        time_limit=spec.options.time_limit,
        gap=spec.options.gap,
        seed=spec.seed,
        threads=spec.options.threads,
        on_event=listen,
    )
    if spec.engine not in ALONE:
        return solve_problem(problem, asked, began=began, prices=False)
    request = Request(asked.seed, asked.thread_count)
    return run(ALONE[spec.engine](), problem, request, SolveMonitor(asked.limits(began), listen))


def _audited(
    instance: GapInstance | SparseInstance, problem: AssignmentProblem, answer: Answer
) -> tuple[Sequence[str], int | None]:
    """Return what is wrong with an answer, and the bound that its prices prove."""
    faults: list[str] = []
    if answer.x is not None:
        pairs = assignments(problem, answer.x)
        if isinstance(instance, GapInstance):
            faults += check_answer(instance, pairs, answer.objective).faults
        else:
            faults += instance.bare.faults(pairs, answer.objective)
    certified: int | None = None
    if answer.prices is not None and answer.status != "infeasible":
        certified = instance.bare.proved(answer.prices)
    return faults, certified


def _of_the_work(
    instance: GapInstance | SparseInstance, objective: int | None, bound: int | None
) -> float | None:
    if isinstance(instance, GapInstance) or objective is None or bound is None:
        return None
    return (objective - bound) / instance.work


def _phases(whole: float, phases: Mapping[str, float]) -> dict[str, float]:
    """Return the seconds by phase; what is no other phase is building.

    So the phases add up to what the clock of the time limit says, like the trace: an engine's
    library that is loaded on the way counts.
    """
    rounded = {name: round(amount, 6) for name, amount in phases.items()}
    return {"build": round(max(whole - sum(rounded.values()), 0.0), 6), **rounded}


def _listener(tell: Tell, unit: int) -> Callable[[Event], None]:
    def listen(event: Event) -> None:
        if isinstance(event, Incumbent | Bound):
            point = _point(event.seconds, event.objective, event.bound, unit)
            tell(Improved(point=point))
        elif isinstance(event, Finished):
            tell(Answered())

    return listen


def _point(seconds: float, objective: int | None, bound: int | None, unit: int) -> Point:
    return (
        round(seconds, 6),
        None if objective is None else objective / unit,
        None if bound is None else bound / unit,
    )


def _overall(metrics: Metrics | None) -> dict[str, float | None] | None:
    if metrics is None:
        return None
    return {each.name: each.value for each in metrics.values if each.breakdown is None}


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
