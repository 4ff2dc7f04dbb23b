"""Generalised assignment problems drawn at random: the types A to E of the literature.

With m agents, n jobs and all numbers whole:

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
solution exists, though at the published sizes one always did.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import numpy as np

from ...model.errors import InputError
from ...model.privacy import shown
from ...model.problems import Problem
from ...problem import Ints
from .gap import GapInstance

Recipe = Callable[[np.random.Generator, tuple[int, int]], tuple[Ints, Ints, Ints]]
"""Draws costs, loads and capacities of (agents, jobs)."""

_NAME = re.compile(r"([a-e])-([1-9][0-9]{0,5})x([1-9][0-9]{0,6})-s(0|[1-9][0-9]{0,17})")


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
    costs, loads, capacities = RECIPES[kind](rng, (agents, jobs))
    return GapInstance(f"{kind}-{agents}x{jobs}-s{seed}", costs, loads, capacities)


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
        raise InputError([Problem("argument", None, None, "name", says)])
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
        Problem("argument", None, None, name, text) for name, text in faults.items() if text
    ]
    if problems:
        raise InputError(problems)


def _type_a(rng: np.random.Generator, shape: tuple[int, int]) -> tuple[Ints, Ints, Ints]:
    loads, costs = _independent(rng, shape)
    return costs, loads, np.full(shape[0], _busiest(costs, loads) // (5 * shape[0]))


def _type_b(rng: np.random.Generator, shape: tuple[int, int]) -> tuple[Ints, Ints, Ints]:
    loads, costs = _independent(rng, shape)
    return costs, loads, np.full(shape[0], 7 * _busiest(costs, loads) // (50 * shape[0]))


def _type_c(rng: np.random.Generator, shape: tuple[int, int]) -> tuple[Ints, Ints, Ints]:
    loads, costs = _independent(rng, shape)
    return costs, loads, _share(loads)


def _type_d(rng: np.random.Generator, shape: tuple[int, int]) -> tuple[Ints, Ints, Ints]:
    loads = rng.integers(1, 100, shape, dtype=np.int64, endpoint=True)
    costs = 111 - loads + rng.integers(-10, 10, shape, dtype=np.int64, endpoint=True)
    return costs, loads, _share(loads)


def _type_e(rng: np.random.Generator, shape: tuple[int, int]) -> tuple[Ints, Ints, Ints]:
    loads = np.floor(1 - 10 * np.log(1 - rng.random(shape))).astype(np.int64)
    costs = np.floor(1000 / loads - 10 * (1 - rng.random(shape))).astype(np.int64)
    return costs, loads, np.maximum(_share(loads), loads.max(axis=1))


RECIPES: Mapping[str, Recipe] = {
    "a": _type_a,
    "b": _type_b,
    "c": _type_c,
    "d": _type_d,
    "e": _type_e,
}
"""The recipe of every type."""


def _independent(rng: np.random.Generator, shape: tuple[int, int]) -> tuple[Ints, Ints]:
    loads = rng.integers(5, 25, shape, dtype=np.int64, endpoint=True)
    return loads, rng.integers(10, 50, shape, dtype=np.int64, endpoint=True)


def _busiest(costs: Ints, loads: Ints) -> int:
    """Return the capacity of type A times 5 m, a whole number: 45 n + 2 m R."""
    agents, jobs = costs.shape
    cheapest = costs.argmin(axis=0)
    taken = np.zeros(agents, dtype=np.int64)
    np.add.at(taken, cheapest, loads[cheapest, np.arange(jobs)])
    return 45 * jobs + 2 * agents * int(taken.max())


def _share(loads: Ints) -> Ints:
    """Return 0.8 times the mean load that an agent has if jobs go to all agents alike."""
    return 4 * loads.sum(axis=1) // (5 * loads.shape[0])
