"""Groups that go whole are solved as single items, and it is shown that nothing else pays.

``problem.fused`` names what it leaves out: items left beside their lead for want of room. Solve
the smaller problem first; where such an assignment could still be cheaper than the best one found
(see ``outside``), the groups are solved as they are, from there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..problem import Answer, AssignmentProblem, Fused, Ints, Status, evaluate, fused, loosened
from .engine import Engine, Request, Ruled
from .events import Bound, Event, Incumbent
from .outside import Floor
from .parts import solve_apart
from .watch import Watch

MOST_ITEMS = 60
"""Most single items an agent, after fusing, for which it is done.

Beyond, the prices of rows prove nearly all there is, and groups as they are can be served in part.
"""

MOST_PAIRS = 300_000
"""Problems of more pairs are solved over patterns, which know groups."""


@dataclass(frozen=True, eq=False)
class Reduced:
    """A problem as engines see it, and how it came about.

    Parameters
    ----------
    problem : AssignmentProblem
        The smaller problem.
    fusing : Fused or None
        How groups became items; None where they did not.
    """

    problem: AssignmentProblem
    fusing: Fused | None


def reduced(problem: AssignmentProblem, engine: Engine | None = None) -> Reduced:
    """Return a problem as engines see it.

    Groups that restrict nothing are taken apart; those that go whole are one item each, where that
    leaves few items an agent.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    engine : Engine or None
        Who is to solve it; one that follows a rule sees all groups that restrict anything.

    Returns
    -------
    Reduced
        The problem to be solved.
    """
    loose = loosened(problem)
    if isinstance(engine, Ruled) and engine.is_ruled:
        return Reduced(loose, None)
    most = MOST_ITEMS * loose.agents
    single = int(loose.count[loose.group < 0].sum()) + loose.groups
    if not loose.groups or loose.pairs > MOST_PAIRS or single > most:
        return Reduced(loose, None)
    found = fused(loose)
    if not found.is_smaller or found.problem.count.sum() > most:
        return Reduced(loose, None)
    return Reduced(found.problem, found)


def solve_reduced(engine: Engine, asked: Reduced, request: Request, watch: Watch) -> Answer:
    """Solve a problem with its groups fused, then as they are if that could be better.

    Parameters
    ----------
    engine : Engine
        The engine.
    asked : Reduced
        The problem.
    request : Request
        Seed, threads and start.
    watch : Watch
        Limits, and where improvements go.

    Returns
    -------
    Answer
        Of the problem before its groups were fused.

    Raises
    ------
    WrongAnswerError
        If the engine's assignment breaks the problem or its bound lies above its objective.
    """
    fusing = asked.fusing
    if fusing is None:
        return solve_apart(engine, asked.problem, request, watch)
    floor = Floor(fusing)
    start = request.start
    cost = None if start is None else evaluate(fusing.original, start).objective
    if cost is not None:
        watch.found(cost)
    gathered = None if start is None else fusing.gather(start)
    inner = Watch(watch.limits, _Relay(watch, floor).tell)
    answer = solve_apart(engine, asked.problem, replace(request, start=gathered), inner)
    if answer.prices is not None:
        floor.raise_by(answer.prices)
    answer = _not_worse(_carried(fusing, answer, floor), start, cost)
    if answer.bound is not None:
        watch.proved(answer.bound)
    if not _goes_on(answer, floor, watch):
        return replace(answer, trace=watch.trace)
    inner = Watch(watch.limits, _Relay(watch, None).tell)
    begun = request if answer.x is None else replace(request, start=answer.x)
    found = _not_worse(
        solve_apart(engine, fusing.original, begun, inner), answer.x, answer.objective
    )
    return replace(
        found,
        trace=watch.trace,
        seconds_build=answer.seconds_build + found.seconds_build,
        seconds_solve=answer.seconds_solve + found.seconds_solve,
    )


class _Relay:
    """Passes improvements on; of a bound, what nothing that was left out can beat."""

    def __init__(self, watch: Watch, floor: Floor | None) -> None:
        self._watch = watch
        self._floor = floor

    def tell(self, event: Event) -> None:
        """Take an event of the smaller problem."""
        if isinstance(event, Incumbent):
            self._watch.found(event.objective)
        elif isinstance(event, Bound):
            self._watch.proved(event.bound if self._floor is None else self._floor.cut(event.bound))


def _carried(fusing: Fused, answer: Answer, floor: Floor) -> Answer:
    """Return an answer to the smaller problem as one to the original: what it proves there."""
    status: Status = answer.status
    bound = answer.bound
    if bound is not None:
        bound = floor.cut(bound)
    if status == "infeasible" and floor.least is not None:
        status = "no_plan"
    if status == "optimal" and not floor.covers(answer.objective):
        status = "feasible"
    known = None if answer.status == "infeasible" else answer.prices
    return replace(
        answer,
        status=status,
        bound=bound,
        x=None if answer.x is None else fusing.split(answer.x),
        prices=None if known is None else fusing.spread(known),
    )


def _goes_on(answer: Answer, floor: Floor, watch: Watch) -> bool:
    """Whether a proving engine ended by itself, and something that was left out could be better."""
    ended = answer.limit in ("none", "gap") and answer.status not in ("optimal", "infeasible")
    proves = answer.bound is not None or answer.status == "no_plan"
    return ended and proves and not floor.covers(answer.objective) and not watch.limits.is_over()


def _not_worse(answer: Answer, x: Ints | None, cost: int | None) -> Answer:
    """Return the answer, with an assignment known before if the engine's is dearer."""
    if x is None or cost is None or (answer.objective is not None and answer.objective <= cost):
        return answer
    closed = answer.bound is not None and answer.bound >= cost
    status: Status = "optimal" if closed else "feasible"
    return replace(answer, status=status, x=x, objective=cost)
