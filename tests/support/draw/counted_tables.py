"""Sets of tables of one drawn population: every pair of traits, with margins that they share."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from samehands.disclosure import Sum

Counted = tuple[dict[str, int], list[Sum]]
"""Counts by their names, and which are sums of others."""


def drawn_tables(seed: int, most: int = 6, traits: int | None = None) -> Counted:
    """Draw people with two or three traits and count them in a table for each pair of traits.

    Parameters
    ----------
    seed : int
        What is drawn.
    most : int
        Most values of a trait; at least 2.
    traits : int or None
        How many traits; None for two or three.
    """
    rng = np.random.default_rng(seed)
    number = traits or int(rng.integers(2, 4))
    shape = [int(size) for size in rng.integers(2, most + 1, number)]
    means = rng.lognormal(rng.uniform(0.5, 2.5), 1.4, shape)
    people = rng.poisson(np.where(rng.random(shape) < 0.15, 0.0, means))
    counts: dict[str, int] = {"all": int(people.sum())}
    sums: list[Sum] = []
    names = [[f"{trait}{value}" for value in range(size)] for trait, size in enumerate(shape)]
    for trait, own in enumerate(names):
        others = tuple(axis for axis in range(number) if axis != trait)
        counts |= dict(zip(own, people.sum(axis=others).tolist(), strict=True))
        sums.append(Sum("all", own))
    for one, other in combinations(range(number), 2):
        rest = tuple(axis for axis in range(number) if axis not in (one, other))
        table = people.sum(axis=rest)
        for row, name in enumerate(names[one]):
            for column, head in enumerate(names[other]):
                counts[f"{name} {head}"] = int(table[row, column])
        sums += [Sum(name, [f"{name} {head}" for head in names[other]]) for name in names[one]]
        sums += [Sum(head, [f"{name} {head}" for name in names[one]]) for head in names[other]]
    return counts, sums
