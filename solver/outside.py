r"""What an assignment costs at least that leaves an item of a fused group for want of room.

Its row is full, so that slacks carry what is beyond the capacity. With any prices p of rows (see
``prices``) it costs at least

.. math::

    L(p) + (V_{with\ the\ item\ left} - V) + \sum_{slacks} (price - p.relief)^+ s

for the cheapest slacks s that make room enough: what the prices prove, the rise of its group's own
part, and what the slacks cost beyond what the prices already count.
"""

from __future__ import annotations

import threading

import numpy as np

from ..problem import SCALE, AssignmentProblem, Fused, Ints, Loose, Prices
from .prices import NEVER, Priced, objective_unit, priced


class Floor:
    """The least cost of what fusing leaves out, as far as it is known.

    Parameters
    ----------
    fusing : Fused
        The fused problem.
    """

    def __init__(self, fusing: Fused) -> None:
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
    for row in np.unique(loose.row).tolist():
        slack, step = relieving.row(row)
        mine = np.flatnonzero(loose.row == row)
        if not slack.size:
            continue
        who, least = agent[mine], int(step.max())
        over = -(-np.maximum(loose.load[mine] - problem.capacity[who, row], 0) // least)
        beyond = np.zeros((problem.agents, slack.size), dtype=np.int64)
        for number, each in enumerate(slack.tolist()):
            column, amount = relief.row(each)
            covered = prices.rows[:, column] @ amount
            beyond[:, number] = np.maximum(SCALE * problem.slack_price[each] - covered, 0)
        order = np.argsort(beyond, axis=1, kind="stable")
        for place in range(slack.size):
            chosen = order[who, place]
            taken = np.minimum(over, problem.slack_limit[who, slack[chosen]])
            total[mine] += taken * beyond[who, chosen]
            over -= taken
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
