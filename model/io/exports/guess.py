"""A first map of columns, guessed from the names of the columns and what stands in them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from ...calendar import Calendar
from ...checks.cells import personal_column
from ...tables import REQUIRED, ROWS, TableName
from .mapping import Cells, ExportMap, SourceMap
from .sources import Export
from .tables import parse_day

_ID = r"(id|no|number|num|nr|code)"
_CLIENT = rf"(client|case|customer|participant|household)( {_ID})?"
_WORKER = rf"(worker|case ?worker|employee|staff|ew)( {_ID})?"
_WORDS: Mapping[TableName, Mapping[str, str]] = {
    "clients": {
        "id": _CLIENT,
        "office": "office|site|location|district|branch",
        "language": "(primary |spoken |preferred )?(language|lang)",
        "programs": "programs?|aid( codes?)?|benefits?",
        "worker": rf"(assigned |current |primary |case )?(owner|{_WORKER})( assigned)?",
        "groups": "flags?|groups?|tags?|labels?",
    },
    "workers": {
        "id": _WORKER,
        "office": "office|site|location|district|branch",
        "unit": "unit|team|section",
        "languages": "languages?( spoken)?",
        "programs": "programs?|skills?|certified (for|in)",
        "minutes": "(daily |work(ing)? )?(hours|minutes)( (per|a) day| daily)?",
    },
    "tasks": {
        "id": rf"(task|item|work item|activity)( {_ID})?",
        "client": _CLIENT,
        "program": "programs?|aid( code)?|benefit",
        "kind": "(task |activity |work )?(type|kind|category)",
        "minutes": "(std|standard|estimated|est|planned)? ?(minutes|mins?|duration)",
        "release": "received|opened|created|released?|available|start( date)?|date received",
        "due": "due( date| by| on)?|deadline",
        "contact": "(client )?contact|spoken to|in person",
    },
    "leaves": {
        "worker": _WORKER,
        "first": "(leave|absence|away|absent) (from|start|begins?)|first day( away)?",
        "last": "(leave|absence|away|absent) (to|until|till|end|ends|through)|last day( away)?",
    },
    "pairs": {"client": _CLIENT, "worker": _WORKER, "reason": "reason|why|conflict"},
    "former": {},
}
"""What a column is called, in plain words, that becomes a column of a table."""

_DAYS = ("release", "due", "first", "last")
_FORMS = (
    "month/day/year",
    "day/month/year",
    "year/month/day",
    "day.month.year",
    "year.month.day",
    "month-day-year",
    "day-month-year",
    "year-month-day",
)
_LISTS = ("programs", "languages", "groups")
_SEPARATORS = ",|/;"
_FLAGS = {"y": "true", "n": "false", "t": "true", "f": "false", "x": "true"}
_CONSTANTS: Mapping[tuple[TableName, str], str] = {
    ("clients", "office"): "Main",
    ("workers", "office"): "Main",
    ("pairs", "price"): "never",
}
_NAMES = "names of people are left behind"
_UNKNOWN = "not recognised"


@dataclass(frozen=True)
class GuessedMap:
    """A map that somebody must look over.

    Parameters
    ----------
    map : ExportMap
        The map.
    remarks : tuple of str
        What was taken for granted, and what could not be guessed.
    """

    map: ExportMap
    remarks: tuple[str, ...]


def guess_map(exports: Sequence[Export]) -> GuessedMap:
    """Guess what becomes of the columns of exports.

    Parameters
    ----------
    exports : sequence of Export
        The exports.

    Returns
    -------
    GuessedMap
        A map in which every column is mapped or left out, and what to look at in it.
    """
    remarks: list[str] = []
    sources = {export.name: _guess_source(export, remarks) for export in exports}
    there = {table for source in sources.values() for table, _ in source.tables()}
    remarks += [f"no export looks like {name}" for name in REQUIRED if name not in there]
    calendar = _guess_calendar(exports, sources, remarks)
    owners = _ids(exports, sources, "clients", "worker") - _ids(exports, sources, "workers", "id")
    if owners:
        remarks.append(
            f"unknown_owners: {len(owners)} owners are no workers, and count as having left"
        )
    made = ExportMap(
        unknown_owners="former" if owners else "refused", calendar=calendar, sources=sources
    )
    return GuessedMap(made, tuple(remarks))


def _plain(name: str) -> str:
    words = re.findall(r"[a-z]+", re.sub(r"([a-z])([A-Z])", r"\1 \2", name).lower())
    return " ".join(words)


def _guess_source(export: Export, remarks: list[str]) -> SourceMap:
    found: dict[TableName, dict[str, str]] = {
        table: _matches(export, words) for table, words in _WORDS.items()
    }
    scores: dict[TableName, float] = {
        table: _score(table, columns) for table, columns in found.items()
    }
    main: TableName = max(scores, key=lambda table: scores[table])
    columns: dict[TableName, dict[str, Cells]] = {}
    if scores[main] > 0:
        columns[main] = _read_as(export, main, found[main], remarks)
    if main == "workers" and {"first", "last"} & {*found["leaves"]}:
        leaves = {**found["leaves"], "worker": found["workers"].get("id", "")}
        columns["leaves"] = _read_as(export, "leaves", leaves, remarks)
    used = {cells.column for each in columns.values() for cells in each.values()}
    left = {
        name: _NAMES if personal_column(name) else _UNKNOWN
        for name in export.columns
        if name not in used
    }
    odd = [name for name, reason in left.items() if reason == _UNKNOWN]
    if odd:
        remarks.append(f"{export.name}: left out, because not recognised: {', '.join(odd)}")
    return SourceMap.model_validate({**columns, "left_out": left})


def _matches(export: Export, words: Mapping[str, str]) -> dict[str, str]:
    """Return the column of an export that each column of a table may come from."""
    found: dict[str, str] = {}
    for field, pattern in words.items():
        for name in export.columns:
            is_free = name not in found.values() and not personal_column(name)
            if is_free and re.fullmatch(pattern, _plain(name)):
                found[field] = name
                break
    return found


def _score(table: TableName, found: Mapping[str, str]) -> float:
    """Return how many columns of a table an export has; 0 without what tells its rows apart."""
    keys = {"pairs": {"client", "worker"}, "leaves": {"worker", "first"}}.get(table, {"id"})
    if not found or not keys <= {*found}:
        return 0
    wanted = [name for name, info in ROWS[table].model_fields.items() if info.is_required()]
    return len(found) + len({*found} & {*wanted}) / (len(wanted) + 1)


def _read_as(
    export: Export, table: TableName, found: Mapping[str, str], remarks: list[str]
) -> dict[str, Cells]:
    made = {field: _cells(export, table, field, column, remarks) for field, column in found.items()}
    for (home, field), value in _CONSTANTS.items():
        if home == table and field not in made:
            made[field] = Cells(value=value)
            remarks.append(f"{export.name}: {table}.{field} is '{value}' in every row")
    needed = [
        field
        for field, info in ROWS[table].model_fields.items()
        if info.is_required() and field not in made
    ]
    remarks += [f"{export.name}: no column looks like {table}.{field}" for field in needed]
    return made


def _cells(export: Export, table: TableName, field: str, column: str, remarks: list[str]) -> Cells:
    texts: list[str] = export.columns[column].drop_nulls().unique(maintain_order=True).to_list()
    where = f"{export.name}, {column}"
    if field in _LISTS:
        signs = Counter(sign for text in texts for sign in _SEPARATORS if sign in text)
        return Cells(column=column, separator=signs.most_common(1)[0][0] if signs else None)
    if field in _DAYS:
        return Cells(column=column, date=_form(texts, where, remarks))
    if field == "contact":
        values = {text: _FLAGS[text.lower()] for text in texts if text.lower() in _FLAGS}
        return Cells(column=column, values=values)
    if field == "minutes":
        hours = "hour" in _plain(column)
        if table == "workers":
            remarks.append(
                f"{where}: all of a day counts; put share = 0.7 there if casework has 70 % of it"
            )
        return Cells(column=column, hours=hours)
    return Cells(column=column)


def _form(texts: Sequence[str], where: str, remarks: list[str]) -> str | None:
    """Return how days are written; None where they need no form."""
    fits = [form for form in _FORMS if texts and all(parse_day(text, form) for text in texts)]
    if fits and fits[0] != "year-month-day":
        if len(fits) > 1:
            remarks.append(f"{where}: days are read as {fits[0]}; they could be {fits[1]}")
        return fits[0]
    if not fits and texts:
        remarks.append(f"{where}: not all days are written alike; give their form under date")
    return None


def _guess_calendar(
    exports: Sequence[Export], sources: Mapping[str, SourceMap], remarks: list[str]
) -> Calendar:
    """Return the calendar of the month in which most work came."""
    days = [*_release_days(exports, sources)]
    if not days:
        remarks.append("calendar: no day on which work came is known; set start and periods")
        return Calendar()
    (year, month), _ = Counter((day.year, day.month) for day in days).most_common(1)[0]
    start = date(year, month, 1)
    end = (start + timedelta(days=32)).replace(day=1)
    periods = int(np.busday_count(np.datetime64(start), np.datetime64(end)))
    remarks.append(
        f"calendar: {start:%Y-%m}, in which most work came, without holidays; set start, periods "
        "and holidays"
    )
    return Calendar(start=start, periods=periods)


def _release_days(exports: Sequence[Export], sources: Mapping[str, SourceMap]) -> Iterator[date]:
    for export in exports:
        cells = sources[export.name].tasks.get("release")
        if cells is not None and cells.column is not None:
            form = cells.date or "year-month-day"
            for text in export.columns[cells.column].drop_nulls():
                day = parse_day(text, form)
                if day is not None:
                    yield day


def _ids(
    exports: Sequence[Export], sources: Mapping[str, SourceMap], table: TableName, field: str
) -> set[str]:
    found: set[str] = set()
    for export in exports:
        columns = dict(sources[export.name].tables()).get(table, {})
        cells = columns.get(field)
        if cells is not None and cells.column is not None:
            found |= {*export.columns[cells.column].drop_nulls()}
    return found
