"""Metrics as plain data, and back."""

from __future__ import annotations

import pytest

from plans import legal_plan, office
from samehands.metrics import CATALOGUE, Metrics, MetricValue, measure
from samehands.model import InputFault
from samehands.planning.result_json import metrics_from_dict, metrics_to_dict


def test_all_metrics_come_back() -> None:
    metrics = measure(office(), legal_plan())
    data = metrics_to_dict(metrics)
    assert list(data) == list(CATALOGUE)
    problems: list[InputFault] = []
    assert metrics_from_dict(data, problems) == metrics
    assert problems == []


def test_what_rests_on_nothing_stays_null() -> None:
    value = MetricValue("coc", "continuity", None, "index", "high", 0)
    data = metrics_to_dict(Metrics((value,)))
    assert data == {
        "coc": {"value": None, "unit": "index", "better": "high", "group": "continuity", "n": 0}
    }
    assert metrics_from_dict(data, []) == Metrics((value,))


def test_no_metrics_are_none() -> None:
    assert metrics_from_dict(None, []) is None


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ([], "metrics"),
        ({"coc": 3}, "metrics.coc"),
        (
            {"coc": {"value": 1, "n": 1, "group": "x", "unit": "", "better": ""}},
            "metrics.coc.group",
        ),
    ],
)
def test_faults_are_named(data: object, field: str) -> None:
    problems: list[InputFault] = []
    assert metrics_from_dict(data, problems) is None
    assert [problem.field for problem in problems] == [field]
