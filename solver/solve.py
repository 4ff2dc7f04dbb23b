"""The one door to the engines: begin, choose, presolve, solve, re-evaluate, find prices."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from ..problem import Answer, AssignmentProblem, Ints, Prices, drop_groups, evaluate
from .automatic import choose_engine, race
from .engine import Engine, MissingError, RefusedError, Request, WrongAnswerError, used_features
from .greedy import LARGE, assign_greedily
from .limits import LenientLimits, Limits
from .monitor import Built, Finished, SolveMonitor, Started
from .options import SolveOptions
from .presolve.fuse_groups import Reduced, reduce_problem, solve_reduced
from .prices import trim_prices
from .registry import AUTOMATIC, GREEDY, find_engine
from .verify import (
    MOST_PAIRS,
    find_infeasibility_prices,
    find_prices,
    keep_better,
    raise_bound,
    reevaluate,
)

First = tuple[Ints | None, int | None]
"""An assignment and what it costs; None both where there is none."""


def solve(
    problem: AssignmentProblem,
    options: SolveOptions | None = None,
    *,
    start: Ints | None = None,
    bound: int | None = None,
    began: float | None = None,
    prices: bool = True,
    first_prices: Prices | None = None,
) -> Answer:
    """Solve a problem with the engine asked for, or with the one that suits it.

    Parameters
    ----------
    problem : AssignmentProblem
        A checked problem.
    options : SolveOptions or None
        Engine, limits, seed, listener; None for the defaults.
    start : array of shape (pairs,) or None
        An assignment to begin from, not necessarily legal.
    bound : int or None
        No assignment costs less, as was proven before.
    began : float or None
        ``time.monotonic()`` from which the time limit counts; None for now.
    prices : bool
        Whether prices are to be found where the engine has none of its own.
    first_prices : Prices or None
        Prices of rows to begin with, for engines that generate columns.

    Returns
    -------
    Answer
        It names its engine. Its objective is that of ``problem.evaluate``, and it has prices if
        they can be had.

    Raises
    ------
    MissingError
        If the engine is unknown or cannot run here.
    RefusedError
        If the problem has a part that the engine does not serve.
    WrongAnswerError
        If the engine's assignment breaks the problem or its bound lies above its objective.
    """
    asked = options or SolveOptions()
    limits = asked.limits(began)
    at = time.monotonic()
    first = find_first(problem, start, limits, asked.engine != GREEDY)
    if asked.engine == AUTOMATIC:
        reduced = reduce_problem(problem, limits=limits)
        choice = choose_engine(problem, reduced)
        engines, reason = _ready(choice.names, problem, asked), choice.reason
    else:
        engines, reason = [_named(asked.engine)], "asked for"
        check_engine(engines[0], problem)
        reduced = reduce_problem(problem, engines[0], limits)
    if len(engines) > 1:
        reason += f"; {' and '.join(engine.name for engine in engines)} side by side"
    presolving = time.monotonic() - at
    request = Request(asked.seed, asked.thread_count, start, prices=first_prices)
    if start is None and problem.pairs > LARGE:
        request = replace(request, start=first[0], is_greedy=True)
    # Prices that are still to be found are part of the call, and of its limit.
    rest = RESERVE if prices and limits.seconds and problem.pairs <= MOST_PAIRS else 0.0
    seconds = None if limits.seconds is None else limits.seconds * (1 - rest)
    monitor = SolveMonitor(replace(limits, seconds=seconds), asked.on_event)
    engine, answer = _run(engines, problem, reduced, request, monitor, first, bound)
    answer = replace(answer, seconds_build=answer.seconds_build + presolving)
    if prices:
        answer = _with_prices(problem, answer, limits)
    return replace(answer, engine=engine.name, reason=reason)


RESERVE = 0.04
"""Share of the time limit that engines leave for prices."""


def find_first(
    problem: AssignmentProblem, start: Ints | None, limits: Limits, greedily: bool
) -> First:
    """Return the cheaper of the start and the greedy assignment.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    start : array of shape (pairs,) or None
        An assignment; passed over where it is not legal.
    limits : Limits
        Those of the solve; the greedy rule takes a little more, but not after a cancel.
    greedily : bool
        Whether the greedy rule is to be followed.

    Returns
    -------
    x, cost : array of shape (pairs,) and int, or None both
        The assignment is legal.
    """
    found: list[tuple[int, int, Ints]] = []
    candidates = [] if start is None else [start]
    if greedily and not limits.cancel.is_set():
        loose = drop_groups(problem)
        candidates.append(assign_greedily(loose, LenientLimits(**vars(limits))))
    for number, x in enumerate(candidates):
        cost = evaluate(problem, x).objective
        if cost is not None:
            found.append((cost, number, x))
    if not found:
        return None, None
    cost, _, x = min(found, key=lambda each: each[:2])
    return x, cost


def _named(name: str) -> Engine:
    engine = find_engine(name)
    if engine is None:
        raise MissingError(f"there is no engine named {name!r}")
    return engine


def _ready(names: Sequence[str], problem: AssignmentProblem, options: SolveOptions) -> list[Engine]:
    """Return the engines to ask: those that can run here, one where there are threads for one."""
    engines = [_named(name) for name in names]
    able = [engine for engine in engines if engine.missing() is None]
    if not able:
        check_engine(engines[0], problem)
    together = options.thread_count > 1 and options.work_limit is None
    return able if together else able[:1]


def run(
    engine: Engine, problem: AssignmentProblem, request: Request, monitor: SolveMonitor
) -> Answer:
    """Solve a problem with an engine that need not be registered, and take it as it answers.

    Groups that restrict nothing are taken apart first, and those that go whole become single items;
    independent parts are solved one by one, and identical items are merged for an engine that
    serves counts. All of it is exact.

    Parameters
    ----------
    engine : Engine
        The engine.
    problem : AssignmentProblem
        A checked problem.
    request : Request
        Seed, threads and start.
    monitor : SolveMonitor
        Limits, and where improvements go.

    Returns
    -------
    Answer
        Its objective is that of ``problem.evaluate``.

    Raises
    ------
    MissingError, RefusedError, WrongAnswerError
        As for ``solve``.
    """
    check_engine(engine, problem)
    return _run(
        [engine], problem, reduce_problem(problem, engine, monitor.limits), request, monitor
    )[1]


def check_engine(engine: Engine, problem: AssignmentProblem) -> None:
    """Raise ``MissingError`` or ``RefusedError`` unless the engine can serve the problem here."""
    missing = engine.missing()
    if missing is not None:
        raise MissingError(f"the engine {engine.name!r} cannot run: {missing}")
    beyond = used_features(problem) - engine.features
    if beyond:
        parts = ", ".join(sorted(beyond))
        raise RefusedError(f"the engine {engine.name!r} does not serve {parts}")
    reason = engine.refuses(problem)
    if reason is not None:
        raise RefusedError(f"the engine {engine.name!r} does not serve {reason}")


def _run(
    engines: Sequence[Engine],
    problem: AssignmentProblem,
    reduced: Reduced,
    request: Request,
    monitor: SolveMonitor,
    first: First = (None, None),
    bound: int | None = None,
) -> tuple[Engine, Answer]:
    """Ask engines, one or several side by side; return whose answer it is, and the answer."""
    limits = monitor.limits
    monitor.emit(Started(limits.elapsed(), engines[0].name))
    rows = problem.agents * problem.rows.rows
    size = (problem.items, problem.agents, problem.pairs, rows)
    monitor.emit(Built(limits.elapsed(), *size))
    inner = monitor
    if first[1] is not None:
        monitor.new_incumbent(first[1])
        inner = monitor.inner()
    if bound is not None:
        monitor.new_bound(bound)
        inner = monitor.inner()

    def ask(engine: Engine, mine: Request, told: SolveMonitor) -> Answer:
        try:
            return reevaluate(problem, solve_reduced(engine, reduced, mine, told))
        except WrongAnswerError as error:
            said = f"the engine {engine.name!r} gave a wrong answer: {error}"
            raise WrongAnswerError(said) from error

    engine = engines[0]
    if first[0] is not None and limits.is_over():
        answer = Answer("no_plan", limits.reached, None, None, None)
    elif monitor.is_closed:
        answer = Answer("no_plan", "gap", None, None, None)
    elif len(engines) == 1:
        answer = ask(engine, request, inner)
    else:
        engine, answer = race(engines, ask, request, monitor)
    answer = raise_bound(keep_better(answer, *first), bound)
    answer = replace(answer, trace=monitor.trace)
    monitor.emit(Finished(limits.elapsed(), answer.status, answer.limit))
    return engine, answer


def _with_prices(problem: AssignmentProblem, answer: Answer, limits: Limits) -> Answer:
    """Return an answer with prices that prove its bound, or that there is no assignment."""
    at, found = time.monotonic(), answer.prices
    if answer.status == "infeasible":
        found = found or find_infeasibility_prices(problem, limits)
    elif found is not None:
        found = trim_prices(problem, found)
    elif answer.x is not None:
        found = find_prices(problem, limits)
    return replace(answer, prices=found, seconds_prices=time.monotonic() - at)
