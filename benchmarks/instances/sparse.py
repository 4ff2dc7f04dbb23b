"""Sparse assignment problems like those of an office: one capacity per agent, few agents per item.

Every item is at an agent today, its home. Each pair costs the minutes that it takes, and moving an
item costs on top of that and takes minutes of the new agent. Homes are dealt out unevenly, so that
some agents have far more than they can do and items must move. The figures follow an office month:
minutes of 5 to 60 an item, 15 more to take it over, 30 and more for the change itself, and far more
for nobody to do it.

Such problems have a file format of their own, too: whole numbers separated by blanks and line ends.
First come the numbers of items, agents and pairs; then the capacity of each agent; then the price
of leaving each item, or -1 for every item if all must be done; then the pairs, item by item and
agent by agent, each as ``item agent cost load``, counted from 0. Costs and loads are not negative.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from ...model.errors import InputError, InputFault
from ...problem import AssignmentProblem, Ints
from .matrices import Bare, Numbers, read_numbers, shortened

LEAST_MINUTES, MOST_MINUTES = 5, 60
"""Minutes of an item, each number as likely as the others."""
TRANSFER = 15
"""Minutes that an agent who is not the home needs besides."""
MOVE = (30, 60)
"""Least and most cost of a move, beside the minutes."""
STAY = 10
"""Most cost of an item at its home, beside the minutes; the least is 0."""
LEFT, LEFT_MINUTE = 500, 10
"""Price of an item that nobody does: once, and for each of its minutes."""
UNEVEN = 0.35
"""Coefficient of variation of the agents' shares of the homes (gamma distributed)."""
FULL = 0.92
"""Minutes of all items at home as a share of all capacity; moving adds to them."""

SPARSE = ".sparse"
"""Suffix of files in the sparse format."""

_CHUNK = 4096


@dataclass(frozen=True, eq=False)
class SparseInstance:
    """A sparse assignment problem.

    Parameters
    ----------
    name : str
        Its name.
    bare : Bare
        Its numbers.
    """

    name: str
    bare: Bare

    @property
    def sha256(self) -> str:
        """Digest of the numbers; the name does not count."""
        return self.bare.sha256

    @cached_property
    def work(self) -> int:
        """Minutes of all items where each takes the least."""
        least = np.full(self.bare.items, np.iinfo(np.int64).max)
        np.minimum.at(least, self.bare.item, self.bare.load)
        return int(least.sum())

    def to_problem(self) -> AssignmentProblem:
        """Return the instance as an assignment problem.

        Returns
        -------
        AssignmentProblem
            Items and agents as they are; one resource and one row.
        """
        return self.bare.to_problem()


def read_sparse(path: str | Path) -> SparseInstance:
    """Read an instance from a file in the sparse format, see the module.

    Parameters
    ----------
    path : str or Path
        The file; its name without a suffix becomes the instance's.

    Returns
    -------
    SparseInstance
        The instance.

    Raises
    ------
    InputError
        If the file cannot be read or anything in it is wrong; it names every fault and its line.
    """
    problems: list[InputFault] = []
    numbers = read_numbers(Path(path), problems)
    if numbers is None or problems:
        raise InputError(problems)
    sizes = [int(number) for number in numbers.value[:3]]
    if len(sizes) < 3 or min(sizes[0], sizes[1], sizes[2] + 1) < 1:
        says = "must begin with the numbers of items and agents, each 1 or more, and of pairs"
        raise InputError([InputFault("file", None, None, numbers.file, says)])
    items, agents, pairs = sizes
    needed = 3 + agents + items + 4 * pairs
    if numbers.value.size != needed:
        says = f"{items} items, {agents} agents and {pairs} pairs need {needed} numbers, and there "
        says += f"are {numbers.value.size}"
        raise InputError([numbers.fault(0, says)])
    capacity, price, rest = np.split(numbers.value[3:].copy(), [agents, agents + items])
    rows = rest.reshape(pairs, 4)
    problems = _file_faults(numbers, capacity, price, rows)
    if problems:
        raise InputError(problems)
    required = bool((price < 0).all())
    item, agent, cost, load = (rows[:, column].copy() for column in range(4))
    unassigned = np.zeros_like(price) if required else price
    return SparseInstance(
        Path(path).stem, Bare(item, agent, cost, load, capacity, unassigned, required)
    )


