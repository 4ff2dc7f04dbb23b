"""How results came about: commands, versions, machines and dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from ..report.bench_cells import Cell, Column, Table
from ..report.bench_document import Block, Commands, Paragraph, Section
from ..report.words import count
from .record import Machine, Record, RunOptions

COMMANDS = "commands.txt"
"""File beside the results with the commands that were typed, one a line."""


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
    return Section("How this was made", [*blocks, *page, _versions(found), _machines(found)])


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
