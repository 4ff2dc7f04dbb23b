"""Generated agencies, each made once a test run."""

from __future__ import annotations

from functools import cache

import polars as pl

from samehands.generator import generate
from samehands.model.instance import Instance


@cache
def agency(size: str, seed: int = 1, months: int = 1) -> Instance:
    """Return a generated agency; callers share it and must leave it as it is."""
    return generate(size, seed, months)[0]


def owned(instance: Instance) -> pl.DataFrame:
    """Return the clients that have an owner today, with its columns, named ``owner_...``."""
    workers = instance.workers.rename(lambda name: f"owner_{name}")
    return instance.clients.join(workers, left_on="worker", right_on="owner_id")


def described(instance: Instance) -> pl.DataFrame:
    """Return the tasks with the columns of their clients, named ``client_...``."""
    clients = instance.clients.rename(lambda name: f"client_{name}")
    return instance.tasks.join(clients, left_on="client", right_on="client_id")
