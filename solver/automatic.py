"""What ``auto`` stands for, by what a problem is like; small ones have two engines side by side."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..problem import Answer, AssignmentProblem, Limit, Status
from .engine import Engine, Request, used_features
from .limits import Limits
from .monitor import SolveMonitor
from .presolve.fuse_groups import Reduced, reduce_problem
from .registry import find_engine

SMALL = 2_000
"""Most pairs of a problem that two general solvers take side by side."""

SMALL_ENTRIES = 500_000
"""Most rows that all pairs of such a problem touch together: beyond, a model takes too long."""

TINY = 150
"""Fewest pairs of a tight problem; general solvers settle those with fewer before others begin."""

MODEST = 400
"""Most pairs of a tight problem that may be settled either way, and so both ways side by side."""

FEW_CHOICES = 4.0
"""Agents per item, fewer than which leave knapsacks without a choice: of items that may be left,
what pays to leave is then decided by all agents together."""


@dataclass(frozen=True)
class Choice:
    """What ``auto`` stands for.

    Parameters
    ----------
    names : tuple of str
        The engine to ask, and where there are threads for two, who is asked beside it.
    reason : str
        Why, for the user.
    """

    names: tuple[str, ...]
    reason: str


def choose(problem: AssignmentProblem, limits: Limits | None = None) -> tuple[str, str]:
    """Return the engine that ``auto`` stands for on a problem that others solve, and why.

    Within ``limits``, those of the solve, it takes no longer to look at the problem than a solve.
    """
    choice = choose_engine(problem, reduce_problem(problem, limits=limits))
    return choice.names[0], choice.reason


def choose_engine(problem: AssignmentProblem, reduced: Reduced) -> Choice:
    """Return the engine that ``auto`` stands for on a problem, and why.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    reduced : Reduced
        The problem as engines see it.

    Returns
    -------
    Choice
        ``flow`` for networks, ``lagrangian`` for tight problems of few and large items per agent
        (not where items that may be left have few agents to go to), ``milp`` and ``cp-sat`` for
        small ones, with the one first that is better alone; else ``kernel`` where it serves every
        part.
    """
    from .flow.network import is_network
    from .lagrangian import supports

    if problem.pairs and is_network(problem) is None:
        return Choice(("flow",), "a network: equal loads, one count per agent")
    problem = problem if reduced.fusing is None else reduced.problem
    tight = supports(problem) if problem.pairs >= TINY else None
    if tight is not None:
        return _choose_for_tight(problem, tight)
    touched = int(np.diff(problem.row_profiles.start)[problem.pair_profile].sum())
    if problem.pairs <= SMALL and touched <= SMALL_ENTRIES:
        # Rows over many windows leave CP-SAT without bounds; with one row per agent it is ahead.
        names = ("cp-sat", "milp") if problem.rows.rows <= 1 else ("milp", "cp-sat")
        return Choice(names, f"small: {problem.pairs} pairs, at most {SMALL}")
    if reduced.fusing is not None and not problem.groups:
        return Choice(("kernel",), f"{problem.items} single items once groups go whole")
    kernel = find_engine("kernel")
    beyond = used_features(problem) - (frozenset() if kernel is None else kernel.features)
    if beyond:
        parts = ", ".join(sorted(beyond))
        return Choice(("cp-sat",), f"large, but the engine 'kernel' does not serve {parts}")
    if problem.pairs <= SMALL:
        return Choice(("kernel",), f"large: {problem.pairs} pairs that touch {touched} rows")
    return Choice(("kernel",), f"large: {problem.pairs} pairs, more than {SMALL}")


def _choose_for_tight(problem: AssignmentProblem, tight: str) -> Choice:
    if problem.pairs <= MODEST:
        return Choice(("lagrangian", "cp-sat"), tight)
    choices = problem.pairs / problem.items
    if choices < FEW_CHOICES and not problem.required.all():
        return Choice(("kernel",), f"{tight}, with {choices:.1f} agents per item")
    return Choice(("lagrangian",), tight)


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
