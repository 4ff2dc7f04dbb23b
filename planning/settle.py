"""After the engine: what the cost leaves open is decided, and a change of owner has a reason."""

from __future__ import annotations

from collections.abc import Callable

from ..formulations import Lowered
from ..problem import AssignmentProblem, Bools, Ints
from .handover import Handovers
from .moves import OwnerChange, list_owner_changes
from .ties import break_ties

FOR_OWNERS = 0.05
"""Share of a time limit that is left for this."""


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
