"""``samehands bench run``: the runs of a suite, each in a process of its own."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from ..benchmarks.options import BenchOptions, runs_of
from ..benchmarks.record import Record
from ..benchmarks.run.runner import Outcome, Progress, run, warnings
from ..benchmarks.store import RESULTS
from ..benchmarks.suites import SUITES
from ..report.document import Document, Listing, Paragraph, Section, origin_section
from ..report.tables import Cell, Column, Table, count
from .exit_codes import DONE, INTERNAL
from .options import AsJson
from .output import show, show_json

_SUITE = Annotated[
    str, typer.Argument(metavar="SUITE", help=f"One of {', '.join(SUITES)}; see `bench list`.")
]
_INSTANCES = Annotated[
    Path | None,
    typer.Option(
        "--instances",
        metavar="PATH",
        help="Folder of instances, or one, for the suites gap and own.",
    ),
]
_FORMULATIONS = Annotated[
    str | None,
    typer.Option(
        "--formulations",
        metavar="NAMES",
        help="Standards, e.g. client-based,team-3.",
        show_default="those of the suite",
    ),
]
_ENGINES = Annotated[
    str | None,
    typer.Option(
        "--engines", metavar="NAMES", help="Engines.", show_default="all that can run here"
    ),
]
_TIME_LIMIT = Annotated[
    float | None,
    typer.Option(
        "--time-limit",
        metavar="SECONDS",
        help="Seconds for each run.",
        show_default="as the suite says",
    ),
]
_SEEDS = Annotated[int, typer.Option("--seeds", metavar="N", help="Seeds: 0 to N - 1.")]
_JOBS = Annotated[int, typer.Option("--jobs", metavar="N", help="Runs at a time.")]
_OUT = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="DIR",
        help="Folder of results; runs that are there are not repeated.",
        show_default="bench-results/SUITE",
    ),
]
_MEMORY = Annotated[
    int | None,
    typer.Option(
        "--memory-mb",
        metavar="N",
        help="Most memory of a run, in mebibytes.",
        show_default="as the suite says",
    ),
]
_PLUGINS = Annotated[
    list[str] | None,
    typer.Option(
        "--plugin",
        metavar="MODULE:FUNCTION",
        help="Engines of your own: what the function returns.  May be given several times.",
    ),
]
_THREADS = Annotated[int, typer.Option("--threads", metavar="N", help="Threads of an engine.")]


def run_suite(
    suite: _SUITE,
    instances: _INSTANCES = None,
    formulations: _FORMULATIONS = None,
    engines: _ENGINES = None,
    time_limit: _TIME_LIMIT = None,
    seeds: _SEEDS = 1,
    jobs: _JOBS = 1,
    out: _OUT = None,
    memory_mb: _MEMORY = None,
    threads: _THREADS = 1,
    plugin: _PLUGINS = None,
    as_json: AsJson = False,
) -> int:
    """Do the runs of a suite that have no record yet; kill it and go on whenever you like."""
    ask = BenchOptions(
        suite=suite,
        out=Path("bench-results", suite) if out is None else out,
        instances=instances,
        formulations=_names(formulations),
        engines=_names(engines),
        time_limit=time_limit,
        seeds=seeds,
        jobs=jobs,
        memory_mb=memory_mb,
        threads=threads,
        plugins=tuple(plugin or ()),
    )
    specs = runs_of(ask)
    for warning in warnings(specs, jobs):
        _tell(f"warning: {warning}")
    outcome = run(
        specs,
        ask.out,
        jobs=jobs,
        plugins=ask.plugins,
        command=ask.command,
        on_progress=_Told(),
    )
    if as_json:
        show_json(_to_dict(ask, outcome))
    else:
        _show(ask, outcome)
    return INTERNAL if outcome.failures else DONE


class _Told:
    """Tells every run that ends, in one line, with the estimated time left."""

    def __call__(self, progress: Progress) -> None:
        """Take the progress of the runner."""
        record, total = progress.record, progress.total
        left = f"about {_duration(progress.seconds_left)} left"
        if progress.done == total:
            left = "all done"
        if record is None:
            before = f"{progress.done} of {count(total, 'run')} done before; " * bool(progress.done)
            _tell(f"{before or count(total, 'run') + '; '}{left}")
        else:
            place = f"{progress.done:>{len(str(total))}}/{total}"
            _tell(f"{place}  {_title(record)}: {_ending(record)}; {left}")


def _show(ask: BenchOptions, outcome: Outcome) -> None:
    kinds = _kinds(outcome)
    rows: list[list[Cell]] = []
    for engine in dict.fromkeys(record.engine for record in outcome.records):
        ends = Counter(str(one.kind) for one in outcome.records if one.engine == engine)
        rows.append([engine, *(ends[kind] for kind in kinds)])
    known = f", {outcome.before} of them known before" if outcome.before else ""
    head = f"{ask.out / RESULTS}: {count(len(outcome.records), 'run')}{known}"
    title = "How the runs ended"
    columns = [Column("engine"), *(Column(kind, "count") for kind in kinds)]
    sections = [Section(title, [Table("kinds", title, columns, rows)])]
    if outcome.failures:
        lines = [f"{_title(one)}: {_ending(one)}" for one in outcome.failures]
        sections.append(Section("Runs that ended as no run should", [Listing(lines)]))
    show(Document(f"Runs of {ask.suite}", sections, origin_section(), [Paragraph(head)]))


def _to_dict(ask: BenchOptions, outcome: Outcome) -> Mapping[str, object]:
    return {
        "suite": ask.suite,
        "results": str(ask.out / RESULTS),
        "runs": len(outcome.records),
        "done_before": outcome.before,
        "kinds": dict(Counter(record.kind for record in outcome.records)),
        "failures": [
            {
                "key": record.key,
                "instance": record.instance,
                "formulation": record.formulation,
                "engine": record.engine,
                "seed": record.seed,
                "kind": record.kind,
                "message": record.message,
            }
            for record in outcome.failures
        ],
    }


def _kinds(outcome: Outcome) -> list[str]:
    return list(dict.fromkeys(["ok", *sorted(record.kind for record in outcome.records)]))


def _names(text: str | None) -> list[str] | None:
    return None if text is None else [name.strip() for name in text.split(",")]


def _title(record: Record) -> str:
    parts = [record.instance, record.formulation, record.engine, f"seed {record.seed}"]
    return ", ".join(part for part in parts if part)


def _ending(record: Record) -> str:
    words = record.kind if record.status is None else record.status.replace("_", " ")
    if record.objective is not None:
        words += f" {record.objective:,.10g}"
    if record.gap:
        words += f", gap {record.gap:.2%}"
    if record.kind != "ok" and record.kind != words:
        words = f"{record.kind}, {words}"
    if record.message:
        words += f" ({record.message})"
    return f"{words}, {_duration(record.seconds['total'])}"


def _duration(seconds: float) -> str:
    if seconds < 100:
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"


def _tell(line: str) -> None:
    # A terminal that has gone away is no reason to stop measuring.
    with suppress(OSError, ValueError):
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()
