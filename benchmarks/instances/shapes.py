"""Agencies of unusual shape, made of a drawn one: few or many periods, too much work or hardly any.

Engines that are good at the usual month need not be good at these, and whoever chooses between
engines must not have seen one shape alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import polars as pl

from ...generator.agency import generate
from ...model.calendar import Calendar
from ...model.instance import Instance
from ...model.policy import Policy

Agency = tuple[Instance, Policy]
"""An instance with its policy."""

_FEW = 5
"""Clients that are left where there are more workers than clients."""
_NARROW = 2
"""Most periods from release to due where time is short."""


def _as_it_is(instance: Instance, policy: Policy) -> Agency:
    return instance, policy


def _squeezed(periods: int, instance: Instance, policy: Policy) -> Agency:
    """Put all work and all minutes into a few periods."""
    before = instance.calendar.periods
    ends = [(period + 1) * before // periods for period in range(periods)]
    starts = [0, *ends[:-1]]
    minutes = pl.concat_list(
        pl.col("minutes").list.slice(start, end - start).list.sum()
        for start, end in zip(starts, ends, strict=True)
    )
    tasks = instance.tasks.with_columns(
        release=pl.col("release") * periods // before, due=pl.col("due") * periods // before
    )
    workers = instance.workers.with_columns(minutes=minutes)
    return Instance(instance.clients, workers, tasks, Calendar(periods=periods)), policy


def _staffed(percent: int, instance: Instance, policy: Policy) -> Agency:
    """Give every worker so many per cent of the minutes."""
    workers = instance.workers.with_columns(
        minutes=pl.col("minutes").list.eval(pl.element() * percent // 100)
    )
    return Instance(instance.clients, workers, instance.tasks, instance.calendar), policy


def _narrow(instance: Instance, policy: Policy) -> Agency:
    """Make all work due soon after its release."""
    soon = pl.min_horizontal("due", pl.col("release") + _NARROW)
    tasks = instance.tasks.with_columns(due=soon)
    return Instance(instance.clients, instance.workers, tasks, instance.calendar), policy


def _few_clients(instance: Instance, policy: Policy) -> Agency:
    """Leave fewer clients than workers."""
    clients = instance.clients.head(_FEW)
    tasks = instance.tasks.filter(pl.col("client").is_in(clients["id"].implode()))
    return Instance(clients, instance.workers, tasks, instance.calendar), policy


def _owners_stay(instance: Instance, policy: Policy) -> Agency:
    """Let every client be owned by its worker of today alone."""
    owned = instance.clients.filter(pl.col("worker").is_not_null())
    moves = policy.moves.model_copy(update={"frozen": tuple(owned["id"].to_list())})
    return instance, policy.model_copy(update={"moves": moves})


SHAPES: Mapping[str, Callable[[Instance, Policy], Agency]] = {
    "usual": _as_it_is,
    "one-period": partial(_squeezed, 1),
    "two-periods": partial(_squeezed, 2),
    "narrow": _narrow,
    "ample": partial(_staffed, 300),
    "scarce": partial(_staffed, 60),
    "nearly-nothing": partial(_staffed, 5),
    "few-clients": _few_clients,
    "owners-stay": _owners_stay,
}
"""The shapes by name; a new one is a function and a line here."""


def generate_shape(size: str, seed: int, shape: str, months: int = 1) -> Agency:
    """Draw an agency and give it a shape.

    Parameters
    ----------
    size : str
        Size of the agency, as ``samehands.generate`` takes it.
    seed : int
        Seed of the draws.
    shape : str
        Name of the shape, one of ``SHAPES``.
    months : int
        Months of 21 periods.

    Returns
    -------
    tuple of Instance and Policy
        Both valid.
    """
    return SHAPES[shape](*generate(size, seed, months))
