"""Rows that are no windows cost what the problem says, for many agents at once and for one."""

from __future__ import annotations

from random import Random

import numpy as np

from drawn_problems import draw_problem
from draws import draws, share
from samehands.planning.untimed_rows import IMPOSSIBLE, UntimedRows
from samehands.problem import least_slacks


def test_the_cost_of_loads_is_that_of_the_least_slacks() -> None:
    costly = short = 0
    for seed in draws(150):
        problem = draw_problem(Random(seed))
        rng = np.random.default_rng(seed)
        agents = rng.integers(0, problem.agents, 12)
        loads = rng.integers(0, 40, (len(agents), problem.resources))
        if problem.windows is not None:
            loads[:, : problem.windows.cells] = 0
        used = loads @ problem.untimed_rows.T
        rows = UntimedRows(problem)
        cost = rows.cost(agents, used)
        slacks, stuck = least_slacks(problem, loads, agents)
        places = {place for place, _ in stuck}
        for at, agent in enumerate(agents.tolist()):
            assert rows.cost_of(agent, used[at]) == cost[at]
            column = rows.find_short(agent, used[at])
            if at in places:
                assert column is not None
                assert cost[at] == IMPOSSIBLE
                first = next(text for place, text in stuck if place == at)
                assert first == f"row {problem.timed_rows + column} is exceeded"
                short += 1
            else:
                assert cost[at] == slacks[at] @ problem.slack_price
                assert column is None
                costly += bool(cost[at])
    assert costly >= share(20)
    assert short >= share(50)
