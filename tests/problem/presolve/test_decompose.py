"""Independent parts: found as networkx finds them, and worth what the whole is worth."""

from __future__ import annotations

from random import Random

import networkx as nx
import numpy as np

from drawn_problems import draw_assignment
from draws import draws, share
from samehands.problem import AssignmentProblem, Decomposition, checked, decompose, evaluate
from several import draw_several


def _graph(problem: AssignmentProblem, settled: set[int]) -> nx.Graph[tuple[str, int]]:
    """Return the ties of a problem: items with agents, groups and global rows."""
    graph: nx.Graph[tuple[str, int]] = nx.Graph()
    graph.add_nodes_from(("agent", agent) for agent in range(problem.agents))
    for item in set(range(problem.items)) - settled:
        graph.add_node(("item", item))
        if problem.group[item] >= 0:
            graph.add_edge(("item", item), ("group", int(problem.group[item])))
    for pair, item in enumerate(problem.pair_item):
        if int(item) not in settled:
            graph.add_edge(("item", int(item)), ("agent", int(problem.pair_agent[pair])))
    for row in range(len(problem.global_limit)):
        pairs, left = problem.global_pairs.row(row)[0], problem.global_unassigned.row(row)[0]
        for item in {*problem.pair_item[pairs].tolist(), *left.tolist()} - settled:
            graph.add_edge(("item", item), ("row", row))
    return graph


def _settled(problem: AssignmentProblem, taken: Decomposition) -> set[int]:
    return set(range(problem.items)) - {int(item) for part in taken.parts for item in part.items}


def test_networkx_finds_the_same_parts() -> None:
    several = 0
    for seed in draws(300):
        problem = draw_several(Random(seed))
        taken = decompose(problem)
        settled = _settled(problem, taken)
        expected = {
            frozenset(agent for kind, agent in nodes if kind == "agent")
            for nodes in nx.connected_components(_graph(problem, settled))
            if any(kind == "item" for kind, _ in nodes)
        }
        busy = {frozenset(part.problem.pair_agent.tolist()) for part in taken.parts}
        found = {
            frozenset(part.agents.tolist())
            for part in taken.parts
            if len(expected) > 1 and part is not taken.parts[0]
        }
        # Agents with nothing to do stand in the first part.
        assert found <= expected
        assert len(taken.parts) == max(len(expected), 1)
        assert len(busy) <= len(taken.parts)
        several += len(expected) > 1
    assert several >= share(100)


def test_the_parts_add_up_to_the_whole() -> None:
    legal = settled = 0
    for seed in draws(300):
        rng = Random(seed)
        problem = draw_several(rng)
        taken = decompose(problem, rng.choice([1, 3, 1000]))
        agents = np.concatenate([part.agents for part in taken.parts])
        assert sorted(agents) == list(range(problem.agents))
        settled += bool(_settled(problem, taken))
        for _ in range(4):
            x, costs = taken.x.copy(), [0 if not taken.is_impossible else None]
            for part in taken.parts:
                checked(part.problem)
                mine = draw_assignment(rng, part.problem)
                x[part.pairs] = mine
                costs.append(evaluate(part.problem, mine).objective)
            known = [cost for cost in costs if cost is not None]
            total = taken.cost + sum(known) if len(known) == len(costs) else None
            assert evaluate(problem, x).objective == total
            legal += total is not None
    assert legal >= share(50)
    assert settled >= share(100)


def test_bundles_are_no_larger_than_asked() -> None:
    for seed in draws(100):
        problem = draw_several(Random(seed))
        single = decompose(problem, 1).parts
        whole = decompose(problem, problem.pairs).parts
        assert len(whole) == 1
        sizes = [part.problem.pairs for part in single]
        assert sizes == sorted(sizes) or len(sizes) == 1
        some = decompose(problem, 4).parts
        assert all(part.problem.pairs <= max(4, *sizes) for part in some)


def test_a_whole_problem_is_left_as_it_is() -> None:
    kept = 0
    for seed in draws(200):
        problem = draw_several(Random(seed))
        taken = decompose(problem, problem.pairs)
        if not _settled(problem, taken):
            kept += 1
            assert taken.parts[0].problem is problem
    assert kept >= share(5)
