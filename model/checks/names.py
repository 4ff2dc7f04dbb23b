"""Names: those that occur in the tables, and those that look alike.

A policy may refer to names of the tables. Look-alikes are the same but for case, invisible marks,
or the spelling of a spreadsheet.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Literal, Self

import polars as pl

from ..instance import Instance
from ..tables import SCHEMAS, TableName

Columns = Mapping[TableName, Mapping[str, pl.Series]]
"""The columns of each table that could be read."""

Sort = Literal[
    "clients", "groups", "kinds", "languages", "offices", "programs", "tasks", "units", "workers"
]
"""A sort of names."""

_SOURCES: Mapping[Sort, tuple[tuple[TableName, str], ...]] = {
    "clients": (("clients", "id"),),
    "groups": (("clients", "groups"),),
    "kinds": (("tasks", "kind"),),
    "languages": (("clients", "language"), ("workers", "languages")),
    "offices": (("clients", "office"), ("workers", "office")),
    "programs": (("clients", "programs"), ("workers", "programs"), ("tasks", "program")),
    "tasks": (("tasks", "id"),),
    "units": (("workers", "unit"),),
    "workers": (("workers", "id"),),
}


class Vocabulary:
    """The names of each sort, gathered when one is first asked for: most policies name few.

    Parameters
    ----------
    columns : Columns
        The columns that could be read.
    """

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._known: dict[Sort, frozenset[str] | None] = {}

    @classmethod
    def of_instance(cls, instance: Instance) -> Self:
        """Return the names of an instance."""
        return cls({name: instance.table(name).to_dict() for name in SCHEMAS})

    def unknown(self, sort: Sort, names: Iterable[str]) -> list[str]:
        """Return the names that do not occur.

        Parameters
        ----------
        sort : Sort
            What they should name.
        names : iterable of str
            The names in question.

        Returns
        -------
        list of str
            None of them where a table that holds the sort could not be read.
        """
        asked = list(names)
        known = self._names(sort) if asked else None
        return [] if known is None else [name for name in asked if name not in known]

    def known(self, sort: Sort) -> frozenset[str]:
        """Return the names of a sort that occur; none where a table could not be read."""
        return self._names(sort) or frozenset()

    def _names(self, sort: Sort) -> frozenset[str] | None:
        if sort not in self._known:
            self._known[sort] = self._gathered(sort)
        return self._known[sort]

    def _gathered(self, sort: Sort) -> frozenset[str] | None:
        found: set[str] = set()
        for table, field in _SOURCES[sort]:
            if field not in self._columns.get(table, {}):
                return None
            series = self._columns[table][field]
            flat = series.explode() if isinstance(series.dtype, pl.List) else series
            found.update(flat.drop_nulls().unique().to_list())
        return frozenset(found)


_MOST_COMPARED = 2_000
_MOST_UNKNOWN = 20
_FEW = 1_000
"""Names up to which a loop is faster than setting up what folds all at once."""
_SPACES = re.compile(r"\s+")
_VARIANTS = re.compile("[\ufe00-\ufe0f\u034f]")


def fold_name(name: str) -> str:
    """Return a name as the eye reads it.

    Parameters
    ----------
    name : str
        The name.

    Returns
    -------
    str
        Composed (NFC), without case and invisible marks, any run of spaces as one.
    """
    if not name.isascii():
        composed = _VARIANTS.sub("", unicodedata.normalize("NFC", name))
        name = "".join(c for c in composed if unicodedata.category(c) != "Cf")
    return _SPACES.sub(" ", name).strip().casefold()


def fold_names(names: pl.Series) -> pl.Series:
    """Return names as ``fold_name`` does, all at once; the common case of plain letters is fast."""
    if len(names) <= _FEW:
        return pl.Series("name", [fold_name(name) for name in names.to_list()], dtype=pl.String)
    value = pl.col("name")
    is_plain = value.str.len_bytes() == value.str.len_chars()
    is_plain &= ~value.str.contains(r"\s\s|[\t\n\r\x0b\x0c]|^ | $")
    frame = names.alias("name").to_frame().with_columns(is_plain=is_plain)
    rest: list[str] = frame.filter(~pl.col("is_plain"))["name"].unique().to_list()
    lowered = value.str.to_lowercase()
    if rest:
        folded = value.replace_strict(
            {name: fold_name(name) for name in rest}, default=None, return_dtype=pl.String
        )
        lowered = pl.when("is_plain").then(lowered).otherwise(folded)
    return frame.select(lowered.alias("name")).to_series()


def look_alikes(names: pl.Series) -> list[tuple[str, ...]]:
    """Return the names that look alike and are different.

    Parameters
    ----------
    names : polars.Series
        Texts, each as often as it occurs; of shape (names,).

    Returns
    -------
    list of tuple of str
        Two or more spellings each, the most frequent first.
    """
    names = names.alias("name").drop_nulls()
    distinct = names.unique()
    if fold_names(distinct).n_unique() == len(distinct):
        return []
    counts = names.value_counts(name="count")
    folded = counts.with_columns(folded=fold_names(counts["name"]))
    groups = (
        folded.sort(["count", "name"], descending=[True, False])
        .group_by("folded", maintain_order=True)
        .agg("name")
        .filter(pl.col("name").list.len() > 1)
        .sort("folded")
    )
    return [tuple(some) for some in groups["name"].to_list()]


def near_misses(unknown: Iterable[str], known: Iterable[str]) -> Mapping[str, str]:
    """Return the known names that were probably meant by unknown ones.

    Parameters
    ----------
    unknown, known : iterable of str
        Names that do not occur, and those that do.

    Returns
    -------
    mapping of str to str
        For the unknown names that differ from one known name only by how a spreadsheet writes it
        (``07``, ``7.0``, ``'7``), by case, spaces, dashes or invisible marks; and, among few
        names, for those that are close to one.
    """
    asked, names = [*unknown], [*known]
    by_key: dict[str, set[str]] = {}
    for name in names:
        by_key.setdefault(_key(name), set()).add(name)
    found = {
        name: next(iter(some)) for name in asked if len(some := by_key.get(_key(name), set())) == 1
    }
    rest = [name for name in asked if name not in found]
    if len(names) <= _MOST_COMPARED:
        for name in rest[:_MOST_UNKNOWN]:
            close = get_close_matches(name, names, n=2, cutoff=0.75)
            if len(close) == 1 and not name.isdigit():
                found[name] = close[0]
    return found


def _key(name: str) -> str:
    """Return what is left of a name that a spreadsheet or a typist has rewritten."""
    text = fold_name(name).lstrip("'\u2019").removesuffix(".0")
    text = re.sub(r"[\s_.\u2010-\u2015-]+", "", text)
    return re.sub(r"0+(?=[0-9])", "", text, count=1) if text[:1] == "0" else text
