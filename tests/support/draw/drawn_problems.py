"""Small assignment problems with any of the parts that a problem may have, from a random source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate
from random import Random

import numpy as np

from samehands.problem import AssignmentProblem, Ints, Sparse, Windows, checked, sparse

PERIODS = 3


def draw_problem(rng: Random, timed: bool | None = None) -> AssignmentProblem:
    """Draw a small problem with any of the parts that a problem may have.

    Parameters
    ----------
    rng : random.Random
        Where the draws come from.
    timed : bool or None
        Whether it has windows of time; drawn if not given.

    Returns
    -------
    AssignmentProblem
        A checked problem.
    """
    timed = rng.random() < 0.5 if timed is None else timed
    agents, items, groups = rng.randint(1, 3), rng.randint(1, 4), rng.randint(0, 2)
    group = [rng.randint(-1, groups - 1) for _ in range(items)]
    count = [1 if one >= 0 else rng.choice([1, 1, 2]) for one in group]
    bound = [rng.random() < 0.7 for _ in range(items)]
    leads = [_lead(rng, one, group, bound) for one in range(groups)]
    eligible = [[agent for agent in range(agents) if rng.random() < 0.8] for _ in range(items)]
    pairs = [(item, agent) for item, mine in enumerate(eligible) for agent in mine]
    required = [rng.random() < 0.15 for _ in range(items)]
    cells, extra = (rng.randint(1, 3) if timed else 0), rng.randint(0 if timed else 1, 2)
    profiles, globals_ = rng.randint(1, 4), rng.randint(0, 2)
    side = _Side(rng, agents, cells, extra)
    rows = len(side.spans) + extra
    return checked(
        AssignmentProblem(
            agents=agents,
            count=_ints(count),
            required=np.array(required, dtype=np.bool_),
            unassigned_price=_ints(0 if must else rng.randint(0, 9) for must in required),
            pair_start=_ints(accumulate([0, *map(len, eligible)])),
            pair_agent=_ints(agent for _, agent in pairs),
            pair_cost=_ints(rng.choice([0, 1, 3, 5]) for _ in pairs),
            pair_profile=_ints(rng.randrange(profiles) for _ in pairs),
            profiles=_matrix(rng, profiles, cells + extra, [0, 1, 1, 2, 3]),
            rows=side.rows(cells + extra),
            capacity=side.capacity(rows),
            relief=side.relief(rows),
            slack_price=_ints(side.price),
            slack_limit=_table(side.limit, len(side.price)),
            group=_ints(group),
            bound=np.array(bound, dtype=np.bool_),
            group_limit=_ints(1 if lead >= 0 else rng.randint(0, 3) for lead in leads),
            group_lead=_ints(leads),
            join_price=_ints(rng.choice([0, 0, 2]) for _ in range(groups)),
            join_profile=_ints(rng.choice([-1, rng.randrange(profiles)]) for _ in range(groups)),
            global_pairs=_matrix(rng, globals_, len(pairs), [0, 0, 1, 2, -1]),
            global_unassigned=_matrix(rng, globals_, items, [0, 0, 1]),
            global_limit=_ints(rng.randint(0, 4) for _ in range(globals_)),
            open_price=_ints(rng.choice([0, 0, 3]) for _ in range(agents)),
            windows=side.windows(),
        )
    )


def draw_assignment(rng: Random, problem: AssignmentProblem) -> Ints:
    """Draw an assignment that uses no item too often, legal or not."""
    x = np.zeros(problem.pairs, dtype=np.int64)
    for item in range(problem.items):
        pairs = range(problem.pair_start[item], problem.pair_start[item + 1])
        for _ in range(rng.randint(0, int(problem.count[item])) if len(pairs) else 0):
            x[rng.choice(pairs)] += 1
    return x


def _lead(rng: Random, group: int, groups: Sequence[int], bound: Sequence[bool]) -> int:
    mine = [item for item, one in enumerate(groups) if one == group and bound[item]]
    return rng.choice(mine) if mine and rng.random() < 0.4 else -1


class _Side:
    """The agents' side of a problem: windows over the first resources, then a row for each."""

    def __init__(self, rng: Random, agents: int, cells: int, extra: int) -> None:
        self.release = [rng.randrange(PERIODS) for _ in range(cells)]
        self.due = [rng.randrange(start, PERIODS) for start in self.release]
        self.daily = [[rng.choice([0, 1, 2, 4]) for _ in range(PERIODS)] for _ in range(agents)]
        self.spans = [
            (start, end)
            for start in sorted(set(self.release))
            for end in range(start, PERIODS)
            if self._inside(start, end)
        ]
        self.overtime = [t for t in range(PERIODS) if cells and rng.random() < 0.6]
        self.late = [t for t in range(PERIODS - 1) if cells and rng.random() < 0.7]
        self.relieved = [rng.randrange(extra) for _ in range(rng.randint(0, 2) if extra else 0)]
        self.price = [rng.choice([0, 1, 2])] * len(self.overtime)
        self.price += [rng.choice([2, 3])] * len(self.late)
        self.price += [rng.choice([1, 2, 4]) for _ in self.relieved]
        self.step = rng.choice([1, 1, 2])
        self.limit = [[rng.randint(0, 2) for _ in self.price] for _ in range(agents)]
        self.beyond = [[rng.choice([0, 2, 4, 6]) for _ in range(extra)] for _ in range(agents)]

    def _inside(self, start: int, end: int) -> list[int]:
        cells = enumerate(zip(self.release, self.due, strict=True))
        return [cell for cell, (release, due) in cells if start <= release and due <= end]

    def rows(self, resources: int) -> Sparse:
        """Return which resource counts in which row."""
        cells = len(self.release)
        members = [self._inside(*span) for span in self.spans]
        members += [[cell] for cell in range(cells, resources)]
        dense = [[int(resource in mine) for resource in range(resources)] for mine in members]
        return _sparse(_table(dense, resources))

    def capacity(self, rows: int) -> Ints:
        """Return what each agent has of each row."""
        held = [[sum(days[a : p + 1]) for a, p in self.spans] for days in self.daily]
        return _table([a + b for a, b in zip(held, self.beyond, strict=True)], rows)

    def relief(self, rows: int) -> Sparse:
        """Return by how much each slack relieves each row."""
        timed, rest = self.spans, [0] * (rows - len(self.spans))
        slacks = [[int(a <= t <= p) for a, p in timed] + rest for t in self.overtime]
        slacks += [[int(p == t) for _, p in timed] + rest for t in self.late]
        for row in self.relieved:
            slacks.append([self.step * int(other == len(timed) + row) for other in range(rows)])
        return _sparse(_table(slacks, rows))

    def windows(self) -> Windows | None:
        """Return what the first resources, rows and slacks mean in time."""
        if not self.release:
            return None
        over = {t: slack for slack, t in enumerate(self.overtime)}
        late = {t: len(over) + slack for slack, t in enumerate(self.late)}
        return Windows(
            release=_ints(self.release),
            due=_ints(self.due),
            capacity=_table(self.daily, PERIODS),
            row_start=_ints(a for a, _ in self.spans),
            row_end=_ints(p for _, p in self.spans),
            overtime=_ints(over.get(t, -1) for t in range(PERIODS)),
            late=_ints(late.get(t, -1) for t in range(PERIODS)),
        )


def _matrix(rng: Random, rows: int, columns: int, values: Sequence[int]) -> Sparse:
    return _sparse(
        _table([[rng.choice(values) for _ in range(columns)] for _ in range(rows)], columns)
    )


def _sparse(dense: Ints) -> Sparse:
    row, column = np.nonzero(dense)
    return sparse(row, column, dense[row, column], *dense.shape)


def _table(rows: Sequence[Sequence[int]], columns: int) -> Ints:
    return np.array(rows, dtype=np.int64).reshape(len(rows), columns)


def _ints(values: Iterable[int]) -> Ints:
    return np.array([int(value) for value in values], dtype=np.int64)
