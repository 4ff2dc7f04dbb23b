"""Arrays for compiled loops: one type of each, wherever a problem comes from."""

from __future__ import annotations

from random import Random
from typing import Any

import numba

from drawn_problems import draw_problem
from samehands.solver.column_generation.agent_cost import make_agent_rows
from samehands.solver.column_generation.choices import make_choices
from samehands.solver.compilation import example_problem


def _type_of(arrays: tuple[object, ...]) -> object:
    library: Any = numba
    return library.typeof(arrays)


def test_what_is_compiled_for_the_example_serves_every_problem() -> None:
    """The arrays of a problem that was built may not be written to, those of the example may."""
    for seed in range(5):
        problem = draw_problem(Random(seed))
        assert not problem.pair_cost.flags.writeable
        assert example_problem().pair_cost.flags.writeable
        for make in (make_choices, make_agent_rows):
            assert _type_of(make(problem)) == _type_of(make(example_problem()))
