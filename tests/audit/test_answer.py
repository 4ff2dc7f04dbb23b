"""Answers without an instance: recomputed by hand, and against the evaluation."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gap_cases import gap, instances, tiny
from samehands.audit.answer import CheckedAnswer, assignments, check_answer
from samehands.benchmarks.instances.gap import GapInstance
from samehands.problem import evaluate


def _once(agents: Iterable[int]) -> list[tuple[int, int, int]]:
    return [(job, agent, 1) for job, agent in enumerate(agents)]


def test_a_right_answer_has_no_fault() -> None:
    assert check_answer(tiny(), _once([0, 1, 0]), 9) == CheckedAnswer(9, ())


def test_a_full_agent_is_no_fault_and_one_unit_more_is() -> None:
    assert check_answer(gap([[7]], [[4]], [4]), _once([0])).faults == ()
    faults = check_answer(gap([[7]], [[5]], [4]), _once([0])).faults
    assert faults == ("agent 0 has load 5, above its capacity of 4",)


@pytest.mark.parametrize(
    ("assigned", "objective", "faults"),
    [
        ([(0, 0, 1), (1, 1, 1)], None, ("job 2 is assigned 0 times",)),
        ([(0, 0, 1), (1, 1, 2), (2, 0, 1)], None, ("job 1 is assigned 2 times",)),
        ([(0, 0, 1), (1, 1, 1), (1, 0, 1), (2, 1, 1)], None, ("job 1 is assigned 2 times",)),
        (_once([0, 1, 0]), 8, ("the cost is 9, and the answer claims 8",)),
        (_once([0, 0, 0]), 6, ("agent 0 has load 6, above its capacity of 4",)),
        (
            _once([0, 2, -1]),
            1,
            (
                "job 1 cannot be at agent 2 1 times",
                "job 2 cannot be at agent -1 1 times",
                "job 1 is assigned 0 times",
                "job 2 is assigned 0 times",
            ),
        ),
        ([*_once([0, 1, 0]), (3, 0, 1)], None, ("job 3 cannot be at agent 0 1 times",)),
        ([*_once([0, 1, 0]), (-1, 0, 1)], None, ("job -1 cannot be at agent 0 1 times",)),
        (
            [(0, 0, 2), (0, 1, -1), (1, 1, 1), (2, 1, 1)],
            None,
            (
                "job 0 cannot be at agent 1 -1 times",
                "job 0 is assigned 2 times",
            ),
        ),
    ],
)
def test_every_fault_is_named(
    assigned: list[tuple[int, int, int]], objective: int | None, faults: tuple[str, ...]
) -> None:
    assert check_answer(tiny(), assigned, objective).faults == faults


def test_sums_are_exact_beyond_64_bits() -> None:
    huge = 2**62
    checked = check_answer(gap([[huge, huge, huge]], [[huge, huge, huge]], [huge]), _once([0] * 3))
    assert checked == CheckedAnswer(
        3 * huge, (f"agent 0 has load {3 * huge}, above its capacity of {huge}",)
    )


def test_an_engines_answer_is_read_through_the_pairs() -> None:
    x = np.array([1, 0, 0, 2, -1, 0], dtype=np.int64)
    assert list(assignments(tiny().to_problem(), x)) == [(0, 0, 1), (1, 1, 2), (2, 0, -1)]


def test_an_answer_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="6 numbers are needed"):
        assignments(tiny().to_problem(), np.zeros(5, dtype=np.int64))


@given(instances(), st.data())
def test_it_agrees_with_the_evaluation(instance: GapInstance, data: st.DataObject) -> None:
    pairs = instance.agents * instance.jobs
    x = data.draw(
        st.one_of(
            st.lists(st.integers(-1, 2), min_size=pairs, max_size=pairs).map(np.array),
            st.lists(
                st.integers(0, instance.agents - 1),
                min_size=instance.jobs,
                max_size=instance.jobs,
            ).map(lambda agents: instance.pairs(np.array(agents))),
        )
    )
    problem = instance.to_problem()
    found = evaluate(problem, x)
    checked = check_answer(instance, assignments(problem, x), found.objective)
    assert (checked.faults == ()) == (found.objective is not None)
    assert found.objective is None or checked.cost == found.objective
