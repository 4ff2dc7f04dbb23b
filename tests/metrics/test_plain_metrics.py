"""Metrics as plain data, and back."""

from __future__ import annotations

import pytest

from plans import legal_plan, office
from samehands.metrics import CATALOGUE, Metrics, MetricValue, measure
from samehands.model import InputError


def test_all_metrics_come_back() -> None:
    metrics = measure(office(), legal_plan())
    data = metrics.to_dict()
    assert list(data) == list(CATALOGUE)
    assert Metrics.from_dict(data) == metrics
    assert repr(Metrics.from_dict(data).to_dict()) == repr(data)


def test_what_rests_on_nothing_stays_null() -> None:
    value = MetricValue("coc", "continuity", None, "index", "high", 0)
    data = Metrics((value,)).to_dict()
    assert data == {
        "coc": {"value": None, "unit": "index", "better": "high", "group": "continuity", "n": 0}
    }
    assert Metrics.from_dict(data) == Metrics((value,))


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
    with pytest.raises(InputError) as caught:
        Metrics.from_dict(data)
    assert [problem.field for problem in caught.value.problems] == [field]
