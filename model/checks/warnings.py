"""What is odd in an instance or a policy, but legal: warnings, never errors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import polars as pl

from ..errors import InputFault
from ..instance import Instance
from ..policy import Policy
from ..vocabulary import Sort, Vocabulary
from .privacy import shown


def instance_warnings(instance: Instance) -> list[InputFault]:
    """Return what is odd in an instance.

    Parameters
    ----------
    instance : Instance
        A valid instance.

    Returns
    -------
    list of InputFault
        One record a program or language that no worker has, one on dues beyond the horizon, and
        one on clients owned today by a worker of another office; each with its count.
    """
    clients, workers, tasks = instance.clients, instance.workers, instance.tasks
    found = _nobody_has(
        "programs",
        "no worker works in the program",
        workers["programs"].explode(),
        {"clients": clients["programs"].explode(), "tasks": tasks["program"]},
    )
    found += _nobody_has(
        "languages",
        "no worker speaks the language",
        workers["languages"].explode(),
        {"clients": clients["language"]},
    )
    late = int((tasks["due"] > instance.calendar.last).sum())
    if late:
        says = f"{late} tasks are due beyond the horizon; they count as due in period "
        found.append(InputFault("tasks", None, None, "due", f"{says}{instance.calendar.last}"))
    offices = workers.select(worker="id", of_worker="office")
    pairs = clients.drop_nulls("worker").join(offices, on="worker", how="left")
    apart = pairs.filter(pl.col("office") != pl.col("of_worker")).height
    if apart:
        says = f"{apart} clients are owned today by a worker of another office"
        found.append(InputFault("clients", None, None, "worker", says))
    return found


def policy_warnings(policy: Policy, instance: Instance) -> list[InputFault]:
    """Return what is odd in a policy for an instance: kinds and client groups that nobody has.

    Parameters
    ----------
    policy : Policy
        The policy.
    instance : Instance
        The instance it is meant for.

    Returns
    -------
    list of InputFault
        One record a name.
    """
    words = Vocabulary.of_instance(instance)
    continuity, levels = policy.continuity, policy.service.levels
    named: list[tuple[str, str, Sort, Iterable[str]]] = [
        ("continuity.exempt_kinds", "task has the kind", "kinds", continuity.exempt_kinds),
        ("continuity.k_by_group", "client is in the group", "groups", continuity.k_by_group),
        ("service.levels", "task has the kind", "kinds", levels),
    ]
    return [
        InputFault("policy", None, None, field, f"no {says} {shown(name)}")
        for field, says, sort, names in named
        for name in words.unknown(sort, names)
    ]


def _nobody_has(
    field: str, says: str, have: pl.Series, need: dict[str, pl.Series]
) -> list[InputFault]:
    known = set(have.drop_nulls().to_list())
    counts = {table: Counter[str](some.drop_nulls().to_list()) for table, some in need.items()}
    missing = sorted({name for count in counts.values() for name in count} - known)
    return [
        InputFault(
            "workers",
            None,
            None,
            field,
            f"{says} {shown(name)} ("
            + ", ".join(f"{count[name]} {table}" for table, count in counts.items())
            + ")",
        )
        for name in missing
    ]
