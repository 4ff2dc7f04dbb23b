"""The engine behind the name ``kernel``: price, shrink, solve.

The linear relaxation gives prices; prices give an exact bound and a regret for every pair; pairs
of small regret are the kernel, solved as a mixed-integer program and grown step by step. A pair
whose regret exceeds the gap can be in no better assignment, so that the last kernel is exact
(Angelelli, Mansini and Speranza 2010, Kernel search).
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

from ...problem import Answer, AssignmentProblem
from ..engine import Engine, Feature, Request
from ..incumbent import Best
from ..limits import OverError
from ..monitor import SolveMonitor

if TYPE_CHECKING:
    from ..compilation import CompiledCode

__all__ = ["MOST_PAIRS", "Kernel", "KernelSteps"]

MOST_PAIRS = 300_000
"""Most pairs with a column each; larger problems are solved over patterns where that serves."""


@dataclass(frozen=True)
class KernelSteps:
    """Which steps of the engine are on; benchmarks take them out one by one.

    Where the engine generates columns it has a start, smoothing, chains and neighbourhoods; over
    pairs it has all but smoothing and chains.

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
    chains : bool
        Whether a block changes its pattern and others make room for it.
    """

    start: bool = True
    subgradient: bool = True
    growth: bool = True
    fixing: bool = True
    neighbourhoods: bool = True
    knapsacks: bool = True
    smoothing: bool = True
    chains: bool = True


_COLUMN_GENERATION_STEPS = ("start", "smoothing", "chains", "neighbourhoods")
"""Those that column generation has."""


class Kernel(Engine):
    """Linear prices, then a mixed-integer program over the pairs that matter.

    Parameters
    ----------
    steps : KernelSteps or None
        Which steps of it are on; None for all.
    """

    name = "kernel"
    features = frozenset(Feature) - {Feature.OPEN_PRICES}
    needs = (("highspy", "HiGHS"), ("numba", "numba"))

    def __init__(self, steps: KernelSteps | None = None) -> None:
        self._steps = steps or KernelSteps()

    def version(self) -> str:
        """Return the version of HiGHS."""
        return version("highspy")

    def compiled_code(self) -> tuple[CompiledCode, ...]:
        """Return the compiled loops of prices, of dual ascent and of column generation."""
        from .. import column_generation
        from ..dual import ascent, row_bounds

        return (row_bounds.CODE, ascent.CODE, column_generation.CODE)

    def solve(self, problem: AssignmentProblem, request: Request, monitor: SolveMonitor) -> Answer:
        """Price, shrink and solve; see ``Engine.solve``."""
        from ..column_generation import PatternPipeline, supports
        from .pipeline import Pipeline

        began = time.monotonic()
        inner = monitor.inner()
        pipelines: list[Pipeline | PatternPipeline] = []

        def work() -> bool:
            # Single items with one or two rows per agent have pairs only, in plain arrays.
            is_plain = not problem.groups and problem.windows is None
            if problem.pairs > MOST_PAIRS and not is_plain and supports(problem):
                steps = {name: getattr(self._steps, name) for name in _COLUMN_GENERATION_STEPS}
                pipelines.append(PatternPipeline(problem, request, inner, **steps))
            else:
                pipelines.append(Pipeline(problem, request, inner, self._steps))
            return pipelines[0].run()

        infeasible = False
        try:
            infeasible = monitor.limits.run(work)
        except OverError:
            inner.close()
        if not pipelines:
            return Best(problem, inner).answer(began, "stopped before anything was built")
        best, detail = pipelines[0].best, pipelines[0].detail
        built = began + pipelines[0].seconds_build
        prices = None if infeasible else pipelines[0].prices
        return best.answer(began, detail, built=built, is_infeasible=infeasible, prices=prices)
