"""Sparse assignment problems after the figures of an office."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from samehands.benchmarks.instances.sparse import (
    FULL,
    LEAST_MINUTES,
    MOST_MINUTES,
    TRANSFER,
    SparseInstance,
    generate_sparse,
    read_sparse,
    write_sparse,
)
from samehands.model.errors import InputError
from samehands.problem import Ints
from samehands.solver import Limits, Request, SolveMonitor, find_engine
from samehands.solver import run as solve

TINY = (20, 4, 3, 0)


def _at_home(drawn: SparseInstance) -> Ints:
    """Return the pairs that take the fewest minutes of each item: those with its home."""
    bare = drawn.bare
    least = np.full(bare.items, MOST_MINUTES + TRANSFER)
    np.minimum.at(least, bare.item, bare.load)
    return np.flatnonzero(bare.load == least[bare.item])


def test_the_same_arguments_give_the_same_instance() -> None:
    one, again = generate_sparse(*TINY), generate_sparse(*TINY)
    assert one.name == "sparse-20x4e3-s0"
    assert one.sha256 == again.sha256
    assert one.sha256 != generate_sparse(*TINY[:3], 1).sha256


def test_an_instance_stays_what_it_was() -> None:
    drawn = generate_sparse(3, 3, 2, 0).bare
    assert drawn.agent.tolist() == [0, 1, 0, 2, 1, 2]
    assert drawn.load.tolist() == [68, 53, 60, 45, 18, 33]
    assert drawn.cost.tolist() == [109, 55, 115, 54, 25, 77]
    assert drawn.capacity.tolist() == [43, 43, 43]


def test_every_item_has_one_home_and_as_many_agents_as_asked() -> None:
    drawn = generate_sparse(500, 20, 6, 3)
    bare = drawn.bare
    assert np.bincount(bare.item).tolist() == [6] * 500
    for item in range(500):
        assert len(set(bare.agent[6 * item : 6 * item + 6].tolist())) == 6
    home = _at_home(drawn)
    assert bare.item[home].tolist() == list(range(500))
    assert bare.load[home].min() >= LEAST_MINUTES
    assert bare.load[home].max() <= MOST_MINUTES
    assert drawn.work == bare.load[home].sum()


def test_homes_are_uneven_so_that_items_must_move() -> None:
    drawn = generate_sparse(4000, 30, 20, 0)
    bare, home = drawn.bare, _at_home(drawn)
    used = np.zeros(bare.agents, dtype=np.int64)
    np.add.at(used, bare.agent[home], bare.load[home])
    assert used.sum() / bare.capacity.sum() == pytest.approx(FULL, abs=0.001)
    assert (used > bare.capacity).mean() > 0.2
    assert used.std() / used.mean() > 0.25


def test_the_best_answer_moves_some_and_stands_up_to_the_check() -> None:
    drawn, engine = generate_sparse(*TINY), find_engine("cp-sat")
    assert engine is not None
    problem = drawn.to_problem()
    answer = solve(engine, problem, Request(), SolveMonitor(Limits(60.0)))
    assert (answer.status, answer.x is not None) == ("optimal", True)
    assert answer.x is not None
    chosen = np.flatnonzero(answer.x)
    assert len(np.setdiff1d(chosen, _at_home(drawn))) > 0
    made = zip(
        problem.pair_item[chosen], problem.pair_agent[chosen], [1] * len(chosen), strict=True
    )
    assert drawn.bare.faults([(int(i), int(w), n) for i, w, n in made], answer.objective) == []


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ((0, 1, 1, 0), "items"),
        ((1, 0, 1, 0), "agents"),
        ((1, 1, 2, 0), "eligible"),
        ((1, 1, 1, -1), "seed"),
    ],
)
def test_numbers_out_of_range_are_refused(arguments: tuple[int, ...], field: str) -> None:
    with pytest.raises(InputError) as caught:
        generate_sparse(*arguments)
    assert field in {problem.field for problem in caught.value.problems}


@pytest.mark.parametrize("required", [False, True])
def test_an_instance_is_read_as_it_was_written(tmp_path: Path, required: bool) -> None:
    drawn = generate_sparse(40, 5, 3, 0)
    if required:
        nothing = np.zeros_like(drawn.bare.unassigned)
        drawn = replace(drawn, bare=replace(drawn.bare, required=True, unassigned=nothing))
    write_sparse(drawn, tmp_path / "mine.sparse")
    again = read_sparse(tmp_path / "mine.sparse")
    assert (again.name, again.sha256) == ("mine", drawn.sha256)


@pytest.mark.parametrize(
    ("text", "row", "says"),
    [
        ("1 1", None, "must begin with"),
        ("0 1 0 5", None, "must begin with"),
        ("1 2 1\n5 5\n3\n0 1 2", 1, "need 10 numbers, and there are 9"),
        ("1 2 1\n-5 5\n3\n0 1 2 2", 2, "capacity of agent 0"),
        ("2 1 1\n5\n-1 3\n0 0 2 2", 3, "price of leaving item 0"),
        ("1 2 1\n5 5\n3\n0 2 2 2", 4, "agent 2 is not from 0 to 1"),
        ("1 2 1\n5 5\n3\n0 1 2 -2", 4, "load -2 is not 0 or more"),
        ("1 2 2\n5 5\n3\n0 1 2 2\n0 0 2 2", 5, "not after the one before"),
        ("1 2 1\n5 5\n3\n0 1 x 2", 4, "not a whole number"),
    ],
)
def test_faults_of_a_file_are_named_by_line(
    tmp_path: Path, text: str, row: int | None, says: str
) -> None:
    (tmp_path / "x.sparse").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=says) as caught:
        read_sparse(tmp_path / "x.sparse")
    assert caught.value.problems[0].row == row
