"""Results to conclusions: a report on a folder of results, and a comparison with earlier ones."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from ..model.errors import InputError
from ..model.problems import Problem as Fault
from ..report.bench_document import Document
from ..report.bench_files import write_document
from ..report.bench_markdown import markdown
from ..report.words import count, listed
from .origin import origin
from .pages import comparison_page, report_page
from .paired import Verdict
from .record import Record
from .remarks import remarks
from .runs import Run, make_runs
from .store import RESULTS, load_records
from .summaries import ALL, Row, grouped, kinds, rows
from .versus import Match, Versus, matches, sides_of, solvers_of


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
        return markdown(self.document)

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
        raise InputError([Fault("file", None, None, RESULTS, says)])
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
