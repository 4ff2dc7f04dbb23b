"""The columns of a table: what they must hold, as they were read, and the checks of their cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from ..tables import MOST_MINUTES, ROWS, SCHEMAS, Row, TableName
from .cells import (
    CONTROL,
    FALSE,
    LONGEST_TEXT,
    MEANT_FALSE,
    MEANT_TRUE,
    PART,
    PERSONAL_VALUE,
    SEPARATOR,
    SHARE,
    TRUE,
)
from .error_collector import ErrorCollector

Kind = Literal["text", "texts", "whole", "wholes", "flag", "share"]
"""What a cell holds: a text, texts, a whole number, several of them, true or false, a share."""


@dataclass(frozen=True)
class Column:
    """What a column must hold.

    Parameters
    ----------
    name : str
        Name of the column.
    kind : Kind
        What a cell holds.
    description : str
        One sentence on what it means.
    required : bool
        Whether the column must be there.
    nullable : bool
        Whether a text or a number may be empty.
    default : str or None
        What an empty text becomes.
    least : int
        The least whole number.
    """

    name: str
    kind: Kind
    description: str
    required: bool = True
    nullable: bool = False
    default: str | None = None
    least: int = 0


@dataclass(frozen=True)
class RawFault:
    """A fault found while a table was read; see ``ErrorCollector.add``."""

    field: str | None
    says: str
    rows: pl.Series | None = None
    values: pl.Series | None = None


@dataclass(frozen=True)
class RawTable:
    """A table as it was read, before any check of what the cells hold.

    Parameters
    ----------
    columns : mapping of str to polars.Series
        The columns in the order of the header, each of shape (height,), of any type.
    height : int
        Number of rows.
    faults : tuple of RawFault
        What was wrong with the form of the table.
    first : int
        Number of the first row as a person sees it: 2 under a header, 1 where there is none.
    numbers : polars.Series or None
        Number of each row as a person sees it, where they do not just count up from the first.
    letters : mapping of str to str
        Letter of each column, where the table is a sheet of a workbook.
    """

    columns: Mapping[str, pl.Series]
    height: int
    faults: tuple[RawFault, ...] = ()
    first: int = 1
    numbers: pl.Series | None = None
    letters: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def row_numbers(self) -> pl.Series:
        """Number of each row as a person sees it; rows added at the end count on."""
        known = pl.Series([], dtype=pl.Int64) if self.numbers is None else self.numbers
        last = self.first - 1 if known.is_empty() else int(known[-1])
        more = pl.int_range(last + 1, last + 1 + self.height - len(known), eager=True)
        return pl.concat([known, more])


_KINDS: Mapping[pl.DataType, Kind] = {
    pl.String(): "text",
    pl.List(pl.String()): "texts",
    pl.Int64(): "whole",
    pl.List(pl.Int64()): "wholes",
    pl.Boolean(): "flag",
    pl.Float64(): "share",
}


def kind_of(dtype: pl.DataType) -> Kind:
    """Return what the cells of a column of a schema hold."""
    return _KINDS[dtype]


def dtype_of(kind: Kind) -> pl.DataType:
    """Return the type of a checked column whose cells hold a kind of value."""
    return next(dtype for dtype, each in _KINDS.items() if each == kind)


def columns_of(table: TableName) -> tuple[Column, ...]:
    """Return the columns of one of the three tables, from its schema and its row model."""
    return columns_from(SCHEMAS[table], ROWS[table])


def columns_from(schema: Mapping[str, pl.DataType], row: type[Row]) -> tuple[Column, ...]:
    """Return the columns of a schema as its row model describes them."""
    fields = row.model_fields
    return tuple(
        Column(
            name,
            kind_of(dtype),
            fields[name].description or "",
            required=fields[name].is_required(),
            nullable=not fields[name].is_required(),
            default=str(fields[name].default) if fields[name].default in ("", 1.0) else None,
            least=min((getattr(each, "ge", 0) for each in fields[name].metadata), default=0),
        )
        for name, dtype in schema.items()
    )


# The cells of one column, from whatever was read to the type of the schema, all rows at once.
# The row models in ``tables`` say the same for one row; a property test compares the two.


PERSONAL = (
    "looks like a social security number (not repeated here); use pseudonymous identifiers only"
)
_TEXTS = pl.List(pl.String())
_VALUE = pl.col("value")

Check = tuple[pl.Expr, str]
"""Which texts of a column ``value`` are wrong, and what to say; a cell's first fault counts."""

