"""Who is left without an owner and what is left undone, and which rule keeps whom away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from ..audit import find_exclusions
from ..model.instance import Instance
from ..model.plan import Plan


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
        for client, worker, rule in find_exclusions(instance, plan.policy, clients).iter_rows():
            excluded[client][worker] = rule
    return [Unowned(client, rules) for client, rules in excluded.items()]


def undone_tasks(plan: Plan) -> list[str]:
    """Return the ids of the tasks that nobody does, in the order of the instance."""
    tasks: list[str] = plan.assignments.filter(pl.col("worker").is_null())["task"].to_list()
    return tasks
