"""Columns: what an agent chose of late, and with what weight in the average.

An agent's choice is known by the exclusive or of one random key a unit, so that the same choice is
found again without comparing units.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...problem import Bools, Ints
from ..compiled import compiled
from .knapsack import Floats


class Columns(NamedTuple):
    """The columns of every agent.

    Parameters
    ----------
    key : array of shape (agents, slots)
        Key of each column.
    weight : array of shape (agents, slots)
        Its weight in the agent's average; 0 where the slot is empty.
    holds : boolean array of shape (agents, slots, units)
        Which units it holds.
    unit_key : array of shape (units,)
        Random key of each unit.
    """

    key: Ints
    weight: Floats
    holds: Bools
    unit_key: Ints


@compiled
def empty_columns(agents: int, slots: int, keys: Ints) -> Columns:
    """Return room for so many columns an agent."""
    return Columns(
        np.zeros((agents, slots), np.int64),
        np.zeros((agents, slots)),
        np.zeros((agents, slots, len(keys)), np.bool_),
        keys,
    )


@compiled
def slot_of(columns: Columns, agent: int, key: int) -> int:
    """Return the slot of a key, else the slot of least weight, which is emptied."""
    least = 0
    for slot in range(columns.key.shape[1]):
        if columns.key[agent, slot] == key and columns.weight[agent, slot] > 0.0:
            return slot
        if columns.weight[agent, slot] < columns.weight[agent, least]:
            least = slot
    columns.weight[agent, least] = 0.0
    columns.key[agent, least] = key
    columns.holds[agent, least, :] = False
    return least


@compiled
def remember(
    start: Ints, unit: Ints, chosen: Bools, is_open: Bools, columns: Columns, weight: float
) -> None:
    """Give what every open agent chose its weight; older columns fade."""
    for agent in range(len(is_open)):
        if not is_open[agent]:
            continue
        key: int = 0
        for entry in range(start[agent], start[agent + 1]):
            if chosen[entry]:
                key = int(key ^ columns.unit_key[unit[entry]])
        columns.weight[agent, :] *= 1.0 - weight
        slot = slot_of(columns, agent, key)
        if columns.weight[agent, slot] == 0.0:
            for entry in range(start[agent], start[agent + 1]):
                if chosen[entry]:
                    columns.holds[agent, slot, unit[entry]] = True
        columns.weight[agent, slot] += weight


@compiled
def forget(columns: Columns, agent: int, gone: Bools) -> None:
    """Drop the columns of an agent that hold a unit that is gone; the rest weigh 1 in all."""
    total = 0.0
    for slot in range(columns.key.shape[1]):
        if columns.weight[agent, slot] > 0.0 and (columns.holds[agent, slot] & gone).any():
            columns.weight[agent, slot] = 0.0
        total += columns.weight[agent, slot]
    if total > 0.0:
        columns.weight[agent, :] /= total


@compiled
def heaviest(columns: Columns, is_open: Bools, noise: Floats) -> tuple[int, int]:
    """Return agent and slot of the heaviest column of an open agent; (-1, -1) if there is none.

    Parameters
    ----------
    columns : Columns
        The columns.
    is_open : boolean array of shape (agents,)
        Agents that count.
    noise : array of shape (agents, slots)
        Added to the weights.

    Returns
    -------
    agent, slot : int
        The column.
    """
    most, at, place = 0.0, -1, -1
    for agent in range(len(is_open)):
        if is_open[agent]:
            for slot in range(columns.key.shape[1]):
                weight = columns.weight[agent, slot]
                if weight > 1e-3 and weight + noise[agent, slot] > most:
                    most, at, place = weight + noise[agent, slot], agent, slot
    return at, place
