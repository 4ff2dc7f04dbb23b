"""Independent parts are solved apart, by every engine, and put together."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ...problem import (
    SCALE,
    Answer,
    AssignmentProblem,
    Decomposition,
    Ints,
    Limit,
    Part,
    Prices,
    Reduction,
    Status,
    aggregate,
    decompose,
    evaluate,
)
from ..engine import Engine, Feature, Request
from ..monitor import Bound, Compiling, Event, Incumbent, SolveMonitor
from ..prices import free_bound
from ..verify import reevaluate

# One part of a problem, asked of an engine with its identical items merged.


def solve_whole(
    engine: Engine, problem: AssignmentProblem, request: Request, monitor: SolveMonitor
) -> Answer:
    """Ask an engine that serves counts with identical items merged, any other as it is.

    Parameters
    ----------
    engine : Engine
        The engine.
    problem : AssignmentProblem
        The problem.
    request : Request
        Seed, threads and start.
    monitor : SolveMonitor
        Limits, and where improvements go.

    Returns
    -------
    Answer
        Its objective is evaluated, its assignment and prices are those of the problem.

    Raises
    ------
    WrongAnswerError
        If the engine's assignment breaks the problem or its bound lies above its objective.
    """
    if Feature.COUNTS not in engine.features:
        return reevaluate(problem, engine.solve(problem, request, monitor))
    began = time.monotonic()
    small = aggregate(problem)
    start = None if request.start is None else small.reduce(request.start)
    merging = time.monotonic() - began
    asked = replace(request, start=start)
    answer = reevaluate(small.problem, engine.solve(small.problem, asked, monitor))
    answer = expand_answer(small, answer)
    return replace(answer, seconds_build=answer.seconds_build + merging)


def expand_answer(reduction: Reduction, answer: Answer) -> Answer:
    """Return an answer to the smaller problem of a reduction as one to the original."""
    return replace(
        answer,
        x=None if answer.x is None else reduction.expand(answer.x),
        prices=None if answer.prices is None else reduction.expand_prices(answer.prices),
    )


BUNDLE = 2_000
"""Parts are put together while they have no more pairs than this: a start of an engine costs more
than solving them."""

_WORST: tuple[Status, ...] = ("infeasible", "no_plan", "feasible")
_GRAVEST: tuple[Limit, ...] = ("interrupted", "time", "memory", "work", "gap")


def solve_apart(
    engine: Engine,
    problem: AssignmentProblem,
    request: Request,
    monitor: SolveMonitor,
    bundle: int = BUNDLE,
) -> Answer:
    """Solve the independent parts of a problem one after the other, the smallest first.

    Time and work are shared by the number of pairs; what a part leaves over goes to the next.

    Parameters
    ----------
    engine : Engine
        The engine; each part is a problem of its own to it.
    problem : AssignmentProblem
        The problem.
    request : Request
        Seed, threads and start.
    monitor : SolveMonitor
        Limits, and where the sums of the parts' improvements go.
    bundle : int
        Small parts are put together while they have no more pairs than this.

    Returns
    -------
    Answer
        Optimal if every part is, infeasible if any is; bound and prices are those of all parts.

    Raises
    ------
    WrongAnswerError
        If the engine's assignment breaks the problem or its bound lies above its objective.
    """
    began = time.monotonic()
    taken = decompose(problem, bundle)
    if len(taken.parts) == 1 and taken.parts[0].problem is problem:
        return solve_whole(engine, problem, request, monitor)
    if taken.is_impossible:
        detail = "an item that must be assigned has no agent"
        none = Prices(np.zeros_like(problem.capacity), np.zeros_like(problem.global_limit))
        return Answer("infeasible", "none", None, None, None, monitor.trace, 0, 0, detail, none)
    sums = _Sums(monitor, taken)
    splitting = time.monotonic() - began
    answers: list[Answer] = []
    for index, part in enumerate(taken.parts):
        answer = _solve_part(engine, part, request, sums.share(index))
        sums.settle(index, answer)
        answers.append(answer)
        if answer.status == "infeasible":
            break
    whole = _together(problem, taken, answers, sums)
    return replace(whole, trace=monitor.trace, seconds_build=whole.seconds_build + splitting)


def _solve_part(engine: Engine, part: Part, request: Request, monitor: SolveMonitor) -> Answer:
    if not part.problem.pairs:
        return _without_choice(part.problem)
    start = None if request.start is None else request.start[part.pairs]
    known = request.prices
    prices = known and Prices(known.rows[part.agents], known.global_rows[part.global_rows])
    asked = replace(request, start=start, prices=prices)
    return solve_whole(engine, part.problem, asked, monitor)


def _without_choice(problem: AssignmentProblem) -> Answer:
    """Answer a problem without a pair: it is legal as it is, or infeasible."""
    x = np.zeros(0, dtype=np.int64)
    cost = evaluate(problem, x).objective
    if cost is None:
        return Answer("infeasible", "none", None, None, None)
    return Answer("optimal", "none", x, cost, cost)


class _Sums:
    """Adds up what is known of the parts, and tells the monitor of the whole."""

    def __init__(self, monitor: SolveMonitor, taken: Decomposition) -> None:
        self._monitor = monitor
        self._cost = taken.cost
        self._pairs = [part.problem.pairs for part in taken.parts]
        several = len(taken.parts) > 1
        self._objective: list[int | None] = [None for _ in taken.parts]
        self._bound: list[int | None] = [
            free_bound(part.problem) if several else None for part in taken.parts
        ]
        if self.bound is not None:
            monitor.new_bound(self.bound)

    @property
    def bound(self) -> int | None:
        """Sum of the bounds; None where one is missing."""
        return self._sum(self._bound)

    def share(self, index: int) -> SolveMonitor:
        """Return the monitor of a part, with its share of what time is left and of the work."""
        limits = self._monitor.limits
        waiting = sum(self._pairs[index:])
        left, work = limits.left(), limits.work
        mine = self._pairs[index] / waiting if waiting else 1.0
        seconds = None if left is None else limits.elapsed() + left * mine
        if work is not None:
            work *= self._pairs[index] / max(sum(self._pairs), 1)
        return SolveMonitor(
            replace(limits, seconds=seconds, work=work), lambda event: self._take(index, event)
        )

    def settle(self, index: int, answer: Answer) -> None:
        """Take the answer of a part."""
        self._found(index, answer.objective)
        self._proved(index, answer.bound)

    def _take(self, index: int, event: Event) -> None:
        if isinstance(event, Incumbent):
            self._found(index, event.objective)
        elif isinstance(event, Bound):
            self._proved(index, event.bound)
        elif isinstance(event, Compiling):
            self._monitor.emit(event)

    def _found(self, index: int, objective: int | None) -> None:
        self._objective[index] = objective
        total = self._sum(self._objective)
        if total is not None:
            self._monitor.new_incumbent(total)

    def _proved(self, index: int, bound: int | None) -> None:
        known = self._bound[index]
        if bound is None or (known is not None and known >= bound):
            return
        self._bound[index] = bound
        total = self._sum(self._bound)
        if total is not None:
            self._monitor.new_bound(total)

    def _sum(self, values: Sequence[int | None]) -> int | None:
        known = [value for value in values if value is not None]
        return self._cost + sum(known) if len(known) == len(values) else None


def _together(
    problem: AssignmentProblem, taken: Decomposition, answers: Sequence[Answer], sums: _Sums
) -> Answer:
    status, limit = _status(answers), _limit(answers)
    settled = status in ("infeasible", "optimal")
    x = _assignment(taken, answers) if status in ("feasible", "optimal") else None
    return Answer(
        status=status,
        limit="none" if settled else limit,
        x=x,
        objective=None if x is None else taken.cost + sum(each.objective or 0 for each in answers),
        bound=None if status == "infeasible" else sums.bound,
        seconds_build=sum(answer.seconds_build for answer in answers),
        seconds_solve=sum(answer.seconds_solve for answer in answers),
        detail=f"{len(taken.parts)} parts; {answers[-1].detail}",
        prices=_prices(problem, taken, answers),
    )


def _status(answers: Sequence[Answer]) -> Status:
    for status in _WORST:
        if any(answer.status == status for answer in answers):
            return status
    return "optimal"


def _limit(answers: Sequence[Answer]) -> Limit:
    for limit in _GRAVEST:
        if any(answer.limit == limit for answer in answers):
            return limit
    return "none"


def _assignment(taken: Decomposition, answers: Sequence[Answer]) -> Ints:
    x = taken.x.copy()
    for part, answer in zip(taken.parts, answers, strict=True):
        if answer.x is not None:
            x[part.pairs] = answer.x
    return x


def _prices(
    problem: AssignmentProblem, taken: Decomposition, answers: Sequence[Answer]
) -> Prices | None:
    """Return the prices of all parts, if all have some; those of an infeasible part suffice."""
    found = list(zip(taken.parts, answers, strict=False))
    if answers and answers[-1].status == "infeasible":
        found = found[-1:]
    found = [(part, answer) for part, answer in found if part.problem.pairs]
    held = [(part, answer.prices) for part, answer in found if answer.prices is not None]
    kept = {prices.kept for _, prices in held}
    unproven = bool(answers) and answers[-1].status == "infeasible" and not held
    if unproven or len(held) < len(found) or len(kept) > 1:
        return None
    with_items = kept - {None} != set()
    rows, global_rows = np.zeros_like(problem.capacity), np.zeros_like(problem.global_limit)
    items = SCALE * taken.value
    for part, prices in held:
        rows[part.agents] = prices.rows
        global_rows[part.global_rows] = prices.global_rows
        if prices.items is not None:
            items[part.items] = prices.items
    if not with_items:
        return Prices(rows, global_rows)
    alone = np.diff(problem.pair_start) == 0
    alone[np.concatenate([part.items for part in taken.parts])] = False
    items[alone] += problem.global_unassigned.transposed().times(global_rows)[alone]
    return Prices(rows, global_rows, items, kept.pop())
