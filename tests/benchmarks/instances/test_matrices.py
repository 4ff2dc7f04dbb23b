"""Bare assignment problems: answers are checked and bounds recomputed from their lists alone."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samehands.benchmarks.instances.matrices import Bare
from samehands.problem import SCALE, Prices


def _bare(required: bool = False) -> Bare:
    """Return two items and two agents: item 0 at either, item 1 at agent 1 alone."""
    return Bare(
        item=np.array([0, 0, 1]),
        agent=np.array([0, 1, 1]),
        cost=np.array([4, 1, 2]),
        load=np.array([3, 3, 3]),
        capacity=np.array([3, 5]),
        unassigned=np.array([10, 20]),
        required=required,
    )


def test_a_right_answer_has_no_fault() -> None:
    assert _bare().faults([(0, 0, 1), (1, 1, 1)], 6) == []
    assert _bare().faults([(0, 1, 1)], 21) == []


@pytest.mark.parametrize(
    ("assigned", "claim", "fault"),
    [
        ([(0, 1, 1), (1, 1, 1)], 3, "agent 1 has load 6, above its capacity of 5"),
        ([(0, 0, 1), (1, 0, 1)], 24, "item 1 cannot be at agent 0 1 times"),
        ([(2, 0, 1)], 30, "item 2 cannot be at agent 0 1 times"),
        ([(0, 0, -1)], 30, "item 0 cannot be at agent 0 -1 times"),
        ([(0, 0, 1), (0, 1, 1), (1, 1, 1)], 7, "item 0 is assigned 2 times"),
        ([(0, 0, 1)], 4, "the cost is 24, and the answer claims 4"),
        ([(0, 0, 1), (1, 1, 1)], None, "the cost is 6, and the answer claims None"),
    ],
)
def test_every_fault_is_named(
    assigned: list[tuple[int, int, int]], claim: int | None, fault: str
) -> None:
    assert fault in _bare().faults(assigned, claim)


def test_what_is_required_must_be_assigned() -> None:
    assert "item 1 is assigned 0 times" in _bare(required=True).faults([(0, 0, 1)], 4)


def test_a_bound_of_rows_by_hand() -> None:
    # Item 0 costs 1 + 3 at agent 1 under a price of 1 a minute, item 1 costs 2 + 3; less 5 minutes.
    rows = np.array([[0], [SCALE]])
    assert _bare().proved(Prices(rows, np.zeros(0, dtype=np.int64))) == 4 + 5 - 5


def test_a_bound_of_items_by_hand() -> None:
    # Prices of items 5 and 7: agent 0 gains 1 by item 0; agent 1 has room for one, best 2 - 7.
    nothing, prices = np.zeros((2, 1), dtype=np.int64), np.array([5, 7]) * SCALE
    assert _bare().proved(Prices(nothing, nothing[:0, 0], prices, 0)) == 12 - 1 - 5


NONE, TWO = np.zeros(0, dtype=np.int64), np.zeros(2, dtype=np.int64)


@pytest.mark.parametrize(
    "prices",
    [
        Prices(np.array([[-1], [0]]), NONE),
        Prices(np.array([[2**41], [0]]), NONE),
        Prices(np.array([[0]]), NONE),
        Prices(TWO.reshape(2, 1), TWO),
        Prices(TWO.reshape(2, 1), NONE, TWO, None),
        Prices(TWO.reshape(2, 1) + 1, NONE, TWO, 0),
    ],
)
def test_prices_that_cannot_be_read_prove_nothing(prices: Prices) -> None:
    assert _bare().proved(prices) is None


@given(st.data())
def test_no_prices_prove_more_than_the_least_cost(data: st.DataObject) -> None:
    items, agents = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 3))

    def draw(size: int, low: int, high: int) -> list[int]:
        return data.draw(st.lists(st.integers(low, high), min_size=size, max_size=size))

    bare = Bare(
        item=np.repeat(np.arange(items), agents),
        agent=np.tile(np.arange(agents), items),
        cost=np.array(draw(items * agents, -9, 9)),
        load=np.array(draw(items * agents, 0, 5)),
        capacity=np.array(draw(agents, 0, 9)),
        unassigned=np.array(draw(items, 0, 15)),
        required=data.draw(st.booleans()),
    )
    least = _least(bare)
    nothing = np.zeros(0, dtype=np.int64)
    rows = np.array(draw(agents, 0, 5 * SCALE)).reshape(agents, 1)
    priced = [Prices(rows, nothing)]
    priced.append(Prices(0 * rows, nothing, np.array(draw(items, -20 * SCALE, 20 * SCALE)), 0))
    for prices in priced:
        bound = bare.proved(prices)
        assert bound is not None
        assert least is None or bound <= least


def _least(bare: Bare) -> int | None:
    """Return the least cost of all assignments, None without any."""
    costs: list[int] = []
    for choice in product(range(-1, bare.agents), repeat=bare.items):
        made = [(item, agent, 1) for item, agent in enumerate(choice) if agent >= 0]
        pairs = [item * bare.agents + agent for item, agent, _ in made]
        cost = int(bare.cost[pairs].sum())
        cost += sum(int(bare.unassigned[i]) for i, agent in enumerate(choice) if agent < 0)
        if not bare.faults(made, cost):
            costs.append(cost)
    return min(costs, default=None)
