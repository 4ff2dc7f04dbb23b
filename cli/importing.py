"""``samehands import``: exports of an agency's own systems become tables, by a map of columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from ..model.io.exports import (
    ExportMap,
    Imported,
    SourceNote,
    format_map,
    guess_map,
    import_exports,
    read_exports,
    read_map,
)
from ..model.io.files import write_files
from ..model.io.read import read_policy
from ..model.io.write import write
from ..planning.written import summarise_instance
from ..report.document import instance_words
from ..report.tables import count
from .exit_codes import DONE
from .inputs import ErrorCollector
from .options import AsJson, OutFolder, PolicyFile
from .output import show_json, show_line, tell_warnings

_EXPORTS = Annotated[
    list[Path],
    typer.Argument(metavar="EXPORT...", help="CSV files and workbooks, as the system gave them."),
]
_MAP = Annotated[
    Path | None,
    typer.Option(
        "--map",
        metavar="FILE",
        help="Map of the columns; where it is not there yet, a first one is written to it.",
        show_default="map.toml beside --out",
    ),
]


def import_tables(
    exports: _EXPORTS,
    out: OutFolder,
    map_file: _MAP = None,
    policy: PolicyFile = None,
    as_json: AsJson = False,
) -> int:
    """Turn the exports of an agency's own systems into tables, by a map of their columns.

    Without a map a first one is guessed, written and shown, and nothing else: look it over, then
    call again. Every column is mapped or left out with a reason; every row that gives nothing is
    counted; names of people are left behind.
    """
    errors = ErrorCollector()
    errors.check_instance(out)
    found = errors.attempt(lambda: read_exports(exports))
    place = map_file or out.absolute().parent / "map.toml"
    is_there = place.exists()
    if is_there and map_file is None:
        errors.refuse("map", f"{place} is there already; name it with --map to use it")
    made = errors.attempt(lambda: read_map(place)) if is_there and map_file else None
    rules = None if policy is None else errors.attempt(lambda: read_policy(policy))
    errors.finish()
    if made is None:
        guessed = guess_map(found or ())
        write_files({place: format_map(guessed.map, guessed.remarks)})
        _show_guess(place, guessed.map, guessed.remarks, as_json)
        return DONE
    plain = None if rules is None else rules.model_dump(mode="json")
    imported = import_exports(found or (), made, plain)
    write(out, imported.instance, imported.policy)
    _show(out, imported, as_json)
    return DONE


def _show_guess(place: Path, made: ExportMap, remarks: Sequence[str], as_json: bool) -> None:
    if as_json:
        show_json({"map": str(place), "remarks": [*remarks], "guessed": _plain(made)})
        return
    show_line(format_map(made).rstrip())
    show_line(f"\nGuessed, and written to {place}. Look it over, above all at these:")
    for remark in remarks:
        show_line(f"- {remark}")
    show_line(f"Then: samehands import ... --map {place} --out ...")


def _plain(made: ExportMap) -> Mapping[str, object]:
    return made.model_dump(mode="json", exclude_defaults=True, exclude_none=True)


def _show(out: Path, imported: Imported, as_json: bool) -> None:
    warnings = imported.instance.warnings
    if as_json:
        data = {
            "out": str(out),
            **summarise_instance(imported.instance),
            "sources": [asdict(note) for note in imported.notes],
            "former": imported.former,
            "warnings": [warning.as_dict() for warning in warnings],
        }
        show_json(data)
        return
    tell_warnings(warnings)
    for note in imported.notes:
        for line in _lines(note):
            show_line(line)
    if imported.former:
        show_line(f"{count(imported.former, 'owner')} who are no workers: written to former")
    show_line(f"{out}: {instance_words(imported.instance)}")


def _lines(note: SourceNote) -> list[str]:
    gave = ", ".join(f"{rows:,} {table}" for table, rows in note.gave.items()) or "nothing"
    lines = [f"{note.name}: {count(note.rows, 'row')} gave {gave}"]
    lines += [
        f"  {rows:,} of them gave no {table}, for lack of a cell"
        for table, rows in note.nothing.items()
    ]
    if note.empty_rows:
        lines.append(f"  {count(note.empty_rows, 'empty row')} between them")
    lines += [f"  left out: {column} ({reason})" for column, reason in note.left_out.items()]
    return lines
