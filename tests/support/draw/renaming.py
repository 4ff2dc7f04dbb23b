"""The same agency under other names, its rows in another order; and plans that are alike."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from random import Random

import polars as pl

from samehands.model.instance import Instance
from samehands.model.plan import Plan
from samehands.model.policy import Policy

Names = dict[str, str]
Owners = dict[str, str | None]


def rename(rng: Random, instance: Instance, policy: Policy) -> tuple[Instance, Policy, Names]:
    """Return an agency with other ids and shuffled rows, its policy, and the new ids."""
    ids = {
        id: f"{letter}{number}"
        for letter, table in (
            ("k", instance.clients),
            ("m", instance.workers),
            ("j", instance.tasks),
            ("f", instance.former),
        )
        for number, id in enumerate(rng.sample(table["id"].to_list(), table.height))
    }
    renamed = Instance(
        _rows(rng, instance.clients, ids, "id", "worker"),
        _rows(rng, instance.workers, ids, "id"),
        _rows(rng, instance.tasks, ids, "id", "client"),
        instance.calendar,
        pairs=_rows(rng, instance.pairs, ids, "client", "worker"),
        former=_rows(rng, instance.former, ids, "id"),
    )
    moves = policy.moves.model_copy(
        update={
            "frozen": tuple(ids[id] for id in policy.moves.frozen),
            "fixed_owners": {ids[one]: ids[who] for one, who in policy.moves.fixed_owners.items()},
            "fixed_tasks": {ids[one]: ids[who] for one, who in policy.moves.fixed_tasks.items()},
        }
    )
    return renamed, policy.model_copy(update={"moves": moves}), ids


def _rows(rng: Random, table: pl.DataFrame, ids: Names, *columns: str) -> pl.DataFrame:
    order = rng.sample(range(table.height), table.height)
    return table[order].with_columns(pl.col(name).replace(ids) for name in columns)


def owners_of(plan: Plan, names: Names) -> Owners:
    """Return the owner of every client, by names that others are turned into."""
    owners: list[str | None] = plan.owners["owner"].to_list()
    clients: list[str] = plan.owners["client"].to_list()
    return {
        names.get(client, client): None if owner is None else names.get(owner, owner)
        for client, owner in zip(clients, owners, strict=True)
    }


def are_alike(instance: Instance, policy: Policy, one: Owners, other: Owners) -> bool:
    """Whether two plans give the same owners, twins taken for each other.

    Parameters
    ----------
    instance : Instance
        So small that all ways to exchange clients, workers and tasks can be tried.
    policy : Policy
        What is frozen and fixed in it tells twins apart.
    one, other : dict
        The owner of each client.
    """
    if one == other:
        return True
    return any(
        {names[client]: None if owner is None else names[owner] for client, owner in one.items()}
        == other
        for names in _symmetries(instance, policy)
    )


def _symmetries(instance: Instance, policy: Policy) -> Iterator[Names]:
    """Yield the exchanges of names of clients and workers that leave the agency as it is."""
    clients, workers = instance.clients["id"].to_list(), instance.workers["id"].to_list()
    known = _content(instance, policy, {id: id for id in [*clients, *workers]})
    for of_clients in permutations(clients):
        for of_workers in permutations(workers):
            names = dict(zip([*clients, *workers], [*of_clients, *of_workers], strict=True))
            if _content(instance, policy, names) == known:
                yield names


def _content(instance: Instance, policy: Policy, names: Names) -> list[list[str]]:
    """Return all rows under other names, tasks without their own, in sorted order."""
    moves = policy.moves
    fixed = instance.tasks["id"].replace_strict(moves.fixed_tasks, default=None)
    tasks = instance.tasks.with_columns(fixed=fixed.cast(pl.String)).drop("id")
    clients = instance.clients.with_columns(
        frozen=pl.col("id").is_in(list(moves.frozen)),
        fixed=pl.col("id").replace_strict(moves.fixed_owners, default=None, return_dtype=pl.String),
    )
    tables = (
        clients.with_columns(pl.col("id", "worker", "fixed").replace(names)),
        instance.workers.with_columns(pl.col("id").replace(names)),
        tasks.with_columns(pl.col("client", "fixed").replace(names)),
        instance.pairs.with_columns(pl.col("client", "worker").replace(names)),
    )
    return [sorted(map(repr, table.iter_rows())) for table in tables]
