"""Instances drawn at random: generalised assignment problems, and agencies of unusual shape.

Generalised assignment problems are of the types A to E of the literature. With m agents, n jobs and
all numbers whole:

=====  ================  =====================================  ==================================
type   loads a           costs c                                capacities b
=====  ================  =====================================  ==================================
A      5 to 25           10 to 50                               0.6 x 15 n / m + 0.4 R
B      5 to 25           10 to 50                               0.7 times those of type A
C      5 to 25           10 to 50                               0.8 x (total of a at the agent) / m
D      1 to 100          111 - a + e1                           0.8 x (total of a at the agent) / m
E      1 - 10 ln e2      1000 / a - 10 e3                       as C, and at least the largest a
=====  ================  =====================================  ==================================

R is the largest load of any agent when every job is at its cheapest agent (the first among
equals), e1 is drawn from -10 to 10, e2 and e3 from (0, 1]. Types A to D: P. C. Chu and J. E.
Beasley, Computers & Operations Research 24 (1997) 17-23. Type E: M. Laguna, J. P. Kelly, J. L.
Gonzalez-Velarde and F. Glover, EJOR 82 (1995) 176-189, as used by M. Yagiura, T. Ibaraki and F.
Glover, INFORMS Journal on Computing 16 (2004) 133-151.

The papers leave the rounding open. The published instances are rounded down throughout, and a
capacity of type E is never below the agent's largest load (it matters in e40400); so it is here.
Loads of type E above 100 are rare; there a cost can fall below 0. No recipe promises that a
solution exists.

Agencies of unusual shape are made of a drawn one: few or many periods, too much work or hardly any.
Engines that are good at the usual month need not be good at these, and whoever chooses between
engines must not have seen one shape alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

import numpy as np
import polars as pl

from ...generator.agency import generate
from ...model.calendar import Calendar
from ...model.checks.cells import shown
from ...model.errors import InputError, InputFault
from ...model.instance import Instance
from ...model.policy import Policy
from ...problem import Ints
from .gap import GapInstance

_NAME = re.compile(r"([a-e])-([1-9][0-9]{0,5})x([1-9][0-9]{0,6})-s(0|[1-9][0-9]{0,17})")


class Recipe(NamedTuple):
    """How instances of a type are made.

    Parameters
    ----------
    draw : callable
        Draws costs and loads, both of shape (agents, jobs), for a generator and that shape.
    capacities : callable
        The capacities, of shape (agents,), that go with costs and loads.
    """

    draw: Callable[[np.random.Generator, tuple[int, int]], tuple[Ints, Ints]]
    capacities: Callable[[Ints, Ints], Ints]


def generate_gap(kind: str, agents: int, jobs: int, seed: int) -> GapInstance:
    """Draw an instance.

    Parameters
    ----------
    kind : str
        ``a``, ``b``, ``c``, ``d`` or ``e``; see the module.
    agents, jobs : int
        Size, each at least 1.
    seed : int
        Seed of the draws, at least 0; other types and sizes with the same seed are independent.

    Returns
    -------
    GapInstance
        Named after the arguments, e.g. ``d-10x100-s1``.

    Raises
    ------
    InputError
        If the type is unknown, or a number is out of range.
    """
    _check(kind, agents, jobs, seed)
    entropy = np.random.SeedSequence([seed, ord(kind), agents, jobs])
    rng = np.random.Generator(np.random.PCG64(entropy))
    recipe = RECIPES[kind]
    costs, loads = recipe.draw(rng, (agents, jobs))
    name = f"{kind}-{agents}x{jobs}-s{seed}"
    return GapInstance(name, costs, loads, recipe.capacities(costs, loads))


def generate_named(name: str) -> GapInstance:
    """Draw the instance of a name that ``generate_gap`` gives, e.g. ``d-10x100-s1``.

    Parameters
    ----------
    name : str
        Type, agents, jobs and seed.

    Returns
    -------
    GapInstance
        The instance.

    Raises
    ------
    InputError
        If the name is not of this form.
    """
    found = _NAME.fullmatch(name)
    if found is None:
        says = f"{shown(name)} is not of the form d-10x100-s1 (type a to e, agents, jobs, seed)"
        raise InputError([InputFault("argument", None, None, "name", says)])
    kind, agents, jobs, seed = found.groups()
    return generate_gap(kind, int(agents), int(jobs), int(seed))


def _check(kind: str, agents: int, jobs: int, seed: int) -> None:
    faults = {
        "kind": f"unknown type {shown(kind)}; choose one of {', '.join(RECIPES)}"
        * (kind not in RECIPES),
        "agents": f"{agents} is below 1; give a whole number from 1 on" * (agents < 1),
        "jobs": f"{jobs} is below 1; give a whole number from 1 on" * (jobs < 1),
        "seed": f"{seed} is below 0; give a whole number from 0 on" * (seed < 0),
    }
    problems = [
        InputFault("argument", None, None, name, text) for name, text in faults.items() if text
    ]
    if problems:
        raise InputError(problems)


def _independent(rng: np.random.Generator, shape: tuple[int, int]) -> tuple[Ints, Ints]:
    loads = rng.integers(5, 25, shape, dtype=np.int64, endpoint=True)
    return rng.integers(10, 50, shape, dtype=np.int64, endpoint=True), loads


def _opposed(rng: np.random.Generator, shape: tuple[int, int]) -> tuple[Ints, Ints]:
    loads = rng.integers(1, 100, shape, dtype=np.int64, endpoint=True)
    return 111 - loads + rng.integers(-10, 10, shape, dtype=np.int64, endpoint=True), loads


def _inverse(rng: np.random.Generator, shape: tuple[int, int]) -> tuple[Ints, Ints]:
    loads = np.floor(1 - 10 * np.log(1 - rng.random(shape))).astype(np.int64)
    costs = np.floor(1000 / loads - 10 * (1 - rng.random(shape))).astype(np.int64)
    return costs, loads


def _roomy(costs: Ints, loads: Ints) -> Ints:
    return np.full(len(loads), _busiest(costs, loads) // (5 * len(loads)), dtype=np.int64)


def _scarce(costs: Ints, loads: Ints) -> Ints:
    return np.full(len(loads), 7 * _busiest(costs, loads) // (50 * len(loads)), dtype=np.int64)


def _busiest(costs: Ints, loads: Ints) -> int:
    """Return the capacity of type A times 5 m, a whole number: 45 n + 2 m R."""
    agents, jobs = len(costs), int(costs.shape[1])
    cheapest = costs.argmin(axis=0)
    taken = np.zeros(agents, dtype=np.int64)
    np.add.at(taken, cheapest, loads[cheapest, np.arange(jobs)])
    return 45 * jobs + 2 * agents * int(taken.max())


def _shared(_: Ints, loads: Ints) -> Ints:
    total: Ints = loads.sum(axis=1)
    return 4 * total // (5 * len(loads))


def _large_enough(costs: Ints, loads: Ints) -> Ints:
    largest: Ints = loads.max(axis=1)
    return np.maximum(_shared(costs, loads), largest)


RECIPES: Mapping[str, Recipe] = {
    "a": Recipe(_independent, _roomy),
    "b": Recipe(_independent, _scarce),
    "c": Recipe(_independent, _shared),
    "d": Recipe(_opposed, _shared),
    "e": Recipe(_inverse, _large_enough),
}
"""The recipe of every type."""


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
