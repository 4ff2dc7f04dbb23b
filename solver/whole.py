"""One part of a problem, asked of an engine with its identical items merged."""

from __future__ import annotations

import time
from dataclasses import replace

from ..problem import Answer, AssignmentProblem, merged
from .engine import Engine, Feature, Request
from .reevaluate import reevaluated
from .watch import Watch


def solve_whole(
    engine: Engine, problem: AssignmentProblem, request: Request, watch: Watch
) -> Answer:
    """Ask an engine that serves counts with identical items merged, any other as it is.

    Parameters
    ----------
    engine : Engine
        The engine.
    problem : AssignmentProblem
        The problem.
    request : Request
        Seed, threads and start.
    watch : Watch
        Limits, and where improvements go.

    Returns
    -------
    Answer
        Its objective is evaluated, its assignment and prices are those of the problem.

    Raises
    ------
    WrongAnswerError
        If the engine's assignment breaks the problem or its bound lies above its objective.
    """
    if Feature.COUNTS not in engine.features:
        return reevaluated(problem, engine.solve(problem, request, watch))
    began = time.monotonic()
    small = merged(problem)
    start = None if request.start is None else small.gather(request.start)
    merging = time.monotonic() - began
    asked = replace(request, start=start)
    answer = reevaluated(small.problem, engine.solve(small.problem, asked, watch))
    return replace(
        answer,
        x=None if answer.x is None else small.split(answer.x),
        prices=None if answer.prices is None else small.spread(answer.prices),
        seconds_build=answer.seconds_build + merging,
    )
