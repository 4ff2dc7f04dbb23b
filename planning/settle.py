"""After the engine: what the cost leaves open is decided, and a change of owner has a reason."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from ..formulations import Lowered
from ..model.errors import InternalError
from ..problem import Answer, AssignmentProblem, Bools, Ints, Point, evaluate
from ..solver import Limits
from ..solver.registry import GREEDY
from ..solver.verify import keep_better
from .handover import Handovers
from .moves import OwnerChange, list_owner_changes
from .options import Order
from .second_stage import (
    End,
    SecondStage,
    limit_second_stage,
    search_for_clients,
    span,
)
from .ties import break_ties


def settle_owners(
    lowered: Lowered,
    x: Ints,
    is_over: Callable[[], bool],
    *,
    problem: AssignmentProblem | None = None,
    open_pairs: Bools | None = None,
    free: Bools | None = None,
    changes: bool = True,
    is_still: bool = False,
) -> tuple[Ints, int, tuple[OwnerChange, ...]]:
    """Give clients to whom a supervisor would, where that costs no more, and list who moves.

    Parameters
    ----------
    lowered : Lowered
        The question.
    x : array of shape (pairs,)
        A legal assignment.
    is_over : callable
        Whether there is no time left; what was decided by then is kept.
    problem : AssignmentProblem or None
        A problem of the same pairs and rows whose cost counts instead.
    open_pairs : boolean array of shape (pairs,) or None
        The pairs that may be used; None for all.
    free : boolean array of shape (items,) or None
        The items that may change hands, clients with all their tasks; None for all.
    changes : bool
        Whether anything may change; else the moves are listed alone.
    is_still : bool
        Whether nobody's work of this month may change.

    Returns
    -------
    x : array of shape (pairs,)
        An assignment that costs no more.
    saved : int
        What it saves, in thousandths of a minute.
    moves : tuple of OwnerChange
        Who gets another owner than today's, and why.
    """
    handovers = Handovers(lowered, problem or lowered.problem, x, open_pairs)
    if changes and not is_over():
        break_ties(lowered, handovers, is_over, free=free, is_still=is_still)
    moves = list_owner_changes(
        lowered, handovers, is_over, free=free, takes_back=changes and not is_still
    )
    return handovers.x() if changes else x, handovers.saved, moves


@dataclass(frozen=True, eq=False)
class Settled:
    """An answer with what its cost leaves open decided."""

    answer: Answer
    moves: tuple[OwnerChange, ...] = ()
    second_stage: SecondStage | None = None


def settle_answer(
    lowered: Lowered,
    answer: Answer,
    order: Order,
    limits: Limits,
    began: float,
    threads: int,
) -> Settled:
    """Return the answer with what its cost leaves open decided, and the moves.

    The clerk's rule stays as it is, and in lexicographic order this month's work. Up to ``threads``
    searches are side by side.
    """
    if answer.x is None or answer.objective is None:
        return Settled(answer)
    x, found = answer.x, None
    if answer.engine != GREEDY and order == "priced":
        found = search_for_clients(lowered, x, limit_second_stage(limits), threads)
        x = found.x
    y, saved, moves = settle_owners(
        lowered,
        x,
        limits.is_over,
        changes=answer.engine != GREEDY,
        is_still=order == "lexicographic",
    )
    second_stage = None
    if found is not None:
        end: End = "ended" if found.has_ended else "cut short"
        before, after = (found.objective.count(each) for each in (answer.x, y))
        second_stage = SecondStage(end, before, after, *span(found.seen, after))
        saved = answer.objective - price_assignment(lowered, y)
    if not saved:
        return Settled(replace(answer, x=y), moves, second_stage)
    better = keep_better(answer, y, answer.objective - saved)
    point = Point(time.monotonic() - began, better.objective, better.bound)
    return Settled(replace(better, trace=(*answer.trace, point)), moves, second_stage)


def price_assignment(lowered: Lowered, x: Ints) -> int:
    """Return what a legal assignment costs, in thousandths of a minute."""
    cost = evaluate(lowered.problem, x).objective
    if cost is None:
        raise InternalError("the assignment breaks the problem")
    return cost
