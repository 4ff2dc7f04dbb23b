"""What an agent's load costs, against the slacks of the problem, and local search against both."""

from __future__ import annotations

from random import Random

import numpy as np

from drawn_problems import draw_assignment, draw_problem
from draws import draws
from samehands.problem import Ints, evaluate, least_slacks
from samehands.solver import Limits
from samehands.solver.column_generation.agent_cost import (
    INFEASIBILITY_PENALTY,
    AgentRows,
    agent_cost,
    cost_agents,
    make_agent_rows,
)
from samehands.solver.column_generation.choices import make_choices
from samehands.solver.column_generation.local_search import Descent, improve
from samehands.solver.column_generation.pipeline import supports
from samehands.solver.column_generation.search_state import make_state, read_assignment
from samehands.solver.compiled import compiled

PROBLEMS = len(draws(200))


def test_legal_loads_cost_their_slacks_and_others_a_misfit() -> None:
    legal = infeasibility = 0
    for seed in range(PROBLEMS):
        rng = Random(seed)
        problem = draw_problem(rng)
        x = draw_assignment(rng, problem)
        evaluation = evaluate(problem, x)
        state = make_state(problem, make_choices(problem), make_agent_rows(problem), x)
        assert (read_assignment(problem, state) == x).all()
        assert (state.load == evaluation.loads).all()
        if any(fault.startswith("agent") for fault in evaluation.faults):
            assert state.cost.sum() >= INFEASIBILITY_PENALTY
            infeasibility += 1
        else:
            assert state.cost.sum() == evaluation.slack_cost
            legal += 1
    assert legal > PROBLEMS // 4
    assert infeasibility > PROBLEMS // 40


@compiled
def _ask(rows: AgentRows, agent: int, load: Ints, work: Ints, over: Ints) -> int:
    """Return what Python itself has no way to ask for."""
    return agent_cost(rows, agent, load, work, over)


def test_a_load_of_one_agent_costs_what_its_least_slacks_do() -> None:
    timed = 0
    for seed in range(PROBLEMS):
        problem = draw_problem(Random(seed))
        rng, rows = np.random.default_rng(seed), make_agent_rows(problem)
        cells = 0 if problem.windows is None else problem.windows.cells
        periods = 1 if problem.windows is None else problem.windows.periods
        work, over = np.zeros((periods, periods), np.int64), np.zeros(periods, np.int64)
        load = rng.integers(0, 2, (problem.agents, problem.resources))
        cost = cost_agents(rows, load)
        slacks, short = least_slacks(problem, load)
        broken = {place for place, _ in short}
        for agent in range(problem.agents):
            found = _ask(rows, agent, load[agent], work, over)
            assert found == cost[agent]
            if agent in broken:
                assert found >= INFEASIBILITY_PENALTY
                continue
            assert found == slacks[agent] @ problem.slack_price
            timed += bool(load[agent, :cells].any())
    assert timed >= PROBLEMS // 4


def test_local_search_keeps_its_books_and_saves_what_it_says() -> None:
    moved = 0
    for seed in range(PROBLEMS):
        rng = Random(seed)
        problem = draw_problem(rng)
        if not supports(problem):
            continue
        items, side = make_choices(problem), make_agent_rows(problem)
        nothing = np.zeros(problem.pairs, dtype=np.int64)
        state = make_state(problem, items, side, nothing)
        before = evaluate(problem, nothing)
        random = np.random.default_rng(seed)
        order = random.permutation(len(state.place))
        moves, gain = improve(items, side, state, order, problem.agents, Limits(), random)
        fresh = make_state(problem, items, side, read_assignment(problem, state))
        assert (state.load == fresh.load).all()
        assert (state.cost == fresh.cost).all()
        assert (state.used == fresh.used).all()
        after = evaluate(problem, read_assignment(problem, state))
        if before.objective is not None and after.objective is not None:
            assert before.objective - after.objective == gain
            moved += moves > 0
    assert moved > PROBLEMS // 20


def test_a_descent_shows_what_it_has_after_every_sweep() -> None:
    several = 0
    for seed in range(PROBLEMS):
        problem = draw_problem(Random(seed))
        if not supports(problem):
            continue
        shown: list[Ints] = []
        random = np.random.default_rng(seed)
        descent = Descent(problem, make_choices(problem), make_agent_rows(problem), random)
        nothing = np.zeros(problem.pairs, dtype=np.int64)
        last = descent.improve(nothing, 4, Limits(), shown.append)
        costs = [evaluate(problem, x).objective for x in (nothing, *shown, last)]
        legal = [cost for cost in costs if cost is not None]
        if costs[0] is not None:
            assert len(legal) == len(costs)
            assert legal == sorted(legal, reverse=True)
            several += bool(shown)
    assert several > 0
