"""What an agent's load costs, against the slacks of the problem, and local search against both."""

from __future__ import annotations

from random import Random

import numpy as np

from drawn_problems import draw_assignment, draw_problem
from draws import draws
from samehands.problem import evaluate
from samehands.solver import Limits
from samehands.solver.column_generation.agent_cost import MISFIT, desk
from samehands.solver.column_generation.choices import choices
from samehands.solver.column_generation.local_search import improve
from samehands.solver.column_generation.pipeline import serves
from samehands.solver.column_generation.search_state import assignment_of, state_of

PROBLEMS = len(draws(200))


def test_legal_loads_cost_their_slacks_and_others_a_misfit() -> None:
    legal = misfit = 0
    for seed in range(PROBLEMS):
        rng = Random(seed)
        problem = draw_problem(rng)
        x = draw_assignment(rng, problem)
        evaluation = evaluate(problem, x)
        state = state_of(problem, choices(problem), desk(problem), x)
        assert (assignment_of(problem, state) == x).all()
        assert (state.load == evaluation.loads).all()
        if any(fault.startswith("agent") for fault in evaluation.faults):
            assert state.cost.sum() >= MISFIT
            misfit += 1
        else:
            assert state.cost.sum() == evaluation.slack_cost
            legal += 1
    assert legal > PROBLEMS // 4
    assert misfit > PROBLEMS // 40


def test_local_search_keeps_its_books_and_saves_what_it_says() -> None:
    moved = 0
    for seed in range(PROBLEMS):
        rng = Random(seed)
        problem = draw_problem(rng)
        if not serves(problem):
            continue
        items, side = choices(problem), desk(problem)
        nothing = np.zeros(problem.pairs, dtype=np.int64)
        state = state_of(problem, items, side, nothing)
        before = evaluate(problem, nothing)
        random = np.random.default_rng(seed)
        order = random.permutation(len(state.place))
        moves, gain = improve(items, side, state, order, problem.agents, Limits(), random)
        fresh = state_of(problem, items, side, assignment_of(problem, state))
        assert (state.load == fresh.load).all()
        assert (state.cost == fresh.cost).all()
        assert (state.used == fresh.used).all()
        after = evaluate(problem, assignment_of(problem, state))
        if before.objective is not None and after.objective is not None:
            assert before.objective - after.objective == gain
            moved += moves > 0
    assert moved > PROBLEMS // 20
