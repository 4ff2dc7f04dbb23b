"""Limits that a plan has used up: at how many workers there is no room left below them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import MILLI, milli
from .facts import Facts, gather_facts


@dataclass(frozen=True)
class BindingLimit:
    """A limit of the policy below which some workers have no room left.

    Parameters
    ----------
    field : str
        The field of the policy, e.g. ``overtime.limit``.
    limit : float
        Its value, in the unit of the field.
    workers : int
        Workers who have used it up.
    periods : int or None
        Periods in which they have, added up over them; None where all periods count together.
    """

    field: str
    limit: float
    workers: int
    periods: int | None = None


def list_binding_limits(instance: Instance, plan: Plan) -> tuple[BindingLimit, ...]:
    """Return the limits of its policy that a plan has used up at one worker or more.

    Parameters
    ----------
    instance : Instance
        The instance.
    plan : Plan
        A plan for it.

    Returns
    -------
    tuple of BindingLimit
        The cap on cases, where the lightest case more has no room; the limit on overtime, where it
        is above 0; the ceiling on utilisation.
    """
    facts = gather_facts(instance, plan)
    return (*_cap(facts, plan), *_overtime(instance, plan), *_ceiling(facts, plan))


def _cap(facts: Facts, plan: Plan) -> Iterator[BindingLimit]:
    section = plan.policy.caseload
    least = facts.clients.filter(pl.col("weight") > 0)["weight"].min()
    if not section.enabled or section.cap is None or not isinstance(least, float):
        return
    room = section.cap * pl.col("caseload_share") - pl.col("caseload")
    # Weights are thousandths of a case, so half of one tells whether there is room.
    full = (pl.col("caseload_share") > 0) & (room < least - 0.5 / MILLI)
    workers = facts.workers.filter(full).height
    if workers:
        yield BindingLimit("caseload.cap", section.cap, workers)


def _overtime(instance: Instance, plan: Plan) -> Iterator[BindingLimit]:
    section = plan.policy.overtime
    if not section.enabled or not section.limit:
        return
    regular = (
        instance.without_leaves()
        .workers.select(
            period=pl.int_ranges(pl.col("minutes").list.len()), regular="minutes", worker="id"
        )
        .explode("period", "regular")
    )
    full = (
        plan.work.group_by("worker", "period")
        .agg(pl.col("minutes").sum())
        .join(regular, on=["worker", "period"], how="left")
        .filter(pl.col("regular") > 0, pl.col("minutes") - pl.col("regular") >= section.limit)
    )
    if full.height:
        workers = full["worker"].n_unique()
        yield BindingLimit("overtime.limit", section.limit, workers, full.height)


def _ceiling(facts: Facts, plan: Plan) -> Iterator[BindingLimit]:
    section = plan.policy.utilisation
    if not section.enabled or section.ceiling is None:
        return
    most = pl.col("capacity") * milli(section.ceiling) // MILLI
    workers = facts.workers.filter((pl.col("capacity") > 0) & (pl.col("load") >= most)).height
    if workers:
        yield BindingLimit("utilisation.ceiling", section.ceiling, workers)
