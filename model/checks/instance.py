"""All checks of an input together: every fault in one report, or a valid instance and policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from dataclasses import field as made
from typing import Literal

import polars as pl

from ..calendar import Calendar
from ..errors import InputError, InputFault
from ..instance import Instance
from ..policy import Policy
from ..tables import SCHEMAS, TableName, empty
from .cells import OTHER_SEPARATORS
from .columns import RawTable, columns_of
from .days import calendar_faults, read_days
from .messages import load
from .names import Columns, Vocabulary
from .policy import consistency, unknown_gap_groups
from .tables import Checked, CheckedTable, check_references, check_table
from .warnings import instance_warnings, policy_warnings


@dataclass(frozen=True)
class Input:
    """An input as it was read.

    Parameters
    ----------
    tables : mapping of TableName to RawTable
        The tables that could be read.
    calendar, policy : object
        Plain data of the calendar and the policy; None for the defaults.
    problems : tuple of InputFault
        What could not be read at all.
    places : mapping of tuple of str to tuple of int and str
        Row and letter of the column of each field of the calendar and the policy, where they are
        sheets: by ``calendar`` or ``policy`` and the field.
    """

    tables: Mapping[TableName, RawTable]
    calendar: object = None
    policy: object = None
    problems: tuple[InputFault, ...] = ()
    places: Mapping[tuple[str, str], tuple[int, str]] = made(
        default_factory=dict[tuple[str, str], tuple[int, str]]
    )

    def placed(self, problem: InputFault) -> InputFault:
        """Return a fault of a field with its place in a sheet, where it has one."""
        where = problem.field
        while where and problem.row is None:
            if (problem.table, where) in self.places:
                row, letter = self.places[problem.table, where]
                return replace(problem, row=row, column=letter)
            where = where.rpartition(".")[0]
        return problem


def build(source: Input) -> tuple[Instance, Policy]:
    """Check an input and return what it says.

    Parameters
    ----------
    source : Input
        The input as it was read.

    Returns
    -------
    tuple of Instance and Policy
        Valid, with warnings in ``Instance.warnings``.

    Raises
    ------
    InputError
        If anything is wrong; it names every fault.
    """
    calendar = load(Calendar, {} if source.calendar is None else source.calendar, "calendar")
    policy = load(Policy, {} if source.policy is None else source.policy, "policy")
    unreadable = any(problem.table == "calendar" for problem in source.problems)
    whole = calendar.bad or not calendar.problems
    known = whole and "periods" not in calendar.bad and not unreadable
    has_days = not calendar.problems and not unreadable
    tables, of_days = read_days(source.tables, calendar.model if has_days else None)
    checked: Checked = {
        name: check_table(name, columns_of(name), tables[name])
        for name in SCHEMAS
        if name in tables
    }
    checked = split_known(checked)
    check_references(checked, calendar.model.periods if known else None)
    columns: Columns = {name: table.columns for name, table in checked.items()}
    words = Vocabulary(columns)
    problems = [
        *source.problems,
        *(problem for table in checked.values() for problem in table.errors.problems),
        *calendar.problems,
        *calendar_faults(calendar.model),
        *policy.problems,
        *consistency(policy.model, policy.bad),
        *unknown_gap_groups(policy.model, words),
    ]
    if problems:
        raise InputError([source.placed(problem) for problem in problems])
    return _instance(checked, calendar.model, policy.model, of_days), policy.model


def _instance(
    checked: Checked, calendar: Calendar, policy: Policy, of_days: list[InputFault]
) -> Instance:
    frames = {name: _frame(name, table, calendar.periods) for name, table in checked.items()}
    bare = Instance(
        frames["clients"],
        frames["workers"],
        frames["tasks"],
        calendar,
        leaves=frames.get("leaves", empty("leaves")),
        pairs=frames.get("pairs", empty("pairs")),
        former=frames.get("former", empty("former")),
    )
    warnings = (*instance_warnings(bare), *of_days, *policy_warnings(policy, bare))
    return replace(bare, warnings=warnings)


def _frame(name: TableName, table: CheckedTable, periods: int) -> pl.DataFrame:
    frame = pl.DataFrame({field: table.columns[field] for field in SCHEMAS[name]})
    if name == "workers":
        each = pl.col("minutes")
        repeated = each.list.first().repeat_by(periods)
        frame = frame.with_columns(
            minutes=pl.when(each.list.len() == 1).then(repeated).otherwise(each)
        )
    return frame.cast(pl.Schema(SCHEMAS[name]))


# Lists that are separated by a comma or a bar are read where all their parts are known names.


_Place = tuple[TableName, str]
_LISTS: tuple[tuple[tuple[_Place, ...], tuple[_Place, ...]], ...] = (
    (
        (("clients", "programs"), ("workers", "programs")),
        (("tasks", "program"),),
    ),
    ((("workers", "languages"),), (("clients", "language"),)),
    ((("clients", "groups"),), ()),
)
"""The columns with lists of one sort of names, and those with a single name of the sort."""


def split_known(checked: Checked) -> Checked:
    """Split the elements of lists that are lists themselves.

    An element with a comma or a bar in it is split where every part of it stands alone elsewhere
    and the whole is no name that a single cell has.

    Parameters
    ----------
    checked : mapping of TableName to CheckedTable
        The tables after the checks of their cells.

    Returns
    -------
    mapping of TableName to CheckedTable
        The same, with such lists split.
    """
    tables: dict[TableName, CheckedTable] = {**checked}
    for lists, singles in _LISTS:
        there: list[_Place] = [
            (table, field) for table, field in lists if _has(tables, table, field, "list")
        ]
        names = {name for table, field in there for name in _values(tables, table, field)}
        single = {
            name
            for table, field in singles
            if _has(tables, table, field, "text")
            for name in _values(tables, table, field)
        }
        parts = {name: _parts(name) for name in names}
        known = single | {name for name in names if len(parts[name]) == 1}
        whole = {
            name: some
            for name, some in parts.items()
            if len(some) > 1 and name not in single and {*some} <= known
        }
        for table, field in there if whole else ():
            column = tables[table].columns[field]
            lines = [_line(line, whole) for line in column.to_list()]
            columns = {**tables[table].columns, field: pl.Series(field, lines, dtype=column.dtype)}
            tables[table] = replace(tables[table], columns=columns)
    return tables


def _has(tables: Checked, table: TableName, field: str, sort: Literal["list", "text"]) -> bool:
    if table not in tables or field not in tables[table].columns:
        return False
    dtype = tables[table].columns[field].dtype
    return dtype == (pl.List(pl.String) if sort == "list" else pl.String)


def _values(tables: Checked, table: TableName, field: str) -> list[str]:
    column = tables[table].columns[field]
    flat = column.explode() if isinstance(column.dtype, pl.List) else column
    values: list[str] = flat.drop_nulls().unique().to_list()
    return values


def _parts(name: str) -> tuple[str, ...]:
    for sign in OTHER_SEPARATORS:
        name = name.replace(sign, "\0")
    return tuple(part.strip() for part in name.split("\0"))


def _line(line: list[str] | None, whole: dict[str, tuple[str, ...]]) -> list[str] | None:
    if line is None:
        return None
    return list(dict.fromkeys(part for name in line for part in whole.get(name, (name,))))
