"""The names that occur in the tables, which a policy may refer to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import polars as pl

from .instance import Instance
from .tables import SCHEMAS, TableName

Columns = Mapping[TableName, Mapping[str, pl.Series]]

_SOURCES: Mapping[str, tuple[tuple[TableName, str], ...]] = {
    "clients": (("clients", "id"),),
    "groups": (("clients", "groups"),),
    "kinds": (("tasks", "kind"),),
    "languages": (("clients", "language"), ("workers", "languages")),
    "offices": (("clients", "office"), ("workers", "office")),
    "programs": (("clients", "programs"), ("workers", "programs"), ("tasks", "program")),
    "units": (("workers", "unit"),),
}


@dataclass(frozen=True)
class Vocabulary:
    """The names of each sort; None where a table that holds them could not be read."""

    clients: frozenset[str] | None
    groups: frozenset[str] | None
    kinds: frozenset[str] | None
    languages: frozenset[str] | None
    offices: frozenset[str] | None
    programs: frozenset[str] | None
    units: frozenset[str] | None

    @classmethod
    def of_instance(cls, instance: Instance) -> Self:
        """Return the names of an instance."""
        return cls.of_columns({name: dict(instance.table(name).to_dict()) for name in SCHEMAS})

    @classmethod
    def of_columns(cls, columns: Columns) -> Self:
        """Return the names in columns that could be read."""
        return cls(**{sort: _names(columns, places) for sort, places in _SOURCES.items()})


def _names(columns: Columns, places: tuple[tuple[TableName, str], ...]) -> frozenset[str] | None:
    found: set[str] = set()
    for table, field in places:
        if field not in columns.get(table, {}):
            return None
        series = columns[table][field]
        flat = series.explode() if isinstance(series.dtype, pl.List) else series
        found.update(flat.drop_nulls().unique().to_list())
    return frozenset(found)
