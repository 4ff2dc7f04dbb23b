"""The linear program means what the problem means: every legal assignment is a solution of it."""

from __future__ import annotations

from random import Random

import numpy as np

from agencies import agency
from drawn_problems import draw_assignment, draw_problem
from draws import draws, share
from samehands.formulations import lower
from samehands.model.policy import Policy
from samehands.problem import evaluate
from samehands.solver.milp.model import Model, build
from samehands.solver.milp.variables import Floats

PROBLEMS = len(draws(300))


def _holds(model: Model, values: Floats) -> bool:
    rows, activity = model.rows, np.zeros(model.rows.matrix.rows)
    np.add.at(activity, rows.matrix.row_of, rows.matrix.value * values[rows.matrix.column])
    columns = model.variables
    return bool(
        ((rows.lower <= activity) & (activity <= rows.upper)).all()
        and ((columns.lower <= values) & (values <= columns.upper)).all()
    )


def test_every_legal_assignment_is_a_solution_of_its_cost() -> None:
    seen = timed = 0
    for seed in range(PROBLEMS):
        rng = Random(seed)
        problem = draw_problem(rng)
        model = build(problem)
        for _ in range(6):
            x = draw_assignment(rng, problem)
            cost = evaluate(problem, x).objective
            if cost is None:
                continue
            values = model.variables.values_of(x)
            assert _holds(model, values)
            assert model.objective.price @ values * model.objective.unit == cost
            seen += 1
            timed += problem.windows is not None
    assert seen > share(300)
    assert timed > share(100)


def test_windows_of_a_month_take_fewer_entries_than_their_rows() -> None:
    problem = lower(agency("unit"), Policy().as_formulation("task-based")).problem
    model = build(problem)
    matrix, backlog = model.rows.matrix, model.variables.first[8]
    rows = np.unique(matrix.row_of[matrix.column >= backlog])
    entries = int(np.diff(matrix.start)[rows].sum())
    assert len(rows) > 1000
    assert entries < problem.agents * len(problem.rows.value) / 3


def test_a_bound_is_rounded_up_to_what_can_be_paid_but_not_by_noise() -> None:
    objective = build(draw_problem(Random(0))).objective
    unit = objective.unit
    assert objective.bound(3.2) == 4 * unit
    assert objective.bound(4.0000004) == 4 * unit
    assert objective.bound(-0.5) == 0
