"""Runs summed up by instance group, formulation and solver."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from .runs import TARGETS, Run
from .statistics import Summary, mean_time, par2, shifted_geometric_mean, summary

_Key = TypeVar("_Key")

ALL = "all"
"""Stands for every group of a suite, and for every formulation, engine or standard."""


@dataclass(frozen=True)
class Reach:
    """How often and when a gap was reached.

    Parameters
    ----------
    target : float
        The gap, as a fraction.
    certified : bool
        Whether only certified bounds count, or reported ones too.
    runs : int
        Runs that reached it.
    mean_time : float or None
        Shifted geometric mean of the seconds, the limit where it was not reached.
    """

    target: float
    certified: bool
    runs: int
    mean_time: float | None


@dataclass(frozen=True)
class Row:
    """One solver on one group of instances under one formulation.

    Parameters
    ----------
    suite, group, formulation, solver : str
        What is summed up; the group is ``all`` for a whole suite.
    problems, runs : int
        Number of instances and of runs, those that the engine refused left out.
    unsupported : int
        Runs that the engine refused.
    failed : int
        Runs that ended as no run should.
    plans, solved : int
        Runs with a plan, and runs with a proof.
    excess, gap_to_bound : Summary
        Distance of the cost to the best known cost and to the best known bound.
    gap, gap_certified : Summary
        Distance of the cost to the run's own bound: any bound, and what of it was certified.
    mean_gap : Summary
        Primal integral as a fraction of the time limit.
    reaches : tuple of Reach
        Certified gaps, then any, for each target.
    mean_time, par2 : float or None
        Shifted geometric mean of the time to a proof, and PAR-2, in seconds.
    time_used : float or None
        Shifted geometric mean of the time of the runs that answered, with or without a proof.
    memory_mb : float or None
        Most memory of a run, in mebibytes.
    """

    suite: str
    group: str
    formulation: str
    solver: str
    problems: int
    runs: int
    unsupported: int
    failed: int
    plans: int
    solved: int
    excess: Summary
    gap_to_bound: Summary
    gap: Summary
    gap_certified: Summary
    mean_gap: Summary
    reaches: tuple[Reach, ...]
    mean_time: float | None
    par2: float | None
    time_used: float | None
    memory_mb: float | None

    @property
    def share_solved(self) -> float | None:
        """Runs with a proof by all runs; None without any."""
        return self.solved / self.runs if self.runs else None


def rows(runs: Sequence[Run]) -> tuple[Row, ...]:
    """Sum up runs by suite, group, formulation and solver.

    Parameters
    ----------
    runs : sequence of Run
        All runs.

    Returns
    -------
    tuple of Row
        For each suite its groups, and all of it for what occurs in several groups.
    """
    made: list[Row] = []
    for suite, of_suite in grouped(runs, lambda run: run.problem.suite).items():
        groups = grouped(of_suite, lambda run: run.problem.group)
        for group, of_group in {**groups, ALL: of_suite}.items():
            keys = grouped(of_group, lambda run: (run.problem.formulation, run.solver))
            for (formulation, solver), these in keys.items():
                # The same figures twice, under two names, would only ask for attention.
                if group != ALL or len({run.problem.group for run in these}) > 1:
                    made.append(_row(suite, group, formulation, solver, these))
    return tuple(made)


def grouped(runs: Iterable[Run], key: Callable[[Run], _Key]) -> dict[_Key, list[Run]]:
    """Return runs by a key, the keys in the order in which they first occur."""
    found: dict[_Key, list[Run]] = {}
    for run in runs:
        found.setdefault(key(run), []).append(run)
    return found


def kinds(runs: Iterable[Run]) -> Mapping[str, int]:
    """Return how many runs ended in which way."""
    counts: dict[str, int] = {}
    for run in runs:
        counts[run.record.kind] = counts.get(run.record.kind, 0) + 1
    return counts


def _row(suite: str, group: str, formulation: str, solver: str, asked: Sequence[Run]) -> Row:
    runs = [run for run in asked if run.supported]
    memory = [run.record.peak_memory_mb for run in runs]
    return Row(
        suite=suite,
        group=group,
        formulation=formulation,
        solver=solver,
        problems=len({run.problem for run in runs}),
        runs=len(runs),
        unsupported=len(asked) - len(runs),
        failed=sum(run.record.failed for run in runs),
        plans=sum(run.objective is not None for run in runs),
        solved=sum(run.solved for run in runs),
        excess=summary(run.excess for run in runs),
        gap_to_bound=summary(run.gap_to_bound for run in runs),
        gap=summary(run.gap for run in runs),
        gap_certified=summary(run.gap_certified for run in runs),
        mean_gap=summary(run.mean_gap for run in runs),
        reaches=tuple(_reach(runs, target, kind) for kind in (True, False) for target in TARGETS),
        mean_time=mean_time(run.timed for run in runs),
        par2=par2(run.timed for run in runs),
        time_used=shifted_geometric_mean(
            [run.timed.seconds for run in runs if run.record.kind == "ok"]
        ),
        memory_mb=summary(memory).largest,
    )


def _reach(runs: Sequence[Run], target: float, certified: bool) -> Reach:
    moments = [run.reached(target, certified) for run in runs]
    ends = [
        run.timed.limit if moment is None else moment
        for run, moment in zip(runs, moments, strict=True)
    ]
    reached = sum(moment is not None for moment in moments)
    return Reach(target, certified, reached, shifted_geometric_mean(ends))
