"""Who is left without an owner and what is left undone, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import polars as pl

from ..metrics.unserved import Unowned
from ..model.instance import Instance
from .words import count, listed

ALL_OWNED = "every client has an owner"
"""What is said where nobody is left without an owner."""


def unowned_lines(instance: Instance, unowned: Sequence[Unowned]) -> list[str]:
    """Return a line for each group of clients that the same rules keep from the same numbers."""
    groups: dict[tuple[tuple[str, int], ...], list[str]] = {}
    for each in unowned:
        groups.setdefault(tuple(Counter(each.excluded.values()).items()), []).append(each.client)
    return [
        f"{count(len(clients), 'client')}: {_why(rules, instance.workers.height)} "
        f"({listed(clients)})"
        for rules, clients in groups.items()
    ]


def undone_line(instance: Instance, tasks: Sequence[str]) -> str:
    """Return one line about the tasks that nobody does."""
    if not tasks:
        return "no task undone"
    rows = instance.tasks.filter(pl.col("id").is_in(list(tasks)))
    kinds = Counter[str](rows["kind"].to_list()).most_common(4)
    shown = listed([f"{number} {kind}" for kind, number in kinds], most=3)
    return (
        f"{count(len(tasks), 'task')} of {int(rows['minutes'].sum()):,} minutes undone: {shown} "
        f"({listed(tasks, most=3)})"
    )


def _why(rules: Sequence[tuple[str, int]], workers: int) -> str:
    able = workers - sum(number for _, number in rules)
    if not workers:
        return "there is no worker"
    if not rules:
        return f"no rule excludes any of {count(workers, 'worker')}; the plan has no owner for them"
    words = ", ".join(f"{rule} excludes {number}" for rule, number in rules)
    could = f"{able} could be the owner" if able else "nobody can be the owner"
    return f"{words} of {count(workers, 'worker')}; {could}"
