"""The checks of one table: its header, and each cell on its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from ..calendar import WEEKDAYS
from ..tables import REQUIRED, TableName
from .cells import CONTROL, LONGEST_TEXT, PAIR_PRICE, PERSONAL_VALUE, personal_column, shown
from .columns import PERSONAL, Column, RawTable, dtype_of, normal, parse, personal_rows
from .error_collector import ErrorCollector
from .messages import suggestion
from .names import near_misses

PERSONAL_COLUMN = (
    "looks like personal data; remove the column: ids must be pseudonymous, and nothing else "
    "about a person is needed"
)


@dataclass(frozen=True)
class CheckedTable:
    """A table after the checks of its cells.

    Parameters
    ----------
    errors : ErrorCollector
        Its faults so far.
    columns : mapping of str to polars.Series
        The readable columns in the types of the schema; cells at fault hold anything.
    dtypes : mapping of str to polars.DataType
        The type of every column that should be there.
    height : int
        Number of rows.
    """

    errors: ErrorCollector
    columns: Mapping[str, pl.Series]
    dtypes: Mapping[str, pl.DataType]
    height: int

    @property
    def rows(self) -> pl.Series:
        """Position of every row."""
        return pl.int_range(self.height, dtype=pl.UInt32, eager=True)

    def cells(self, field: str, *others: str) -> pl.DataFrame:
        """Return the faultless cells of columns, with a column ``row``; none if one is missing."""
        fields = (field, *others)
        if not all(name in self.columns for name in fields):
            return pl.DataFrame(schema={"row": pl.UInt32(), **{f: self.dtypes[f] for f in fields}})
        frame = pl.DataFrame({"row": self.rows, **{name: self.columns[name] for name in fields}})
        for name in fields:
            good = self.errors.good(name, frame["row"])
            frame = frame if good.all() else frame.filter(good)
        return frame


def check_table(
    name: str, columns: Iterable[Column], raw: RawTable, key: str = "id", prefix: str = ""
) -> CheckedTable:
    """Check the header and every cell of a table.

    Parameters
    ----------
    name : str
        The table, as problems name it.
    columns : iterable of Column
        What it must hold.
    raw : RawTable
        The table as it was read.
    key : str
        The column that tells rows apart in problems.
    prefix : str
        Put before every field in problems.

    Returns
    -------
    CheckedTable
        The columns in their types, and the faults found.
    """
    wanted = {column.name: column for column in columns}
    nothing = pl.Series([None] * raw.height, dtype=pl.Null)
    texts = {
        field: normal(raw.columns.get(field, nothing), column.kind)
        for field, column in wanted.items()
        if field in raw.columns or not column.required
    }
    ids = _showable(texts.get(key), raw.height)
    errors = ErrorCollector(name, ids, raw.row_numbers, prefix, raw.letters)
    for fault in raw.faults:
        if fault.rows is None:
            errors.about_table(fault.field, fault.says)
        else:
            errors.add(fault.field, fault.rows, fault.says, fault.values)
    _check_header(errors, wanted, raw)
    parsed: dict[str, pl.Series] = {}
    for field, text in texts.items():
        if text is None:
            errors.about_column(field, _wrong_type(raw.columns[field], wanted[field]))
            continue
        parsed[field] = parse(errors, wanted[field], text)
    dtypes = {field: dtype_of(column.kind) for field, column in wanted.items()}
    return CheckedTable(errors, parsed, dtypes, raw.height)


def check_unique(table: CheckedTable, field: str = "id") -> None:
    """Record every row whose value in a column stands in an earlier row already."""
    cells = table.cells(field).drop_nulls(field)
    if cells[field].n_unique() == cells.height:
        return
    first = pl.col("row").min().over(field)
    again = cells.with_columns(first.alias("first")).filter(first < pl.col("row"))
    again = again.with_columns(table.errors.numbers.gather(again["first"]).alias("first"))
    says = "the same as in row {}; it must be unique"
    table.errors.add(field, again["row"], says, again["first"])


def check_known(table: CheckedTable, field: str, known: pl.Series, says: str) -> None:
    """Record every cell of a column that is not among known names; empty cells are left out."""
    cells = table.cells(field).drop_nulls(field)
    unknown = cells.join(known.to_frame(field), on=field, how="anti")
    hints = near_misses(unknown[field].unique(), known.drop_nulls()) if unknown.height else None
    table.errors.add(field, unknown["row"], says, unknown[field], hints)


def _showable(ids: pl.Series | None, height: int) -> pl.Series:
    if ids is None or ids.dtype != pl.String:
        return pl.Series("id", [None] * height, dtype=pl.String)
    value = pl.col("value")
    hidden = value.str.contains(PERSONAL_VALUE) | value.str.contains(CONTROL)
    plain = pl.when(~hidden).then(value.str.slice(0, LONGEST_TEXT))
    return ids.to_frame("value").select(plain)["value"]


def _check_header(errors: ErrorCollector, wanted: Mapping[str, Column], raw: RawTable) -> None:
    for field, series in raw.columns.items():
        if field in wanted:
            continue
        if personal_column(field):
            errors.about_table(_name(field), PERSONAL_COLUMN)
        else:
            names = ", ".join(wanted)
            close = suggestion(field, wanted)
            says = f"unknown column {shown(field)}{close or ';'} the columns are {names}"
            errors.about_table(_name(field), says)
        if series.dtype == pl.String:
            errors.add(_name(field), personal_rows(series), PERSONAL)
    for field, column in wanted.items():
        if column.required and field not in raw.columns:
            says = f"the column is missing; it must hold: {column.description}"
            errors.about_table(field, says)


def _name(field: str) -> str:
    return shown(field).strip("'")


def _wrong_type(series: pl.Series, column: Column) -> str:
    holds = {
        "text": "texts",
        "texts": "lists of texts",
        "whole": "whole numbers",
        "wholes": "whole numbers or lists of them",
        "flag": "true or false",
        "share": "numbers, e.g. 0.5",
    }
    return f"the column has the type {series.dtype}; it must hold {holds[column.kind]}"


# The checks across columns and tables: who is named must exist, and times must be in order.


Checked = Mapping[TableName, CheckedTable]
"""The tables that could be read."""


def check_references(tables: Checked, periods: int | None) -> None:
    """Record what does not fit together, in the errors of the table at fault.

    Parameters
    ----------
    tables : mapping of TableName to CheckedTable
        The tables that could be read; a check that needs another one is left out.
    periods : int or None
        Number of periods, or None if it could not be read.
    """
    for name in REQUIRED:
        if name in tables:
            check_unique(tables[name])
    says = (
        "no worker has the id {}; name a worker of the workers table, or, if the owner has left, "
        "name the owner in the table former (or --former on the command line); leave the cell "
        "empty only where there is no owner"
    )
    _check_ids(tables, "clients", "worker", "workers", says, _former_ids(tables))
    says = "no client has the id {}; name a client of the clients table"
    _check_ids(tables, "tasks", "client", "clients", says)
    says = "no worker has the id {}; name a worker of the workers table"
    _check_ids(tables, "leaves", "worker", "workers", says, _former_ids(tables))
    if "leaves" in tables:
        _check_leaves(tables["leaves"], periods)
    _check_ids(tables, "pairs", "worker", "workers", says, _former_ids(tables))
    _check_former(tables)
    says = "no client has the id {}; name a client of the clients table"
    _check_ids(tables, "pairs", "client", "clients", says)
    if "pairs" in tables:
        _check_pairs(tables["pairs"])
    if "tasks" in tables:
        _check_times(tables["tasks"], periods)
    if "workers" in tables and periods is not None:
        _check_minutes(tables["workers"], periods)


def _check_ids(
    tables: Checked,
    table: TableName,
    field: str,
    target: TableName,
    says: str,
    more: pl.Series | None = None,
) -> None:
    """Record who is named and is neither in the target nor among more that may be named."""
    if table not in tables or target not in tables or "id" not in tables[target].columns:
        return
    known = tables[target].columns["id"]
    if more is not None:
        known = pl.concat([known, more])
    named = tables[table].cells(field).drop_nulls(field).height
    if named and known.is_empty():
        what = f"the table has no rows, but {named} {table} name one of its {target}"
        tables[target].errors.about_table(None, what)
        return
    check_known(tables[table], field, known, says)


def _former_ids(tables: Checked) -> pl.Series | None:
    """Return the ids of workers who have left; None where there is no such table."""
    return tables["former"].columns.get("id") if "former" in tables else None


def _check_former(tables: Checked) -> None:
    if "former" not in tables:
        return
    check_unique(tables["former"])
    if "workers" in tables and "id" in tables["workers"].columns:
        there = tables["workers"].columns["id"].drop_nulls().to_frame("id")
        cells = tables["former"].cells("id").drop_nulls("id")
        both = cells.join(there, on="id", how="semi")
        says = (
            "{} is in the workers table too; take the id out here if the worker is there, or out "
            "of the workers table if the worker has left"
        )
        tables["former"].errors.add("id", both["row"], says, both["id"])


def _check_times(tasks: CheckedTable, periods: int | None) -> None:
    late_on_arrival = (pl.col("release") == 0) & (pl.col("due") < 0)
    cells = tasks.cells("release", "due").filter(
        (pl.col("due") < pl.col("release")) & ~late_on_arrival
    )
    says = "due before the release of the task; it must be {} or later"
    tasks.errors.add("due", cells["row"], says, cells["release"])
    if periods is not None:
        cells = tasks.cells("release").filter(pl.col("release") > periods - 1)
        says = f"period {{}} is beyond the horizon; the last period is {periods - 1}"
        tasks.errors.add("release", cells["row"], says, cells["release"])


def _check_leaves(leaves: CheckedTable, periods: int | None) -> None:
    weekdays = pl.Series(WEEKDAYS)
    check_known(leaves, "weekday", weekdays, f"{{}} is none of the days {', '.join(WEEKDAYS)}")
    cells = leaves.cells("first", "last").filter(pl.col("last") < pl.col("first"))
    says = "before the first day away; it must be {} or later"
    leaves.errors.add("last", cells["row"], says, cells["first"])
    for field in ("first", "last") if periods is not None else ():
        cells = leaves.cells(field).filter(pl.col(field) > (periods or 1) - 1)
        says = f"period {{}} is beyond the horizon; the last period is {(periods or 1) - 1}"
        leaves.errors.add(field, cells["row"], says, cells[field])


def _check_pairs(pairs: CheckedTable) -> None:
    cells = pairs.cells("price").drop_nulls("price")
    wrong = cells.filter(~pl.col("price").str.contains(PAIR_PRICE))
    says = (
        "{} is neither never nor a whole number of minutes from -999999 to 999999; write never "
        "where the two must not meet, a price such as 30, or a gain such as -30"
    )
    pairs.errors.add("price", wrong["row"], says, wrong["price"])
    both = pairs.cells("client", "worker").drop_nulls(["client", "worker"])
    first = pl.col("row").min().over("client", "worker")
    again = both.with_columns(first.alias("first")).filter(first < pl.col("row"))
    again = again.with_columns(pairs.errors.numbers.gather(again["first"]).alias("first"))
    says = "the pair stands in row {} already; keep one of the two"
    pairs.errors.add("worker", again["row"], says, again["first"])


def _check_minutes(workers: CheckedTable, periods: int) -> None:
    cells = workers.cells("minutes").with_columns(count=pl.col("minutes").list.len())
    wrong = cells.filter(~pl.col("count").is_in([1, periods]))
    says = f"{{}} numbers; it must be 1 for every period, or {periods}, one per period"
    workers.errors.add("minutes", wrong["row"], says, wrong["count"])