def write_sparse(instance: SparseInstance, path: str | Path) -> None:
    """Write an instance in the sparse format, see the module.

    Parameters
    ----------
    instance : SparseInstance
        The instance.
    path : str or Path
        The file.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    bare = instance.bare
    price = np.full(bare.items, -1) if bare.required else bare.unassigned
    size = [bare.items, bare.agents, len(bare.item)]
    rows = np.stack([bare.item, bare.agent, bare.cost, bare.load], axis=1)
    lines = [size, bare.capacity.tolist(), price.tolist(), *rows.tolist()]
    text = "".join(" ".join(map(str, line)) + "\n" for line in lines)
    Path(path).write_text(text, encoding="utf-8")


def _file_faults(numbers: Numbers, capacity: Ints, price: Ints, rows: Ints) -> list[InputFault]:
    items, agents = len(price), len(capacity)
    first, pair = 3 + agents, 3 + agents + items
    faults = [
        numbers.fault(3 + agent, f"the capacity of agent {agent} is below 0")
        for agent in np.flatnonzero(capacity < 0).tolist()
    ]
    if (price < 0).any() and not (price == -1).all():
        faults += [
            numbers.fault(first + item, f"the price of leaving item {item} is below 0")
            for item in np.flatnonzero(price < 0).tolist()
        ]
    limits = {"item": (0, items), "agent": (1, agents), "cost": (2, None), "load": (3, None)}
    for name, (column, end) in limits.items():
        cells = rows[:, column]
        wrong = (cells < 0) | (cells >= end) if end is not None else cells < 0
        right = "0 or more" if end is None else f"from 0 to {end - 1}"
        faults += [
            numbers.fault(pair + 4 * row + column, f"the {name} {cells[row]} is not {right}")
            for row in np.flatnonzero(wrong).tolist()
        ]
    place = rows[:, 0] * agents + rows[:, 1]
    faults += [
        numbers.fault(pair + 4 * row + 4, "this pair is not after the one before it")
        for row in np.flatnonzero(np.diff(place) <= 0).tolist()
        if not faults
    ]
    return shortened(faults, numbers.file)


def generate_sparse(items: int, agents: int, eligible: int, seed: int) -> SparseInstance:
    """Draw an instance.

    Parameters
    ----------
    items, agents : int
        Size, each at least 1.
    eligible : int
        Agents that can do an item, its home among them; at most ``agents``.
    seed : int
        Seed of the draws, at least 0; other sizes with the same seed are independent.

    Returns
    -------
    SparseInstance
        Named after the arguments, e.g. ``sparse-4000x30e20-s0``.

    Raises
    ------
    InputError
        If a number is out of range.
    """
    _check(items, agents, eligible, seed)
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, items, agents])))
    share = rng.gamma(1 / UNEVEN**2, size=agents)
    home = rng.choice(agents, size=items, p=share / share.sum())
    minutes = rng.integers(LEAST_MINUTES, MOST_MINUTES, items, dtype=np.int64, endpoint=True)
    agent = _eligible(rng, home, agents, eligible)
    item = np.repeat(np.arange(items, dtype=np.int64), eligible)
    away = agent != home[item]
    load = minutes[item] + TRANSFER * away
    extra = np.where(
        away,
        rng.integers(*MOVE, len(item), dtype=np.int64, endpoint=True),
        rng.integers(0, STAY, len(item), dtype=np.int64, endpoint=True),
    )
    capacity = np.full(agents, -int(-minutes.sum() // (FULL * agents)), dtype=np.int64)
    bare = Bare(
        item=item,
        agent=agent,
        cost=load + extra,
        load=load,
        capacity=capacity,
        unassigned=LEFT + LEFT_MINUTE * minutes,
        required=False,
    )
    return SparseInstance(f"sparse-{items}x{agents}e{eligible}-s{seed}", bare)


def _eligible(rng: np.random.Generator, home: Ints, agents: int, eligible: int) -> Ints:
    """Return for each item its home and other agents, all equally likely, in ascending order."""
    parts: list[Ints] = []
    for first in range(0, len(home), _CHUNK):
        part = home[first : first + _CHUNK]
        luck = rng.random((len(part), agents))
        luck[np.arange(len(part)), part] = -1.0
        drawn = np.argsort(luck, axis=1, kind="stable")[:, :eligible]
        parts.append(np.sort(drawn, axis=1).ravel())
    return np.concatenate(parts).astype(np.int64)


def _check(items: int, agents: int, eligible: int, seed: int) -> None:
    faults = {
        "items": f"{items} is below 1; give a whole number from 1 on" * (items < 1),
        "agents": f"{agents} is below 1; give a whole number from 1 on" * (agents < 1),
        "eligible": f"{eligible} is not from 1 to {agents}" * (not 1 <= eligible <= agents),
        "seed": f"{seed} is below 0; give a whole number from 0 on" * (seed < 0),
    }
    problems = [
        InputFault("argument", None, None, name, text) for name, text in faults.items() if text
    ]
    if problems:
        raise InputError(problems)
