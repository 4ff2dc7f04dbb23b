"""Small knapsacks at random, and their best by trying every choice."""

from __future__ import annotations

from itertools import product
from random import Random

import numpy as np

from samehands.problem import Ints
from samehands.solver.dual.knapsack import Floats, Knapsacks


def draw_sacks(rng: Random, agents: int = 2, units: int = 7) -> tuple[Knapsacks, Floats, Floats]:
    """Return knapsacks with and without slacks, costs of their entries and prices of the units."""
    eligible = [[u for u in range(units) if rng.random() < 0.9] for _ in range(agents)]
    start = np.cumsum([0, *map(len, eligible)]).astype(np.int64)
    unit = np.array([u for mine in eligible for u in mine], dtype=np.int64)
    load = np.array([rng.randint(0, 6) for _ in unit], dtype=np.int64)
    regular = np.array([rng.randint(-1, 12) for _ in range(agents)], dtype=np.int64)
    most = np.maximum(regular, 0) + np.array([rng.choice([0, 3]) for _ in range(agents)])
    over: list[float] = []
    ends = [0]
    for low, high in zip(regular, most, strict=True):
        total, prices = 0.0, [0.0]
        for _ in range(int(high - low)):
            total += rng.choice([0, 2, 5])
            prices.append(total)
        over += prices
        ends.append(len(over))
    cost = np.array([rng.randint(-3, 9) for _ in unit], dtype=np.float64)
    price = np.array([rng.randint(-5, 20) for _ in range(units)], dtype=np.float64)
    knapsacks = Knapsacks(start, unit, load, regular, most, _ints(ends), np.array([*over, 0.0]))
    return knapsacks, cost, price


def plain_best(
    knapsacks: Knapsacks, gain: Floats, agent: int, forced: dict[int, bool] | None = None
) -> float:
    """Return the best earnings of an agent, with some entries forced in or out."""
    entries = range(int(knapsacks.start[agent]), int(knapsacks.start[agent + 1]))
    best = -np.inf
    for taken in product((False, True), repeat=len(entries)):
        chosen = dict(zip(entries, taken, strict=True))
        if any(chosen[entry] != value for entry, value in (forced or {}).items()):
            continue
        best = max(best, plain_earnings(knapsacks, gain, agent, [e for e in entries if chosen[e]]))
    return best


def plain_earnings(knapsacks: Knapsacks, gain: Floats, agent: int, chosen: list[int]) -> float:
    """Return what a choice earns; minus infinity where it does not fit."""
    used = sum(int(knapsacks.load[entry]) for entry in chosen)
    if used > knapsacks.most[agent]:
        return -np.inf
    over = 0.0
    if used > knapsacks.regular[agent]:
        over = knapsacks.over_price[knapsacks.over_start[agent] + used - knapsacks.regular[agent]]
    return sum(float(gain[entry]) for entry in chosen) - float(over)


def _ints(values: list[int]) -> Ints:
    return np.array(values, dtype=np.int64)
