"""Windows of time: the work inside each, and why more than the occurring ones are needed."""

from __future__ import annotations

from random import Random

import numpy as np
from hypothesis import given, settings

from drawn_problems import draw_problem
from draws import examples
from samehands.problem import Windows
from strategies import sources


@settings(max_examples=examples(40))
@given(sources())
def test_work_inside_every_window(rng: Random) -> None:
    windows = draw_problem(rng, timed=True).windows
    assert windows is not None
    load = np.array([[rng.randint(0, 5) for _ in range(windows.cells)] for _ in range(2)])
    work = windows.work(load)
    for agent in range(2):
        for start in range(windows.periods):
            for end in range(windows.periods):
                assert work[agent, start, end] == sum(
                    load[agent, cell]
                    for cell in range(windows.cells)
                    if windows.release[cell] >= start and windows.due[cell] <= end
                )


def test_two_pieces_of_work_fit_their_own_windows_and_not_the_one_around_both() -> None:
    days = np.array([[3, 2, 3, 0, 1]], dtype=np.int64)
    none = np.full(5, -1, dtype=np.int64)
    cells = np.array([1, 2], dtype=np.int64), np.array([3, 4], dtype=np.int64)
    rows = np.zeros(0, dtype=np.int64)
    windows = Windows(*cells, days, rows, rows, none, none)
    work = windows.work(np.array([[4, 4]], dtype=np.int64))[0]
    assert work[1, 3] <= days[0, 1:4].sum()
    assert work[2, 4] <= days[0, 2:5].sum()
    assert work[1, 4] > days[0, 1:5].sum()
