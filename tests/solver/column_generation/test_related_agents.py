"""Agents are related by the blocks that want to move between them, or could."""

from __future__ import annotations

import numpy as np

from samehands.problem import Ints
from samehands.solver.column_generation.choices import Duals
from samehands.solver.column_generation.patterns import Patterns
from samehands.solver.column_generation.related_agents import Relations, relate_agents

AGENTS = 5


def _patterns(places: list[tuple[int, int, int]]) -> Patterns:
    """Return patterns of one agent each: block, agent, cost."""
    block, agent, cost = (np.array(part, dtype=np.int64) for part in zip(*places, strict=True))
    count: Ints = np.arange(len(block) + 1)
    none = np.zeros((len(block), 0), dtype=np.int64)
    return Patterns(block, cost, count, count[:-1], count, agent, np.zeros_like(block), none)


def _relations() -> Relations:
    """Return ties of three blocks: the first is 60 too dear at 0, and could be at 1 or 2."""
    used = _patterns([(0, 0, 70), (1, 1, 10), (2, 3, 10)])
    near = _patterns([(0, 1, 10), (0, 2, 10), (1, 3, 10), (2, 3, 10)])
    nothing = np.zeros(0)
    duals = Duals(np.zeros((AGENTS, 1)), nothing, np.zeros((1, AGENTS)), 0.0)
    least = np.array([10.0, 10.0, 10.0])
    return relate_agents(used, np.ones(3), near, duals, least, np.array([0.0, 0, 0, 7, 0]))


def test_regret_ties_who_has_a_block_to_who_should() -> None:
    relations = _relations()
    expected = np.zeros((AGENTS, AGENTS))
    expected[0, 1] = expected[1, 0] = expected[0, 2] = expected[2, 0] = 30.0
    assert np.array_equal(relations.wants, expected)
    assert relations.lost.tolist() == [60.0, 30.0, 30.0, 7.0, 0.0]


def test_blocks_that_could_move_tie_agents_and_no_agent_to_itself() -> None:
    could = _relations().could
    assert {(a, b) for a, b in np.argwhere(could).tolist()} == {
        (0, 1),
        (1, 0),
        (0, 2),
        (2, 0),
        (1, 3),
        (3, 1),
    }
    assert np.allclose(could.sum(axis=1), [1.0, 1.0, 1.0, 1.0, 0.0])


def test_only_agents_that_are_free_are_drawn_and_related_ones_together() -> None:
    relations, random = _relations(), np.random.default_rng(0)
    free = np.array([True, True, True, True, False])
    pairs: list[tuple[int, ...]] = []
    for _ in range(200):
        drawn = relations.draw(2, free, random)
        assert drawn.sum() == 2
        assert not (drawn & ~free).any()
        pairs.append(tuple(np.flatnonzero(drawn).tolist()))
    tied = sum(pair in ((0, 1), (0, 2), (1, 3)) for pair in pairs)
    assert tied > 190
    assert relations.draw(9, free, random).sum() == free.sum()
