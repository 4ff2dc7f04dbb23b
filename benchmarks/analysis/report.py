"""Results to conclusions: a report on a folder of results, and a comparison with earlier ones."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from ...model.errors import InputError, InputFault
from ...report.document import Block, Commands, Document, Paragraph, Section
from ...report.files import format_markdown, write_document
from ...report.tables import Cell, Column, Table, count, listed
from ..record import Machine, Record, RunOptions
from ..store import COMMANDS, RESULTS, load_records
from .pages import comparison_page, remarks, report_page
from .runs import ALL, Run, grouped, kinds, make_runs
from .summaries import Row, rows
from .versus import Match, Verdict, Versus, matches, sides_of, solvers_of

# How results came about: commands, versions, machines and dates.


def origin(results: Mapping[Path, Sequence[Record]], command: str) -> Section:
    """Return the footer of a report.

    Parameters
    ----------
    results : mapping from pathlib.Path to sequence of Record
        The records of each folder, one at least.
    command : str
        The command that made the report.
    """
    blocks: list[Block] = []
    for folder, records in results.items():
        blocks += _made(folder, records)
    found = [record for records in results.values() for record in records]
    page: list[Block] = [Paragraph("This page was made by"), Commands([command])]
    parts = [*blocks, *page, _versions(found), _machines(found)]
    return Section("How this was made", parts, public=True)


def _made(folder: Path, records: Sequence[Record]) -> list[Block]:
    started = sorted(record.started for record in records)
    dates = f"first started {started[0]}, last started {started[-1]}"
    head = f"{count(len(records), 'run')} in {folder}, {dates}"
    typed = _typed(folder)
    if typed:
        return [Paragraph(f"{head}, made by"), Commands(typed)]
    says = (
        f"{head}. The commands were not written down; by the records, these ask for the same runs "
        "if every combination was made (the number of jobs and the folders are not known):"
    )
    return [Paragraph(says), Commands(_equivalent(records))]


def _typed(folder: Path) -> list[str]:
    path = folder / COMMANDS
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    return list(dict.fromkeys(line for line in text.splitlines() if line.strip()))


def _equivalent(records: Sequence[Record]) -> list[str]:
    """Return for each suite and set of options a command that asks for all of its runs."""
    parts: dict[tuple[str, RunOptions], list[Record]] = {}
    for record in records:
        parts.setdefault((record.suite, record.options), []).append(record)
    lines: list[str] = []
    for (suite, options), these in parts.items():
        engines = ",".join(sorted({record.engine for record in these}))
        formulations = ",".join(sorted({each.formulation for each in these if each.formulation}))
        seeds = len({record.seed for record in these})
        words = ["samehands bench run", suite, f"--engines {engines}"]
        words += [f"--formulations {formulations}"] if formulations else []
        words += [f"--time-limit {options.time_limit:g}", f"--seeds {seeds}"]
        words += [f"--threads {options.threads}", f"--memory-mb {options.memory_mb}"]
        lines.append(" ".join(words))
    return lines


def _versions(records: Sequence[Record]) -> Table:
    found: dict[str, dict[str, int]] = {}
    for record in records:
        for name, version in record.versions.items():
            counts = found.setdefault(name, {})
            counts[version] = counts.get(version, 0) + 1
    rows: list[list[Cell]] = [
        [name, text, n] for name in sorted(found) for text, n in sorted(found[name].items())
    ]
    columns = [Column("software"), Column("version"), Column("runs", "count")]
    return Table("versions", "Versions", columns, rows, heads=2)


def _machines(records: Sequence[Record]) -> Table:
    counts: dict[Machine, int] = {}
    for record in records:
        counts[record.machine] = counts.get(record.machine, 0) + 1
    columns = [Column("processor"), Column("cores", "count"), Column("memory, GB", "count")]
    return Table(
        "machines",
        "Machines",
        [*columns, Column("system"), Column("runs", "count")],
        [
            [each.processor, each.cores, each.memory_gb, each.system, n]
            for each, n in counts.items()
        ],
    )


@dataclass(frozen=True)
class Report:
    """A report on results.

    Parameters
    ----------
    remarks : tuple of str
        What must be told first.
    rows : tuple of Row
        The figures by suite, group, formulation and solver.
    versus : dict from str to tuple of Versus
        For each suite, solver against solver.
    document : Document
        All of it, to be written.
    files : tuple of pathlib.Path
        The files written: Markdown, HTML, then tables and charts.
    """

    remarks: tuple[str, ...]
    rows: tuple[Row, ...]
    versus: Mapping[str, tuple[Versus, ...]]
    document: Document
    files: tuple[Path, ...]

    def as_dict(self) -> dict[str, object]:
        """Return plain values, for JSON."""
        return {
            "remarks": list(self.remarks),
            "rows": [asdict(row) for row in self.rows],
            "versus": {
                name: [asdict(each) for each in found] for name, found in self.versus.items()
            },
            "files": [str(file) for file in self.files],
        }


@dataclass(frozen=True)
class Comparison:
    """Earlier and later results compared.

    Parameters
    ----------
    versus : tuple of Versus
        The comparisons: all runs both have, then parts of them.
    only_base, only_new : int
        Combinations of problem, engine and options that only one side has.
    changed : tuple of str
        Instances that are not the same on both sides, left out.
    kinds_base, kinds_new : dict from str to int
        How the runs of each side ended.
    document : Document
        All of it, to be written.
    """

    versus: tuple[Versus, ...]
    only_base: int
    only_new: int
    changed: tuple[str, ...]
    kinds_base: Mapping[str, int]
    kinds_new: Mapping[str, int]
    document: Document

    @property
    def differences(self) -> tuple[Versus, ...]:
        """The comparisons that show a difference."""
        return tuple(each for each in self.versus if each.verdict == "difference")

    @property
    def verdict(self) -> Verdict:
        """``difference`` if a comparison shows one; else ``too few pairs``, ``no difference``."""
        if self.differences:
            return "difference"
        few = any(each.verdict == "too few pairs" for each in self.versus if each.scope == ALL)
        return "too few pairs" if few or not self.versus else "no difference"

    @property
    def text(self) -> str:
        """The comparison as Markdown."""
        return format_markdown(self.document)

    def as_dict(self) -> dict[str, object]:
        """Return plain values, for JSON."""
        return {
            "verdict": self.verdict,
            "versus": [asdict(each) for each in self.versus],
            "only_base": self.only_base,
            "only_new": self.only_new,
            "changed": list(self.changed),
            "kinds_base": dict(self.kinds_base),
            "kinds_new": dict(self.kinds_new),
        }


def load(folder: Path) -> list[Record]:
    """Return the records of a folder.

    Parameters
    ----------
    folder : pathlib.Path
        Folder with a file ``results.jsonl``; a half-written last line is passed over.

    Raises
    ------
    InputError
        If there is no such file, no record in it, or a line in it that is none.
    """
    records = load_records(folder)
    if not records:
        says = f"{folder} has no {RESULTS} with a record in it; make one with `samehands bench run`"
        raise InputError([InputFault("file", None, None, RESULTS, says)])
    return records


def report(folder: Path, out: Path | None = None) -> Report:
    """Analyse the results of a folder and write the report.

    Parameters
    ----------
    folder : pathlib.Path
        Folder of results.
    out : pathlib.Path or None
        Where to write to; None: beside the results.

    Raises
    ------
    InputError
        If the folder has no results.
    OSError
        If a file cannot be written.
    """
    records = load(folder)
    runs = make_runs(records)
    suites = grouped(runs, lambda run: run.problem.suite)
    figures = rows(runs)
    versus = {suite: solvers_of(these) for suite, these in suites.items()}
    words = ["samehands", "bench", "report", str(folder), *(["--out", str(out)] if out else [])]
    footer = origin({folder: records}, shlex.join(words))
    document = report_page(runs, figures, versus, footer)
    files = write_document(document, folder if out is None else out)
    return Report(tuple(remarks(runs)), figures, versus, document, files)


def compare(base: Path, new: Path) -> Comparison:
    """Compare results with earlier ones, pair by pair.

    Runs are paired by problem, engine and options; versions may differ, for that is the question.

    Parameters
    ----------
    base, new : pathlib.Path
        Folders of the earlier and of the later results.

    Raises
    ------
    InputError
        If a folder has no results.
    """
    earlier, later = load(base), load(new)
    runs = make_runs(earlier, later), make_runs(later, earlier)
    both = matches(runs[0]), matches(runs[1])
    changed = _changed(*both)
    one, two = ({match: side[match] for match in side if match not in changed} for side in both)
    only = len(one.keys() - two.keys()), len(two.keys() - one.keys())
    instances = tuple(sorted({match.problem.instance for match in changed}))
    versus = sides_of(one, two)
    command = shlex.join(["samehands", "bench", "compare", str(base), str(new)])
    footer = origin({base: earlier, new: later}, command)
    page = comparison_page(*runs, versus, _left_out(*only, instances), footer)
    return Comparison(versus, *only, instances, kinds(runs[0]), kinds(runs[1]), page)


def _changed(base: Mapping[Match, Sequence[Run]], new: Mapping[Match, Sequence[Run]]) -> set[Match]:
    """Return where the instance of a name is not the same on both sides."""
    return {match for match in base if match in new and _differ(base[match], new[match])}


def _differ(base: Sequence[Run], new: Sequence[Run]) -> bool:
    # The fingerprint is empty where a run ended before its instance was read.
    known = {run.record.instance_sha256 for run in (*base, *new)} - {""}
    return len(known) > 1


def _left_out(only_base: int, only_new: int, changed: Sequence[str]) -> list[str]:
    says = [
        f"{count(number, 'combination')} of problem, engine and options only in {side}, left out."
        for number, side in ((only_base, "base"), (only_new, "new"))
        if number
    ]
    if changed:
        says.append(f"Not the same instance on both sides, left out: {listed(changed)}.")
    return says
