"""Growing kernels beside the dives: HiGHS looks among the pairs that the multipliers value most.

Where agents hold many items, few pairs per item are worth a look, and a program over them finds
what dives do not; where agents hold few, a program over so few pairs has hardly any choice. What it
finds is dived into like any other plan (kernel search: Angelelli, Mansini and Speranza 2010).
"""

from __future__ import annotations

import numpy as np

from ..dual.ascent import Root
from ..dual.subproblem import select_pairs
from ..linear.relaxation import Relaxation
from ..linear.restricted_mip import solve_restricted
from .solution_pool import SolutionPool

MANY = 30
"""Items an agent from which on kernels are solved."""

SIZES = (1.125, 1.5, 3.0)
"""Pairs per item of the kernels, one after the other."""

SHARE = 0.25
"""Share of the time left that one kernel may take."""


class Kernels:
    """Solves kernels of growing size.

    Parameters
    ----------
    root : Root
        What is known before anything is placed.
    solutions : SolutionPool
        Takes plans, and knows the limits.
    relaxation : Relaxation
        The linear program of the problem.
    seed : int
        Seed of HiGHS.
    """

    def __init__(
        self, root: Root, solutions: SolutionPool, relaxation: Relaxation, seed: int
    ) -> None:
        self._root = root
        self._solutions = solutions
        self._relaxation = relaxation
        self._seed = seed

    @property
    def is_worth_it(self) -> bool:
        """Whether agents hold many items."""
        return len(self._root.price) >= MANY * self._solutions.problem.agents

    def solve(self) -> None:
        """Solve one kernel after the other as long as each finds something better."""
        for size in SIZES:
            before = self._solutions.best.objective
            if self._solutions.is_done or not self._solve(size):
                return
            if self._solutions.best.objective == before:
                return

    def _solve(self, size: float) -> bool:
        """Solve one kernel; return whether a larger one may hold something better."""
        root, solutions = self._root, self._solutions
        limits, rise = solutions.monitor.limits, root.rise[0]
        count = min(round(size * len(root.price)), len(rise) - 1)
        room, most = float(np.partition(rise, count)[count]), solutions.room(root)
        kept = select_pairs(root.decomposition.pair, rise, min(room, most), solutions.problem.pairs)
        if solutions.best.x is not None:
            kept |= solutions.best.x > 0
        left = limits.left()
        seconds = None if left is None else SHARE * left
        solve_restricted(self._relaxation, kept, solutions.best, limits, seconds, None, self._seed)
        solutions.adopt(root)
        return room < most
