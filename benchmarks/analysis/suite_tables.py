"""Tables of suites with a question of their own: what auto took, formulations side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import multimode

from ...metrics import CATALOGUE
from ...report.tables import Cell, Column, Kind, Table
from ...solver import AUTOMATIC
from .runs import Problem, Run, grouped
from .statistics import excess, median

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


CHAPTERS: Mapping[str, tuple[str, ...]] = {
    "continuity": (
        "workers_per_client_mean",
        "clients_with_one_worker",
        "tasks_with_owner",
        "contacts_with_owner",
        "hand_offs",
        "owner_changes",
    ),
    "timeliness": (
        "on_time_rate",
        "late_minutes",
        "tasks_late",
        "tasks_undone",
        "undone_minutes",
        "periods_to_process_mean",
    ),
    "workload and overtime": (
        "overtime_minutes",
        "utilisation_mean",
        "utilisation_max",
        "workers_over_100",
        "minutes_worked",
        "interpreter_minutes",
    ),
    "fairness": (
        "utilisation_range",
        "utilisation_sd",
        "utilisation_gini",
        "utilisation_jain",
        "bilingual_gap",
    ),
}
"""The metrics that are shown, by the table they stand in."""

_KINDS: Mapping[str, Kind] = {"share": "share", "index": "index"}
_HEADS = (Column("instance"), Column("engine"), Column("formulation"))


def side_by_side(suite: str, runs: Sequence[Run]) -> list[Table]:
    """Return the tables of a suite in which formulations are compared; none if there is only one.

    Parameters
    ----------
    suite : str
        Its name.
    runs : sequence of Run
        Its runs; the median over seeds is shown.
    """
    supported = [run for run in runs if run.supported and run.problem.formulation]
    if len({run.problem.formulation for run in supported}) < 2:
        return []
    # The runs come in the order of strictness; grouping keeps it.
    sides = grouped(supported, lambda run: (run.problem.instance, run.solver))
    lines = [
        ((*place, formulation), these)
        for place, both in sides.items()
        for formulation, these in grouped(both, lambda run: run.problem.formulation).items()
    ]
    measured = any(run.record.metrics for run in supported)
    chapters = [_chapter(suite, name, lines) for name in CHAPTERS] if measured else []
    return [_proof(suite, lines), *chapters, *([_meanings(suite)] if measured else [])]


_Lines = Sequence[tuple[tuple[str, str, str], Sequence[Run]]]


def _proof(suite: str, lines: _Lines) -> Table:
    columns = [
        *_HEADS,
        Column("runs", "count"),
        Column("cost", "amount"),
        Column("bound", "amount"),
        Column("bound is"),
        Column("gap", "percent"),
        Column("certified gap", "percent"),
        Column("gap / all task minutes", "percent"),
        Column("time, s", "seconds"),
        Column("memory, MB", "count"),
    ]
    return Table(
        f"{suite}-sides",
        "Cost, proof and runtime of the formulations",
        columns,
        [[*names, *_proved(runs)] for names, runs in lines],
        heads=3,
        note="Medians over seeds; costs and bounds in the unit of the instance. A certified bound "
        "was recomputed by the audit, a reported one is the engine's word.",
    )


def _proved(runs: Sequence[Run]) -> list[Cell]:
    kinds = multimode(run.record.bound_kind for run in runs)
    memory = median([run.record.peak_memory_mb for run in runs])
    return [
        len(runs),
        median([run.objective for run in runs]),
        median([run.bound for run in runs]),
        ", ".join(sorted(kinds)),
        median([run.gap for run in runs]),
        median([run.gap_certified for run in runs]),
        median([run.record.gap_work if run.record.kind == "ok" else None for run in runs]),
        median([run.timed.seconds for run in runs]),
        None if memory is None else round(memory),
    ]


def _chapter(suite: str, name: str, lines: _Lines) -> Table:
    metrics = [CATALOGUE[metric] for metric in CHAPTERS[name]]
    columns = [
        Column(_head(metric.name, metric.unit), _KINDS.get(metric.unit, "amount"))
        for metric in metrics
    ]
    rows = [
        [*names, *(median([_metric(run, metric.name) for run in runs]) for metric in metrics)]
        for names, runs in lines
    ]
    return Table(
        f"{suite}-sides-{name.replace(' ', '-')}",
        f"What the plans are like: {name}",
        [*_HEADS, *columns],
        rows,
        heads=3,
        note="Medians over seeds, of the plans that were found; another plan of the same cost may "
        "differ.",
    )


def _meanings(suite: str) -> Table:
    words = {"low": "low", "high": "high", "even": "even", "": "neither"}
    return Table(
        f"{suite}-sides-metrics",
        "What the columns mean",
        [Column("metric"), Column("unit"), Column("better"), Column("formula")],
        [
            [name.replace("_", " "), metric.unit, words[metric.better], metric.formula]
            for chapter in CHAPTERS.values()
            for name in chapter
            for metric in (CATALOGUE[name],)
        ],
        folded=True,
    )


def _metric(run: Run, name: str) -> float | None:
    if run.record.kind != "ok" or run.record.metrics is None:
        return None
    return run.record.metrics.get(name)


def _head(name: str, unit: str) -> str:
    words = name.replace("_", " ")
    told = unit in ("share", "index") or unit.replace("-", " ") in words
    return words if told else f"{words} ({unit})"
