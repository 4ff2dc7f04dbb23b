"""The stages of a lexicographic order as assignment problems: undone, late, overtime, the rest.

What an earlier stage came to is fixed for a later one. Work left undone is fixed by a global row,
or by making the tasks required where nothing is left undone. A total of late or overtime minutes
cannot stand in a global row, which holds pairs and items only. It is fixed by a price at which no
saving in a later stage pays for one unit more: an exact weight, as everything is whole numbers.
Where the total is zero, the slacks are gone and no weight is needed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..formulations import Lowered
from ..problem import SCALE, AssignmentProblem, Ints, evaluate, sparse, sum_by

MOST = 2**62 // SCALE
"""Largest sum of all costs of a stage; beyond it prices would not fit into 64 bits."""


@dataclass(frozen=True, order=True)
class Values:
    """What an assignment costs in each stage, in the problem's unit; less is better in this order.

    Parameters
    ----------
    undone, late, overtime, rest : int
        The price of undone tasks, of lateness, of overtime, and everything else.
    """

    undone: int
    late: int
    overtime: int
    rest: int


@dataclass(frozen=True, eq=False)
class Stage:
    """One stage as a problem of its own.

    Parameters
    ----------
    problem : AssignmentProblem
        What the engine is asked.
    unit : int
        What one unit of the problem's objective stands for in the order's last stage.
    late, overtime : int
        Weights on the units of lateness and overtime that earlier stages came to.
    is_exact : bool
        Whether the earlier stages are fixed at their totals; otherwise, where weights would be too
        large, each worker's lateness and overtime of each period is kept where it is.
    """

    problem: AssignmentProblem
    unit: int = 1
    late: int = 0
    overtime: int = 0
    is_exact: bool = True


class Stages:
    """Makes the stages of a lowered question.

    Parameters
    ----------
    lowered : Lowered
        The question.
    """

    def __init__(self, lowered: Lowered) -> None:
        problem = lowered.problem
        self.problem = problem
        self._task = np.arange(problem.items) >= lowered.view.clients
        windows = problem.windows
        nothing = np.zeros(0, dtype=np.int64)
        late = nothing if windows is None else windows.late[windows.late >= 0]
        over = nothing if windows is None else windows.overtime[windows.overtime >= 0]
        # What has no price is no stage: it stays free in the stages of the others.
        self._late = late[problem.slack_price[late] > 0]
        self._over = over[problem.slack_price[over] > 0]

    def values(self, x: Ints) -> Values | None:
        """Return what an assignment costs in each stage; None where it is not legal."""
        problem = self.problem
        found = evaluate(problem, x)
        if found.objective is None:
            return None
        left = problem.count - sum_by(problem.pair_item, x, problem.items)
        undone = int(problem.unassigned_price[self._task] @ left[self._task])
        priced = found.slacks.sum(axis=0) * problem.slack_price
        late, over = int(priced[self._late].sum()), int(priced[self._over].sum())
        return Values(undone, late, over, found.objective - undone - late - over)

    def undone(self) -> Stage:
        """Return the stage that leaves the least undone."""
        price = np.where(self._task, self.problem.unassigned_price, 0)
        return Stage(replace(_free(self.problem), unassigned_price=price // _unit(price)))

    def late(self, reached: Values) -> Stage:
        """Return the stage that is the least late, for what is undone in ``reached``."""
        price = np.zeros_like(self.problem.slack_price)
        price[self._late] = 1
        return Stage(replace(self._fixed(_free(self.problem), reached), slack_price=price))

    def overtime(self, reached: Values, x: Ints) -> Stage:
        """Return the stage of the least overtime, for the undone and the late of ``reached``."""
        late, over = self._units(reached)
        price = np.zeros_like(self.problem.slack_price)
        price[self._over] = 1
        stage = replace(self._fixed(_free(self.problem), reached), slack_price=price)
        return self._weighted(Stage(stage, late=over + 1 if late else 0), x)

    def rest(self, reached: Values, x: Ints) -> Stage:
        """Return the last stage: everything else, for all that ``reached`` has before it."""
        problem = self.problem
        late, over = self._units(reached)
        left = np.where(self._task, 0, problem.unassigned_price)
        slack = problem.slack_price.copy()
        slack[self._late] = slack[self._over] = 0
        unit = _unit(problem.pair_cost, left, slack, problem.join_price, problem.open_price)
        stage = replace(
            problem,
            pair_cost=problem.pair_cost // unit,
            unassigned_price=left // unit,
            slack_price=slack // unit,
            join_price=problem.join_price // unit,
            open_price=problem.open_price // unit,
        )
        dear = reached.rest // unit + 1 if late or over else 0
        weight = dear * (over + 1) if late else 0
        return self._weighted(Stage(self._fixed(stage, reached), unit, weight, dear), x)

    def decoded(self, stage: Stage, value: int, reached: Values) -> int:
        """Return what a value of the last stage's problem says about the rest alone."""
        late, over = self._units(reached)
        return (value - stage.late * late - stage.overtime * over) * stage.unit

    def _units(self, reached: Values) -> tuple[int, int]:
        """Return lateness and overtime in units, each of which costs the same."""
        price = self.problem.slack_price
        late = reached.late // int(price[self._late[0]]) if self._late.size else 0
        over = reached.overtime // int(price[self._over[0]]) if self._over.size else 0
        return late, over

    def _fixed(self, stage: AssignmentProblem, reached: Values) -> AssignmentProblem:
        """Return a stage in which no more is left undone, and no slack exceeds its total."""
        problem, price = self.problem, np.where(self._task, self.problem.unassigned_price, 0)
        if reached.undone == 0:
            must = problem.required | (price > 0)
            return replace(
                stage, required=must, unassigned_price=np.where(must, 0, stage.unassigned_price)
            )
        unit, item = _unit(price), np.flatnonzero(price)
        rows = len(problem.global_limit)
        old = problem.global_unassigned
        return replace(
            stage,
            global_pairs=replace(
                problem.global_pairs,
                start=np.append(problem.global_pairs.start, problem.global_pairs.start[-1]),
            ),
            global_unassigned=sparse(
                np.append(old.row_of, np.full(len(item), rows)),
                np.append(old.column, item),
                np.append(old.value, price[item] // unit),
                rows + 1,
                problem.items,
            ),
            global_limit=np.append(problem.global_limit, reached.undone // unit),
        )

    def _weighted(self, stage: Stage, x: Ints) -> Stage:
        """Return a stage with its weights as prices, unless they are too large.

        The assignment so far reaches the totals, and no worker needs more of them in any period.
        """
        slacks = evaluate(self.problem, x).slacks
        limit, price = stage.problem.slack_limit.copy(), stage.problem.slack_price.copy()
        for slack in (self._late, self._over):
            limit[:, slack] = np.minimum(limit[:, slack], slacks[:, slack].sum())
        price[self._late] += stage.late
        price[self._over] += stage.overtime
        weighted = replace(stage.problem, slack_limit=limit, slack_price=price)
        if not (stage.late or stage.overtime) or _size(weighted) < MOST:
            return replace(stage, problem=weighted)
        limit[:, self._late] = slacks[:, self._late]
        price = stage.problem.slack_price.copy()
        if stage.overtime:
            limit[:, self._over] = slacks[:, self._over]
        # Lateness is never cheaper than overtime, which would then be no least overtime.
        price[self._late] = price[self._over].max(initial=0)
        tied = replace(stage.problem, slack_limit=limit, slack_price=price)
        return Stage(tied, stage.unit, is_exact=False)


def _free(problem: AssignmentProblem) -> AssignmentProblem:
    """Return the problem with nothing priced."""
    return replace(
        problem,
        unassigned_price=np.zeros_like(problem.unassigned_price),
        pair_cost=np.zeros_like(problem.pair_cost),
        slack_price=np.zeros_like(problem.slack_price),
        join_price=np.zeros_like(problem.join_price),
        open_price=np.zeros_like(problem.open_price),
    )


def _unit(*prices: Ints) -> int:
    """Return the greatest common divisor of prices; 1 where all are zero."""
    return int(np.gcd.reduce(np.concatenate([*prices, np.zeros(1, dtype=np.int64)]))) or 1


def _size(problem: AssignmentProblem) -> float:
    """Return the sum of all costs as if everything came true."""
    count = problem.count.astype(np.float64)
    return float(
        (problem.pair_cost * count[problem.pair_item]).sum()
        + (problem.unassigned_price * count).sum()
        + (problem.slack_limit.astype(np.float64) * problem.slack_price).sum()
    )
