"""The solves of one call: how each is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import Policy
from ..solver import Listener, SolveOptions
from .result import Result
from .solve import solve

Stage = Callable[[str], Listener | None]
"""Called with the name of each solve before it begins; returns who listens to its events."""


@dataclass(frozen=True)
class ManySolves:
    """The solves of one call.

    Parameters
    ----------
    options : SolveOptions
        Options of the call.
    on_stage : callable or None
        Told of each solve before it begins.
    """

    options: SolveOptions
    on_stage: Stage | None = None

    @property
    def is_cancelled(self) -> bool:
        """Whether somebody asked to stop."""
        return self.options.is_cancelled

    def options_of(self, name: str) -> SolveOptions:
        """Return the options of the solve of that name, who listens to it included."""
        if self.on_stage is None:
            return self.options
        return replace(self.options, on_event=self.on_stage(name))

    def solve(
        self, name: str, instance: Instance, policy: Policy, start: Plan | None = None
    ) -> Result:
        """Solve one question; see ``samehands.solve``."""
        return solve(instance, policy, self.options_of(name), start=start)
