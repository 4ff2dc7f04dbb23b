"""How results came about: commands, versions, machines and dates."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..report.bench_cells import Column, Table
from ..report.bench_document import Block, Commands, Paragraph, Section
from .record import Machine, Record

COMMANDS = "commands.txt"
"""File beside the results with the commands that were typed, one a line."""


def origin(records: Sequence[Record], folder: Path, command: str) -> Section:
    """Return the footer of a report.

    Parameters
    ----------
    records : sequence of Record
        All records.
    folder : pathlib.Path
        Where they are.
    command : str
        The command that made the report.
    """
    typed = _typed(folder)
    blocks: list[Block] = []
    if typed:
        blocks += [Paragraph("The runs were made by"), Commands(typed)]
    else:
        blocks += [
            Paragraph(
                "The commands were not written down. By the records, these ask for the same runs, "
                "as far as all combinations were made (--jobs, --instances and --out are unknown):"
            ),
            Commands(_equivalent(records)),
        ]
    blocks += [Paragraph("This report was made by"), Commands([command])]
    if records:
        started = sorted(record.started for record in records)
        blocks.append(Paragraph(f"First run started {started[0]}, last run {started[-1]}."))
        blocks += [_versions(records), _machines(records)]
    return Section("How this was made", blocks)


def _typed(folder: Path) -> list[str]:
    path = folder / COMMANDS
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    return list(dict.fromkeys(line for line in text.splitlines() if line.strip()))


def _equivalent(records: Sequence[Record]) -> list[str]:
    """Return for each suite and time limit a command that asks for all of its runs."""
    parts: dict[tuple[str, float], list[Record]] = {}
    for record in records:
        parts.setdefault((record.suite, record.options.time_limit), []).append(record)
    lines: list[str] = []
    for (suite, limit), these in parts.items():
        engines = ",".join(sorted({record.engine for record in these}))
        formulations = ",".join(sorted({each.formulation for each in these if each.formulation}))
        seeds = len({record.seed for record in these})
        words = ["samehands bench run", suite, f"--engines {engines}"]
        words += [f"--formulations {formulations}"] if formulations else []
        lines.append(" ".join([*words, f"--time-limit {limit:g}", f"--seeds {seeds}"]))
    return lines


def _versions(records: Sequence[Record]) -> Table:
    found: dict[str, dict[str, int]] = {}
    for record in records:
        for name, version in record.versions.items():
            counts = found.setdefault(name, {})
            counts[version] = counts.get(version, 0) + 1
    rows = [[name, text, n] for name in sorted(found) for text, n in sorted(found[name].items())]
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
