"""Min-cost flow against every assignment, against networkx, and its prices against their bound."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from drawn_networks import draw_network, networkx_optimum
from drawn_problems import draw_problem
from draws import draws, share
from plain_problem import plain_optimum
from samehands.problem import SCALE, Answer, AssignmentProblem, Prices, subset
from samehands.solver import Limits, Request, SolveMonitor
from samehands.solver.flow import Flow
from samehands.solver.flow.network import is_network
from samehands.solver.monitor import Event, Incumbent
from samehands.solver.prices import priced, shortage_of


def _solve(problem: AssignmentProblem) -> Answer:
    return Flow().solve(problem, Request(), SolveMonitor(Limits()))


def _check(said: Answer, optimum: int | None) -> None:
    assert said.objective == optimum
    assert said.status == ("infeasible" if optimum is None else "optimal")
    if optimum is not None:
        assert said.bound == optimum


def test_small_networks_against_every_assignment() -> None:
    seen: Counter[str] = Counter()
    for seed in draws(40):
        drawn = draw_network(Random(seed), 4)
        optimum = plain_optimum(drawn.problem)
        assert networkx_optimum(drawn) == optimum
        _check(_solve(drawn.problem), optimum)
        seen["infeasible" if optimum is None else "optimal"] += 1
    assert min(seen["optimal"], seen["infeasible"]) >= share(8)


@pytest.mark.parametrize(("size", "many"), [(6, 200), (30, 40)])
def test_networks_against_networkx(size: int, many: int) -> None:
    for seed in draws(many):
        drawn = draw_network(Random(seed), size, 1000)
        _check(_solve(drawn.problem), networkx_optimum(drawn))


def test_networks_among_problems_of_all_kinds() -> None:
    served = 0
    for seed in range(500):
        problem = draw_problem(Random(seed))
        if is_network(problem) is None:
            _check(_solve(problem), plain_optimum(problem))
            served += 1
    assert served >= 15


def test_items_that_are_there_no_time_change_nothing() -> None:
    for seed in draws(40):
        problem = draw_network(Random(seed), 4).problem
        gone = np.arange(problem.items) != seed % problem.items
        rest = subset(problem, items=gone)
        if is_network(rest) is None:
            none = replace(problem, count=np.where(gone, problem.count, 0))
            _check(_solve(none), plain_optimum(rest))


def _prices(said: Answer) -> Prices:
    assert said.prices is not None
    assert (said.prices.rows >= 0).all()
    return said.prices


def test_prices_prove_the_optimum_where_capacities_are_whole_numbers_of_items() -> None:
    tight = 0
    for seed in draws(120):
        problem = draw_network(Random(seed), 6, 1, whole=True).problem
        said = _solve(problem)
        if said.objective is not None:
            assert priced(problem, _prices(said)).bound == SCALE * said.objective
            tight += said.prices is not None and bool(said.prices.rows.any())
    assert tight >= share(20)


def test_prices_prove_infeasibility_where_capacities_are_whole_numbers_of_items() -> None:
    infeasible = 0
    for seed in draws(120):
        problem = draw_network(Random(seed), 6, 1, whole=True).problem
        said = _solve(problem)
        if said.status == "infeasible":
            assert priced(shortage_of(problem), _prices(said)).bound > 0
            infeasible += 1
    assert infeasible >= share(15)


def test_prices_never_prove_too_much() -> None:
    for seed in draws(120):
        problem = draw_network(Random(seed), 6, 7).problem
        said = _solve(problem)
        if said.objective is not None:
            assert priced(problem, _prices(said)).bound <= SCALE * said.objective


def test_prices_too_large_for_whole_numbers_are_left_out() -> None:
    problem = draw_network(Random(2), 6, 10**13).problem
    said = _solve(problem)
    assert said.status == "optimal"
    assert said.prices is None


def test_prices_are_left_out_where_a_cancel_comes_before_them() -> None:
    problem = draw_network(Random(2), 6).problem
    limits = Limits()

    def stop(event: Event) -> None:
        if isinstance(event, Incumbent):
            limits.cancel.set()

    assert _solve(problem).prices is not None
    answer = Flow().solve(problem, Request(), SolveMonitor(limits, stop))
    assert (answer.status, answer.prices) == ("optimal", None)
