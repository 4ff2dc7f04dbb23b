"""The one table of engines."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from drawn_problems import draw_problem
from engines import Toy
from samehands.benchmarks.instances.drawn import generate_gap
from samehands.benchmarks.instances.sparse import generate_sparse
from samehands.solver import AUTOMATIC, choose, engine_names, find_engine, registered
from samehands.solver.automatic import choose_engine
from samehands.solver.presolve.fuse_groups import reduce_problem


def test_every_name_finds_the_engine_of_that_name() -> None:
    for name in engine_names():
        engine = find_engine(name)
        assert engine is not None
        assert engine.name == name
    assert find_engine("nobody") is None
    assert find_engine("milp:nobody") is None
    highs = find_engine("milp:HiGHS")
    assert highs is not None
    assert highs.name == "milp"
    assert AUTOMATIC not in engine_names()


def test_an_engine_of_ones_own_is_there_as_long_as_it_is_registered() -> None:
    toy = Toy()
    with registered(toy):
        assert "toy" in engine_names()
        assert find_engine("toy") is toy
    assert find_engine("toy") is None
    with pytest.raises(KeyError), registered(toy):
        raise KeyError
    assert find_engine("toy") is None


@pytest.mark.parametrize("name", ["cp-sat", AUTOMATIC])
def test_a_name_that_is_taken_is_refused(name: str) -> None:
    toy = Toy()
    toy.name = name
    with pytest.raises(ValueError, match=name), registered(toy):
        pytest.fail("it was registered")


def test_the_choice_is_an_engine_and_gives_a_reason() -> None:
    name, reason = choose(draw_problem(Random(0)))
    assert name in engine_names()
    assert reason


@pytest.mark.parametrize(
    ("kind", "agents", "jobs", "name", "says"),
    [
        ("d", 20, 200, "lagrangian", "tight: 10 items per agent"),
        ("d", 10, 100, "lagrangian", "tight: 10 items per agent"),
        ("d", 5, 60, "lagrangian", "tight: 12 items per agent"),
        ("d", 3, 30, "cp-sat", "small: 90 pairs"),
        ("a", 5, 400, "cp-sat", "small: 2000 pairs"),
        ("a", 5, 500, "kernel", "large: 2500 pairs"),
    ],
)
def test_tight_problems_of_few_items_an_agent_have_an_engine_of_their_own(
    kind: str, agents: int, jobs: int, name: str, says: str
) -> None:
    chosen, reason = choose(generate_gap(kind, agents, jobs, 0).to_problem())
    assert (chosen, reason[: len(says)]) == (name, says)


def test_what_needs_no_engine_does_not_wait_for_its_libraries() -> None:
    says = "import sys, samehands.planning, samehands.report.solved, samehands.explanation\n"
    says += "print({'numba', 'ortools', 'pulp'} & {*sys.modules})"
    ran = subprocess.run([sys.executable, "-c", says], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"


def test_a_tight_problem_of_modest_size_has_a_general_solver_beside_its_engine() -> None:
    problem = generate_gap("d", 5, 60, 0).to_problem()
    assert choose_engine(problem, reduce_problem(problem)).names == ("lagrangian", "cp-sat")


def test_where_tight_items_have_few_agents_and_may_be_left_all_agents_are_seen_together() -> None:
    few, many = (generate_sparse(300, 30, eligible, 0) for eligible in (2, 4))
    assert choose(few.to_problem())[0] == "kernel"
    assert choose(many.to_problem())[0] == "lagrangian"
    nothing = np.zeros_like(few.bare.unassigned)
    required = replace(few.bare, required=True, unassigned=nothing)
    assert choose(required.to_problem())[0] == "lagrangian"
