"""``samehands bench list``: the suites, their instances, and the engines."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer

from ..benchmarks.ask import MEMORY_MB
from ..benchmarks.instances.table import gap_table
from ..benchmarks.record import RunOptions
from ..benchmarks.suites import SUITES, Suite, Wanted
from ..report.layout import add, grid, section
from ..solver import engine_names, find_engine
from .exits import DONE
from .options import AsJson
from .output import show, show_json

_INSTANCES = Annotated[
    Path | None,
    typer.Option("--instances", metavar="DIR", help="Folder of instances to list for suite gap."),
]


@dataclass(frozen=True)
class _Row:
    """One instance of a suite, with what is known of it."""

    suite: str
    instance: str
    group: str
    size: str | None = None
    bound: int | None = None
    best_known: int | None = None
    source: str | None = None
    origin: str | None = None


def list_all(instances: _INSTANCES = None, as_json: AsJson = False) -> int:
    """List suites, instances and engines."""
    rows = [row for suite in SUITES.values() for row in _rows(suite, instances)]
    if as_json:
        show_json(
            {
                "suites": [_suite_to_dict(suite) for suite in SUITES.values()],
                "instances": [asdict(row) for row in rows],
                "engines": _engines(),
            }
        )
        return DONE
    suites = grid(["suite", "what for", "instances", "standards", "limit"], texts=4)
    for suite in SUITES.values():
        limit = f"{suite.time_limit:g} s"
        standards = ", ".join(suite.formulations) or "-"
        add(suites, suite.name, suite.about, suite.instances, standards, limit)
    table = grid(["suite", "instance", "group", "size", "bound", "best known", "source"], texts=4)
    for row in rows:
        numbers = ("-" if each is None else f"{each:,}" for each in (row.bound, row.best_known))
        add(table, row.suite, row.instance, row.group, row.size or "-", *numbers, row.source or "-")
    engines = grid(["engine", "version"], texts=2)
    for name, state in _engines().items():
        add(engines, name, state["version"] or f"cannot run here: {state['missing']}")
    show([section("Suites", suites), section("Instances", table), section("Engines", engines)])
    return DONE


def _rows(suite: Suite, folder: Path | None) -> list[_Row]:
    if suite.needs_folder:
        return [] if folder is None else _files(suite, folder)
    options = RunOptions(time_limit=suite.time_limit, memory_mb=MEMORY_MB)
    specs = suite.make(Wanted([""], options, formulations=suite.formulations))
    rows = (_Row(suite.name, spec.instance.name, spec.instance.group) for spec in specs)
    return list(dict.fromkeys(rows))


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


def _engines() -> dict[str, dict[str, str | None]]:
    found: dict[str, dict[str, str | None]] = {}
    for name in engine_names():
        engine = find_engine(name)
        if engine is not None:
            missing = engine.missing()
            number = None if missing else engine.version()
            found[name] = {"version": number, "missing": missing}
    return found
