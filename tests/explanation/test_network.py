"""The minimum cut against a second library."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

from random import Random

import networkx as nx
import numpy as np

from samehands.explanation.network import find_minimum_cut


def test_value_and_cut_agree_with_networkx() -> None:
    for seed in range(60):
        rng = Random(seed)
        nodes = rng.randint(2, 8)
        ends = [
            (tail, head)
            for tail in range(nodes)
            for head in range(tail + 1, nodes)
            if rng.random() < 0.6 and (tail, head) != (0, 0)
        ]
        # Node 1 is the sink, so its edges run towards it.
        edges = [(head, tail) if tail == 1 else (tail, head) for tail, head in ends]
        capacity = [rng.randint(0, 9) for _ in edges]
        graph = nx.DiGraph()
        graph.add_nodes_from(range(nodes))
        for (start, end), most in zip(edges, capacity, strict=True):
            graph.add_edge(start, end, capacity=most)
        tail = np.array([edge[0] for edge in edges], dtype=np.int64)
        head = np.array([edge[1] for edge in edges], dtype=np.int64)
        size = np.array(capacity, dtype=np.int64)
        value, flow, inside = find_minimum_cut(tail, head, size, nodes)
        assert value == nx.maximum_flow_value(graph, 0, 1)
        assert np.all((flow >= 0) & (flow <= size))
        leaving = inside[tail] & ~inside[head]
        assert inside[0] and not inside[1]
        assert size[leaving].sum() == value
