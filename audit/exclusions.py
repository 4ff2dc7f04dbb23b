"""Who may not own whom, and which rule says so."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl

from ..model.errors import InputError, InputFault
from ..model.instance import Instance
from ..model.policy import Policy
from . import restate

_ORDER = ("pool", "skills", "language", "pairs", "moves")

Matrix = npt.NDArray[np.bool_]
T = TypeVar("T", bound=Hashable)


def find_exclusions(
    instance: Instance, policy: Policy, clients: Sequence[str] | None = None
) -> pl.DataFrame:
    """Return which rule keeps each worker from owning each client.

    Parameters
    ----------
    instance : Instance
        The instance.
    policy : Policy
        The policy; a rule that is off excludes nobody.
    clients : sequence of str, optional
        Ids of the clients asked about; all by default (up to clients x workers rows).

    Returns
    -------
    polars.DataFrame
        ``client``, ``worker``, ``rule``: one row for each pair that is excluded, in the order of
        the instance, with the first rule that applies of pool, skills, language, pairs and moves (a
        frozen client keeps today's owner, a fixed one the fixed owner). Caps and limits, which
        bind sums, exclude no pair.

    Raises
    ------
    InputError
        If there is no client of an id.
    """
    chosen = _chosen(instance, clients)
    workers = instance.workers["id"]
    code = np.zeros((chosen.height, workers.len()), dtype=np.int8)
    masks = (
        _outside_pool(instance, policy, chosen),
        _unskilled(instance, policy, chosen),
        _speechless(instance, policy, chosen),
        _apart(instance, policy, chosen),
        _staying(instance, policy, chosen),
    )
    # The first rule that excludes a pair keeps it; 0 stands for none.
    for number, mask in enumerate(masks, start=1):
        if mask is not None:
            code[(code == 0) & mask] = number
    row, column = np.nonzero(code)
    rules = pl.Series("rule", ["", *_ORDER], dtype=pl.String)
    return pl.DataFrame(
        {
            "client": chosen["id"].gather(row),
            "worker": workers.gather(column),
            "rule": rules.gather(code[row, column].astype(np.int64)),
        }
    )


def _chosen(instance: Instance, clients: Sequence[str] | None) -> pl.DataFrame:
    if clients is None:
        return instance.clients
    asked = pl.DataFrame({"id": list(clients)}, schema={"id": pl.String()}).unique()
    strange = asked.join(instance.clients, on="id", how="anti")["id"].sort().to_list()
    if strange:
        raise InputError(
            [InputFault("argument", None, id, "clients", "no such client") for id in strange]
        )
    return instance.clients.join(asked, on="id", how="semi", maintain_order="left")


def _outside_pool(instance: Instance, policy: Policy, chosen: pl.DataFrame) -> Matrix | None:
    if not policy.pool.enabled or policy.pool.scope == "county":
        return None
    table = restate.areas(instance, policy)
    area: dict[str, str] = dict(table.iter_rows())
    offices: list[str] = chosen["office"].to_list()
    theirs = [area[office] for office in instance.workers["office"]]
    return _by_value(offices, lambda office: [area[office] != other for other in theirs], theirs)


def _unskilled(instance: Instance, policy: Policy, chosen: pl.DataFrame) -> Matrix | None:
    if not (policy.skills.enabled and policy.skills.bundle_integrity):
        return None
    known = [frozenset(programs) for programs in instance.workers["programs"].to_list()]
    bundles = [frozenset(programs) for programs in chosen["programs"].to_list()]
    return _by_value(bundles, lambda bundle: [not bundle <= skills for skills in known], known)


def _speechless(instance: Instance, policy: Policy, chosen: pl.DataFrame) -> Matrix | None:
    if not policy.language.enabled or policy.language.match != "required":
        return None
    spoken = [frozenset(languages) for languages in instance.workers["languages"].to_list()]
    wanted: list[str] = chosen["language"].to_list()
    return _by_value(wanted, lambda language: [language not in known for known in spoken], spoken)


def _apart(instance: Instance, policy: Policy, chosen: pl.DataFrame) -> Matrix | None:
    never = restate.never_together(instance)
    if not policy.pairs.enabled or not never.height:
        return None
    row = {id: at for at, id in enumerate(chosen["id"])}
    column = {id: at for at, id in enumerate(instance.workers["id"])}
    kept = np.zeros((len(row), len(column)), dtype=np.bool_)
    for client, worker in never.iter_rows():
        if client in row and worker in column:
            kept[row[client], column[worker]] = True
    return kept


def _staying(instance: Instance, policy: Policy, chosen: pl.DataFrame) -> Matrix | None:
    """Return who is not the owner that must stay: of a frozen client, and of a fixed one."""
    moves = policy.moves
    if not moves.enabled or not (moves.frozen or moves.fixed_owners):
        return None
    frozen, left = set(moves.frozen), set(instance.former["id"].to_list())
    workers: list[str] = instance.workers["id"].to_list()
    kept = np.zeros((chosen.height, len(workers)), dtype=np.bool_)
    for row, (client, today) in enumerate(chosen.select("id", "worker").iter_rows()):
        stays = client in frozen and today is not None and today not in left
        owners = {today} if stays else set[str]()
        owners |= {moves.fixed_owners[client]} if client in moves.fixed_owners else set()
        for owner in owners:
            kept[row] |= np.array([worker != owner for worker in workers], dtype=np.bool_)
    return kept


def _by_value(
    values: Sequence[T], excluded: Callable[[T], list[bool]], workers: Sequence[object]
) -> Matrix:
    """Return one row of ``excluded`` per value, computed once for each distinct value."""
    numbers: dict[T, int] = {}
    coded = [numbers.setdefault(value, len(numbers)) for value in values]
    rows = np.array([excluded(value) for value in numbers], dtype=np.bool_)
    return rows.reshape(len(numbers), len(workers))[np.array(coded, dtype=np.int64)]
