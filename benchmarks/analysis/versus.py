"""Solver against solver on the same problems, and results against earlier results."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from ..record import RunOptions
from .paired import COST, TIME, Measure, Paired, Verdict, holm, pair, verdict
from .runs import Problem, Run
from .statistics import median
from .summaries import ALL, grouped

MEAN_GAP = Measure("gap over time", floor=0.0001, margin=0.05)
"""The primal integral as a fraction of the limit; less than 0.01 % counts as that."""

SIDES = ("base", "new")
"""Names of earlier and later results."""

PROOF = Measure("time to proof", TIME.floor, TIME.margin)
"""The time of a run, its limit if it is not solved."""

Measures = Mapping[Measure, Callable[[Run], float | None]]
"""What is compared, and how it is read off a run."""

BETWEEN_SOLVERS: Measures = {
    COST: lambda run: run.objective,
    PROOF: lambda run: run.timed.capped(),
    MEAN_GAP: lambda run: run.mean_gap,
}
"""To end early without a proof is no merit of a solver."""

BETWEEN_VERSIONS: Measures = {
    COST: lambda run: run.objective,
    TIME: lambda run: run.time_to_end,
    MEAN_GAP: lambda run: run.mean_gap,
}
"""Of the same solver it is to be noticed when it ends later than before, with a proof or not."""


@dataclass(frozen=True)
class Versus:
    """Two sides compared by one measure.

    Parameters
    ----------
    scope : str
        The part of the runs that is compared.
    first, second : str
        The two sides.
    measure : str
        What is compared; less is better.
    paired : Paired
        Wins and losses of the second side, effect and p-value.
    adjusted : float
        The p-value adjusted for all tests made together (Holm).
    verdict : str
        ``difference``, ``no difference`` or ``too few pairs``.
    """

    scope: str
    first: str
    second: str
    measure: str
    paired: Paired
    adjusted: float
    verdict: Verdict


class Contest(NamedTuple):
    """A comparison to be made.

    Parameters
    ----------
    scope, first, second : str
        As in ``Versus``.
    sides : tuple of (sequence of (sequence of Run))
        For each side the runs of each problem, in the same order of problems.
    """

    scope: str
    first: str
    second: str
    sides: tuple[Sequence[Sequence[Run]], Sequence[Sequence[Run]]]


class Match(NamedTuple):
    """What two runs must share to be compared.

    Parameters
    ----------
    problem : Problem
        What they solve.
    engine : str
        Who solves it.
    options : RunOptions
        What it may use.
    """

    problem: Problem
    engine: str
    options: RunOptions


def decide(contests: Sequence[Contest], measures: Measures) -> tuple[Versus, ...]:
    """Compare sides by every measure, and adjust the p-values for all of these tests.

    The median over seeds stands for a problem, because runs of one instance are no independent
    witnesses. Comparisons in which nothing differs take no part in the adjustment.

    Parameters
    ----------
    contests : sequence of Contest
        Who is compared.
    measures : mapping from Measure to callable
        What is compared.
    """
    made = [
        (contest, measure, _paired(contest, measure, read))
        for contest in contests
        for measure, read in measures.items()
    ]
    tested = [place for place, (_, _, paired) in enumerate(made) if paired.pairs]
    adjusted = dict(zip(tested, holm([made[place][2].p for place in tested]), strict=True))
    return tuple(
        Versus(
            scope=contest.scope,
            first=contest.first,
            second=contest.second,
            measure=measure.name,
            paired=paired,
            adjusted=adjusted.get(place, 1.0),
            verdict=verdict(paired, measure, len(tested), adjusted.get(place, 1.0)),
        )
        for place, (contest, measure, paired) in enumerate(made)
    )


def solvers_of(runs: Sequence[Run]) -> tuple[Versus, ...]:
    """Compare every two solvers of one suite, over all its problems, then by instance group.

    Parameters
    ----------
    runs : sequence of Run
        The runs of one suite.
    """
    supported = [run for run in runs if run.supported]
    groups = grouped(supported, lambda run: run.problem.group)
    parts = groups.items() if len(groups) > 1 else ()
    return (
        *decide(list(_pairs_of(ALL, supported)), BETWEEN_SOLVERS),
        *decide(
            [contest for group, these in parts for contest in _pairs_of(group, these)],
            BETWEEN_SOLVERS,
        ),
    )


def _pairs_of(scope: str, runs: Sequence[Run]) -> Iterator[Contest]:
    by_solver = grouped(runs, lambda run: run.solver)
    for first, second in combinations(sorted(by_solver), 2):
        one, two = (grouped(by_solver[name], lambda run: run.problem) for name in (first, second))
        shared = [problem for problem in one if problem in two]
        if shared:
            sides = [one[problem] for problem in shared], [two[problem] for problem in shared]
            yield Contest(scope, first, second, sides)


def matches(runs: Sequence[Run]) -> dict[Match, list[Run]]:
    """Return runs by what they must share with others to be compared; refused ones are left out."""
    supported = [run for run in runs if run.supported]
    return grouped(supported, lambda run: Match(run.problem, run.record.engine, run.record.options))


def sides_of(
    base: Mapping[Match, Sequence[Run]], new: Mapping[Match, Sequence[Run]]
) -> tuple[Versus, ...]:
    """Compare earlier with later runs: all, then by engine, by formulation and by instance group.

    Parameters
    ----------
    base, new : mapping from Match to sequence of Run
        Earlier and later runs; those that only one has are left out.
    """
    shared = [match for match in base if match in new]
    parts: dict[str, list[Match]] = {}
    for name, read in _PARTS.items():
        found: dict[str, list[Match]] = {}
        for match in shared:
            found.setdefault(f"{name} {read(match)}", []).append(match)
        parts |= found if len(found) > 1 else {}

    def contest(scope: str, these: Sequence[Match]) -> Contest:
        sides = [base[match] for match in these], [new[match] for match in these]
        return Contest(scope, *SIDES, sides)

    whole = [contest(ALL, shared)] if shared else []
    apart = [contest(scope, these) for scope, these in parts.items()]
    return (*decide(whole, BETWEEN_VERSIONS), *decide(apart, BETWEEN_VERSIONS))


_PARTS: Mapping[str, Callable[[Match], str]] = {
    "engine": lambda match: match.engine,
    "formulation": lambda match: match.problem.formulation or "none",
    "group": lambda match: match.problem.group,
}


def _paired(contest: Contest, measure: Measure, read: Callable[[Run], float | None]) -> Paired:
    first, second = (
        [median([read(run) for run in runs]) for runs in side] for side in contest.sides
    )
    return pair(first, second, measure)
