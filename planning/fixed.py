"""What is to stay: owners of clients and workers of tasks that a caller fixes for one question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Self, cast

import polars as pl
from pydantic import ConfigDict, Field

from ..formulations.demand import Demand, derive_demand
from ..formulations.exclusions import find_excluding_rule, sum_fixed_minutes
from ..model.checks.cells import shown
from ..model.checks.messages import CheckedModel, load, suggestion
from ..model.errors import InputError, InputFault
from ..model.instance import Instance
from ..model.io.files import parse_toml, read_text
from ..model.io.json import parse_json
from ..model.plan import Plan
from ..model.policy import Policy

_TABLE = "fixed"


class Fixed(CheckedModel):
    """What is to stay as it is, or as it is named.

    A fixed owner owns the client, and a fixed worker does the task: nobody else may, and nobody at
    all is not allowed either.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    clients: tuple[str, ...] = Field(
        default=(), description="Clients who keep the owner they have today"
    )
    workers: tuple[str, ...] = Field(
        default=(), description="Workers who keep all clients that they own today"
    )
    owners: dict[str, str] = Field(
        default_factory=dict[str, str], description="The worker who owns each of some clients"
    )
    tasks: dict[str, str] = Field(
        default_factory=dict[str, str], description="The worker who does each of some tasks"
    )

    @classmethod
    def of_plan(cls, plan: Plan, workers: Iterable[str] | None = None) -> Self:
        """Fix what a plan gives to some workers, or all that it says.

        Parameters
        ----------
        plan : Plan
            The plan.
        workers : iterable of str or None
            Workers who keep the clients they own and the tasks they do in it; None for all.

        Returns
        -------
        Fixed
            Owners and tasks; who has no owner and what is undone in the plan is not fixed.
        """
        who = None if workers is None else set(workers)
        owned = plan.owners.drop_nulls("owner").select("client", "owner").iter_rows()
        done = plan.assignments.drop_nulls("worker").select("task", "worker").iter_rows()
        return cls(
            owners={id: worker for id, worker in owned if who is None or worker in who},
            tasks={id: worker for id, worker in done if who is None or worker in who},
        )


def read_fixed(text: str, instance: Instance) -> Fixed:
    """Read what is to stay from a file, or from ids of clients and workers.

    Parameters
    ----------
    text : str
        A TOML or JSON file with the fields of ``Fixed``; or ids separated by commas.
    instance : Instance
        Whose clients and workers the ids name.

    Returns
    -------
    Fixed
        Not yet checked against the instance, but for the ids.

    Raises
    ------
    InputError
        If the file cannot be read, a field of it is wrong, or an id names nobody or two.
    """
    if Path(text).suffix not in (".json", ".toml"):
        return _of_ids([id.strip() for id in text.split(",") if id.strip()], instance)
    problems: list[InputFault] = []
    content = read_text(Path(text), _TABLE, problems)
    data: object = None
    if content is not None:
        parse = parse_json if Path(text).suffix == ".json" else parse_toml
        data = parse(content, _TABLE, problems)
    if not problems:
        loaded = load(Fixed, data, _TABLE)
        problems += loaded.problems
        if not problems:
            return loaded.model
    raise InputError(problems)


def _of_ids(ids: Sequence[str], instance: Instance) -> Fixed:
    clients = set(instance.clients["id"].to_list())
    workers = set(instance.workers["id"].to_list())
    faults: list[InputFault] = []
    for id in ids:
        if id in clients and id in workers:
            says = "is a client and a worker; name it in a file, under clients or workers"
            faults.append(InputFault("argument", None, id, "fixed", says))
        elif id not in clients and id not in workers:
            hint = suggestion(id, clients | workers) or "; name one of the tables, or a .toml file"
            says = f"no client or worker has the id {shown(id)}{hint}"
            faults.append(InputFault("argument", None, None, "fixed", says))
    if faults:
        raise InputError(faults)
    return Fixed(
        clients=tuple(id for id in ids if id in clients),
        workers=tuple(id for id in ids if id in workers),
    )