_SECRET: Check = (_VALUE.str.contains(PERSONAL_VALUE), PERSONAL)
_GAP: Check = (
    _VALUE.is_null() | (_VALUE == ""),
    f"the list has an empty element; remove the extra '{SEPARATOR}'",
)
_TEXT: tuple[Check, ...] = (
    (_VALUE.str.contains(CONTROL), "{} has a control character in it; remove it"),
    (
        _VALUE.str.contains(SEPARATOR, literal=True),
        f"{{}} has '{SEPARATOR}' in it, which separates the elements of lists; replace it",
    ),
    (_VALUE.str.strip_chars() != _VALUE, "{} has spaces around it; remove them"),
    (_VALUE.str.len_chars() > LONGEST_TEXT, f"{{}} is too long; at most {LONGEST_TEXT} characters"),
)
_WHOLE: tuple[Check, ...] = (
    (
        ~_VALUE.str.contains("^-?[0-9]+$"),
        "{} is not a whole number; write digits only, e.g. 30",
    ),
    (
        _VALUE.is_not_null()
        & ~_VALUE.cast(pl.Int64, strict=False).le(MOST_MINUTES).fill_null(False),
        f"{{}} is too large; at most {MOST_MINUTES}",
    ),
)
_NEGATIVE: Check = (_VALUE.str.starts_with("-"), "{} is negative; it must be 0 or more")
_SHARE_CHECKS: tuple[Check, ...] = (
    (
        ~_VALUE.str.contains(f"^(?:{SHARE})$"),
        "{} is not a share; write a number from 0 to 1 with three decimals at most, e.g. 0.5",
    ),
)
_PART_CHECKS: tuple[Check, ...] = (
    (
        ~_VALUE.str.contains(f"^(?:{PART})$"),
        "{} is not a share of a whole; write a number from 0 to 2 with three decimals at most, "
        "e.g. 0.5",
    ),
)
_FLAG: tuple[Check, ...] = (
    (_VALUE.str.to_lowercase().is_in(MEANT_TRUE), "{} is not read; write true"),
    (_VALUE.str.to_lowercase().is_in(MEANT_FALSE), "{} is not read; write false"),
    (
        ~_VALUE.str.to_lowercase().is_in([*TRUE, *FALSE]),
        "{} is neither true nor false; write true or false",
    ),
)


def normal(raw: pl.Series, kind: Kind) -> pl.Series | None:
    """Return a column as texts, or as lists of texts, whatever its type.

    Parameters
    ----------
    raw : polars.Series
        The column as it was read.
    kind : Kind
        What a cell should hold.

    Returns
    -------
    polars.Series or None
        Texts, null where empty, or lists of texts without nulls; None if the type is none that may
        hold this, e.g. a float.
    """
    if kind in ("texts", "wholes"):
        return _lists(raw)
    fits = _plain(raw.dtype) or _is_flag(raw, kind) or _is_share(raw, kind)
    return _texts(raw) if fits else None


def _plain(dtype: object) -> bool:
    kinds = (pl.String, pl.Categorical, pl.Enum, pl.Null)
    return isinstance(dtype, kinds) or (isinstance(dtype, pl.DataType) and dtype.is_integer())


def _is_flag(raw: pl.Series, kind: Kind) -> bool:
    return kind == "flag" and raw.dtype == pl.Boolean


def _is_share(raw: pl.Series, kind: Kind) -> bool:
    return kind == "share" and raw.dtype.is_float()


def _texts(raw: pl.Series) -> pl.Series:
    texts = raw if raw.dtype == pl.String else raw.cast(pl.String)
    if not (texts == "").any():
        return texts
    return texts.to_frame("value").select(pl.when(_VALUE != "").then(_VALUE))["value"]


