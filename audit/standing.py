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
    bundles = [frozenset[str](names) for names in instance.clients["programs"].to_list()]
    said: list[int | None] = instance.clients["expected_minutes"].to_list()
    unnamed = {bundle for bundle in set(bundles) if not bundle or bundle - named.keys()}
    means = _means(instance, bundles) if unnamed else {}
    each = {
        bundle: means[bundle] if bundle in unnamed else sum(named[name] for name in bundle)
        for bundle in set(bundles)
    }
    found = [
        each[bundle] if minutes is None else minutes
        for bundle, minutes in zip(bundles, said, strict=True)
    ]
    return pl.DataFrame(
        {"client": instance.clients["id"], "standing": pl.Series(found, dtype=pl.Int64)}
    )


def _means(instance: Instance, bundles: list[frozenset[str]]) -> dict[frozenset[str], int]:
    whose = dict(zip(instance.clients["id"].to_list(), bundles, strict=True))
    minutes: Counter[frozenset[str]] = Counter()
    for client, amount in instance.tasks.select("client", "minutes").iter_rows():
        minutes[whose[client]] += amount
    months = max(Fraction(instance.calendar.periods, _USUAL_MONTH), Fraction(1))
    return {
        bundle: -int(-minutes[bundle] / (count * months) // 1)
        for bundle, count in Counter(bundles).items()
    }


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
