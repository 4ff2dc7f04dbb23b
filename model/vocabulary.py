"""The names that occur in the tables, which a policy may refer to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, Self

import polars as pl

from .instance import Instance
from .tables import SCHEMAS, TableName

Columns = Mapping[TableName, Mapping[str, pl.Series]]
"""The columns of each table that could be read."""

Sort = Literal["clients", "groups", "kinds", "languages", "offices", "programs", "units"]
"""A sort of names."""

_SOURCES: Mapping[Sort, tuple[tuple[TableName, str], ...]] = {
    "clients": (("clients", "id"),),
    "groups": (("clients", "groups"),),
    "kinds": (("tasks", "kind"),),
    "languages": (("clients", "language"), ("workers", "languages")),
    "offices": (("clients", "office"), ("workers", "office")),
    "programs": (("clients", "programs"), ("workers", "programs"), ("tasks", "program")),
    "units": (("workers", "unit"),),
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
