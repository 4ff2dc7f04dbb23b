"""What is wrong with the file of a curve is named."""

from __future__ import annotations

from typing import Any

import pytest

from samehands.model import InputError, Policy
from samehands.planning.written import AnswerAbout
from samehands.scenarios import frontier, price_of_fairness, sweep
from samehands.scenarios.fairness import Fairness
from samehands.scenarios.frontier import Frontier
from samehands.scenarios.sweep import Curve
from samehands.solver import SolveOptions
from tables import instance

QUICK = SolveOptions(engine="milp", threads=1, time_limit=None)


@pytest.fixture(scope="module")
def found() -> dict[str, AnswerAbout]:
    return {
        "curve": sweep(instance(), Policy(), "overtime.limit", [0, 60], QUICK),
        "frontier": frontier(instance(), Policy(), (1, 2, "unlimited"), QUICK),
        "fairness": price_of_fairness(instance(), Policy(), None, [0.5, 1.0], QUICK),
    }


@pytest.mark.parametrize("kind", [Curve, Frontier, Fairness])
def test_faults_are_named(kind: type[AnswerAbout], found: dict[str, AnswerAbout]) -> None:
    data = found[kind.kind].to_dict(instance())
    points: Any = data["points"]
    points[0]["status"] = "great"
    points[1]["bound"] = "low"
    with pytest.raises(InputError) as caught:
        kind.from_dict(data)
    assert [fault.field for fault in caught.value.problems] == ["points.status", "points.bound"]
    assert "item 1: 'great' is not right" in str(caught.value)
    refused: list[object] = [None, [], {}, {**data, "version": 2}, {**data, "more": 1}]
    for wrong in refused:
        with pytest.raises(InputError):
            kind.from_dict(wrong)
