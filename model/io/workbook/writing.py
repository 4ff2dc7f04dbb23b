"""An instance and a policy as a workbook to be filled in: the tables, the calendar, the policy.

The columns, notes and drop-downs are made from the schema of the tables and from the marks of the
policy's fields. A template is the workbook of an agency without anybody in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import cast

import polars as pl
from pydantic import BaseModel

from ...calendar import WEEKDAYS, Calendar
from ...checks.cells import SEPARATOR
from ...checks.columns import Column, columns_of
from ...checks.messages import Schema, child, resolve
from ...instance import Instance
from ...policy import Policy
from ...policy_order import PolicyField, policy_fields
from ...tables import ROWS, SCHEMAS, UNFILLED, TableName, empty, filled_columns
from .book import Cell, Choice, Look, SheetColumn, SheetPage, format_book
from .fields import NONE, field_rows

DAYS: Mapping[TableName, tuple[str, ...]] = {
    "tasks": ("release", "due"),
    "leaves": ("first", "last"),
}
"""Columns that hold days: dates where the calendar has a start, else periods."""

_FIRST_DATE, _LAST_DATE = date(1900, 3, 1), date(2199, 12, 31)
_CHOICES = ("office", "language", "program", "kind", "unit", "reason")
"""Columns whose values are offered from the sheet of choices."""


def format_workbook(instance: Instance, policy: Policy) -> bytes:
    """Return an instance and its policy as an Excel workbook that ``read`` reads back exactly.

    Parameters
    ----------
    instance : Instance
        The instance; days are dates where its calendar has a start.
    policy : Policy
        The policy.

    Raises
    ------
    InputError
        If a table has more rows, or a cell more characters, than a workbook can hold.
    """
    tables = [_table_page(name, instance) for name in SCHEMAS]
    pages = [
        _read_me(),
        *tables,
        fields_page("calendar", instance.calendar),
        fields_page("policy", policy),
        _choices_page(instance, policy),
    ]
    return format_book(pages, "samehands")


def format_template() -> bytes:
    """Return a workbook to fill in: the tables without rows, the default calendar and policy."""
    nobody = Instance(empty("clients"), empty("workers"), empty("tasks"))
    return format_workbook(nobody, Policy())


# The tables.


def _table_page(name: TableName, instance: Instance) -> SheetPage:
    frame = instance.table(name)
    is_blank = frame.is_empty()
    # A table to fill in offers every column.
    names = [*SCHEMAS[name]] if is_blank else filled_columns(name, frame)
    columns = [_sheet_column(name, each) for each in columns_of(name) if each.name in names]
    cells = [_cells(name, frame, each, instance.calendar) for each in names]
    return SheetPage(name, columns, zip(*cells, strict=True))


def _cells(table: TableName, frame: pl.DataFrame, name: str, calendar: Calendar) -> list[Cell]:
    column = frame[name]
    if name in DAYS.get(table, ()) and calendar.start is not None:
        days = _days(column, calendar)
        if name == "release":
            # What was due before the start came before it, on a day that nobody knows.
            overdue = (frame["due"] < 0).to_list()
            return [0 if late else day for day, late in zip(days, overdue, strict=True)]
        return days
    if column.dtype == pl.List(pl.String):
        return cast("list[Cell]", column.list.join(SEPARATOR).to_list())
    if column.dtype == pl.List(pl.Int64):
        lists = cast("list[list[int]]", column.to_list())
        return [_minutes(each) for each in lists]
    return cast("list[Cell]", column.to_list())


def _minutes(each: list[int]) -> Cell:
    return each[0] if len(set(each)) == 1 else SEPARATOR.join(map(str, each))


def _days(column: pl.Series, calendar: Calendar) -> list[Cell]:
    @cache
    def day(period: int) -> Cell:
        found = calendar.day(period)
        fits = found is not None and _FIRST_DATE <= found <= _LAST_DATE
        return found if fits else period

    periods = cast("list[int | None]", column.to_list())
    return [None if each is None else day(each) for each in periods]


def _sheet_column(table: TableName, column: Column) -> SheetColumn:
    note = f"{column.description}.\n{_holds(table, column)}\n{_needed(table, column)}"
    return SheetColumn(column.name, _look(table, column), note, _choice(table, column))


def _look(table: TableName, column: Column) -> Look:
    if column.name in DAYS.get(table, ()):
        return "day"
    # Lists of numbers are text, or a list of one would lose its place among the others.
    return "number" if column.kind == "share" else "whole" if column.kind == "whole" else "text"


def _holds(table: TableName, column: Column) -> str:
    """Return what a cell holds and in which unit, with an example."""
    if column.name in DAYS.get(table, ()):
        words = "A date, e.g. 2026-11-02; or a period, counted from 0"
    else:
        words = {
            "text": "A text",
            "texts": f"A list, separated by {SEPARATOR}",
            "whole": "A whole number of minutes",
            "wholes": f"Whole minutes, one number or a list separated by {SEPARATOR}",
            "flag": "TRUE or FALSE",
            "share": "A number",
        }[column.kind]
    example = _example(table, column.name)
    return f"{words}{example and f', e.g. {example}'}."


def _example(table: TableName, name: str) -> str:
    examples = ROWS[table].model_fields[name].examples or []
    example = examples[0] if examples else ""
    if isinstance(example, list | tuple):
        return SEPARATOR.join(map(str, cast("tuple[object, ...]", example)))
    return str(example).upper() if isinstance(example, bool) else str(example)


def _needed(table: TableName, column: Column) -> str:
    if column.name in UNFILLED.get(table, ()):
        return "May be left out."
    return "Must be filled in." if column.required else "May be empty."


def _choice(table: TableName, column: Column) -> Choice | None:
    if column.kind == "flag":
        return Choice(("TRUE", "FALSE"))
    if column.name == "weekday":
        return Choice(WEEKDAYS)
    if f"{column.name}s" in SCHEMAS:
        return Choice(f"{column.name}s!A", is_strict=False)
    if column.kind == "text" and column.name in _CHOICES:
        return Choice(f"choices!{'ABCDEF'[_CHOICES.index(column.name)]}", is_strict=False)
    if column.kind == "whole":
        return Choice(least=column.least)
    return None


# The calendar and the policy.


def fields_page(name: str, model: BaseModel) -> SheetPage:
    """Return a sheet with every field of a calendar or a policy, with default, unit and meaning."""
    schema = type(model).model_json_schema()
    marks: Mapping[str, PolicyField] = policy_fields() if isinstance(model, Policy) else {}
    default: dict[str, list[str]] = {}
    for where, element, value in field_rows(type(model)()):
        default.setdefault(where, []).append(_shown(element, value))
    rows: list[list[Cell]] = []
    choices: dict[tuple[int, int], Choice] = {}
    for where, element, value in field_rows(model):
        home = _home(schema, where)
        words = _words(schema, home)
        if words:
            choices[len(rows), 2] = Choice(words)
        mark = marks.get(where)
        origin = "assumed" if mark is not None and mark.assumed is not None else None
        usual = ", ".join(default[where]) or None
        unit = mark.unit if mark is not None else None
        says = str(home.get("description", "Whether the rule is on"))
        rows.append([where, element, value, unit, usual, origin, says])
    columns = [
        SheetColumn("field", width=26, note="The field; a field may have several rows."),
        SheetColumn("name", note="Where the field is a table of names: what the value counts for."),
        SheetColumn("value", width=20, note=f"Empty: the default. {NONE}: an empty list or table."),
        SheetColumn("unit"),
        SheetColumn("default", width=20),
        SheetColumn("origin", note="Whether nobody has measured the default."),
        SheetColumn("meaning", "prose", width=80),
    ]
    return SheetPage(name, columns, rows, choices)


def _shown(element: Cell, value: Cell) -> str:
    text = str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)
    return text if element is None else f"{element} = {text}"


def _home(schema: Schema, where: str) -> Schema:
    """Return the schema of a field, whose description stands beside a reference."""
    home = schema
    for part in where.split("."):
        home = child(schema, home, part)
    return home


def _words(schema: Schema, home: Schema) -> list[str]:
    """Return the words that a field may have, where it takes no others."""
    home = resolve(schema, home)
    if home.get("type") == "boolean":
        return ["TRUE", "FALSE"]
    return list(cast("list[str]", home.get("enum", [])))


# What is offered, and what to know.


def _choices_page(instance: Instance, policy: Policy) -> SheetPage:
    offered: Mapping[str, Iterator[str]] = {
        "office": _values(instance, ("clients", "office"), ("workers", "office")),
        "language": _values(instance, ("clients", "language"), ("workers", "languages")),
        "program": _values(instance, ("clients", "programs"), ("workers", "programs")),
        "kind": _values(instance, ("tasks", "kind")),
        "unit": _values(instance, ("workers", "unit")),
        "reason": _values(instance, ("pairs", "reason")),
    }
    found = {name: [*dict.fromkeys(values)] for name, values in offered.items()}
    if not found["program"]:
        found["program"] = [*policy.caseload.standing]
    if not found["kind"]:
        found["kind"] = [*policy.continuity.same_day_kinds]
    height = max(map(len, found.values()))
    rows = [
        [values[at] if at < len(values) else None for values in found.values()]
        for at in range(height)
    ]
    note = "What the drop-downs of the other sheets offer; add a row for each more."
    return SheetPage("choices", [SheetColumn(name, note=note) for name in _CHOICES], rows)


def _values(instance: Instance, *places: tuple[TableName, str]) -> Iterator[str]:
    for table, name in places:
        column = instance.table(table)[name]
        flat = column.explode() if isinstance(column.dtype, pl.List) else column
        yield from sorted(flat.drop_nulls().unique().to_list())


_RULES = (
    "Fill in the sheets clients, workers and tasks; leaves, pairs and former where you have some.",
    "Use pseudonyms: no names, numbers or addresses of people.",
    "Row 1 of a sheet names its columns and stays; every row below it is read, empty ones are not.",
    "Put the first day into the sheet calendar (field start): then days may be dates.",
    "The sheet policy holds the workload standard; an empty value is the default beside it.",
    "A sheet of your own is left alone if its name begins with 'note'.",
)


def _read_me() -> SheetPage:
    rows: list[Sequence[Cell]] = []
    rows += [["how to", None, None, text, None, None] for text in _RULES]
    for name in SCHEMAS:
        rows += [
            [
                name,
                column.name,
                _needed(name, column),
                f"{column.description}.",
                _holds(name, column),
                _example(name, column.name) or None,
            ]
            for column in columns_of(name)
        ]
    columns = [
        SheetColumn("sheet"),
        SheetColumn("column"),
        SheetColumn("needed"),
        SheetColumn("meaning", "prose", width=80),
        SheetColumn("what a cell holds", "prose", width=50),
        SheetColumn("example", width=24),
    ]
    return SheetPage("read me", columns, rows)
