"""How hard the engine tries; none of it depends on who made the problem."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..dual.ascent import AscentOptions


@dataclass(frozen=True)
class Settings:
    """What the steps of the engine may spend.

    Parameters
    ----------
    ascent : AscentOptions
        What the first ascent may spend.
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

    ascent: AscentOptions = field(default_factory=AscentOptions)
    linear: bool = True
    candidates: int = 5
    dive: bool = True
    search: bool = True
    parts: bool = True
    fix: bool = True
    kernels: bool = True
    patience: int = 30
