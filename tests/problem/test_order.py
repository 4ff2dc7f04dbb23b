"""A problem in its own order: the same problem, whatever order it came in."""

from __future__ import annotations

from dataclasses import fields
from random import Random

import numpy as np

from drawn_problems import draw_assignment, draw_problem
from draws import draws, share
from samehands.problem import (
    AssignmentProblem,
    Prices,
    Sparse,
    checked,
    evaluate,
    order_problem,
)


def _shuffled(problem: AssignmentProblem, rng: Random) -> AssignmentProblem:
    """Return the problem with agents, items and groups in another order, built from scratch."""
    from dataclasses import replace

    from samehands.problem import sparse

    agents, items = list(range(problem.agents)), list(range(problem.items))
    groups = list(range(problem.groups))
    for each in (agents, items, groups):
        rng.shuffle(each)
    stand = {agent: place for place, agent in enumerate(agents)}
    place = {item: at for at, item in enumerate(items)}
    number = {group: at for at, group in enumerate(groups)}
    pairs: list[int] = []
    start = [0]
    for item in items:
        mine = range(int(problem.pair_start[item]), int(problem.pair_start[item + 1]))
        pairs += sorted(mine, key=lambda pair: stand[int(problem.pair_agent[pair])])
        start.append(len(pairs))
    at = {pair: to for to, pair in enumerate(pairs)}

    def moved(matrix: Sparse, to: dict[int, int]) -> Sparse:
        column = np.array([to[int(each)] for each in matrix.column], dtype=np.int64)
        return sparse(matrix.row_of, column, matrix.value, matrix.rows, matrix.columns)

    windows = problem.windows
    if windows is not None:
        windows = replace(windows, capacity=windows.capacity[agents])
    return replace(
        problem,
        count=problem.count[items],
        required=problem.required[items],
        unassigned_price=problem.unassigned_price[items],
        pair_start=np.array(start, dtype=np.int64),
        pair_agent=np.array(
            [stand[int(problem.pair_agent[pair])] for pair in pairs], dtype=np.int64
        ),
        pair_cost=problem.pair_cost[pairs],
        pair_profile=problem.pair_profile[pairs],
        capacity=problem.capacity[agents],
        slack_limit=problem.slack_limit[agents],
        group=np.array(
            [number.get(int(problem.group[item]), -1) for item in items], dtype=np.int64
        ),
        bound=problem.bound[items],
        group_limit=problem.group_limit[groups],
        group_lead=np.array(
            [place.get(int(problem.group_lead[group]), -1) for group in groups], dtype=np.int64
        ),
        join_price=problem.join_price[groups],
        join_profile=problem.join_profile[groups],
        global_pairs=moved(problem.global_pairs, at),
        global_unassigned=moved(problem.global_unassigned, place),
        open_price=problem.open_price[agents],
        windows=windows,
    )


def _differing(one: object, other: object) -> list[str]:
    """Return the fields in which two problems, or parts of them, differ."""
    found: list[str] = []
    for field in fields(one):  # type: ignore[arg-type]
        mine: object = getattr(one, field.name)
        theirs: object = getattr(other, field.name)
        if isinstance(mine, np.ndarray):
            if not np.array_equal(getattr(one, field.name), getattr(other, field.name)):
                found.append(field.name)
        elif hasattr(mine, "__dataclass_fields__"):
            found += [f"{field.name}.{name}" for name in _differing(mine, theirs)]
        elif mine != theirs:
            found.append(field.name)
    return found


def test_a_shuffled_problem_is_the_same_in_its_own_order() -> None:
    shuffled = 0
    for seed in draws(300):
        rng = Random(seed)
        problem = draw_problem(rng)
        other = _shuffled(problem, rng)
        shuffled += bool(_differing(problem, other))
        assert _differing(order_problem(problem).problem, order_problem(other).problem) == []
    assert shuffled > share(200)


def test_the_way_back_keeps_every_assignment_and_its_cost() -> None:
    legal = 0
    for seed in draws(200):
        rng = Random(seed)
        problem = draw_problem(rng)
        ordering = order_problem(problem)
        checked(ordering.problem)
        x = draw_assignment(rng, problem)
        mine = ordering.reduce(x)
        assert (ordering.expand(mine) == x).all()
        said = evaluate(problem, x).objective
        assert evaluate(ordering.problem, mine).objective == said
        legal += said is not None
    assert legal > share(50)


def test_prices_go_back_to_their_agents_and_items() -> None:
    problem = draw_problem(Random(3))
    ordering = order_problem(problem)
    rows = np.arange(problem.agents * problem.rows.rows).reshape(problem.agents, -1)
    items = np.arange(problem.items)
    limits = np.zeros(len(problem.global_limit), dtype=np.int64)
    back = ordering.expand_prices(Prices(rows[ordering.agent], limits, items[ordering.item], 0))
    assert (back.rows == rows).all()
    assert back.items is not None
    assert (back.items == items).all()
