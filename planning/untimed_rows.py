"""What loads cost in the rows that are no windows of time: those of single agents."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..problem import AssignmentProblem, Ints

IMPOSSIBLE = 2**61
"""Cost of loads that no slack can carry."""


@dataclass(frozen=True, eq=False)
class _Row:
    """What a row holds, (agents,), and step, price, limit of its slacks; and all of it as lists."""

    capacity: Ints
    slacks: tuple[tuple[int, int, Ints], ...]
    capacities: list[int]
    limits: tuple[list[int], ...]

    @classmethod
    def of(cls, problem: AssignmentProblem, row: int) -> _Row:
        """Return a row of a problem."""
        slacks = tuple(
            (step, int(problem.slack_price[slack]), problem.slack_limit[:, slack])
            for slack, step in problem.row_relief(row)
        )
        capacity = problem.capacity[:, row]
        limits = tuple(limit.tolist() for _, _, limit in slacks)
        return cls(capacity, slacks, capacity.tolist(), limits)


class UntimedRows:
    """The rows of a problem that are no windows of time.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    """

    def __init__(self, problem: AssignmentProblem) -> None:
        self._rows = [_Row.of(problem, row) for row in range(problem.timed_rows, problem.rows.rows)]

    def cost(self, agents: Ints, used: Ints) -> Ints:
        """Return what the rows cost some agents.

        Parameters
        ----------
        agents : array of shape (n,)
            The agents.
        used : array of shape (n, rows)
            What they are loaded with.

        Returns
        -------
        array of shape (n,)
            Least cost of slacks; ``IMPOSSIBLE`` where none can carry the load.
        """
        cost = np.zeros(len(agents), dtype=np.int64)
        is_short = np.zeros(len(agents), dtype=np.bool_)
        for column, row in enumerate(self._rows):
            over = np.maximum(used[:, column] - row.capacity[agents], 0)
            for step, price, limit in row.slacks:
                taken = np.minimum(-(-over // step), limit[agents])
                cost += taken * price
                over = np.maximum(over - taken * step, 0)
            is_short |= over > 0
        cost[is_short] = IMPOSSIBLE
        return cost

    def cost_of(self, agent: int, used: Ints) -> int:
        """Return what the rows cost one agent with a load, (rows,): as ``cost``, and quicker."""
        cost = 0
        for amount, row in zip(used.tolist(), self._rows, strict=True):
            over = amount - row.capacities[agent]
            for (step, price, _), limit in zip(row.slacks, row.limits, strict=True):
                if over <= 0:
                    break
                taken = min(-(-over // step), limit[agent])
                cost += taken * price
                over -= taken * step
            if over > 0:
                return IMPOSSIBLE
        return cost

    def find_short(self, agent: int, used: Ints) -> int | None:
        """Return the first row, by place, that cannot carry a load, (rows,); None for no row."""
        for column, (amount, row) in enumerate(zip(used.tolist(), self._rows, strict=True)):
            relief = sum(step * limit[agent] for step, _, limit in row.slacks)
            if amount > row.capacity[agent] + relief:
                return column
        return None
