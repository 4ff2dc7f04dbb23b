"""What ``auto`` took against the best that any engine named made of the same question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...report.tables import Cell, Column, Table
from ...solver import AUTOMATIC
from .runs import Problem, Run
from .statistics import excess, median
from .summaries import grouped

MOST_EXCESS = 0.01
"""How much dearer than the best ``auto`` may be, as a fraction."""

MOST_TIME = 0.10
"""How much longer than the fastest to a proof ``auto`` may take, as a fraction."""

LEAST_SECONDS = 1.0
"""Differences in time below it are no difference to anybody."""


@dataclass(frozen=True)
class Choice:
    """One question under one time limit.

    Parameters
    ----------
    problem : Problem
        The question.
    limit : float
        Seconds that each engine had.
    taken : str
        The engines that ``auto`` took, separated by commas.
    cost, best_cost : float or None
        Of ``auto``, and the least of the engines named; medians over seeds.
    best : str
        The engines that had it.
    seconds, best_seconds : float or None
        Time to the end, the limit where nothing was proved: of ``auto``, and the least of the
        engines that had the best cost.
    """

    problem: Problem
    limit: float
    taken: str
    cost: float | None
    best_cost: float | None
    best: str
    seconds: float | None
    best_seconds: float | None

    @property
    def dearer(self) -> float | None:
        """How much dearer than the best it is, as a fraction; None without both."""
        if self.cost is None or self.best_cost is None:
            return None
        return excess(self.cost, self.best_cost)

    @property
    def is_good(self) -> bool:
        """Whether nothing better, and nothing much faster to the same, was there to be taken."""
        if self.best_cost is None:
            return True
        if self.dearer is None or self.dearer > MOST_EXCESS:
            return False
        if self.seconds is None or self.best_seconds is None:
            return True
        most = max(self.best_seconds * (1 + MOST_TIME), self.best_seconds + LEAST_SECONDS)
        return self.seconds <= most


def choices(runs: Sequence[Run]) -> list[Choice]:
    """Return the questions of which there are runs of ``auto`` and of engines by name.

    Parameters
    ----------
    runs : sequence of Run
        Runs of one suite.
    """
    supported = [run for run in runs if run.supported]
    parts = grouped(supported, lambda run: (run.problem, run.record.options.time_limit))
    return [made for place, these in parts.items() for made in _choice(*place, these)]


def _choice(problem: Problem, limit: float, runs: Sequence[Run]) -> Iterator[Choice]:
    engines = grouped(runs, lambda run: run.record.engine)
    auto = engines.pop(AUTOMATIC, [])
    if not auto or not engines:
        return
    costs = {name: median([run.objective for run in these]) for name, these in engines.items()}
    least = min((cost for cost in costs.values() if cost is not None), default=None)
    best = [name for name, cost in costs.items() if cost == least and least is not None]
    times = [_seconds(engines[name]) for name in best]
    yield Choice(
        problem=problem,
        limit=limit,
        taken=", ".join(sorted({run.record.chosen or "" for run in auto} - {""})),
        cost=median([run.objective for run in auto]),
        best_cost=least,
        best=", ".join(best),
        seconds=_seconds(auto),
        best_seconds=min((each for each in times if each is not None), default=None),
    )


def _seconds(runs: Sequence[Run]) -> float | None:
    return median([run.time_to_end for run in runs])


def choice_table(suite: str, found: Sequence[Choice]) -> Table:
    """Return the questions of a suite, those in which another engine was better first."""
    good = sum(each.is_good for each in found)
    columns = [
        *(Column(name) for name in ("instance", "formulation")),
        Column("limit, s", "seconds"),
        Column("auto took"),
        Column("cost", "amount"),
        Column("least cost", "amount"),
        Column("dearer", "percent"),
        Column("had by"),
        Column("time, s", "seconds"),
        Column("least time, s", "seconds"),
        Column("good"),
    ]
    rows: list[list[Cell]] = [
        [
            each.problem.instance,
            each.problem.formulation or None,
            each.limit,
            each.taken,
            each.cost,
            each.best_cost,
            each.dearer,
            each.best,
            each.seconds,
            each.best_seconds,
            "yes" if each.is_good else "no",
        ]
        for each in sorted(found, key=lambda each: each.is_good)
    ]
    return Table(
        f"{suite}-choice",
        f"What auto took: good in {good} of {len(found)}",
        columns,
        rows,
        heads=3,
        note=f"Good: at most {MOST_EXCESS:.0%} dearer than the best engine named, and where it had "
        f"the same, at most {MOST_TIME:.0%} or {LEAST_SECONDS:g} s later. Least cost: of all "
        "engines named; least time: of those that had it. Time: to the end, the limit where "
        "nothing was proved.",
    )
