"""The words of the rules, restated from the instance and the policy alone.

Who knows what, how long a task takes whom, how many workers a client may meet, and when minutes
are due. Written a second time on purpose: the audit must not inherit an error of those who made
the plan.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache, wraps
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
import polars as pl

from ..model.instance import Instance
from ..model.policy import MILLI, Policy, floor_share, milli

_UNLIMITED = 2**62


def remembered(
    restate: Callable[[Instance, Policy], pl.DataFrame],
) -> Callable[[Instance, Policy], pl.DataFrame]:
    """Keep what was restated last of an instance: audit, metrics and certificate ask the same."""
    known: WeakKeyDictionary[Instance, tuple[Policy, pl.DataFrame]] = WeakKeyDictionary()

    @wraps(restate)
    def answer(instance: Instance, policy: Policy) -> pl.DataFrame:
        last = known.get(instance)
        if last is None or (last[0] is not policy and last[0] != policy):
            known[instance] = last = policy, restate(instance, policy)
        return last[1]

    return answer


def skills(instance: Instance) -> pl.DataFrame:
    """Return who works in which program: ``worker``, ``program``, one row per pair."""
    return _pairs(instance, "programs", "program")


def speakers(instance: Instance) -> pl.DataFrame:
    """Return who speaks which language: ``worker``, ``language``, one row per pair."""
    return _pairs(instance, "languages", "language")


@lru_cache(maxsize=4)
def capacity(instance: Instance) -> npt.NDArray[np.int64]:
    """Return the regular minutes of workers without their leaves, of shape (workers, periods).

    Shares away on one day add up, at most to the whole of it; minutes are left over rounded down.
    The array is shared by all who ask for the same instance, and read only.
    """
    names = pl.Series(instance.workers["id"])
    days = pl.DataFrame(
        {"period": range(instance.calendar.periods)}, schema={"period": pl.Int64()}
    ).with_columns(day=pl.col("period").map_elements(instance.calendar.day, return_dtype=pl.Date()))
    weekday = pl.col("day").dt.to_string("%A")
    own = (
        instance.workers.select(worker="id", minutes="minutes")
        .with_row_index("row")
        .explode("minutes")
        .with_columns(period=pl.int_range(pl.len()).over("row"))
        .drop_nulls("minutes")
    )
    away = (
        instance.leaves.join(days, how="cross")
        .filter(
            (pl.col("period") >= pl.col("first").fill_null(0))
            & (pl.col("period") <= pl.col("last").fill_null(instance.calendar.last))
            & (pl.col("weekday").is_null() | (pl.col("weekday") == weekday))
        )
        .group_by("worker", "period")
        .agg(away=(pl.col("share") * MILLI).round().cast(pl.Int64).sum())
    )
    here = MILLI - pl.col("away").fill_null(0).clip(0, MILLI)
    left = own.join(away, on=["worker", "period"], how="left", maintain_order="left").select(
        left=pl.col("minutes") * here // MILLI
    )
    found = left["left"].to_numpy().reshape(len(names), instance.calendar.periods)
    found.flags.writeable = False
    return found


def planned(instance: Instance, policy: Policy) -> npt.NDArray[np.int64]:
    """Return the regular minutes that no absence holds back, rounded down: (workers, periods)."""
    regular = capacity(instance)
    if not policy.robust.enabled:
        return regular
    left = 1 - Fraction(Decimal(repr(policy.robust.absence)))
    kept: npt.NDArray[np.int64] = regular * left.numerator // left.denominator
    return kept


def never_together(instance: Instance) -> pl.DataFrame:
    """Return who must not meet whom: ``client``, ``worker``, one row per pair."""
    return instance.pairs.filter(pl.col("price") == "never").select("client", "worker")


def meeting_costs(instance: Instance, policy: Policy) -> pl.DataFrame:
    """Return what it costs who serves the clients of whom the table of pairs says so.

    Returns
    -------
    polars.DataFrame
        ``client``, ``worker``, ``cost``, in thousandths of a minute: what it costs that the worker
        owns the client, and again for each task done; a row without a worker is what anybody else
        costs, and nobody. A gain is what the others cost more.
    """
    if not policy.pairs.enabled or not instance.pairs.height:
        return pl.DataFrame(
            schema={"client": pl.String(), "worker": pl.String(), "cost": pl.Int64()}
        )
    rows = instance.pairs.filter(pl.col("price") != "never")
    said = rows.select("client", "worker", minutes=pl.col("price").cast(pl.Int64))
    others = said.group_by("client", maintain_order=True).agg(
        missed=pl.max_horizontal(-pl.col("minutes").min(), 0)
    )
    each = said.join(others, on="client", maintain_order="left").select(
        "client", "worker", cost=pl.col("missed") + pl.col("minutes")
    )
    rest = others.select("client", worker=pl.lit(None, dtype=pl.String()), cost="missed")
    return pl.concat([each, rest]).with_columns(pl.col("cost") * MILLI)


def areas(instance: Instance, policy: Policy) -> pl.DataFrame:
    """Return the area of every office under the pool rule.

    Returns
    -------
    polars.DataFrame
        ``office``, ``area``: who shares an area shares a pool. One area for all where the scope is
        the county or the rule is off. An office that no region lists is an area of its own.
    """
    offices = pl.concat([instance.clients["office"], instance.workers["office"]]).unique()
    names = [str(office) for office in offices.sort()]
    return pl.DataFrame(
        {"office": names, "area": [_area(policy, name) for name in names]},
        schema={"office": pl.String(), "area": pl.String()},
    )


@remembered
def worker_limits(instance: Instance, policy: Policy) -> pl.DataFrame:
    """Return K of every client: ``client``, ``k`` (null: unlimited).

    The smallest K of the client's groups that the policy lists, else the general one; where
    households stay together, the smallest of all clients of the household.
    """
    section = policy.continuity
    clients = instance.clients.select(client="id", group="groups")
    if not section.enabled:
        return clients.select("client", k=pl.lit(None, dtype=pl.Int64))
    general = _UNLIMITED if section.k == "unlimited" else section.k
    if not section.k_by_group:
        same = None if general == _UNLIMITED else general
        return clients.select("client", k=pl.lit(same, dtype=pl.Int64))
    numbers = {g: _UNLIMITED if k == "unlimited" else k for g, k in section.k_by_group.items()}
    listed = pl.DataFrame(
        {"group": list(numbers), "k": list(numbers.values())},
        schema={"group": pl.String(), "k": pl.Int64()},
    )
    smallest = (
        clients.explode("group").join(listed, on="group").group_by("client").agg(pl.col("k").min())
    )
    k = pl.col("k").fill_null(general).min().over("household")
    return (
        clients.join(smallest, on="client", how="left", maintain_order="left")
        .join(households(instance, policy), on="client", maintain_order="left")
        .select("client", k=pl.when(k < _UNLIMITED).then(k))
    )


def households(instance: Instance, policy: Policy) -> pl.DataFrame:
    """Return whom one owner must have: ``client``, ``household``, one row per client, in order.

    Clients without a household, and all where households need not stay together, are alone in one.
    """
    together = pl.lit(policy.continuity.enabled and policy.continuity.household)
    said = together & pl.col("household").is_not_null()
    label = (
        pl.when(said).then("household " + pl.col("household")).otherwise("client " + pl.col("id"))
    )
    return instance.clients.select(client="id", household=label)


@remembered
def tasks(instance: Instance, policy: Policy) -> pl.DataFrame:
    """Return the tasks with what the rules say about them.

    Returns
    -------
    polars.DataFrame
        One row per task, in order: ``task``, ``client``, ``program``, ``kind``, ``minutes``
        (standard), ``release``, ``due`` (inside the horizon; its last period where the rule
        deadlines is off), ``overdue`` (periods from the due to the first one), ``contact``,
        ``language`` and ``office`` of the client, ``pooled`` (the kind is exempt from K, or the
        client has no K).
    """
    exempt = pl.lit(False)
    for kind in policy.continuity.exempt_kinds:
        exempt = exempt | (pl.col("kind") == kind)
    clients = instance.clients.select("language", "office", client="id").join(
        worker_limits(instance, policy), on="client"
    )
    return (
        instance.tasks.rename({"id": "task"})
        .join(clients, on="client", how="left", maintain_order="left")
        .with_columns(
            due=_due(instance, policy),
            overdue=_overdue(policy),
            pooled=exempt | pl.col("k").is_null(),
        )
        .drop("k")
    )


def windows(instance: Instance, policy: Policy) -> pl.DataFrame:
    """Return when a client's switching minutes may be spent.

    Returns
    -------
    polars.DataFrame
        One row per client, in order: ``client``, ``first`` (first release of its tasks), ``last``
        (last due, as in ``tasks``); the whole horizon without tasks.
    """
    spans = instance.tasks.group_by("client").agg(
        first=pl.col("release").min(), last=_due(instance, policy).max()
    )
    return (
        instance.clients.select(client="id")
        .join(spans, on="client", how="left", maintain_order="left")
        .with_columns(
            pl.col("first").fill_null(0), pl.col("last").fill_null(instance.calendar.last)
        )
    )


def effective_minutes(instance: Instance, policy: Policy, pairs: pl.DataFrame) -> pl.DataFrame:
    """Return how long tasks take the workers they are paired with.

    Parameters
    ----------
    instance : Instance
        The instance.
    policy : Policy
        The policy: interpreter factor and specialist speed-up.
    pairs : polars.DataFrame
        ``task`` and ``worker``, any number of rows.

    Returns
    -------
    polars.DataFrame
        ``task``, ``worker``, ``effective``: the standard minutes times both factors, rounded up
        once; one row per pair, in order.
    """
    speaks = speakers(instance).with_columns(speaks=pl.lit(True))
    interpreted = pl.lit(1, dtype=pl.Int64) * MILLI
    if policy.language.enabled and policy.language.match == "interpreter":
        needed = pl.col("contact") & pl.col("speaks").is_null()
        factor = milli(policy.language.interpreter_factor)
        interpreted = pl.when(needed).then(factor).otherwise(MILLI).cast(pl.Int64)
    specialist = pl.lit(1, dtype=pl.Int64) * MILLI
    if policy.skills.enabled:
        saved = floor_share(policy.skills.specialist_speedup, MILLI)
        specialist = pl.when("pooled").then(MILLI - saved).otherwise(MILLI).cast(pl.Int64)
    product = pl.col("minutes") * interpreted * specialist
    known = tasks(instance, policy).select("task", "minutes", "contact", "language", "pooled")
    return (
        pairs.select("task", "worker")
        .join(known, on="task", how="left", maintain_order="left")
        .join(speaks, on=["worker", "language"], how="left", maintain_order="left")
        .select("task", "worker", effective=(product + (MILLI**2 - 1)) // MILLI**2)
    )


def _due(instance: Instance, policy: Policy) -> pl.Expr:
    """Return the due period inside the horizon; its last period where nothing is due."""
    last = pl.lit(instance.calendar.last, dtype=pl.Int64)
    inside = pl.max_horizontal(pl.min_horizontal("due", last), pl.lit(0, dtype=pl.Int64))
    return inside if policy.deadlines.enabled else last


def _overdue(policy: Policy) -> pl.Expr:
    """Return by how many periods a task was late before the first one; 0 where nothing is due."""
    before = pl.when(pl.col("due") < 0).then(-pl.col("due")).otherwise(0)
    return before if policy.deadlines.enabled else pl.lit(0, dtype=pl.Int64)


def _pairs(instance: Instance, lists: str, single: str) -> pl.DataFrame:
    return (
        instance.workers.select(pl.col("id").alias("worker"), pl.col(lists).alias(single))
        .explode(single)
        .drop_nulls()
        .unique(maintain_order=True)
    )


def _area(policy: Policy, office: str) -> str:
    pool = policy.pool
    if not pool.enabled or pool.scope == "county":
        return "county"
    if pool.scope == "region":
        for region, offices in pool.regions.items():
            if office in offices:
                return f"region {region}"
    # The prefix keeps an unlisted office apart from a region that bears its name.
    return f"office {office}"
