"""Which steps the engine takes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class KernelSteps:
    """Which steps of the engine are on; benchmarks take them out one by one.

    Where the engine generates columns it has a start, smoothing, exchanges and neighbourhoods; over
    pairs it has all but smoothing and exchanges.

    Parameters
    ----------
    start : bool
        Whether to begin with the request's start and the greedy's.
    subgradient : bool
        Whether prices come from a subgradient method before the linear program is solved.
    growth : bool
        Whether small kernels are solved before the one that proves.
    fixing : bool
        Whether pairs of which the prices prove that no better assignment uses them are left out.
    neighbourhoods : bool
        Whether neighbourhoods of the best assignment are searched.
    knapsacks : bool
        Whether one knapsack per agent raises the bound, where agents have one row.
    smoothing : bool
        Whether patterns are priced between the prices that prove most and those of the program.
    exchanges : bool
        Whether two blocks at a time change their patterns.
    """

    start: bool = True
    subgradient: bool = True
    growth: bool = True
    fixing: bool = True
    neighbourhoods: bool = True
    knapsacks: bool = True
    smoothing: bool = True
    exchanges: bool = True


COLUMN_GENERATION_STEPS = ("start", "smoothing", "exchanges", "neighbourhoods")
"""Those that column generation has."""
