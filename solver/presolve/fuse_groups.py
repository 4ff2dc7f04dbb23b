"""Groups that go whole are solved as single items, and it is shown that nothing else pays.

``problem.fused`` names what it leaves out: items left beside their lead for want of room. Solve
the smaller problem first; where such an assignment could still be cheaper than the best one found
(see ``outside``), the groups are solved as they are, from there.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from ...problem import (
    SCALE,
    Answer,
    AssignmentProblem,
    Fusion,
    Ints,
    Loose,
    Prices,
    Status,
    drop_groups,
    evaluate,
    fuse_groups,
    sum_columns,
)
from ..engine import Engine, Request
from ..limits import Limits
from ..monitor import SolveMonitor
from ..prices import NEVER, Priced, objective_unit, priced
from ..verify import keep_better, reevaluate
from .decompose import expand_answer, solve_apart

# What an assignment costs at least that leaves an item of a fused group for want of room.
#
# Its row is full, so that slacks carry what is beyond the capacity. With any prices p of rows (see
# ``prices``) it costs at least
#
# .. math::
#
# L(p) + (V_{with\ the\ item\ left} - V) + \sum_{slacks} (price - p.relief)^+ s
#
# for the cheapest slacks s that make room enough: what the prices prove, the rise of its group's
# own
# part, and what the slacks cost beyond what the prices already count.


class Floor:
    """The least cost of what fusing leaves out, as far as it is known.

    Parameters
    ----------
    fusing : Fusion
        The fused problem.
    """

    def __init__(self, fusing: Fusion) -> None:
        self._problem = fusing.original
        self._loose = fusing.loose
        self._unit = objective_unit(self._problem)
        self._lock = threading.Lock()
        self.least: int | None = None
        """None where nothing is left out, else in the problem's unit."""
        if len(self._loose.pair):
            self.least = 0
            for prices in _first_guesses(self._problem):
                self.raise_by(prices)

    def raise_by(self, prices: Prices) -> None:
        """Take other prices of rows; those of items do not matter."""
        if self.least is None:
            return
        rows = Prices(prices.rows, prices.global_rows)
        found = outside(self._problem, rows, self._loose)
        with self._lock:
            self.least = max(self.least, -(-found // (SCALE * self._unit)) * self._unit)

    def cut(self, bound: int) -> int:
        """Return how much of a bound of the smaller problem holds for the original."""
        return bound if self.least is None else min(bound, self.least)

    def covers(self, objective: int | None) -> bool:
        """Whether nothing that is left out costs less than an objective."""
        return self.least is None or (objective is not None and objective <= self.least)


def outside(problem: AssignmentProblem, prices: Prices, loose: Loose) -> int:
    """Return what leaving an item for want of room costs at least.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem with its groups.
    prices : Prices
        Any prices of rows.
    loose : Loose
        Which pairs may find which rows full; not empty.

    Returns
    -------
    int
        No assignment costs less that leaves such an item, ``SCALE`` to a unit of cost.
    """
    under = priced(problem, prices)
    item = problem.pair_item[loose.pair]
    group, agent = problem.group[item], problem.pair_agent[loose.pair]
    left = under.left[item]
    rise = np.maximum(under.alone[group, agent] - under.group[group], 0)
    rise += left - np.minimum(left, under.pair[loose.pair])
    return under.bound + int((rise + _carried(under, prices, loose, agent)).min())


def _carried(under: Priced, prices: Prices, loose: Loose, agent: Ints) -> Ints:
    """Return what slacks cost at least that hold the loads, beyond their prices: (n,)."""
    problem, total = under.problem, np.zeros(len(loose.pair), dtype=np.int64)
    relief, relieving = problem.relief, problem.relief.transposed()
    priced_in = prices.rows[:, relief.column] * relief.value
    relieved = sum_columns(priced_in, relief.row_of, problem.slacks)
    per_slack = np.maximum(SCALE * problem.slack_price - relieved, 0)
    order = np.argsort(loose.row, kind="stable")
    rows, first = np.unique(loose.row[order], return_index=True)
    for row, mine in zip(rows.tolist(), np.split(order, first[1:]), strict=True):
        slack, step = relieving.row(row)
        if not slack.size:
            continue
        who, least = agent[mine], int(step.max())
        over = -(-np.maximum(loose.load[mine] - problem.capacity[who, row], 0) // least)
        beyond = per_slack[:, slack]
        by_price = np.argsort(beyond, axis=1, kind="stable")
        most = np.take_along_axis(problem.slack_limit[:, slack], by_price, axis=1)
        before = (np.cumsum(most, axis=1) - most)[who]
        # The cheapest slacks carry what is over, one after the other up to their limits.
        taken = np.clip(over[:, None] - before, 0, most[who])
        total[mine] += (taken * np.take_along_axis(beyond, by_price, axis=1)[who]).sum(axis=1)
    return np.minimum(total, NEVER)


def _first_guesses(problem: AssignmentProblem) -> list[Prices]:
    """Return prices at no cost: none, and all that rows may bear that a slack of theirs carries."""
    nothing = Prices(np.zeros_like(problem.capacity), np.zeros_like(problem.global_limit))
    windows = problem.windows
    first = 0 if windows is None else len(windows.row_start)
    price = np.full(problem.rows.rows, -1, dtype=np.int64)
    relief = problem.relief
    for slack, row, step in zip(relief.row_of, relief.column, relief.value, strict=True):
        each = SCALE * int(problem.slack_price[slack]) // int(step)
        if row >= first:
            price[row] = each if price[row] < 0 else min(int(price[row]), each)
    rows = np.tile(np.maximum(price, 0), (problem.agents, 1))
    return [nothing, Prices(rows, nothing.global_rows)]


MOST_ITEMS = 60
"""Most single items per agent, after fusing, for which it is done.

Beyond, the prices of rows prove nearly all there is, and groups as they are can be served in part.
"""

MOST_PAIRS = 300_000
"""Problems of more pairs are solved over patterns, which know groups."""


MOST_ENTRIES = 50_000_000
"""Rows touched by all pairs together, beyond which it takes too long to see what fusing leaves."""


@dataclass(frozen=True, eq=False)
class Reduced:
    """A problem as engines see it, and how it came about.

    Parameters
    ----------
    problem : AssignmentProblem
        The smaller problem.
    fusing : Fusion or None
        How groups became items; None where they did not.
    """

    problem: AssignmentProblem
    fusing: Fusion | None


def reduce_problem(
    problem: AssignmentProblem, engine: Engine | None = None, limits: Limits | None = None
) -> Reduced:
    """Return a problem as engines see it.

    Groups that restrict nothing are taken apart; those that go whole are one item each, where that
    leaves few items per agent.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    engine : Engine or None
        Who is to solve it; one that follows a rule sees all groups that restrict anything.
    limits : Limits or None
        Those of the solve; what takes more than ``SHARE`` of the time that is left is given up.

    Returns
    -------
    Reduced
        The problem to be solved.
    """
    loose = drop_groups(problem)
    if engine is not None and engine.keeps_groups:
        return Reduced(loose, None)
    most = MOST_ITEMS * loose.agents
    single = int(loose.count[loose.group < 0].sum()) + loose.groups
    if not loose.groups or loose.pairs > MOST_PAIRS or single > most:
        return Reduced(loose, None)
    touched = np.diff(loose.row_profiles.start)[loose.pair_profile]
    if int(touched.sum()) > MOST_ENTRIES:
        return Reduced(loose, None)
    found = fuse_groups(loose, None if limits is None else _deadline(limits))
    if not found.is_smaller or found.problem.count.sum() > most:
        return Reduced(loose, None)
    return Reduced(found.problem, found)


SHARE = 0.2
"""Share of the time left that it may take to find out which groups go whole."""


def _deadline(limits: Limits) -> Callable[[], bool]:
    left = limits.left()
    ends = None if left is None else limits.elapsed() + SHARE * left
    return lambda: limits.cancel.is_set() or limits.left_until(ends) == 0.0


def solve_reduced(
    engine: Engine, asked: Reduced, request: Request, monitor: SolveMonitor
) -> Answer:
    """Solve a problem with its groups fused, then as they are if that could be better.

    Parameters
    ----------
    engine : Engine
        The engine.
    asked : Reduced
        The problem.
    request : Request
        Seed, threads and start.
    monitor : SolveMonitor
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
    if engine.keeps_groups:
        return reevaluate(asked.problem, engine.solve(asked.problem, request, monitor))
    if fusing is None:
        return solve_apart(engine, asked.problem, request, monitor)
    floor = Floor(fusing)
    start = request.start
    cost = None if start is None else evaluate(fusing.original, start).objective
    if cost is not None:
        monitor.new_incumbent(cost)
    gathered = None if start is None else fusing.reduce(start)
    inner = monitor.inner(floor.cut)
    answer = solve_apart(engine, asked.problem, replace(request, start=gathered), inner)
    if answer.prices is not None:
        floor.raise_by(answer.prices)
    answer = keep_better(_fusing_carried(fusing, answer, floor), start, cost)
    if answer.bound is not None:
        monitor.new_bound(answer.bound)
    if not _goes_on(answer, floor, monitor):
        return replace(answer, trace=monitor.trace)
    inner = monitor.inner()
    begun = request if answer.x is None else replace(request, start=answer.x)
    found = keep_better(
        solve_apart(engine, fusing.original, begun, inner), answer.x, answer.objective
    )
    return replace(
        found,
        trace=monitor.trace,
        seconds_build=answer.seconds_build + found.seconds_build,
        seconds_solve=answer.seconds_solve + found.seconds_solve,
    )


def _fusing_carried(fusing: Fusion, answer: Answer, floor: Floor) -> Answer:
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
    return expand_answer(fusing, replace(answer, status=status, bound=bound, prices=known))


def _goes_on(answer: Answer, floor: Floor, monitor: SolveMonitor) -> bool:
    """Whether a proving engine ended by itself, and something that was left out could be better."""
    ended = answer.limit in ("none", "gap") and answer.status not in ("optimal", "infeasible")
    proves = answer.bound is not None or answer.status == "no_plan"
    return ended and proves and not floor.covers(answer.objective) and not monitor.limits.is_over()
