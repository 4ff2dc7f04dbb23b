"""How a table of metrics is read."""

from __future__ import annotations

import pytest

from samehands.metrics.table import FRAME, Definition, Measured, Metrics, name_measurements

DEFINITIONS = (
    Definition("b", "workload", "minutes", "low", "Minutes."),
    Definition("a", "language", "share", "high", "A share."),
)
METRICS = Metrics(
    name_measurements(
        DEFINITIONS,
        {"a": [Measured(0.5, 2), Measured(1.0, 1, "kind:call")], "b": [Measured(0.0, 0)]},
    )
)


def test_values_stand_in_the_order_of_their_definitions() -> None:
    assert [(value.name, value.breakdown) for value in METRICS.values] == [
        ("b", None),
        ("a", None),
        ("a", "kind:call"),
    ]


def test_nothing_rests_on_nothing() -> None:
    assert METRICS.value("b") is None


def test_reading() -> None:
    assert METRICS.value("a") == 0.5
    part = METRICS.get("a", "kind:call")
    assert (part.value, part.n, part.unit, part.better, part.group) == (
        1.0,
        1,
        "share",
        "high",
        "language",
    )
    assert METRICS.parts("a") == {"kind:call": part}
    assert METRICS.parts("b") == {}
    with pytest.raises(KeyError):
        METRICS.get("a", "kind:lobby")


def test_frame_has_a_row_a_value() -> None:
    frame = METRICS.frame()
    assert dict(frame.schema) == FRAME
    assert frame["value"].to_list() == [None, 0.5, 1.0]
    assert dict(Metrics(()).frame().schema) == FRAME


def test_missing_measurement_is_an_error() -> None:
    with pytest.raises(KeyError):
        name_measurements(DEFINITIONS, {"a": []})
