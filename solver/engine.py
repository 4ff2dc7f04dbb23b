"""What an engine is: a name, what it can do, and one way to ask it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

import numpy as np

from ..problem import Answer, AssignmentProblem, Ints
from .monitor import Watch


class Feature(StrEnum):
    """A part of the assignment problem that an engine may not be able to serve."""

    REQUIRED = "items that must be assigned"
    COUNTS = "items with a count above one"
    GROUPS = "limits on the agents of a group"
    LEADS = "groups with a lead"
    JOINS = "loads or prices of agents that join a group"
    WINDOWS = "windows of time"
    SLACKS = "slacks outside the windows"
    GLOBAL_ROWS = "global rows"
    OPEN_PRICES = "prices of using an agent"


@dataclass(frozen=True, eq=False)
class Request:
    """How an engine is asked, apart from the problem.

    Parameters
    ----------
    seed : int
        Seed of everything random.
    threads : int
        Threads the engine may use.
    start : array of shape (pairs,) or None
        An assignment to begin from, not necessarily legal.
    cold : bool
        Whether to begin from nothing: engines otherwise begin with the start and what a clerk would
        do, and hand that to solvers that take a hint.
    """

    seed: int = 0
    threads: int = 1
    start: Ints | None = None
    cold: bool = False


class Engine(Protocol):
    """Something that solves assignment problems."""

    @property
    def name(self) -> str:
        """Name by which users ask for it."""
        ...

    @property
    def features(self) -> frozenset[Feature]:
        """Parts of the problem that it serves."""
        ...

    def missing(self) -> str | None:
        """Return what keeps the engine from running here, with a remedy; None if nothing does."""
        ...

    def version(self) -> str:
        """Return the version of the software behind it."""
        ...

    def solve(self, problem: AssignmentProblem, request: Request, watch: Watch) -> Answer:
        """Solve a problem inside the limits of the watch, telling it every improvement.

        Parameters
        ----------
        problem : AssignmentProblem
            A checked problem that uses no feature beyond the engine's.
        request : Request
            Seed, threads and start.
        watch : Watch
            Limits, and where improvements go.

        Returns
        -------
        Answer
            The best assignment found and what is proven.
        """
        ...


@runtime_checkable
class Choosy(Protocol):
    """An engine that serves the parts of a problem only where they fit together."""

    def refuses(self, problem: AssignmentProblem) -> str | None:
        """Return what keeps it from serving a problem, as the object of "does not serve"."""
        ...


@runtime_checkable
class Ruled(Protocol):
    """An engine that follows a rule item by item: what it gives depends on what an item is."""

    is_ruled: bool
    """Whether it is to see the groups of a problem as they are."""


def used_features(problem: AssignmentProblem) -> frozenset[Feature]:
    """Return the parts of the assignment problem that a problem makes use of."""
    timed = 0
    if problem.windows is not None:
        timed = int((problem.windows.overtime >= 0).sum() + (problem.windows.late >= 0).sum())
    present = {
        Feature.REQUIRED: bool(problem.required.any()),
        Feature.COUNTS: bool((problem.count > 1).any()),
        Feature.GROUPS: bool((problem.group_limit < problem.agents).any()),
        Feature.LEADS: bool((problem.group_lead >= 0).any()),
        Feature.JOINS: bool((problem.join_profile >= 0).any() or problem.join_price.any()),
        Feature.WINDOWS: problem.windows is not None,
        Feature.SLACKS: problem.slacks > timed,
        Feature.GLOBAL_ROWS: len(problem.global_limit) > 0,
        Feature.OPEN_PRICES: bool(np.any(problem.open_price)),
    }
    return frozenset(feature for feature, used in present.items() if used)
