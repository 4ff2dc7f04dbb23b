"""Standing work, restated: what clients need in a usual month, and the fair shares of it."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from fractions import Fraction

import polars as pl

from ..model.instance import Instance
from ..model.policy import Policy, milli
from . import restate

_USUAL_MONTH = 21
_BETWEEN = "\x1f"
"""Stands between the programs of a bundle: no name holds a control character."""


@restate.remembered
def standing_minutes(instance: Instance, policy: Policy) -> pl.DataFrame:
    """Return what each client needs in a usual month.

    Parameters
    ----------
    instance : Instance
        The instance.
    policy : Policy
        The policy, whose minutes by program count where the table says nothing.

    Returns
    -------
    polars.DataFrame
        One row per client, in order: ``client``, ``standing`` (whole minutes). A client with a
        program that has no minutes, or without programs, needs the mean of the tasks of all
        clients with the same programs, by months of the horizon, rounded up.
    """
    named = policy.caseload.standing
    whose = instance.clients.select(
        "programs",
        "expected_minutes",
        client="id",
        bundle=pl.col("programs").list.unique().list.sort().list.join(_BETWEEN),
    )
    kinds = whose.group_by("bundle").agg(pl.len().alias("count"), pl.col("programs").first())
    unsaid = [not names or bool({*names} - named.keys()) for names in kinds["programs"].to_list()]
    means = _means(instance, whose, kinds) if any(unsaid) else [0] * kinds.height
    each = [
        mean if is_unsaid else sum(named[name] for name in {*names})
        for mean, is_unsaid, names in zip(means, unsaid, kinds["programs"].to_list(), strict=True)
    ]
    usual = kinds.select("bundle", usual=pl.Series(each, dtype=pl.Int64))
    return whose.join(usual, on="bundle", how="left", maintain_order="left").select(
        "client", standing=pl.coalesce("expected_minutes", "usual").cast(pl.Int64)
    )


def _means(instance: Instance, whose: pl.DataFrame, kinds: pl.DataFrame) -> list[int]:
    """Return the mean minutes of the tasks a usual month and client, for every bundle."""
    work = (
        instance.tasks.select("client", "minutes")
        .join(whose.select("client", "bundle"), on="client")
        .group_by("bundle")
        .agg(pl.col("minutes").sum())
    )
    minutes = dict(work.iter_rows())
    months = max(Fraction(instance.calendar.periods, _USUAL_MONTH), Fraction(1))
    return [
        -int(-minutes.get(bundle, 0) / (count * months) // 1)
        for bundle, count in kinds.select("bundle", "count").iter_rows()
    ]


def fair_shares(instance: Instance, policy: Policy) -> list[Fraction]:
    """Return the fair share of every worker, in standing minutes.

    Parameters
    ----------
    instance : Instance
        The instance.
    policy : Policy
        The policy: the pool, and the standing minutes.

    Returns
    -------
    list of Fraction
        One a worker, in order: the standing minutes of the worker's pool, by regular minutes
        times the share of a usual caseload; 0 where nobody of the pool has any.
    """
    area: dict[str, str] = dict(restate.areas(instance, policy).iter_rows())
    needed: Counter[str] = Counter()
    standing = standing_minutes(instance, policy)["standing"].to_list()
    for office, minutes in zip(instance.clients["office"].to_list(), standing, strict=True):
        needed[area[office]] += minutes
    theirs = [area[office] for office in instance.workers["office"].to_list()]
    minutes_each: list[int] = instance.capacity.sum(axis=1).tolist()
    regular = [
        minutes * share
        for minutes, share in zip(minutes_each, caseload_shares(instance), strict=True)
    ]
    there: dict[str, Fraction] = dict.fromkeys(theirs, Fraction(0))
    for pool, weight in zip(theirs, regular, strict=True):
        there[pool] += weight
    return [
        needed[pool] * weight / there[pool] if there[pool] else Fraction(0)
        for pool, weight in zip(theirs, regular, strict=True)
    ]


def caseload_shares(instance: Instance) -> list[Fraction]:
    """Return every worker's share of a usual caseload.

    Parameters
    ----------
    instance : Instance
        The instance.

    Returns
    -------
    list of Fraction
        One a worker, in order; 1 where the table says nothing.
    """
    said: list[float | None] = instance.workers["caseload_share"].to_list()
    return [Fraction(1) if share is None else Fraction(Decimal(repr(share))) for share in said]


def share_limits(instance: Instance, policy: Policy) -> list[tuple[int, list[int]]]:
    """Return the breakpoints of the caseload rule in minutes.

    Parameters
    ----------
    instance : Instance
        The instance.
    policy : Policy
        The policy.

    Returns
    -------
    list of (int, list of int)
        For each breakpoint the price of a standing minute above it, in thousandths, and the
        minutes of every worker up to which it does not count, rounded down. None where the rule
        is off.
    """
    section = policy.caseload
    if not section.enabled or not section.breakpoints:
        return []
    shares = fair_shares(instance, policy)
    return [
        (
            milli(point.price),
            [int(Fraction(Decimal(repr(point.above))) * share) for share in shares],
        )
        for point in section.breakpoints
    ]
