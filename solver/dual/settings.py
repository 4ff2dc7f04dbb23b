"""How hard the engine tries; none of it depends on who made the problem."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """What the steps of the engine may spend.

    Parameters
    ----------
    root_steps : int
        Most steps of the first ascent.
    chunk : int
        Steps after which the first ascent looks whether it still climbs.
    slots : int
        Columns remembered an agent.
    fresh : float
        Weight of a new choice in the average of the multipliers; with 1 there is no average, and
        the volume algorithm is the plain subgradient method.
    linear : bool
        Whether to begin with prices and a plan from the kernel's linear relaxation.
    candidates : int
        Entries a unit that the local search tries.
    dive : bool
        Whether to dive.
    search : bool
        Whether to search locally.
    parts : bool
        Whether to dive into parts of elite plans.
    fix : bool
        Whether to fix pairs and close the gap over what is left.
    kernels : bool
        Whether one thread solves growing kernels beside the others, where agents hold many items.
    patience : int
        Dives and searches in a row without improvement, after which a lone thread tries that.
    """

    root_steps: int = 3000
    chunk: int = 50
    slots: int = 64
    fresh: float = 0.1
    linear: bool = True
    candidates: int = 5
    dive: bool = True
    search: bool = True
    parts: bool = True
    fix: bool = True
    kernels: bool = True
    patience: int = 30
