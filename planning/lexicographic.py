"""Lexicographic order: least undone, then least late, then least overtime, then the rest.

Each stage is solved by the same engine and fixed at its value for the next; see ``stages`` for how.
The last stage is what is left of the cost: changes, clients without an owner, utilisation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from ..formulations import Lowered
from ..model.errors import InternalError
from ..problem import Answer, Ints, Limit, Point, Status
from ..solver import (
    AUTOMATIC,
    Bound,
    Built,
    Compiling,
    Event,
    Finished,
    Incumbent,
    Limits,
    Listener,
    SolveOptions,
    Started,
    choose,
    find_infeasibility_prices,
)
from .answer import answer_problem
from .stages import Stage, Stages, Values


def solve_in_order(
    lowered: Lowered,
    options: SolveOptions,
    *,
    start: Ints | None = None,
    began: float | None = None,
) -> Answer:
    """Solve a question stage by stage.

    Time and work are shared by the stages; what one leaves over goes to the next. A stage whose
    value is zero already is not solved. The gap asked for counts in the last stage, where no
    weights are needed.

    Parameters
    ----------
    lowered : Lowered
        The question.
    options : SolveOptions
        Engine of every stage, limits of all stages together; the listener is told of the last
        stage only, beside the beginning and the end.
    start : array of shape (pairs,) or None
        An assignment to begin from.
    began : float or None
        ``time.monotonic()`` from which the time limit counts; None for now.

    Returns
    -------
    Answer
        Objective, bound and trace are those of the last stage, in the problem's unit, for the
        values that the earlier stages came to; optimal if every stage is. There is no bound where
        the last stage was not reached or its weights would have been too large (``stages.MOST``).
        There are no prices, which would prove a bound of a stage, but where nothing is legal.

    Raises
    ------
    UnsupportedError, EngineUnavailableError
        If the engine does not serve a part of the question or of a stage, or cannot run here.
    InternalError
        If the engine breaks a stage or calls one infeasible that has an assignment: a bug.
    """
    limits = options.limits(began)
    name, reason = options.engine, "asked for"
    if name == AUTOMATIC:
        name, reason = choose(lowered.problem, limits)
    answer = _Run(lowered, replace(options, engine=name), start, limits).answer()
    prices = None
    if answer.status == "infeasible":
        prices = find_infeasibility_prices(lowered.problem, limits)
    return replace(answer, engine=name, reason=reason, prices=prices)


@dataclass(frozen=True, eq=False)
class _Last:
    """What became of the last stage."""

    stage: Stage
    bound: int | None
    trace: tuple[Point, ...]


class _Run:
    """One run through the stages: the best assignment so far, and what is proven of it."""

    def __init__(
        self, lowered: Lowered, options: SolveOptions, start: Ints | None, limits: Limits
    ) -> None:
        self._options = options
        self._start = start
        self._limits = limits
        self._stages = Stages(lowered)
        self._x: Ints | None = None
        self._values: Values | None = None
        self._is_proven = True
        self._limit: Limit = "none"
        self._seconds = [0.0, 0.0]
        self._last: _Last | None = None
        if start is not None:
            self._take(start)

    def answer(self) -> Answer:
        """Go through the stages and return what is known in the end."""
        problem, limits = self._stages.problem, self._limits
        self._tell(Started(limits.elapsed(), self._options.engine))
        rows = problem.agents * problem.rows.rows
        size = (problem.items, problem.agents, problem.pairs, rows)
        self._tell(Built(limits.elapsed(), *size))
        said = self._through()
        self._tell(Finished(limits.elapsed(), said.status, said.limit))
        return said

    def _through(self) -> Answer:
        stages = self._stages
        steps: list[tuple[str, Callable[[Values, Ints], Stage]]] = [
            ("late", lambda values, x: stages.late(values)),
            ("overtime", stages.overtime),
            ("rest", stages.rest),
        ]
        if self._values is None or self._values.undone:
            first = self._solve(stages.undone(), 4)
            if self._x is None:
                status: Status = "infeasible" if first.status == "infeasible" else "no_plan"
                return Answer(status, first.limit, None, None, None)
        for left, (name, make) in zip((3, 2, 1), steps, strict=True):
            if self._values is None or self._x is None:
                break
            if getattr(self._values, name) == 0:
                continue
            if self._limits.is_over():
                self._is_proven = False
                self._limit = "interrupted" if self._limits.cancel.is_set() else "time"
                break
            self._solve(make(self._values, self._x), left)
        return self._ended()

    def _solve(self, stage: Stage, left: int) -> Answer:
        """Solve a stage with its share of what time is left, and take its assignment."""
        reached = self._values
        limits = self._limits
        rest, last = limits.left(), left == 1
        seconds = None if rest is None else limits.elapsed() + rest / left
        work = None if limits.work is None else limits.work / 4
        gap = limits.gap if last and not (stage.late or stage.overtime) else 0.0
        told = self._told(stage, reached) if last and reached else None
        mine = replace(self._options, time_limit=seconds, work_limit=work, gap=gap, on_event=told)
        start = self._x if reached else self._start
        said = answer_problem(stage.problem, mine, start=start, began=limits.started)
        if said.status == "infeasible" and reached is not None:
            raise InternalError("a stage is called infeasible that has an assignment")
        if said.x is not None:
            self._take(said.x)
        self._seconds[0] += said.seconds_build
        self._seconds[1] += said.seconds_solve
        if said.status not in ("optimal", "infeasible") or not stage.is_exact:
            self._is_proven = False
            self._limit = said.limit if said.limit != "none" else self._limit
        if last and reached is not None:
            self._last = _Last(stage, said.bound if stage.is_exact else None, said.trace)
        return said

    def _take(self, x: Ints) -> None:
        """Keep an assignment if it is better in the order."""
        values = self._stages.values(x)
        if values is not None and (self._values is None or values < self._values):
            self._x, self._values = x, values

    def _ended(self) -> Answer:
        values, last = self._values, self._last
        assert values is not None
        bound: int | None = 0 if values.rest == 0 else None
        trace: tuple[Point, ...] = ()
        if last is not None:
            if last.bound is not None:
                bound = max(self._stages.decoded(last.stage, last.bound, values), 0)
            trace = tuple(self._point(point, last.stage, values) for point in last.trace)
        return Answer(
            status="optimal" if self._is_proven else "feasible",
            limit="none" if self._is_proven else self._limit,
            x=self._x,
            objective=values.rest,
            bound=bound,
            trace=trace,
            seconds_build=self._seconds[0],
            seconds_solve=self._seconds[1],
            detail=f"stages {values}",
        )

    def _point(self, point: Point, stage: Stage, values: Values) -> Point:
        objective, bound = point.objective, point.bound
        if objective is not None:
            objective = self._stages.decoded(stage, objective, values)
        if bound is not None:
            bound = max(self._stages.decoded(stage, bound, values), 0)
        return Point(point.seconds, objective, bound)

    def _told(self, stage: Stage, values: Values) -> Listener:
        def tell(event: Event) -> None:
            if isinstance(event, Incumbent):
                point = Point(event.seconds, event.objective, event.bound)
                known = self._point(point, stage, values)
                self._tell(Incumbent(event.seconds, known.objective or 0, known.bound))
            elif isinstance(event, Bound):
                point = Point(event.seconds, event.objective, event.bound)
                known = self._point(point, stage, values)
                self._tell(Bound(event.seconds, known.objective, known.bound or 0))
            elif isinstance(event, Compiling):
                self._tell(event)

        return tell

    def _tell(self, event: Event) -> None:
        if self._options.on_event is not None:
            self._options.on_event(event)