def _lists(raw: pl.Series) -> pl.Series | None:
    if isinstance(raw.dtype, pl.Array):
        raw = raw.arr.to_list()
    if isinstance(raw.dtype, pl.List):
        return _filled(raw.cast(_TEXTS)) if _plain(raw.dtype.inner) else None
    return _filled(_texts(raw).str.split(SEPARATOR)) if _plain(raw.dtype) else None


def _filled(lists: pl.Series) -> pl.Series:
    empty = pl.lit(pl.Series([[]], dtype=_TEXTS))
    return lists.to_frame("value").select(_VALUE.fill_null(empty))["value"]


def cells_of(column: pl.Series) -> pl.DataFrame:
    """Return the texts of a column with the position of their row: columns row and value."""
    frame = column.to_frame("value").with_row_index("row")
    if column.dtype == pl.String:
        return frame
    return frame.lazy().filter(_VALUE.list.len() > 0).explode("value").collect()


def personal_rows(column: pl.Series) -> pl.Series:
    """Return the positions of the rows in which a text looks like personal data."""
    return cells_of(column).filter(_SECRET[0])["row"]


def parse(errors: ErrorCollector, column: Column, texts: pl.Series) -> pl.Series:
    """Check the cells of a column and return them in the type of the schema.

    Parameters
    ----------
    errors : ErrorCollector
        Where faults go.
    column : Column
        What the column must hold.
    texts : polars.Series
        The column in its normal form; see ``normal``.

    Returns
    -------
    polars.Series
        Of shape (rows,); cells at fault hold anything.
    """
    empty: Check = (_VALUE.is_null(), f"empty; it needs a value: {column.description}")
    if column.kind == "text":
        needed = () if column.nullable else (empty,)
        _check(errors, column, texts, (_SECRET, *needed, *_TEXT))
        return texts if column.default is None else texts.fill_null(column.default)
    if column.kind == "texts":
        _check(errors, column, texts, (_SECRET, _GAP, *_TEXT))
        cells = texts.to_frame("value")
        twice = cells.select((_VALUE.list.n_unique() < _VALUE.list.len()).arg_true())["value"]
        errors.add(column.name, twice, "the same element stands twice in the list; keep one")
        return texts
    if column.kind == "flag":
        _check(errors, column, texts, (_SECRET, empty, *_FLAG))
        return texts.str.to_lowercase().is_in(TRUE)
    if column.kind == "whole":
        needed = () if column.nullable else (empty,)
        _check(errors, column, texts, (_SECRET, *needed, *_WHOLE, _too_low(column)))
        return texts.cast(pl.Int64, strict=False)
    if column.kind == "share":
        # What may be left unsaid is a part of something whole, and may be more than all of it.
        checks = _PART_CHECKS if column.default is None else _SHARE_CHECKS
        _check(errors, column, texts, (_SECRET, *checks))
        filled = texts if column.default is None else texts.fill_null(column.default)
        return filled.cast(pl.Float64, strict=False)
    errors.add(column.name, (texts.list.len() == 0).arg_true(), empty[1])
    _check(errors, column, texts, (_SECRET, _GAP, *_WHOLE, _NEGATIVE))
    return texts.cast(pl.List(pl.Int64()), strict=False)


def _too_low(column: Column) -> Check:
    if column.least == 0:
        return _NEGATIVE
    low = _VALUE.str.starts_with("-") & (_VALUE.cast(pl.Int64, strict=False) < column.least)
    return low.fill_null(
        False
    ), f"{{}} is too long before the first period; at least {column.least}"


def _check(
    errors: ErrorCollector, column: Column, texts: pl.Series, checks: tuple[Check, ...]
) -> None:
    cells = cells_of(texts)
    wrong = cells.select(wrong.any().alias(says) for wrong, says in checks).row(0)
    for (where, says), some in zip(checks, wrong, strict=True):
        if some:
            found = cells.filter(where)
            errors.add(column.name, found["row"], says, found["value"])
