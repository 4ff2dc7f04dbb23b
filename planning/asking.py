"""How a question of several solves asks each of them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import Policy
from ..solver import AUTOMATIC, Listener
from .result import Result
from .solve import solve


@dataclass(frozen=True)
class Asking:
    """The options of every solve of a question that takes several.

    Parameters
    ----------
    engine : str
        Name of an engine, or ``auto``.
    time_limit : float or None
        Seconds for each solve; None for no limit.
    gap : float
        Relative gap at which a solve may stop.
    seed : int
        Seed of everything random.
    threads : int or None
        Threads of the engine; all processors by default.
    on_stage : callable or None
        Called with the name of each solve before it begins; returns who listens to its events.
    cancel : threading.Event or None
        Set it to stop; what is known by then is returned.
    """

    engine: str = AUTOMATIC
    time_limit: float | None = 60.0
    gap: float = 0.0
    seed: int = 0
    threads: int | None = None
    on_stage: Callable[[str], Listener | None] | None = None
    cancel: threading.Event | None = None

    @property
    def is_cancelled(self) -> bool:
        """Whether somebody asked to stop."""
        return self.cancel is not None and self.cancel.is_set()

    def listener(self, label: str) -> Listener | None:
        """Return who listens to the solve of that name."""
        return None if self.on_stage is None else self.on_stage(label)

    def solve(
        self, label: str, instance: Instance, policy: Policy, start: Plan | None = None
    ) -> Result:
        """Solve one question; see ``samehands.solve``.

        Parameters
        ----------
        label : str
            What to call the solve.
        instance, policy, start
            As for ``solve``.

        Returns
        -------
        Result
            The result.
        """
        return solve(
            instance,
            policy,
            engine=self.engine,
            time_limit=self.time_limit,
            gap=self.gap,
            seed=self.seed,
            threads=self.threads,
            start=start,
            on_event=self.listener(label),
            cancel=self.cancel,
        )
