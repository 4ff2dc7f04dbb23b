"""Two engines side by side on a small problem: the first proof ends both, and bounds add up.

What one finds and the other proves is told to one monitor, so that a plan of one and a bound of
the other may close the gap together.
"""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ..problem import Answer, Limit, Status
from .engine import Engine, Request
from .monitor import SolveMonitor

GRACE = 0.5
"""Seconds beyond the limit, and after a proof, that an engine has to come back with an answer."""

_LOOK = 0.02
"""Seconds between two looks at the clock, at the gap and at the caller's cancel."""

Ask = Callable[[Engine, Request, SolveMonitor], Answer]
"""Has an engine solve the problem of the race; returns what it answers."""


@dataclass(frozen=True, eq=False)
class _Said:
    engine: Engine
    answer: Answer | None
    error: BaseException | None


def race(
    engines: Sequence[Engine], ask: Ask, request: Request, monitor: SolveMonitor
) -> tuple[Engine, Answer]:
    """Have engines solve the same problem side by side, and take the best of all.

    Parameters
    ----------
    engines : sequence of Engine
        The engines; no two of them share a solver that is one to the process.
    ask : callable
        Has one of them solve the problem.
    request : Request
        Its threads are divided among the engines.
    monitor : SolveMonitor
        Told what any of them finds and proves.

    Returns
    -------
    engine, answer : Engine and Answer
        Whose assignment it is, or who proved that there is none; the bound is the best of all. An
        engine that does not come back in time is not waited for.

    Raises
    ------
    Exception
        Whatever an engine raised before there was a proof.
    """
    stop = threading.Event()
    limits = replace(monitor.limits, cancel=stop)
    said: queue.Queue[_Said] = queue.Queue()

    def run(engine: Engine, mine: Request) -> None:
        inner = monitor.inner(limits=limits)
        try:
            said.put(_Said(engine, ask(engine, mine, inner), None))
        except BaseException as error:
            said.put(_Said(engine, None, error))

    each = max(request.threads // len(engines), 1)
    for engine in engines:
        mine = replace(request, threads=each)
        threading.Thread(target=run, args=(engine, mine), daemon=True).start()
    try:
        came = _gather(said, len(engines), stop, monitor)
    finally:
        stop.set()
    for one in came:
        if one.error is not None:
            raise one.error
    came.sort(key=lambda one: list(engines).index(one.engine))
    known = [(one.engine, one.answer) for one in came if one.answer is not None]
    if not known:
        return engines[0], Answer("no_plan", _stopped(monitor), None, None, monitor.bound)
    return _best(known, monitor)


def _gather(
    said: queue.Queue[_Said], count: int, stop: threading.Event, monitor: SolveMonitor
) -> list[_Said]:
    """Wait for answers: for all, or until one has a proof or the time is up, and then ``GRACE``."""
    came: list[_Said] = []
    ends: float | None = None
    while len(came) < count:
        with contextlib.suppress(queue.Empty):
            came.append(said.get(timeout=_LOOK))
        done = any(_is_proof(one) or one.error is not None for one in came)
        if done or monitor.is_closed or monitor.limits.cancel.is_set():
            stop.set()
        if ends is None and (stop.is_set() or monitor.limits.is_over()):
            ends = monitor.limits.elapsed() + GRACE
        if ends is not None and monitor.limits.elapsed() > ends:
            break
    return came


def _is_proof(said: _Said) -> bool:
    return said.answer is not None and said.answer.status in ("optimal", "infeasible")


def _best(known: Sequence[tuple[Engine, Answer]], monitor: SolveMonitor) -> tuple[Engine, Answer]:
    for engine, answer in known:
        if answer.status == "infeasible":
            return engine, answer
    # Of equal plans that of the engine named first.
    engine, answer = min(known, key=lambda one: (one[1].objective is None, one[1].objective or 0))
    bounds = [one.bound for _, one in known if one.bound is not None]
    bound = max(bounds if monitor.bound is None else [*bounds, monitor.bound], default=None)
    proven = max((one for _, one in known if one.prices is not None), key=_bound_of, default=None)
    status: Status = answer.status
    if status == "feasible" and bound is not None and answer.objective is not None:
        status = "optimal" if bound >= answer.objective else status
    limit: Limit = "none" if status == "optimal" else answer.limit
    if status != "optimal" and limit in ("none", "interrupted"):
        limit = _stopped(monitor)
    return engine, replace(
        answer,
        status=status,
        limit=limit,
        bound=bound,
        prices=None if proven is None else proven.prices,
    )


def _bound_of(answer: Answer) -> int:
    return answer.bound or 0


def _stopped(monitor: SolveMonitor) -> Limit:
    if monitor.limits.cancel.is_set():
        return "interrupted"
    if monitor.limits.is_over():
        return "time"
    return "gap" if monitor.is_closed and monitor.limits.gap else "none"
