"""Formulations side by side: cost of their plans, what is proved of it, what they are like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import multimode

from ...metrics import CATALOGUE
from ...report.tables import Cell, Column, Kind, Table
from .runs import Run
from .statistics import median
from .summaries import grouped

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
