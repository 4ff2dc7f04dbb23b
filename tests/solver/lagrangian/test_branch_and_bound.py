"""Branch and bound finds what enumeration finds; parts and rests stay what they are."""

from __future__ import annotations

import threading
from dataclasses import replace
from itertools import product
from random import Random

import numpy as np
import pytest

from gap_cases import gap
from samehands.problem import Ints
from samehands.solver import Limits, Request, SolveMonitor, find_engine, run
from samehands.solver.compilation import StopFlag
from samehands.solver.dual.decomposition import REQUIRED
from samehands.solver.dual.knapsack import Knapsacks, compute_rises, make_workspace
from samehands.solver.dual.subproblem import Subproblem, drop_entries, restrict_to_agents
from samehands.solver.lagrangian import Lagrangian
from samehands.solver.lagrangian.branch_and_bound import explore

_AGENTS, _UNITS = 3, 5


def _subproblem(seed: int) -> Subproblem:
    """Return three agents and five units; some may be left, some overloads are paid."""
    rng = Random(seed)
    entries = [
        (agent, unit) for agent in range(_AGENTS) for unit in range(_UNITS) if rng.random() < 0.85
    ]
    agent = np.array([where for where, _ in entries], dtype=np.int64)
    unit = np.array([which for _, which in entries], dtype=np.int64)
    start = np.searchsorted(agent, np.arange(_AGENTS + 1)).astype(np.int64)
    load = np.array([rng.randint(0, 6) for _ in entries], dtype=np.int64)
    regular = np.array([rng.randint(2, 9) for _ in range(_AGENTS)], dtype=np.int64)
    extra = [rng.choice((0, 3)) for _ in range(_AGENTS)]
    over = [price for more in extra for price in np.arange(more + 1) * float(rng.randint(1, 9))]
    ends = np.cumsum([0, *(more + 1 for more in extra)]).astype(np.int64)
    most = regular + np.array(extra)
    knapsacks = Knapsacks(start, unit, load, regular, most, ends, np.array([*over, 0.0]))
    cost = np.array([float(rng.randint(-5, 30)) for _ in entries])
    left = np.array([REQUIRED if rng.random() < 0.6 else 40.0 for _ in range(_UNITS)])
    price = np.array([float(rng.randint(0, 30)) for _ in range(_UNITS)])
    rise = np.empty((2, len(cost)))
    alive = np.ones(_UNITS, dtype=np.bool_)
    compute_rises(knapsacks, cost, price, alive, make_workspace(knapsacks), rise)
    return Subproblem(knapsacks, cost, left, agent, price, np.zeros(len(cost)), rise[0], 50.0)


def _all_places(subproblem: Subproblem) -> list[Ints]:
    of_unit = [[-1, *np.flatnonzero(subproblem.knapsacks.unit == unit)] for unit in range(_UNITS)]
    return [np.array(place, dtype=np.int64) for place in product(*of_unit)]


def _least(subproblem: Subproblem) -> float:
    return min(subproblem.value(place) for place in _all_places(subproblem))


@pytest.mark.parametrize("seed", range(40))
def test_branch_and_bound_finds_the_cheapest_and_nothing_cheaper(seed: int) -> None:
    subproblem, stop = _subproblem(seed), np.zeros(1, dtype=np.int64)
    least = _least(subproblem)
    if np.isfinite(least):
        place, _ = explore(subproblem, least + 1.0, stop)
        assert place is not None
        assert subproblem.value(place) == least
        assert explore(subproblem, least, stop)[0] is None
    else:
        assert explore(subproblem, 1e6, stop)[0] is None


@pytest.mark.parametrize("seed", range(12))
def test_entries_left_out_are_in_no_cheap_assignment(seed: int) -> None:
    subproblem = _subproblem(seed)
    least = _least(subproblem)
    if not np.isfinite(least):
        return
    bound = np.minimum(subproblem.price, subproblem.leave_cost).sum() - _earned(subproblem)
    kept, entry = drop_entries(subproblem, least + 1.0 - bound)
    assert _least(kept) == least
    assert (subproblem.cost[entry] == kept.cost).all()
    assert (subproblem.agent[entry] == kept.agent).all()


def _earned(subproblem: Subproblem) -> float:
    """Return what the agents earn at its prices, by trying every choice."""
    total = 0.0
    for agent in range(_AGENTS):
        mine = np.flatnonzero(subproblem.agent == agent)
        best = -np.inf
        for taken in product((False, True), repeat=len(mine)):
            place = np.full(_UNITS, -1)
            place[subproblem.knapsacks.unit[mine[list(taken)]]] = mine[list(taken)]
            free = replace(subproblem, leave_cost=np.zeros(_UNITS))
            gain = subproblem.price[place >= 0].sum() - free.value(place)
            best = max(best, gain)
        total += best
    return total


def test_a_part_put_back_costs_what_it_says() -> None:
    seen = 0
    for seed in range(12):
        subproblem = _subproblem(seed)
        places = [
            place for place in _all_places(subproblem) if np.isfinite(subproblem.value(place))
        ]
        agents = np.array([0, 2], dtype=np.int64)
        for place in places[:: max(1, len(places) // 5)]:
            part = restrict_to_agents(subproblem, place, agents, np.inf)
            inside = part.inside(place)
            assert part.outside(place, inside).tolist() == place.tolist()
            rest = subproblem.value(place) - part.subproblem.value(inside)
            for other in _few_places(part.subproblem):
                whole = part.outside(place, other)
                assert subproblem.value(whole) == pytest.approx(rest + part.subproblem.value(other))
                seen += 1
    assert seen > 100


def test_a_part_without_entries_leaves_its_units() -> None:
    subproblem = _subproblem(0)
    place, none = np.full(_UNITS, -1, dtype=np.int64), np.zeros(0, dtype=np.int64)
    part = restrict_to_agents(subproblem, place, none, np.inf)
    assert part.outside(place, part.inside(place)).tolist() == place.tolist()


def _few_places(subproblem: Subproblem) -> list[Ints]:
    of_unit = [
        [-1, *np.flatnonzero(subproblem.knapsacks.unit == unit)]
        for unit in range(len(subproblem.price))
    ]
    return [np.array(place, dtype=np.int64) for place in list(product(*of_unit))[::3]]


class _Over:
    def is_over(self) -> bool:
        return True


def test_a_stop_flag_ends_branch_and_bound() -> None:
    subproblem = _subproblem(0)
    with StopFlag(_Over()) as flag:
        while flag.stop[0] == 0:
            threading.Event().wait(0.01)
        assert explore(subproblem, 1e9, flag.stop) == (None, 0)


@pytest.mark.parametrize("seed", range(3))
def test_the_gap_is_closed_where_cp_sat_closes_it(seed: int) -> None:
    rng = Random(seed)
    loads = [[rng.randint(5, 25) for _ in range(24)] for _ in range(4)]
    costs = [[40 - load + rng.randint(-5, 5) for load in row] for row in loads]
    problem = gap(costs, loads, [int(0.8 * sum(row) / 4) for row in loads]).to_problem()
    said = run(Lagrangian(), problem, Request(), SolveMonitor(Limits()))
    reference = find_engine("cp-sat")
    assert reference is not None
    other = run(reference, problem, Request(), SolveMonitor(Limits()))
    assert said.status == other.status == "optimal"
    assert said.objective == said.bound == other.objective
