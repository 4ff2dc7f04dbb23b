"""What is a network and what is none, by name."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from agencies import agency
from drawn_networks import draw_network
from drawn_problems import draw_problem
from samehands.formulations import lower
from samehands.model.policy import Policy
from samehands.problem import AssignmentProblem, Ints, sparse
from samehands.solver import Limits, RefusedError, Request, SolveMonitor, run
from samehands.solver.flow import Flow
from samehands.solver.flow.network import SINK, Network, is_network, network_of


def _full() -> AssignmentProblem:
    """Return a network with several agents, rows that bind and slacks."""
    for seed in range(1000):
        problem = draw_network(Random(seed), 6).problem
        network = network_of(problem)
        if isinstance(network, Network) and problem.agents > 2 and problem.slacks == 3:
            nested = (network.parent >= 0).sum() >= 2
            if nested and (problem.slack_limit[network.agent] > 0).any():
                return problem
    raise AssertionError("no such network is drawn")


def test_every_drawn_network_is_one() -> None:
    for seed in range(200):
        assert is_network(draw_network(Random(seed), 6).problem) is None


def test_rows_that_cannot_bind_do_not_matter() -> None:
    problem = _full()
    weights = problem.profiles.value * np.arange(1, len(problem.profiles.value) + 1)
    uneven = replace(problem, profiles=replace(problem.profiles, value=weights))
    assert is_network(uneven) == "items that weigh differently on one row"
    ample = replace(uneven, capacity=np.full_like(problem.capacity, 10**6))
    network = network_of(ample)
    assert isinstance(network, Network)
    assert len(network.agent) == 0
    assert (network.pair_node == SINK).all()


def _ones(count: int) -> Ints:
    return np.ones(count, dtype=np.int64)


def test_what_is_no_network_is_refused_by_name() -> None:
    problem = _full()
    bound = np.ones(problem.items, dtype=np.bool_)
    together = np.zeros(problem.items, dtype=np.int64)
    grouped = replace(
        problem,
        count=_ones(problem.items),
        group=together,
        bound=bound,
        group_limit=_ones(1),
        group_lead=-_ones(1),
        join_price=np.zeros(1, dtype=np.int64),
        join_profile=-_ones(1),
    )
    every = np.full_like(problem.slack_limit, 4)
    shared = replace(
        problem.relief,
        start=np.arange(problem.slacks + 1) * problem.rows.rows,
        column=np.tile(np.arange(problem.rows.rows), problem.slacks),
        value=_ones(problem.slacks * problem.rows.rows),
    )
    uneven = replace(problem.relief, value=np.full_like(problem.relief.value, 3))
    cases = {
        "prices of using an agent": replace(problem, open_price=_ones(problem.agents)),
        "groups that restrict their agents": grouped,
        "rows that are exceeded before there is any item": replace(
            problem, capacity=problem.capacity - 100
        ),
        "items that free capacity": replace(
            problem, profiles=replace(problem.profiles, value=-problem.profiles.value)
        ),
        "slacks that relieve several rows": replace(problem, slack_limit=every, relief=shared),
        "slacks that relieve a row by less than an item": replace(
            problem, slack_limit=every, relief=uneven
        ),
    }
    for reason, case in cases.items():
        assert is_network(case) == reason
        with pytest.raises(RefusedError, match=f"'flow' does not serve {reason}"):
            run(Flow(), case, Request(), SolveMonitor(Limits()))
        with pytest.raises(ValueError, match="no network"):
            Flow().solve(case, Request(), SolveMonitor(Limits()))


def test_groups_that_restrict_nothing_do_no_harm() -> None:
    problem = _full()
    alone = replace(
        problem,
        count=_ones(problem.items),
        group=np.arange(problem.items),
        bound=np.ones(problem.items, dtype=np.bool_),
        group_limit=_ones(problem.items),
        group_lead=np.arange(problem.items),
        join_price=np.zeros(problem.items, dtype=np.int64),
        join_profile=-_ones(problem.items),
    )
    assert is_network(alone) is None


def test_rows_that_share_some_of_their_items_are_no_network() -> None:
    problem = next(
        drawn
        for drawn in (draw_network(Random(seed), 6).problem for seed in range(1000))
        if drawn.rows.rows == 3 and np.bincount(drawn.pair_agent % 2).max() > 8
    )
    amounts = np.array([[0, 1, 0], [0, 1, 1], [0, 0, 1]])
    row, column = np.nonzero(amounts)
    crossed = replace(
        problem,
        pair_profile=problem.pair_item % 3,
        profiles=sparse(row, column, amounts[row, column], 3, 3),
        capacity=np.zeros_like(problem.capacity),
        slack_limit=np.zeros_like(problem.slack_limit),
    )
    assert is_network(crossed) == "rows of an agent that share some of their items"
    nested = replace(crossed, pair_profile=problem.pair_item % 2)
    assert is_network(nested) is None


def test_an_agency_with_windows_is_told_so_at_once() -> None:
    problem = lower(agency("unit"), Policy().as_formulation("task-based")).problem
    assert is_network(problem) is not None


def test_detection_holds_on_problems_of_all_kinds() -> None:
    served = sum(is_network(draw_problem(Random(seed))) is None for seed in range(300))
    assert 5 <= served <= 60
