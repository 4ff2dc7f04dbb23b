"""The one objective, against the formula in plain loops."""

from __future__ import annotations

from random import Random

import numpy as np
from hypothesis import given, settings

from drawn_problems import draw_assignment, draw_problem
from draws import draws, examples, share
from plain_problem import plain_evaluate
from samehands.problem import agent_loads, evaluate, presence
from strategies import sources


@settings(max_examples=examples(150))
@given(sources())
def test_it_is_the_formula(rng: Random) -> None:
    problem = draw_problem(rng)
    x = draw_assignment(rng, problem)
    evaluation = evaluate(problem, x)
    assert evaluation.objective == plain_evaluate(problem, x.tolist())
    assert (evaluation.objective is None) == bool(evaluation.faults)
    parts = (
        evaluation.pair_cost,
        evaluation.unassigned_cost,
        evaluation.slack_cost,
        evaluation.join_cost,
        evaluation.open_cost,
    )
    assert evaluation.objective in (None, sum(parts))


def test_it_is_the_formula_in_many_small_problems() -> None:
    legal = 0
    for seed in draws(400):
        rng = Random(seed)
        problem = draw_problem(rng)
        for _ in range(4):
            x = draw_assignment(rng, problem)
            objective = evaluate(problem, x).objective
            assert objective == plain_evaluate(problem, x.tolist())
            legal += objective is not None
    assert share(300) <= legal <= share(1300)


@settings(max_examples=examples(40))
@given(sources())
def test_the_slacks_are_legal_and_carry_every_row(rng: Random) -> None:
    problem = draw_problem(rng)
    evaluation = evaluate(problem, draw_assignment(rng, problem))
    slacks, relief = evaluation.slacks, problem.relief.dense()
    assert ((slacks >= 0) & (slacks <= problem.slack_limit)).all()
    if evaluation.objective is not None:
        used = evaluation.loads @ problem.rows.dense().T
        assert (used <= problem.capacity + slacks @ relief).all()
        assert (used <= problem.most).all()


@settings(max_examples=examples(40))
@given(sources())
def test_presence_and_loads(rng: Random) -> None:
    problem = draw_problem(rng)
    x = draw_assignment(rng, problem)
    present, bound = presence(problem, x)
    assert (bound <= present).all()
    loads = np.zeros_like(agent_loads(problem, x, present))
    amounts = problem.profiles.dense()
    for pair, times in enumerate(x.tolist()):
        loads[problem.pair_agent[pair]] += times * amounts[problem.pair_profile[pair]]
    for group, agent in zip(*np.nonzero(present), strict=True):
        if problem.join_profile[group] >= 0:
            loads[agent] += amounts[problem.join_profile[group]]
    assert np.array_equal(agent_loads(problem, x, present), loads)


def test_an_item_used_too_often_and_a_negative_use_are_faults() -> None:
    problem = next(p for p in map(draw_problem, map(Random, range(99))) if p.pairs > 1)
    x = np.zeros(problem.pairs, dtype=np.int64)
    x[0] = problem.count[problem.pair_item[0]] + 1
    assert any("used too often" in fault for fault in evaluate(problem, x).faults)
    x[0] = -1
    assert any("used -1 times" in fault for fault in evaluate(problem, x).faults)


def test_each_kind_of_fault_is_named() -> None:
    seen = " ".join(
        fault
        for rng in map(Random, range(300))
        for problem in [draw_problem(rng)]
        for fault in evaluate(problem, draw_assignment(rng, problem)).faults
    )
    for words in (
        "must be assigned",
        "has too many agents",
        "lacks its lead",
        "global row",
        "does not fit",
        "is exceeded",
    ):
        assert words in seen
