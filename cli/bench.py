"""``samehands bench list``, ``report`` and ``compare``: suites, and results to conclusions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer

from ..benchmarks.analysis import report as analysis
from ..benchmarks.families import size
from ..benchmarks.instances.gap_table import gap_table
from ..benchmarks.record import RunOptions, RunSpec
from ..benchmarks.run.plugins import ALONE, plugged
from ..benchmarks.suites import SUITES, Suite, Wanted
from ..report.document import Document, Section, origin_section
from ..report.tables import Column, Table
from ..solver import engine_names, find_engine
from .exit_codes import DONE
from .inputs import ErrorCollector
from .options import AsJson, Output, with_blocks
from .output import deliver, show, show_json, show_line

_INSTANCES = Annotated[
    Path | None,
    typer.Option(
        "--instances", metavar="PATH", help="Folder of instances to list; suites gap and own."
    ),
]


@dataclass(frozen=True)
class _Row:
    """One instance of a suite, with what is known of it."""

    suite: str
    instance: str
    group: str
    size: str | None = None
    bound: float | None = None
    best_known: float | None = None
    source: str | None = None
    origin: str | None = None


def list_all(instances: _INSTANCES = None, as_json: AsJson = False) -> int:
    """List suites, instances and engines."""
    rows = [row for suite in SUITES.values() for row in _rows(suite, instances)]
    with plugged(()):
        alone = _engines(ALONE)
    if as_json:
        show_json(
            {
                "suites": [_suite_to_dict(suite) for suite in SUITES.values()],
                "instances": [asdict(row) for row in rows],
                "engines": _engines(engine_names()),
                "engines_alone": alone,
            }
        )
        return DONE
    parts = [_suite_table(), _instance_table(rows)]
    parts.append(_state_table("engines", "Engines", _engines(engine_names())))
    parts.append(_state_table("alone", "Engines of the benchmarks alone", alone))
    sections = [Section(table.caption, [table]) for table in parts]
    show(Document("Suites, instances and engines", sections, origin_section()))
    return DONE


def _suite_table() -> Table:
    rows = [
        (
            suite.name,
            suite.about,
            suite.instances,
            ", ".join(suite.formulations) or "-",
            f"{suite.time_limit:g} s",
        )
        for suite in SUITES.values()
    ]
    heads = ("suite", "what for", "instances", "standards", "limit")
    return Table("suites", "Suites", [*map(Column, heads)], rows)


def _instance_table(rows: Sequence[_Row]) -> Table:
    cells = [
        (
            row.suite,
            row.instance,
            row.group,
            row.size or "-",
            "-" if row.bound is None else row.bound,
            "-" if row.best_known is None else row.best_known,
            row.source or "-",
        )
        for row in rows
    ]
    columns = [
        *map(Column, ("suite", "instance", "group", "size")),
        Column("bound", "amount"),
        Column("best known", "amount"),
        Column("source"),
    ]
    return Table("instances", "Instances", columns, cells, heads=2)


def _state_table(slug: str, caption: str, engines: Mapping[str, Mapping[str, str | None]]) -> Table:
    rows = [
        (name, state["version"] or f"cannot run here: {state['missing']}")
        for name, state in engines.items()
    ]
    return Table(slug, caption, [Column("engine"), Column("version")], rows)


def _rows(suite: Suite, folder: Path | None) -> list[_Row]:
    if suite.needs_folder and folder is None:
        return []
    if suite.name == "gap":
        return _files(suite, folder or Path())
    options = RunOptions(time_limit=suite.time_limit, memory_mb=suite.memory_mb)
    wanted = Wanted([""], options, formulations=suite.formulations, folder=folder)
    specs = suite.make(wanted)
    return list(dict.fromkeys(_row(spec) for spec in specs))


def _row(spec: RunSpec) -> _Row:
    known = spec.best_known is not None
    return _Row(
        suite=spec.suite,
        instance=spec.instance.name,
        group=spec.instance.group,
        size=size(spec.instance),
        bound=spec.best_bound_known,
        best_known=spec.best_known,
        source="proved optimal" if known and spec.best_known == spec.best_bound_known else None,
    )


def _files(suite: Suite, folder: Path) -> list[_Row]:
    return [
        _Row(
            suite=suite.name,
            instance=row.name,
            group=row.group,
            size=row.size,
            bound=row.bound,
            best_known=row.best_known,
            source=row.source,
            origin=row.origin,
        )
        for row in gap_table(folder)
    ]


def _suite_to_dict(suite: Suite) -> dict[str, object]:
    return {
        "suite": suite.name,
        "about": suite.about,
        "instances": suite.instances,
        "formulations": list(suite.formulations),
        "time_limit": suite.time_limit,
        "needs_folder": suite.needs_folder,
    }


def _engines(names: Iterable[str]) -> dict[str, dict[str, str | None]]:
    found: dict[str, dict[str, str | None]] = {}
    for name in names:
        engine = find_engine(name)
        if engine is not None:
            missing = engine.missing()
            number = None if missing else engine.version()
            found[name] = {"version": number, "missing": missing}
    return found


_RESULTS = Annotated[
    Path, typer.Argument(metavar="DIR", help="Folder of results that `bench run` wrote.")
]
_OUT = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="DIR", help="Folder for the report.", show_default="beside the results"
    ),
]


@with_blocks
def report_results(results: _RESULTS, *, out: _OUT = None, output: Output) -> int:
    """Analyse results and write the report, as Markdown and HTML."""
    errors = ErrorCollector()
    errors.check_output(output)
    errors.finish()
    made = analysis.report(results, out)
    deliver(lambda: made.document, made.as_dict(), output)
    if not output.as_json:
        show_line("\nWritten")
        for file in made.files[:2]:
            show_line(str(file))
    return DONE


def compare_results(
    base: Annotated[Path, typer.Argument(metavar="BASE", help="Folder of earlier results.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="Folder of later results.")],
    as_json: AsJson = False,
) -> int:
    """Compare results with earlier ones, pair by pair."""
    made = analysis.compare(base, new)
    if as_json:
        show_json(made.as_dict())
    else:
        show(made.document)
    return DONE