def with_fixed(
    instance: Instance,
    policy: Policy,
    fixed: Fixed | Mapping[str, object] | None,
) -> Policy:
    """Return a policy that also keeps what a caller fixes.

    Parameters
    ----------
    instance : Instance
        Whose ids are named.
    policy : Policy
        The policy; its own fixed owners and tasks hold too. Where its rule moves is off, it comes
        on without price, minutes and limits.
    fixed : Fixed, mapping or None
        What stays, or its fields as plain data; None for nothing.

    Returns
    -------
    Policy
        With ``moves.fixed_owners`` and ``moves.fixed_tasks``.

    Raises
    ------
    InputError
        If an id is not there, two things are said of one client or task, a rule keeps the worker
        from it, or the fixed tasks of a worker take more minutes than there are. Each by name.
    """
    if fixed is None:
        return policy
    if not isinstance(fixed, Fixed):
        loaded = load(Fixed, dict(fixed), _TABLE)
        if loaded.problems:
            raise InputError(loaded.problems)
        fixed = loaded.model
    faults = [*_unknown(instance, fixed)]
    if faults:
        raise InputError(faults)
    section = policy.moves
    owners, faults = _owners(instance, fixed)
    if section.enabled:
        faults += _twice("owners", section.fixed_owners, owners)
        faults += _twice("tasks", section.fixed_tasks, fixed.tasks)
        owners = {**section.fixed_owners, **owners}
        tasks = {**section.fixed_tasks, **fixed.tasks}
    else:
        free = {"change_price": 0.0, "transfer_minutes": 0, "limit": None, "limit_share": None}
        section = section.model_copy(update={**free, "enabled": True, "frozen": ()})
        tasks = dict(fixed.tasks)
    section = section.model_copy(update={"fixed_owners": owners, "fixed_tasks": tasks})
    asked = policy.model_copy(update={"moves": section})
    if not faults:
        faults = [*_impossible(derive_demand(instance, asked))]
    if faults:
        raise InputError(faults)
    return asked


def _unknown(instance: Instance, fixed: Fixed) -> Iterator[InputFault]:
    named: list[tuple[str, str, pl.DataFrame, Iterable[str]]] = [
        ("clients", "client", instance.clients, fixed.clients),
        ("workers", "worker", instance.workers, fixed.workers),
        ("owners", "client", instance.clients, fixed.owners),
        ("owners", "worker", instance.workers, fixed.owners.values()),
        ("tasks", "task", instance.tasks, fixed.tasks),
        ("tasks", "worker", instance.workers, fixed.tasks.values()),
    ]
    left = set(cast("list[str]", instance.former["id"].to_list()))
    for field, what, table, ids in named:
        known = set(cast("list[str]", table["id"].to_list()))
        for id in dict.fromkeys(ids):
            if what == "worker" and id in left:
                says = f"the worker {shown(id)} has left; name one who is there"
                yield InputFault(_TABLE, None, None, field, says)
            elif id not in known:
                hint = suggestion(id, known) or "; name one of the table"
                says = f"no {what} has the id {shown(id)}{hint}"
                yield InputFault(_TABLE, None, None, field, says)


def _owners(instance: Instance, fixed: Fixed) -> tuple[dict[str, str], list[InputFault]]:
    """Return the owner of each client that is fixed in any way."""
    there = instance.clients.join(instance.former, left_on="worker", right_on="id", how="anti")
    today: dict[str, str] = dict(there.drop_nulls("worker").select("id", "worker").iter_rows())
    found: dict[str, str] = {}
    faults: list[InputFault] = []
    for client in fixed.clients:
        owner = today.get(client)
        if owner is None:
            says = "has no owner today who could stay; name one under owners"
            faults.append(InputFault(_TABLE, None, client, "clients", says))
        else:
            found[client] = owner
    stay = set(fixed.workers)
    found |= {client: owner for client, owner in today.items() if owner in stay}
    faults += _twice("owners", found, fixed.owners)
    return {**found, **fixed.owners}, faults


def _twice(field: str, one: Mapping[str, str], other: Mapping[str, str]) -> list[InputFault]:
    return [
        InputFault(
            _TABLE,
            None,
            id,
            field,
            f"is fixed to {shown(one[id])} and to {shown(worker)}; name one of them",
        )
        for id, worker in other.items()
        if one.get(id, worker) != worker
    ]


def _impossible(demand: Demand) -> Iterator[InputFault]:
    """Yield what cannot stay whatever else the plan is like, each with the rule that says so."""
    moves = demand.policy.moves
    for field, fixed in (("owners", moves.fixed_owners), ("tasks", moves.fixed_tasks)):
        for id, worker in fixed.items():
            rule = find_excluding_rule(demand, "owner" if field == "owners" else "task", id, worker)
            if rule is not None:
                word = "own it" if field == "owners" else "do it"
                says = f"is fixed to {shown(worker)}, who may not {word} by the rule {rule}"
                if rule == "moves":
                    says = (
                        f"is fixed to {shown(worker)}, but frozen with another owner, or another "
                        "worker is fixed who would have to own the client"
                    )
                says = f"{says}; fix another worker, or change the rule"
                yield InputFault(_TABLE, None, id, field, says)
    for worker, tasks, minutes, room in sum_fixed_minutes(demand):
        if minutes > room:
            says = (
                f"the {tasks} tasks that are fixed to it take {minutes} min, and with overtime it "
                f"has {room} min; fix fewer"
            )
            yield InputFault(_TABLE, None, worker, "tasks", says)
