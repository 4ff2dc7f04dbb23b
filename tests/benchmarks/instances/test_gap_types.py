"""GAP instances drawn after the recipes of the literature."""

from __future__ import annotations

import numpy as np
import pytest

from samehands.benchmarks.instances.drawn import RECIPES, generate_gap, generate_named
from samehands.model.errors import InputError

TYPES = "abcde"


@pytest.mark.parametrize("kind", TYPES)
def test_the_same_arguments_give_the_same_instance(kind: str) -> None:
    one, again = generate_gap(kind, 5, 40, 3), generate_gap(kind, 5, 40, 3)
    assert (one.name, one.agents, one.jobs) == (f"{kind}-5x40-s3", 5, 40)
    assert one.sha256 == again.sha256 == generate_named(one.name).sha256


def test_other_arguments_give_other_draws() -> None:
    base = generate_gap("a", 5, 40, 3)
    assert generate_gap("a", 5, 40, 4).sha256 != base.sha256
    for other in (generate_gap("b", 5, 40, 3), generate_gap("a", 5, 41, 3)):
        assert other.costs[:, :40].tolist() != base.costs.tolist()
    assert generate_gap("a", 6, 40, 3).costs[:5].tolist() != base.costs.tolist()


def test_an_instance_stays_what_it_was() -> None:
    drawn = generate_gap("d", 2, 4, 1)
    assert drawn.costs.tolist() == [[82, 92, 67, 27], [41, 92, 93, 65]]
    assert drawn.loads.tolist() == [[39, 19, 43, 89], [71, 26, 17, 47]]
    assert drawn.capacities.tolist() == [76, 64]


@pytest.mark.parametrize("kind", "abc")
def test_independent_costs_and_loads_fill_their_ranges_evenly(kind: str) -> None:
    drawn = generate_gap(kind, 20, 2000, 1)
    for numbers, low, high in ((drawn.loads, 5, 25), (drawn.costs, 10, 50)):
        counts = np.bincount(numbers.ravel())
        assert not counts[:low].any()
        assert len(counts) == high + 1
        expected = numbers.size / (high - low + 1)
        assert np.abs(counts[low:] / expected - 1).max() < 0.15
    assert abs(np.corrcoef(drawn.loads.ravel(), drawn.costs.ravel())[0, 1]) < 0.02


def test_type_d_sets_costs_against_loads() -> None:
    drawn = generate_gap("d", 20, 2000, 1)
    counts = np.bincount(drawn.loads.ravel())
    assert (counts[0], len(counts)) == (0, 101)
    assert np.abs(counts[1:] / 400 - 1).max() < 0.25
    noise = np.bincount((drawn.costs + drawn.loads - 111 + 10).ravel())
    assert len(noise) == 21
    assert np.abs(noise / (40_000 / 21) - 1).max() < 0.15


def test_type_e_sets_costs_against_loads_by_far() -> None:
    drawn = generate_gap("e", 20, 2000, 1)
    assert drawn.loads.min() == 1
    for most in (1, 5, 10, 20):
        share = float((drawn.loads <= most).mean())
        assert share == pytest.approx(1 - np.exp(-most / 10), abs=0.01)
    below = 1000 / drawn.loads - drawn.costs
    assert 0 <= below.min() <= below.max() < 11
    for load in (1, 2, 5, 10):
        drop = 1000 // load - drawn.costs[drawn.loads == load]
        assert set(drop.tolist()) == set(range(1, 11))


def test_capacities_by_hand() -> None:
    costs = np.array([[1, 5, 2, 3], [2, 5, 1, 9]], dtype=np.int64)
    loads = np.array([[10, 7, 8, 6], [9, 6, 20, 8]], dtype=np.int64)
    # Agent 0 is the cheapest for jobs 0, 1 (first among equals) and 3: 23 of load, agent 1: 20.
    # 0.6 x 15 x 4 / 2 + 0.4 x 23 = 27.2, of which 70 % are 19.04; 0.8 x 31 / 2 = 12.4, 17.2.
    assert RECIPES["a"].capacities(costs, loads).tolist() == [27, 27]
    assert RECIPES["b"].capacities(costs, loads).tolist() == [19, 19]
    assert RECIPES["c"].capacities(costs, loads).tolist() == [12, 17]
    assert RECIPES["d"].capacities(costs, loads).tolist() == [12, 17]
    assert RECIPES["e"].capacities(costs, loads).tolist() == [12, 20]


@pytest.mark.parametrize("kind", TYPES)
def test_the_smallest_size(kind: str) -> None:
    drawn = generate_gap(kind, 1, 1, 0)
    assert drawn.to_problem().pairs == 1


@pytest.mark.parametrize(
    ("kind", "agents", "jobs", "seed", "fields"),
    [
        ("f", 1, 1, 0, ["kind"]),
        ("", 1, 1, 0, ["kind"]),
        ("D", 1, 1, 0, ["kind"]),
        ("d", 0, -1, 0, ["agents", "jobs"]),
        ("x", 0, 0, -1, ["kind", "agents", "jobs", "seed"]),
    ],
)
def test_wrong_arguments(kind: str, agents: int, jobs: int, seed: int, fields: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        generate_gap(kind, agents, jobs, seed)
    assert [problem.field for problem in caught.value.problems] == fields


@pytest.mark.parametrize(
    "name", ["", "d", "d10100", "f-5x10-s1", "d-05x10-s1", "d-5x0-s1", "d-5x10-s-1", "d-5x10-s1 "]
)
def test_wrong_names(name: str) -> None:
    with pytest.raises(InputError, match="is not of the form d-10x100-s1"):
        generate_named(name)
