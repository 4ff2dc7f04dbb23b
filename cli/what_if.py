"""``samehands what-if``: reforms against a baseline, from a file of scenarios."""

from __future__ import annotations

import threading
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from ..model.errors import InternalError
from ..model.io.files import write_files
from ..report.console import console_parts
from ..report.document import Document
from ..report.files import write_document
from ..report.html import html
from ..report.what_if import what_if_document, what_if_to_dict
from ..scenarios import Scenarios, WhatIf, read_scenarios
from ..scenarios import what_if as compare_reforms
from .exits import exit_code, interruptible
from .options import AsJson, Engine, Gap, InstancePath, PolicyFile, Seed, Threads, TimeLimit
from .output import show, show_json
from .progress import Progress
from .question import Flags, Gather, Question, put

_MARKS = {".html": b"<!DOCTYPE html>", ".md": b"# What if"}
_SCENARIOS = Annotated[
    Path, typer.Argument(metavar="SCENARIOS", help="TOML file of reforms and their baseline.")
]
_REPORT = Annotated[
    Path | None, typer.Option("--report", metavar="FILE", help="Report to write: .html or .md.")
]
_RANGES = Annotated[
    bool,
    typer.Option("--ranges", help="Least and greatest value of metrics at the cost of each plan."),
]
_SENSITIVITY = Annotated[
    bool, typer.Option("--sensitivity", help="Halve and double each assumed price and minute.")
]
_JOBS = Annotated[
    int | None,
    typer.Option("--jobs", metavar="N", help="Solves at a time.  [default: one a processor]"),
]


def what_if(
    instance: InstancePath,
    scenarios: _SCENARIOS,
    policy: PolicyFile = None,
    engine: Engine = "auto",
    time_limit: TimeLimit = 60.0,
    gap: Gap = 0.0,
    seed: Seed = 0,
    threads: Threads = None,
    jobs: _JOBS = None,
    ranges: _RANGES = False,
    sensitivity: _SENSITIVITY = False,
    report: _REPORT = None,
    as_json: AsJson = False,
) -> int:
    """Change rules, staff, clients or work, and see what follows and whether it is real."""
    flags = Flags(instance, policy, None, None, engine, time_limit, gap, seed, threads)
    gather = Gather()
    if report is not None:
        _check_report(report, gather)
    if jobs is not None and jobs < 1:
        gather.refuse("jobs", f"{jobs} is not a number of processes; it must be 1 or more")
    question = put(flags, (), b"", gather)
    asked = read_scenarios(scenarios, question.instance, question.policy, seed)
    found = interruptible(partial(_found, question, asked, flags, jobs, ranges, sensitivity))
    document = what_if_document(found)
    if report is not None:
        _write(document, report)
    if as_json:
        show_json(what_if_to_dict(found))
    else:
        show(console_parts(document))
    return exit_code(*(result.status for result in found.results))


def _found(
    question: Question,
    asked: Scenarios,
    flags: Flags,
    jobs: int | None,
    ranges: bool,
    sensitivity: bool,
    cancel: threading.Event,
) -> WhatIf:
    return compare_reforms(
        question.instance,
        question.policy,
        asked,
        flags.options(cancel),
        with_ranges=ranges,
        with_sensitivity=sensitivity,
        jobs=jobs,
        on_stage=Progress,
    )


def _check_report(report: Path, gather: Gather) -> None:
    mark = _MARKS.get(report.suffix)
    if mark is None:
        gather.refuse("report", f"{report} ends in neither .html nor .md; choose one of the two")
    else:
        gather.new_file(report, mark)


def _write(document: Document, report: Path) -> None:
    if report.suffix == ".html":
        write_files({report: html(document)})
    elif report.suffix == ".md":
        write_document(document, report.parent, report.stem)
    else:
        raise InternalError(f"no way to write {report}")
