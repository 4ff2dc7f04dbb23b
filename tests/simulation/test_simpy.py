"""The second implementation, as processes of SimPy, gives the same trace event by event."""

from __future__ import annotations

import numpy as np
import pytest

from draws import draws
from samehands.simulation.loop import run
from samehands.simulation.standards import make_routing, parse_standards
from samehands.simulation.state import PIECES, new_state
from samehands.simulation.world import make_world
from simpy_model import Model, Piece
from simulated_agencies import drawn_agency

STANDARDS = (
    "client-based",
    "client-based+backup",
    "team-2",
    "team-3",
    "hybrid",
    "hybrid+backup",
    "task-based",
    "by-kind",
)


@pytest.mark.parametrize("name", STANDARDS)
def test_the_traces_are_equal(name: str) -> None:
    pieces = 0
    for seed in draws(300):
        agency, names, parameters = drawn_agency(seed)
        world = make_world(agency, names, parameters, 4, seed, 0)
        standard = parse_standards(name)[0]
        routing = make_routing(agency, standard)
        state = new_state(agency, world, routing)
        run(agency, world, routing, state, 0, world.days)
        count = int(state.counter[PIECES])
        model = Model(agency, world, standard)
        model.run()
        found = [Piece(*row) for row in state.piece[:, :count].T.tolist()]
        assert found == model.pieces, f"seed {seed}"
        assert state.owner.tolist() == model.owner
        assert state.load.tolist() == model.load
        assert {
            int(t): int(state.done_at[t]) for t in np.flatnonzero(state.done_at >= 0)
        } == model.done
        pieces += count
    assert pieces > 100
