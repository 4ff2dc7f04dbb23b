"""Rows that are priced at first and come in where their price is wrong, against all at once."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from drawn_problems import draw_problem
from draws import draws, share
from samehands.problem import AssignmentProblem, Bools, sparse
from samehands.solver import Limits
from samehands.solver.column_generation import CODE, supports
from samehands.solver.column_generation.choices import DualsMaker, make_choices
from samehands.solver.column_generation.generate import Generated, Generator, generate
from samehands.solver.column_generation.master import Master, first_rows, soft_rows
from samehands.solver.column_generation.patterns import PatternMaker, split_into_patterns
from samehands.solver.column_generation.pricing import single_items


def _with_steps(rng: Random, problem: AssignmentProblem) -> AssignmentProblem:
    """Let no slack relieve the last row but three new ones, each dearer than the one before."""
    row, old = problem.rows.rows - 1, problem.slacks
    relief = problem.relief.dense()
    relief[:, row] = 0
    steps = np.zeros((3, problem.rows.rows), dtype=np.int64)
    steps[:, row] = 1
    slack, column = np.nonzero(np.vstack([relief, steps]))
    value = np.vstack([relief, steps])[slack, column]
    limit = [[rng.choice([0, 1, 2, 4]), rng.choice([0, 1, 3]), 1000] for _ in range(problem.agents)]
    return replace(
        problem,
        relief=sparse(slack, column, value, old + 3, problem.rows.rows),
        slack_price=np.append(problem.slack_price, [1, 3, 7]),
        slack_limit=np.ascontiguousarray(np.hstack([problem.slack_limit, limit])),
    )


def _solve(problem: AssignmentProblem, priced: Bools, price: float) -> tuple[Generated, int]:
    """Solve the program from its start; return what was found, and in how many rounds."""
    choices = make_choices(problem)
    maker = PatternMaker(problem, choices, single_items(problem))
    duals = DualsMaker(problem)
    used, _ = split_into_patterns(problem, maker, np.zeros(problem.pairs, dtype=np.int64))
    rows = np.where(priced, price, 0.0)
    first = duals.of(rows, np.zeros(len(problem.global_limit)))
    everything = first_rows(problem)
    master = Master(problem, maker.count, used, duals, everything, 1, priced, rows)
    generator = Generator(problem, choices, maker, 1)
    rounds = 0
    while True:
        found = generate(master, generator, Limits(), 0.0, first, smoothing=False)
        assert found is not None and found.is_complete
        rounds += 1
        mispriced = master.find_mispriced(found.solved.weight)
        if not mispriced.any():
            return found, rounds
        assert not (mispriced & ~priced).any()
        master.restore(mispriced, found.solved.weight)
        priced, first = priced & ~mispriced, found.duals


def test_rows_that_come_in_where_their_price_is_wrong_give_what_all_rows_give() -> None:
    assert CODE.wait(Limits())
    again = 0
    for seed in draws(200):
        rng = Random(f"steps {seed}")
        drawn = draw_problem(rng)
        if not supports(drawn) or drawn.rows.rows == 0:
            continue
        problem = _with_steps(rng, drawn)
        soft = soft_rows(problem)
        if not soft.any():
            continue
        whole, once = _solve(problem, np.zeros(problem.capacity.shape, dtype=np.bool_), 0.0)
        assert once == 1
        priced = np.broadcast_to(soft, problem.capacity.shape)
        found, rounds = _solve(problem, priced, rng.choice([0.0, 1.0, 2.0, 7.0]))
        assert found.solved.objective == pytest.approx(whole.solved.objective, abs=1e-4)
        again += rounds > 1
    assert again >= share(40)
