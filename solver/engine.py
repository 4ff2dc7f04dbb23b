"""What an engine is: a name, what it can do, one way to ask it, and what it may fail with."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np

from ..problem import Answer, AssignmentProblem, Ints, Prices
from .monitor import SolveMonitor

if TYPE_CHECKING:
    from .compilation import CompiledCode


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
        Whether to begin from nothing: engines otherwise begin with the start and what the greedy
        makes, and hand that to solvers that take a hint.
    prices : Prices or None
        Prices of rows to begin with, such as those of a problem that is nearly the same.
    is_greedy : bool
        Whether the start is what the greedy rule makes, and nobody gave one.
    """

    seed: int = 0
    threads: int = 1
    start: Ints | None = None
    cold: bool = False
    prices: Prices | None = None
    is_greedy: bool = False


class Engine(ABC):
    """Something that solves assignment problems; an own one is a subclass.

    Attributes
    ----------
    name : str
        Name by which users ask for it.
    features : frozenset of Feature
        Parts of the problem that it serves.
    keeps_groups : bool
        Whether it follows a rule item by item, so that what it gives depends on what an item is:
        it then sees the groups of a problem as they are.
    needs : tuple of (str, str)
        Modules that it imports, and the names of what brings them.
    """

    name: str
    features: frozenset[Feature]
    keeps_groups: bool = False
    needs: tuple[tuple[str, str], ...] = ()

    def missing(self) -> str | None:
        """Return what keeps the engine from running here, with a remedy; None if nothing does."""
        for module, package in self.needs:
            if find_spec(module) is None:
                return f"{package} is not installed; pip install {module}"
        return None

    def refuses(self, problem: AssignmentProblem) -> str | None:
        """Return what it does not serve of parts that it serves apart, as the object of "serve".

        Parameters
        ----------
        problem : AssignmentProblem
            A problem that uses no feature beyond the engine's.

        Returns
        -------
        str or None
            None where it serves the problem.
        """
        return None

    def compiled_code(self) -> tuple[CompiledCode, ...]:
        """Return the functions that it compiles where they never were; none by default."""
        return ()

    @abstractmethod
    def version(self) -> str:
        """Return the version of the software behind it."""

    @abstractmethod
    def solve(self, problem: AssignmentProblem, request: Request, monitor: SolveMonitor) -> Answer:
        """Solve a problem inside the limits of the monitor, telling it every improvement.

        Parameters
        ----------
        problem : AssignmentProblem
            A checked problem that uses no feature beyond the engine's.
        request : Request
            Seed, threads and start.
        monitor : SolveMonitor
            Limits, and where improvements go.

        Returns
        -------
        Answer
            The best assignment found and what is proven.
        """


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


class SolverError(RuntimeError):
    """No answer; the message says why."""


class RefusedError(SolverError):
    """The engine does not serve a part of the problem; the message names it."""


class MissingError(SolverError):
    """The engine cannot run here; the message names what is missing and the remedy."""


class WrongAnswerError(SolverError):
    """The engine's assignment breaks the problem, or its bound lies above its objective."""
