"""What goes to standard output: a report for people or one JSON object; and errors."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from rich.console import Console
from rich.measure import Measurement

from ..model.errors import InputError, InputFault
from ..report.console import console_parts
from ..report.document import Commands, Document
from ..report.files import write_report
from ..report.plan_sheets import NamedPlan, plan_pages
from ..report.public import released
from ..report.workbook import write_workbook
from .invocation import command_line, names_people
from .options import Output

_WIDTH = 100
"""Columns where the output is no terminal."""

_OPTIONS = frozenset(
    {"engine", "time_limit", "gap", "seed", "threads", "start", "out", "months"}
    | {"formulation", "formulations", "engines", "instances", "seeds", "jobs", "memory_mb"}
    | {"leaves", "joins", "absent", "transfer", "exclude", "max_changes", "set", "report", "by"}
    | {"step", "group", "epsilon", "most", "add", "tries", "fixed", "former", "worker", "client"}
    | {"instance", "workbook", "replications", "half_width", "standards"}
)


def deliver(
    make_document: Callable[[], Document],
    data: Mapping[str, object],
    output: Output,
    warnings: Sequence[InputFault] = (),
    plans: Callable[[], Sequence[NamedPlan]] | None = None,
) -> None:
    """Write an answer: a page if one is asked for, and to standard output a text or JSON.

    The page is the public version unless the internal one is asked for; text and JSON are internal.

    Parameters
    ----------
    make_document : callable
        Returns the answer for people; asked only where one of them reads it, for it takes seconds
        of an office.
    data : mapping of str to object
        The answer as plain data.
    output : Output
        What is asked for.
    warnings : sequence of InputFault
        What is odd in what was read; to standard error beside a text, into the JSON and the
        internal page.
    plans : callable or None
        Returns the plans that an internal workbook has beside the tables of the answer.

    Raises
    ------
    InputError
        If a public page is asked for and no part of the answer may leave the agency.
    """
    document = None
    if output.has_page or not output.as_json:
        document = make_document()
        write_pages(document, output, warnings, plans)
    if document is None or output.as_json:
        show_json({**data, "warnings": [warning.as_dict() for warning in warnings]})
    else:
        tell_warnings(warnings)
        show(document)


def write_pages(
    document: Document,
    output: Output,
    warnings: Sequence[InputFault] = (),
    plans: Callable[[], Sequence[NamedPlan]] | None = None,
) -> None:
    """Write an answer as a page and as a workbook: what may leave the agency, or everything.

    Parameters
    ----------
    document : Document
        The answer.
    output : Output
        Which of them are asked for, and whether they hold only what may leave the agency.
    warnings : sequence of InputFault
        What is odd in what was read; into the internal ones.
    plans : callable or None
        Returns the plans that an internal workbook has beside the tables of the answer.

    Raises
    ------
    InputError
        If a public page is asked for and no part of the answer may leave the agency.
    """
    first = output.report or output.workbook
    if first is None:
        return
    # What is hidden for one is hidden for the other, and takes time to find.
    page = _page(document, first, output.public, warnings)
    if output.report is not None:
        write_report(page, output.report)
    if output.workbook is not None:
        pages = [] if plans is None or output.public else plan_pages(plans())
        write_workbook(page, output.workbook, pages)


def _page(document: Document, file: Path, public: bool, warnings: Sequence[InputFault]) -> Document:
    """Return what a file may hold of an answer."""
    made_by = Commands([command_line()], internal=names_people())
    page = released(document, public=public, made_by=made_by, warnings=warnings)
    if page is not None:
        return page
    message = f"no part of this answer may leave the agency; --internal writes {file}"
    option = "workbook" if file.suffix == ".xlsx" else "report"
    raise InputError([InputFault("argument", None, None, option, message)])


def tell_warnings(warnings: Sequence[InputFault]) -> None:
    """Write what is odd in what was read to standard error."""
    _tell("".join(f"warning: {warning}\n" for warning in warnings))


def show(document: Document) -> None:
    """Write a document; where the terminal is too narrow for a number, lines get longer instead."""
    console = _console()
    renderables = list(console_parts(document))
    options = console.options.update(width=10_000)
    needed = [Measurement.get(console, options, part).minimum for part in renderables]
    console.width = max(console.width, *needed, 1)
    with console.capture() as capture:
        for part in renderables:
            console.print(part)
    _write("\n".join(line.rstrip() for line in capture.get().split("\n")))


def show_line(text: str) -> None:
    """Write one line."""
    _write(f"{text}\n")


def show_json(data: Mapping[str, object]) -> None:
    """Write one JSON object."""
    _write(json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def show_problems(kind: str, head: str, problems: Sequence[InputFault], as_json: bool) -> None:
    """Write an error with all its problems, one per line, to standard error, or as JSON.

    Parameters
    ----------
    kind : str
        What sort of error it is, for JSON.
    head : str
        What went wrong, in one line.
    problems : sequence of InputFault
        Every fault; may be empty.
    as_json : bool
        Whether to write a JSON object to standard output instead.
    """
    if as_json:
        listed = [problem.as_dict() for problem in problems]
        show_json({"error": kind, "message": head, "problems": listed})
        return
    lines = [head, *(f"  {_named(problem)}" for problem in problems)]
    _tell("\n".join(lines) + "\n")


def input_head(error: InputError) -> str:
    """Return the first line of an input error: how many problems there are."""
    return str(error).split("\n", 1)[0]


def _named(problem: InputFault) -> str:
    if problem.table == "argument" and problem.field in _OPTIONS:
        return f"--{problem.field.replace('_', '-')}: {problem.message}"
    return str(problem)


def _console() -> Console:
    width = None if sys.stdout.isatty() else _WIDTH
    return Console(file=sys.stdout, width=width, markup=False, highlight=False, emoji=False)


def _write(text: str) -> None:
    """Write text; a reader that has gone away is no fault of the command."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        # What is left in the buffer must not fail again when Python exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _tell(text: str) -> None:
    """Write to standard error; nobody who reads it is no fault of the command."""
    with suppress(OSError, ValueError):
        sys.stderr.write(text)
        sys.stderr.flush()
