"""JSON text to plain data and back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from types import NoneType
from typing import NoReturn, cast

import numpy as np
import polars as pl

from ..checks.cells import SEPARATOR, shown
from ..checks.columns import Column, Kind, RawFault, RawTable
from ..errors import InputFault

_ENCODE = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def parse_json(text: str, table: str, problems: list[InputFault]) -> object:
    """Return the data of a JSON text, or record why it cannot be read.

    Parameters
    ----------
    text : str
        The whole text.
    table : str
        What it holds, as problems name it.
    problems : list of InputFault
        Where a fault goes.

    Returns
    -------
    object
        Plain data; None if there is a fault.
    """
    try:
        data: object = json.loads(text, object_pairs_hook=_object, parse_constant=_no_number)
        if _SURROGATE.search(text):
            json.dumps(data, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        problems.append(InputFault(table, None, None, None, f"not valid JSON: {_reason(error)}"))
        return None
    if data is None:
        says = "holds nothing (null); it must be an object"
        problems.append(InputFault(table, None, None, None, says))
    return data


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "nested too deeply"
    if isinstance(error, UnicodeEncodeError):
        return "half a surrogate pair (\\ud800 to \\udfff) in a text; write the whole character"
    return str(error)


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"an object has the field {shown(twice)} twice; keep one")
    return found


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a number of JSON; write a finite number")


def format_json(data: Mapping[str, object]) -> str:
    """Return an object as JSON text: one line per field and per element of a list of objects."""
    fields = (f"{_ENCODE(name)}: {_value(value)}" for name, value in data.items())
    return "{\n" + ",\n".join(fields) + "\n}\n"


def _value(value: object) -> str:
    if not isinstance(value, list):
        return _ENCODE(value)
    items = cast("list[object]", value)
    if items and isinstance(items[0], dict):
        return "[\n" + ",\n".join(map(_ENCODE, items)) + "\n]"
    return _ENCODE(items)


# Row objects, as JSON holds them, to a raw table.


_ASKED: Mapping[Kind, str] = {
    "text": "a text",
    "texts": "a list of texts",
    "whole": "a whole number",
    "wholes": "a whole number or a list of them",
    "flag": "true or false",
    "share": "a number, e.g. 0.5",
}
_SORTS: Mapping[type, str] = {
    dict: "an object",
    list: "a list with something else in it",
    bool: "true or false",
}


class _Wrong:
    """Stands for a cell of a type that the column cannot hold."""


_WRONG = _Wrong()


def rows_to_table(
    data: object, table: str, columns: Sequence[Column], problems: list[InputFault]
) -> RawTable | None:
    """Return a list of row objects as a raw table.

    Parameters
    ----------
    data : object
        What stands for the table.
    table : str
        The table, as problems name it.
    columns : sequence of Column
        What it should hold.
    problems : list of InputFault
        Where a fault goes that makes the table unreadable.

    Returns
    -------
    RawTable or None
        Cells as texts or lists of texts, with cells of a wrong type as faults; None if the data is
        no list.
    """
    if not isinstance(data, list):
        says = f"must be a list of row objects, not {shown(data)}"
        problems.append(InputFault(table, None, None, None, says))
        return None
    items = cast("list[object]", data)
    if not items:
        nothing = {column.name: pl.Series([], dtype=pl.String) for column in columns}
        return RawTable(nothing, 0)
    rows = [cast("dict[str, object]", row) if isinstance(row, dict) else {} for row in items]
    wrong = [number for number, row in enumerate(items) if not isinstance(row, dict)]
    says = "the row must be an object with the columns as fields"
    faults = [RawFault(None, says, _positions(wrong))] if wrong else []
    kinds: dict[str, Kind] = {column.name: column.kind for column in columns}
    series: dict[str, pl.Series] = {}
    for name in dict.fromkeys(chain.from_iterable(rows)):
        kind = kinds.get(name, "text")
        values = [row.get(name) for row in rows]
        cells = _cells(values, kind)
        if name in kinds:
            faults.extend(_type_faults(name, kind, values, cells))
        series[name] = _series(cells, kind)
    return RawTable(series, len(rows), tuple(faults))


def _type_faults(
    name: str, kind: Kind, values: Sequence[object], cells: Sequence[object]
) -> Iterator[RawFault]:
    wrong: dict[str, list[int]] = {}
    for number in [number for number, cell in enumerate(cells) if cell is _WRONG]:
        sort = _SORTS.get(type(values[number]), "a number")
        wrong.setdefault(sort, []).append(number)
    for sort, rows in wrong.items():
        yield RawFault(name, f"holds {sort}; it must hold {_ASKED[kind]}", _positions(rows))


def _positions(rows: list[int]) -> pl.Series:
    return pl.Series(rows, dtype=pl.UInt32)


def _cells(values: list[object], kind: Kind) -> Sequence[object]:
    """Return each value as text, as a list of texts, as None, or as the mark of a wrong type."""
    if kind in ("texts", "wholes"):
        lists = [_list(value, kind) for value in values]
        flat = chain.from_iterable(cells for cells in lists if isinstance(cells, list))
        if set(map(type, flat)) <= {str}:
            return lists
        single: Kind = "text" if kind == "texts" else "whole"
        return [_each(cells, single) for cells in lists]
    return values if set(map(type, values)) <= {str, NoneType} else [_cell(v, kind) for v in values]


def _cell(value: object, kind: Kind) -> str | _Wrong | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return ("true" if value else "false") if kind == "flag" else _WRONG
    if isinstance(value, int):
        return str(value)
    return repr(value) if isinstance(value, float) and kind in ("whole", "share") else _WRONG


def _list(value: object, kind: Kind) -> list[object] | _Wrong | None:
    if isinstance(value, list):
        return cast("list[object]", value)
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return [*value.split(SEPARATOR)]
    return [value] if kind == "wholes" else _WRONG


def _each(cells: list[object] | _Wrong | None, kind: Kind) -> object:
    if not isinstance(cells, list):
        return cells
    texts = ["" if cell is None else _cell(cell, kind) for cell in cells]
    return _WRONG if _WRONG in texts else texts


def _series(cells: Sequence[object], kind: Kind) -> pl.Series:
    if kind not in ("texts", "wholes"):
        return pl.Series([None if cell is _WRONG else cell for cell in cells], dtype=pl.String)
    # Polars makes a column of Python lists row by row, which takes seconds; grouping does not.
    lists = [cast("list[str]", cell) if isinstance(cell, list) else [] for cell in cells]
    rows = np.repeat(np.arange(len(lists)), [len(some) for some in lists])
    flat = pl.Series([*chain.from_iterable(lists)], dtype=pl.String)
    grouped = pl.DataFrame({"row": rows, "value": flat}).group_by("row").agg("value")
    every = pl.DataFrame({"row": np.arange(len(lists))})
    return every.join(grouped, on="row", how="left", maintain_order="left")["value"]
