"""The names that a change may point at, and what is said of one that is not there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

import polars as pl

from ...model.instance import Instance
from ...model.privacy import shown
from ...model.suggest import suggestion
from .base import Fault

LEFT = "left"
"""The office of workers who have left; nobody else is in it."""

Sort = Literal["client", "group", "kind", "language", "office", "program", "worker"]
"""A sort of names."""

_MOST_NAMED = 8
_PLACES: Mapping[Sort, tuple[tuple[Literal["clients", "workers", "tasks"], str], ...]] = {
    "client": (("clients", "id"),),
    "group": (("clients", "groups"),),
    "kind": (("tasks", "kind"),),
    "language": (("clients", "language"), ("workers", "languages")),
    "office": (("clients", "office"), ("workers", "office")),
    "program": (("clients", "programs"), ("workers", "programs"), ("tasks", "program")),
}


def names(instance: Instance, sort: Sort) -> frozenset[str]:
    """Return the names of a sort that occur; workers who have left are not among them."""
    if sort == "worker":
        return frozenset(present(instance)["id"].to_list())
    found: set[str] = set()
    for table, column in _PLACES[sort]:
        series = instance.table(table)[column]
        flat = series.explode() if isinstance(series.dtype, pl.List) else series
        found.update(flat.drop_nulls().unique().to_list())
    return frozenset(found - {LEFT} if sort == "office" else found)


def present(instance: Instance) -> pl.DataFrame:
    """Return the workers who have not left."""
    return instance.workers.filter(pl.col("office") != LEFT)


def unknown(instance: Instance, sort: Sort, field: str, asked: Iterable[str]) -> Iterator[Fault]:
    """Yield a fault for every name that does not occur."""
    known = names(instance, sort)
    for name in asked:
        if name not in known:
            hint = suggestion(name, known) or ";"
            some = ", ".join(sorted(known)[:_MOST_NAMED]) or "none"
            more = ", ..." if len(known) > _MOST_NAMED else ""
            yield Fault(field, f"no {sort} {shown(name)}{hint} there are {some}{more}")


def listed(some: Iterable[str]) -> str:
    """Return names as a phrase."""
    *first, last = some
    return f"{', '.join(first)} and {last}" if first else last
