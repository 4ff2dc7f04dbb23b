"""Runs summed up by instance group, formulation and solver, and the tables of a report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import get_args

from ...report.tables import Cell, Column, Table
from ..record import Kind
from .runs import ALL, TARGETS, Run, grouped, kinds
from .statistics import Summary, mean_time, par2, shifted_geometric_mean, summary
from .versus import ALPHA, SIDES, Versus


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


_HEADS = (Column("group"), Column("formulation"), Column("engine"))


def endings(runs: Sequence[Run]) -> Table:
    """Return how many runs ended in which way."""
    names: tuple[str, ...] = get_args(Kind)
    parts = grouped(runs, lambda run: (run.problem.suite, run.solver))
    rows: list[list[Cell]] = [
        [*place, len(these), *(kinds(these).get(name, 0) for name in names)]
        for place, these in sorted(parts.items())
    ]
    columns = [Column("suite"), Column("engine"), Column("runs", "count")]
    return Table(
        "endings",
        "How the runs ended",
        [*columns, *(Column(name, "count") for name in names)],
        rows,
        heads=2,
        note="ok: answered and audited. error: the engine raised. crashed: its process died. hung: "
        "ended long after its limit. memory: ended for its memory. wrong: the answer is false. "
        "unsupported: the engine refused the question; left out of everything below.",
    )


def quality(suite: str, rows: Sequence[Row]) -> Table:
    """Return how good the plans of a suite are."""
    columns = [
        Column("instances", "count"),
        Column("runs", "count"),
        Column("with plan", "count"),
        Column("above best known: mean", "percent"),
        Column("above best known: largest", "percent"),
        Column("gap to best bound: mean", "percent"),
        Column("own gap: runs", "count"),
        Column("own gap: mean", "percent"),
        Column("certified gap: runs", "count"),
        Column("certified gap: mean", "percent"),
        Column("gap over time: mean", "percent"),
    ]
    return _by_row(
        f"{suite}-quality",
        "How good the plans are",
        rows,
        columns,
        lambda row: [
            row.problems,
            row.runs,
            row.plans,
            row.excess.mean,
            row.excess.largest,
            row.gap_to_bound.mean,
            row.gap.known,
            row.gap.mean,
            row.gap_certified.known,
            row.gap_certified.mean,
            row.mean_gap.mean,
        ],
        "Means are over the runs in which the number is known: those with a plan, and with a bound "
        "for the gaps. An engine that finds plans for easy instances alone looks good here: read "
        "their number first. Gap over time: the primal integral divided by the time limit, with "
        "100 % for as long as there is no plan.",
    )


def time(suite: str, rows: Sequence[Row]) -> Table:
    """Return how long the runs of a suite took."""
    columns = [
        Column("runs", "count"),
        Column("failed", "count"),
        Column("refused", "count"),
        Column("solved", "count"),
        Column("share solved", "share"),
        Column("time to proof: mean, s", "seconds"),
        Column("PAR-2, s", "seconds"),
        Column("time used: mean, s", "seconds"),
        Column("most memory, MB", "count"),
    ]
    return _by_row(
        f"{suite}-time",
        "How long it took",
        rows,
        columns,
        lambda row: [
            row.runs,
            row.failed,
            row.unsupported,
            row.solved,
            row.share_solved,
            row.mean_time,
            row.par2,
            row.time_used,
            None if row.memory_mb is None else round(row.memory_mb),
        ],
        "Solved: ended with a proof of optimality or infeasibility, or within the gap asked for. "
        "Time: build, solve and lift. Means: geometric, shifted by 1 s; to proof: the limit where "
        "not solved; used: runs that answered, with a proof or not. PAR-2: arithmetic mean, twice "
        "the limit where not solved.",
    )


def reaches(suite: str, rows: Sequence[Row]) -> Table:
    """Return when runs of a suite had proved a small gap."""
    shown = rows[0].reaches if rows else ()
    heads = [column for reach in shown for column in _reach_heads(reach)]
    return _by_row(
        f"{suite}-proof",
        "Time to a proved gap",
        rows,
        [Column("runs", "count"), *heads],
        lambda row: [
            row.runs,
            *(cell for each in row.reaches for cell in (each.runs, each.mean_time)),
        ],
        "Runs that proved the gap within their limit, and the geometric mean of the seconds, "
        "shifted by 1 s, the limit where it was not proved. Certified: the audit recomputed the "
        "bound in the end, and on the way it counts no higher than that. Any bound: the engine's "
        "word counts too.",
    )


def against(slug: str, caption: str, found: Sequence[Versus]) -> Table:
    """Return comparisons of two sides, which are named where they are solvers."""
    sides = {(each.first, each.second) for each in found} != {SIDES}
    names = [Column("first"), Column("second")] if sides else []
    columns = [
        Column("part"),
        *names,
        Column("measure"),
        Column("second better", "count"),
        Column("alike", "count"),
        Column("second worse", "count"),
        Column("second / first", "ratio"),
        Column("p", "p"),
        Column("p adjusted", "p"),
        Column("verdict"),
    ]
    rows: list[list[Cell]] = [
        [
            each.scope,
            *((each.first, each.second) if sides else ()),
            each.measure,
            each.paired.wins,
            each.paired.ties,
            each.paired.losses,
            each.paired.ratio,
            each.paired.p,
            each.adjusted,
            each.verdict,
        ]
        for each in found
    ]
    return Table(
        slug,
        caption,
        columns,
        rows,
        heads=4 if sides else 2,
        note="One pair per problem and engine (the median over seeds); less is better; no value is "
        "worse than any. Second / first: geometric mean where both have a value. p: two-sided "
        "Wilcoxon signed-rank test; adjusted (Holm) for all tests of this table. A difference has "
        f"an adjusted p of at most {ALPHA:g} and, in times and gaps over time, is above 5 %. Too "
        "few pairs: not even a clean sweep could have shown one.",
    )


def every_run(runs: Sequence[Run]) -> Table:
    """Return one row per run."""
    columns = [
        *(Column(name) for name in ("suite", "instance", "formulation", "engine", "seed")),
        *(Column(name) for name in ("ended", "status", "limit")),
        Column("cost", "amount"),
        Column("bound", "amount"),
        Column("bound is"),
        Column("certified bound", "amount"),
        Column("gap", "percent"),
        Column("gap / all minutes", "percent"),
        Column("best known", "amount"),
        Column("above best known", "percent"),
        Column("time, s", "seconds"),
        Column("memory, MB", "count"),
        Column("instance hash"),
        Column("message"),
    ]
    rows = [_one(run) for run in runs]
    return Table("runs", "Every run", columns, rows, heads=5, folded=True)


def _one(run: Run) -> list[Cell]:
    record = run.record
    memory = record.peak_memory_mb
    return [
        record.suite,
        record.instance,
        record.formulation,
        run.solver,
        str(record.seed),
        record.kind,
        (record.status or "").replace("_", " "),
        record.limit,
        record.objective,
        record.bound,
        record.bound_kind,
        run.certified,
        run.gap,
        record.gap_work,
        record.best_known,
        run.excess,
        run.timed.seconds,
        None if memory is None else round(memory),
        record.instance_sha256[:12],
        record.message,
    ]


def _reach_heads(reach: Reach) -> list[Column]:
    name = f"{reach.target * 100:g} %, {'certified' if reach.certified else 'any bound'}"
    return [Column(f"{name}: runs", "count"), Column(f"{name}: s", "seconds")]


def _by_row(
    slug: str,
    caption: str,
    rows: Sequence[Row],
    columns: Iterable[Column],
    read: Callable[[Row], list[Cell]],
    note: str,
) -> Table:
    """Return a table with one line per row, without the formulation where there is none."""
    agency = any(row.formulation for row in rows)
    heads = [head for head in _HEADS if agency or head.head != "formulation"]
    lines = [
        [row.group, *([row.formulation] if agency else []), row.solver, *read(row)] for row in rows
    ]
    return Table(slug, caption, [*heads, *columns], lines, heads=len(heads), note=note)
