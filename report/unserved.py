"""Who is left without an owner and what is left undone, and which rule keeps whom away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from ..audit import exclusions
from ..model.instance import Instance
from ..model.plan import Plan
from .words import count, listed

ALL_OWNED = "every client has an owner"
"""What is said where nobody is left without an owner."""


@dataclass(frozen=True)
class Unowned:
    """A client without an owner.

    Parameters
    ----------
    client : str
        Id of the client.
    excluded : mapping of str to str
        The rule that keeps a worker from owning the client, by worker; who is not in it may own
        the client, and the plan does without.
    """

    client: str
    excluded: Mapping[str, str]

    def as_dict(self) -> dict[str, object]:
        """Return plain values, for JSON."""
        return {"client": self.client, "excluded": dict(self.excluded)}


def unowned_clients(instance: Instance, plan: Plan) -> list[Unowned]:
    """Return the clients without an owner, under the policy of the plan.

    Parameters
    ----------
    instance : Instance
        The instance.
    plan : Plan
        The plan.

    Returns
    -------
    list of Unowned
        In the order of the instance.
    """
    clients: list[str] = plan.owners.filter(pl.col("owner").is_null())["client"].to_list()
    excluded: dict[str, dict[str, str]] = {client: {} for client in clients}
    if clients:
        for client, worker, rule in exclusions(instance, plan.policy, clients).iter_rows():
            excluded[client][worker] = rule
    return [Unowned(client, rules) for client, rules in excluded.items()]


def undone_tasks(plan: Plan) -> list[str]:
    """Return the ids of the tasks that nobody does, in the order of the instance."""
    tasks: list[str] = plan.assignments.filter(pl.col("worker").is_null())["task"].to_list()
    return tasks


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
