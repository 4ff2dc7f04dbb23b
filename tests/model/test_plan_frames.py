"""A plan as frames of polars and of pandas."""

from __future__ import annotations

from typing import Any, cast

from measured import shared_plan


def test_one_frame_a_table() -> None:
    plan = shared_plan()
    frames = plan.to_polars()
    assert list(frames) == ["owners", "assignments", "work"]
    assert frames["owners"] is plan.owners
    assert frames["work"] is plan.work


def test_pandas_has_the_same_rows() -> None:
    plan = shared_plan()
    for name, frame in plan.to_pandas().items():
        table = cast("Any", frame)
        assert list(table.columns) == plan.to_polars()[name].columns
        found = table.astype(object).where(table.notna(), None).to_dict("records")
        assert found == plan.to_polars()[name].to_dicts()
    assert cast("Any", plan.to_pandas()["work"])["minutes"].sum() == 185
