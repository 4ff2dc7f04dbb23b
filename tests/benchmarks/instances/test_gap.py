"""GAP instances: reading, faulty files, and the problem they become."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given

from gap_cases import TINY, cheapest, gap, instances, tiny
from samehands.benchmarks.instances.gap import GapInstance, read_assignment, read_gap, read_gaps
from samehands.model.errors import InputError
from samehands.problem import evaluate
from samehands.solver import Feature, Request, SolveMonitor, find_engine, run, used_features
from samehands.solver.limits import Limits


def _file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "d23"
    path.write_text(text, encoding="utf-8")
    return path


def test_read(tmp_path: Path) -> None:
    found = read_gap(_file(tmp_path, TINY))
    assert (found.name, found.agents, found.jobs) == ("d23", 2, 3)
    assert found.costs.tolist() == [[1, 2, 3], [4, 5, 6]]
    assert found.loads.tolist() == [[2, 2, 2], [3, 1, 2]]
    assert found.capacities.tolist() == [4, 3]


def test_line_ends_mean_nothing_and_a_suffix_is_no_part_of_the_name(tmp_path: Path) -> None:
    path = tmp_path / "d23.txt"
    path.write_text(" ".join(TINY.split()), encoding="utf-8")
    assert (read_gap(path).name, read_gap(str(path)).sha256) == ("d23", tiny().sha256)


def test_the_digest_is_of_the_numbers() -> None:
    one = gap([[1, 2], [3, 4]], [[1, 1], [1, 1]], [2, 2])
    renamed = GapInstance("other", one.costs, one.loads, one.capacities)
    longer = gap([[1, 2, 3, 4]], [[1, 1, 1, 1]], [2])
    others = [gap([[1, 2], [3, 4]], [[1, 1], [1, 1]], [2, 3]), longer, tiny()]
    assert renamed.sha256 == one.sha256
    assert len({one.sha256, *(other.sha256 for other in others)}) == 4
    assert tiny().sha256[:16] == "33ef6aca31d0e548"


@pytest.mark.parametrize("name", ["costs", "loads", "capacities"])
def test_the_arrays_are_read_only(name: str) -> None:
    with pytest.raises(ValueError, match="read-only"):
        getattr(tiny(), name)[0] = 1


@pytest.mark.parametrize(
    ("text", "row", "says"),
    [
        ("", None, "must begin with the number of agents and the number of jobs"),
        ("2", None, "must begin with the number of agents and the number of jobs"),
        ("0\n3", 1, "the number of agents is 0; it must be at least 1"),
        ("3\n-1", 2, "the number of jobs is -1; it must be at least 1"),
        ("1 1\n5\n4", 3, "1 x 1 agents and jobs need 5 numbers, and there are 4; "
         "the capacity of agent 0 is missing"),
        ("2 2\n1 2\n3", 3, "2 x 2 agents and jobs need 12 numbers, and there are 5; "
         "the cost of job 1 at agent 1 is missing"),
        ("2 2\n1 2 3 4\n5", 3, "2 x 2 agents and jobs need 12 numbers, and there are 7; "
         "the load of job 1 at agent 0 is missing"),
        ("2 3", 1, "2 x 3 agents and jobs need 16 numbers, and there are 2; "
         "the cost of job 0 at agent 0 is missing"),
        ("1 1\n5\n4\n9\n\n8", 6, "1 x 1 agents and jobs need 5 numbers, and there are 6; "
         "the first too many is here"),
        ("1 2\n-5 5\n4 -3\n9", 3, "the load of job 1 at agent 0 is -3; it must be at least 0"),
        ("1 1\n5\n4\n-9", 4, "the capacity of agent 0 is -9; it must be at least 0"),
        ("999999999999 999999999999", 1, "need 1999999999997000000000003"),
    ],
)  # fmt: skip
def test_a_faulty_file(tmp_path: Path, text: str, row: int | None, says: str) -> None:
    with pytest.raises(InputError) as caught:
        read_gap(_file(tmp_path, text))
    (problem,) = caught.value.problems
    assert (problem.table, problem.row, problem.field) == ("file", row, "d23")
    assert says in problem.message


def test_faults_are_told_all_at_once(tmp_path: Path) -> None:
    for text, count in (("0 0", 2), ("1 2\n1 1\n-1 -1\n-1", 3), ("2 x\ny", 2)):
        with pytest.raises(InputError) as caught:
            read_gap(_file(tmp_path, text))
        assert len(caught.value.problems) == count


def test_read_assignment(tmp_path: Path) -> None:
    found = read_assignment(_file(tmp_path, "0 1 \n0\n"), tiny())
    assert found.tolist() == [0, 1, 0]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("0 1", ["has 2 numbers; one agent for each of 3 jobs is needed"]),
        ("0 1 0 1", ["has 4 numbers; one agent for each of 3 jobs is needed"]),
        (
            "0 2 -1",
            [
                "job 1: there is no agent 2, only 0 to 1",
                "job 2: there is no agent -1, only 0 to 1",
            ],
        ),
        ("0 1 a", ["'a' is not a whole number of at most 12 digits"]),
    ],
)
def test_a_faulty_solution(tmp_path: Path, text: str, says: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        read_assignment(_file(tmp_path, text), tiny())
    assert [problem.message for problem in caught.value.problems] == says


def test_the_problem_is_plain() -> None:
    problem = tiny().to_problem()
    assert used_features(problem) == {Feature.REQUIRED}
    assert (problem.items, problem.agents, problem.pairs) == (3, 2, 6)
    assert (problem.resources, problem.rows.rows, problem.slacks) == (1, 1, 0)
    assert problem.pair_agent.tolist() == [0, 1] * 3
    assert problem.pair_cost.tolist() == [1, 4, 2, 5, 3, 6]
    assert problem.row_profiles.dense()[problem.pair_profile, 0].tolist() == [2, 3, 2, 1, 2, 2]
    assert problem.capacity.tolist() == [[4], [3]]


def test_the_problem_evaluates_an_assignment() -> None:
    instance = tiny()
    problem = instance.to_problem()
    assert evaluate(problem, instance.pairs(np.array([0, 1, 0]))).objective == 9
    assert evaluate(problem, instance.pairs(np.array([0, 0, 0]))).objective is None


@given(instances())
def test_an_exact_engine_finds_the_cheapest(instance: GapInstance) -> None:
    engine = find_engine("cp-sat")
    assert engine is not None
    answer = run(engine, instance.to_problem(), Request(), SolveMonitor(Limits(seconds=20)))
    assert answer.objective == cheapest(instance)
    assert answer.status == ("infeasible" if answer.objective is None else "optimal")


def test_files_with_a_count_hold_several_instances(tmp_path: Path) -> None:
    (tmp_path / "gap1.txt").write_text(f"2\n{TINY}{TINY.replace('4 3', '5 3')}", encoding="utf-8")
    first, second = read_gaps(tmp_path / "gap1.txt")
    assert (first.name, second.name) == ("gap1-1", "gap1-2")
    assert (first.capacities.tolist(), second.capacities.tolist()) == ([4, 3], [5, 3])
    assert read_gap(tmp_path / "gap1.txt", 2).sha256 == second.sha256
    with pytest.raises(InputError, match="there is no number 3"):
        read_gap(tmp_path / "gap1.txt", 3)
    (tmp_path / "one.txt").write_text(f"1\n{TINY}", encoding="utf-8")
    assert [each.name for each in read_gaps(tmp_path / "one.txt")] == ["one"]


def test_a_count_that_is_wrong_is_no_count(tmp_path: Path) -> None:
    (tmp_path / "gap1.txt").write_text(f"3\n{TINY}{TINY}", encoding="utf-8")
    with pytest.raises(InputError, match="need"):
        read_gaps(tmp_path / "gap1.txt")
