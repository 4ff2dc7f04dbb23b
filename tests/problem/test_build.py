"""A malformed problem is refused by name, and a good one is frozen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from samehands.problem import (
    AssignmentProblem,
    Ints,
    ProblemError,
    Sparse,
    Windows,
    checked,
    empty,
    evaluate,
    sparse,
)


def _ints(*values: int) -> Ints:
    return np.array(values, dtype=np.int64)


def _good() -> AssignmentProblem:
    """Return two items (one leads the group of both) for two agents, with windows and slacks.

    Resources: work in [0, 0], work in [1, 1], cases. Rows: [0, 0], [0, 1], [1, 1], cases. Slacks:
    overtime in periods 0 and 1, lateness in period 0, two for cases.
    """
    two = _ints(0, 1)
    return AssignmentProblem(
        agents=2,
        count=_ints(1, 1, 2),
        required=np.array([False, True, False]),
        unassigned_price=_ints(5, 0, 1),
        pair_start=_ints(0, 2, 4, 5),
        pair_agent=_ints(0, 1, 0, 1, 1),
        pair_cost=_ints(1, 2, 3, 4, -1),
        pair_profile=_ints(0, 0, 1, 1, 0),
        profiles=sparse(_ints(0, 1, 1), _ints(0, 1, 2), _ints(2, 3, 1), 2, 3),
        rows=sparse(_ints(0, 1, 1, 2, 3), _ints(0, 0, 1, 1, 2), np.ones(5, dtype=np.int64), 4, 3),
        capacity=np.array([[1, 3, 2, 1], [4, 8, 4, 1]], dtype=np.int64),
        relief=_relief(SLACK, ROW),
        slack_price=_ints(1, 1, 2, 3, 4),
        slack_limit=np.full((2, 5), 2, dtype=np.int64),
        group=_ints(0, 0, -1),
        bound=np.array([True, True, False]),
        group_limit=_ints(1),
        group_lead=_ints(0),
        join_price=_ints(0),
        join_profile=_ints(-1),
        global_pairs=sparse(_ints(0), _ints(1), _ints(1), 1, 5),
        global_unassigned=empty(1, 3),
        global_limit=_ints(1),
        open_price=_ints(0, 1),
        windows=Windows(
            release=two,
            due=two,
            capacity=np.array([[1, 2], [4, 4]], dtype=np.int64),
            row_start=_ints(0, 0, 1),
            row_end=_ints(0, 1, 1),
            overtime=two,
            late=_ints(2, -1),
        ),
    )


Change = Callable[[AssignmentProblem], AssignmentProblem]


def _set(**fields: object) -> Change:
    return lambda problem: replace(problem, **fields)  # type: ignore[arg-type]


def _timed(**fields: object) -> Change:
    def change(problem: AssignmentProblem) -> AssignmentProblem:
        assert problem.windows is not None
        return replace(problem, windows=replace(problem.windows, **fields))  # type: ignore[arg-type]

    return change


SLACK, ROW = _ints(0, 0, 1, 1, 2, 3, 4), _ints(0, 1, 1, 2, 0, 3, 3)
"""Which slack of the good problem relieves which row, by one."""


def _relief(slack: Ints, row: Ints, *amounts: int) -> Sparse:
    return sparse(slack, row, _ints(*amounts) if amounts else np.ones_like(slack), 5, 4)


MALFORMED: dict[str, tuple[Change, str]] = {
    "prices": (
        _set(unassigned_price=_ints(5, 0)),
        "unassigned_price has shape (2,) and needs (3,)",
    ),
    "costs": (_set(pair_cost=_ints(1)), "pair_cost has shape (1,) and needs (5,)"),
    "capacity": (_set(capacity=np.zeros((2, 3))), "capacity has shape (2, 3) and needs (2, 4)"),
    "limits": (_set(slack_limit=np.zeros((5, 2))), "slack_limit has shape (5, 2)"),
    "relief": (_set(relief=empty(5, 3)), "relief has size (5, 3) and needs (5, 4)"),
    "globals": (_set(global_pairs=empty(1, 4)), "global_pairs has size (1, 4) and needs (1, 5)"),
    "starts": (_set(pair_start=_ints(0, 3, 2, 5)), "pair_start does not rise"),
    "first": (_set(pair_start=_ints(1, 2, 4, 5)), "pair_start does not rise"),
    "last": (_set(pair_start=_ints(0, 2, 4, 4)), "pair_start does not rise"),
    "agent": (_set(pair_agent=_ints(0, 1, 0, 1, 2)), "pair_agent is out of range"),
    "twice": (_set(pair_agent=_ints(0, 1, 1, 1, 1)), "an item has an agent twice"),
    "profile": (_set(pair_profile=_ints(0, 0, 1, 1, 2)), "pair_profile is out of range"),
    "join": (_set(join_profile=_ints(2)), "join_profile is out of range"),
    "group": (_set(group=_ints(0, 0, 1)), "group is out of range"),
    "merged": (_set(count=_ints(1, 2, 2)), "an item of a group has a count other than 1"),
    "count": (_set(count=_ints(1, 1, -1)), "a count is negative"),
    "limit": (_set(slack_limit=np.full((2, 5), -1)), "a slack limit is negative"),
    "negative row": (
        _set(rows=sparse(_ints(0), _ints(0), _ints(-1), 4, 3)),
        "a row counts a resource negatively",
    ),
    "negative relief": (
        _set(relief=sparse(_ints(3), _ints(3), _ints(-1), 5, 4)),
        "a relief is negative",
    ),
    "price": (_set(open_price=_ints(0, -1)), "a price is negative"),
    "strange lead": (_set(group_lead=_ints(2)), "a lead is not a bound item of its group"),
    "no lead": (_set(group_lead=_ints(9)), "a lead is not a bound item of its group"),
    "free lead": (
        _set(bound=np.array([False, True, False])),
        "a lead is not a bound item of its group",
    ),
    "led team": (_set(group_limit=_ints(2)), "a group with a lead has a limit other than 1"),
    "two rows": (
        _set(relief=_relief(np.append(SLACK, 4), np.append(ROW, 2))),
        "a slack outside the windows relieves more than one row",
    ),
    "strange relief": (
        _set(relief=_relief(SLACK, _ints(0, 1, 1, 2, 0, 3, 0))),
        "a slack relieves rows of the windows without being one of theirs",
    ),
    "uneven relief": (
        _set(relief=_relief(SLACK, ROW, 1, 1, 1, 1, 1, 1, 2)),
        "slacks of one row relieve it by different amounts",
    ),
    "overflow": (_set(pair_cost=_ints(2**61, 2**61, 2**61, 2**61, 0)), "may overflow"),
    "daily": (_timed(capacity=np.zeros((3, 2))), "capacity of shape (agents, periods)"),
    "periods": (_timed(late=_ints(2)), "a slack or -1 for every period"),
    "slack": (_timed(late=_ints(5, -1)), "a slack of the windows is out of range"),
    "cell": (_timed(due=_ints(0)), "a release and a due for every cell"),
    "cells": (
        _timed(release=_ints(0, 1, 0, 0), due=_ints(0, 1, 1, 1)),
        "more cells than there are resources",
    ),
    "row": (_timed(row_end=_ints(0, 1)), "a start and an end for every row"),
    "rows": (
        _timed(row_start=_ints(0, 0, 1, 0, 0), row_end=_ints(0, 1, 1, 1, 1)),
        "more rows than there are",
    ),
    "period": (_timed(due=_ints(0, 2)), "a period of the windows is out of range"),
    "other rows": (_timed(row_end=_ints(1, 1, 1)), "the first rows are not those of the windows"),
    "other minutes": (
        _timed(capacity=np.array([[1, 2], [4, 5]])),
        "the capacities of the first rows are not those of the windows",
    ),
    "other slacks": (
        _timed(overtime=_ints(1, 0)),
        "do not relieve the rows that they stand for",
    ),
    "dear overtime": (
        _set(slack_price=_ints(3, 3, 2, 3, 4)),
        "overtime costs more than lateness",
    ),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_problem_is_refused(name: str) -> None:
    change, words = MALFORMED[name]
    with pytest.raises(ProblemError) as error:
        checked(change(_good()))
    assert words in str(error.value)


def test_all_faults_are_listed() -> None:
    problem = replace(_good(), open_price=_ints(0, -1), group=_ints(0, 0, 1))
    with pytest.raises(ProblemError, match=r"group is out of range.*a price is negative"):
        checked(problem)


def test_a_good_problem_passes_and_is_frozen() -> None:
    problem = checked(_good())
    assert problem.windows is not None
    for array in (problem.count, problem.rows.value, problem.windows.capacity):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


def test_overtime_may_cost_more_than_lateness_that_cannot_be() -> None:
    problem = _good()
    limit = problem.slack_limit.copy()
    limit[:, 2] = 0
    dear = replace(problem, slack_price=_ints(3, 3, 2, 3, 4), slack_limit=limit)
    assert checked(dear) is dear


def test_slacks_that_relieve_by_different_amounts_have_no_cheapest_first() -> None:
    """Why they are refused: three units of the cheap one cost more than one of the large one."""
    problem = _good()
    relief = _relief(SLACK, ROW, 1, 1, 1, 1, 1, 1, 3)
    profiles = sparse(_ints(0, 1, 1), _ints(0, 1, 2), _ints(2, 1, 3), 2, 3)
    uneven = replace(problem, relief=relief, profiles=profiles)
    x = _ints(0, 1, 0, 1, 0)
    assert evaluate(uneven, x).slack_cost == 2 * 3 > 4


def test_a_problem_of_nothing_is_legal() -> None:
    none = np.zeros(0, dtype=np.int64)
    problem = AssignmentProblem(
        agents=0,
        count=none,
        required=none.astype(np.bool_),
        unassigned_price=none,
        pair_start=_ints(0),
        pair_agent=none,
        pair_cost=none,
        pair_profile=none,
        profiles=empty(0, 0),
        rows=empty(0, 0),
        capacity=np.zeros((0, 0), dtype=np.int64),
        relief=empty(0, 0),
        slack_price=none,
        slack_limit=np.zeros((0, 0), dtype=np.int64),
        group=none,
        bound=none.astype(np.bool_),
        group_limit=none,
        group_lead=none,
        join_price=none,
        join_profile=none,
        global_pairs=empty(0, 0),
        global_unassigned=empty(0, 0),
        global_limit=none,
        open_price=none,
    )
    assert evaluate(checked(problem), none).objective == 0
