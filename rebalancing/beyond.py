"""What more changes of owner than the limit allows would give, where a plan reaches it."""

from __future__ import annotations

from dataclasses import dataclass

from ..formulations import Lowered
from ..metrics.unserved import undone_tasks
from ..model.plan import Plan
from ..planning.many_solves import ManySolves
from ..planning.restricted import Outcome, solve_restricted
from ..planning.result import require_plan
from .answer import LimitReached, LimitSource, Side
from .events import Events
from .moves import Forced, count_changes, count_forced, find_room

_LABEL = "without the limit on changes"

_CLOSE = 0.0005
"""Minutes; costs are whole thousandths, so what is closer is the same."""


@dataclass(eq=False)
class Beyond:
    """Looks, once, beyond the limit on changes when a plan reaches it.

    Parameters
    ----------
    limit : int
        Most changes of owner beside those that are forced.
    lowered : Lowered
        The question after the events, with as many changes allowed as there are clients.
    events : Events
        What happened.
    must : Forced
        Who needs another owner.
    before : Plan
        The plan as things were.
    punctual : frozenset of str
        Tasks on time in it.
    is_reached : bool
        Whether a plan reached the limit.
    found : Outcome or None
        The cheapest plan found without it.
    """

    limit: int
    lowered: Lowered
    events: Events
    must: Forced
    before: Plan
    punctual: frozenset[str]
    is_reached: bool = False
    found: Outcome | None = None

    def look(self, begun: Outcome, many: ManySolves, share: float) -> None:
        """Look for a plan without the limit, where one within it reaches it.

        Parameters
        ----------
        begun : Outcome
            The plan within the limit.
        many : ManySolves
            How to solve.
        share : float
            Share of the time left.
        """
        instance, plan = self.lowered.instance, require_plan(begun)
        if self.is_reached or count_changes(plan) - count_forced(instance, plan) < self.limit:
            return
        self.is_reached = True
        if many.is_over:
            return
        asked = many.options_of(_LABEL, share)
        most = len(instance.clients)
        room = find_room(self.lowered, self.events, self.must, self.before, self.punctual, most)
        start = room.start if begun.x is None else begun.x
        found = solve_restricted(self.lowered, asked, kept=room.kept, free=room.free, start=start)
        self.found = None if found.plan is None else found


def compare_beyond(
    limit: int, source: LimitSource, best: Side, beyond: Side | None
) -> LimitReached:
    """Return what a plan without the limit has beyond the one to follow.

    Parameters
    ----------
    limit : int
        Most changes of owner beside those that are forced.
    source : str
        Who set it.
    best : Side
        The plan to follow.
    beyond : Side or None
        The best plan found without the limit, if there was time for one.

    Returns
    -------
    LimitReached
        The difference; unknown where no cheaper plan was found and none was ruled out.
    """
    if beyond is None or best.objective is None or beyond.objective is None:
        return LimitReached(limit=limit, source=source)
    saved = best.objective - beyond.objective
    if saved < _CLOSE:
        if beyond.bound is None or beyond.bound < best.objective - _CLOSE:
            return LimitReached(limit=limit, source=source)
        return LimitReached(limit=limit, source=source, minutes_saved=0.0)
    if beyond.chosen <= limit:
        return LimitReached(limit=limit, source=source)
    return LimitReached(
        limit=limit,
        source=source,
        changes=beyond.chosen - best.chosen,
        enough=beyond.chosen,
        tasks_done=len(undone_tasks(best.plan)) - len(undone_tasks(beyond.plan)),
        deadlines_kept=len(best.deadlines_lost) - len(beyond.deadlines_lost),
        minutes_saved=round(saved, 3),
    )
