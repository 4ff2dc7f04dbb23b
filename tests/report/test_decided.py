"""How far figures are decided: their ranges, and what two ranges show."""

from __future__ import annotations

import pytest

from samehands.model import Policy
from samehands.planning import Result, solve
from samehands.planning.second_stage import Figures, SecondStage
from samehands.report.decided import decided_table, second_stage_words
from tables import instance

BEFORE = Figures(9, 90, 80, 30)


def _result(least: Figures | None, after: Figures, most: Figures | None) -> Result:
    found = solve(instance(), Policy(), engine="milp", threads=1, time_limit=None)
    return found.model_copy(
        update={"second_stage": SecondStage("ended", BEFORE, after, least, most)}
    )


def test_words_give_the_range_of_each_figure() -> None:
    stage = SecondStage(
        "ended", BEFORE, Figures(2, 33, 4, 30), Figures(2, 33, 4, 30), Figures(2, 36, 1000, 30)
    )
    assert second_stage_words(stage) == (
        "Second stage, at no more cost (ended): contacts through an interpreter 9 -> 2 (2 to 2), "
        "workers a client sees 3.00 -> 1.10 (1.10 to 1.20), hand-offs 80 -> 4 (4 to 1,000)"
    )
    cut = SecondStage("cut short", BEFORE, Figures(2, 33, 4, 30))
    assert "9 -> 2, workers" in second_stage_words(cut)


@pytest.mark.parametrize(
    ("low", "high", "says"),
    [(5, 7, "differ"), (4, 7, "no difference shown"), (0, 3, "no difference shown")],
)
def test_ranges_that_overlap_show_no_difference(low: int, high: int, says: str) -> None:
    """Hand-offs of 3 to 4 on one side."""
    one = _result(Figures(0, 30, 3, 30), Figures(0, 30, 3, 30), Figures(0, 30, 4, 30))
    other = _result(Figures(0, 30, low, 30), Figures(0, 30, low, 30), Figures(0, 30, high, 30))
    table = decided_table(["a", "b"], [one, other])
    assert table is not None
    assert table.texts()[2] == ["hand-offs", "3 (3 to 4)", f"{low} ({low} to {high})", says]


def test_one_search_decides_nothing() -> None:
    result = _result(None, Figures(0, 30, 3, 30), None)
    table = decided_table(["a", "b"], [result, result])
    assert table is not None
    assert table.texts()[2][1:] == ["3", "3", "not known: fewer than two searches ended"]
