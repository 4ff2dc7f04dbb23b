"""What a reform changes, field by field: the difference that has an effect."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import cast

import polars as pl

from ..model.instance import Instance
from ..model.policy import Policy
from ..model.policy_order import field_values

_MOST_LISTED = 12


@dataclass(frozen=True)
class FieldDifference:
    """One field that differs.

    Parameters
    ----------
    field : str
        Field of the policy, or table, row and column.
    before, after : str
        Its values, as text; empty where there is none.
    """

    field: str
    before: str
    after: str

    def __str__(self) -> str:
        if not self.before:
            return f"{self.field}: {self.after}"
        return f"{self.field}: {self.before} -> {self.after}"


def list_differences(
    before: tuple[Instance, Policy], after: tuple[Instance, Policy]
) -> tuple[FieldDifference, ...]:
    """Return every field that differs between two questions.

    Parameters
    ----------
    before, after : tuple of Instance and Policy
        The questions.

    Returns
    -------
    tuple of FieldDifference
        Fields of the policy one by one, workers by their columns, clients and tasks summed up.
        Empty where both ask the same.
    """
    return (
        *_policy(before[1], after[1]),
        *_workers(before[0].without_leaves().workers, after[0].without_leaves().workers),
        *_clients(before[0].clients, after[0].clients),
        *_tasks(before[0].tasks, after[0].tasks),
    )


def _policy(before: Policy, after: Policy) -> Iterator[FieldDifference]:
    one, other = field_values(before), field_values(after)
    for field, value in other.items():
        if value != one[field]:
            yield FieldDifference(field, _text(one[field]), _text(value))


def _text(value: object) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        table = cast("dict[str, object]", value)
        return "{" + ", ".join(f"{key} = {_text(one)}" for key, one in table.items()) + "}"
    if isinstance(value, list):
        parts = cast("list[object]", value)
        more = f" and {len(parts) - _MOST_LISTED} more" if len(parts) > _MOST_LISTED else ""
        return f"[{', '.join(map(_text, parts[:_MOST_LISTED]))}{more}]"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _workers(before: pl.DataFrame, after: pl.DataFrame) -> Iterator[FieldDifference]:
    one = {str(row["id"]): row for row in before.iter_rows(named=True)}
    other = {str(row["id"]): row for row in after.iter_rows(named=True)}
    for id in one:
        if id not in other:
            yield FieldDifference(f"worker {id}", "there", "gone")
    for id, row in other.items():
        if id not in one:
            says = f"{row['office']}; {_text(row['languages'])}; {_text(row['programs'])}"
            yield FieldDifference(f"worker {id}", "not there", f"{says}; {_periods(row)}")
            continue
        for column in ("office", "unit", "languages", "programs"):
            if row[column] != one[id][column]:
                old, new = _text(one[id][column]), _text(row[column])
                yield FieldDifference(f"worker {id} {column}", old or "none", new or "none")
        if row["minutes"] != one[id]["minutes"]:
            yield FieldDifference(f"worker {id} minutes", _periods(one[id]), _periods(row))


def _periods(row: dict[str, object]) -> str:
    """Return minutes by period as runs, e.g. ``331 x 4, 0 x 9, 331 x 8``."""
    minutes = cast("list[int]", row["minutes"])
    return ", ".join(f"{value} x {len([*run])}" for value, run in groupby(minutes))


def _clients(before: pl.DataFrame, after: pl.DataFrame) -> Iterator[FieldDifference]:
    if before.equals(after):
        return
    if before.height != after.height:
        yield FieldDifference("clients", str(before.height), str(after.height))
    pairs = before.join(after, on="id", suffix="_after")
    for column in (name for name in before.columns if name != "id"):
        moved = pairs.filter(pl.col(column).ne_missing(pl.col(f"{column}_after")))
        if moved.height:
            yield FieldDifference(f"clients {column}", "", f"{moved.height} clients differ")


def _tasks(before: pl.DataFrame, after: pl.DataFrame) -> Iterator[FieldDifference]:
    if before.equals(after):
        return
    one, other = _by_kind(before), _by_kind(after)
    for kind in sorted({*one, *other}):
        old, new = one.get(kind, (0, 0)), other.get(kind, (0, 0))
        for place, column in enumerate(("number", "minutes")):
            if old[place] != new[place]:
                yield FieldDifference(f"tasks {kind} {column}", str(old[place]), str(new[place]))
    pairs = before.join(after, on="id", suffix="_after")
    for column in (name for name in before.columns if name not in ("id", "minutes")):
        moved = pairs.filter(pl.col(column) != pl.col(f"{column}_after"))
        if moved.height:
            yield FieldDifference(f"tasks {column}", "", f"{moved.height} tasks differ")


def _by_kind(tasks: pl.DataFrame) -> dict[str, tuple[int, int]]:
    sums = tasks.group_by("kind").agg(pl.len().cast(pl.Int64), pl.col("minutes").sum())
    return {str(kind): (int(number), int(minutes)) for kind, number, minutes in sums.iter_rows()}
