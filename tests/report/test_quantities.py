"""Plans told in quantities that exist."""

from __future__ import annotations

import re

import pytest

from plans import office
from samehands.metrics import CATALOGUE
from samehands.model import Policy
from samehands.planning import compare_formulations, solve
from samehands.planning.interval import Difference
from samehands.report.compared import compared_document
from samehands.report.document import Listing, Paragraph
from samehands.report.quantities import (
    QUANTITIES,
    Scale,
    Told,
    meanings,
    quantity_blocks,
    quantity_table,
    scale_of,
    spoken,
)
from samehands.report.tables import Table


def _difference(of_plans: float | None, low: float | None, high: float | None) -> Difference:
    return Difference(
        first="one",
        second="other",
        of_plans=of_plans,
        low=low,
        high=high,
        relative=None,
        kind="certified",
    )


def test_a_priced_sum_is_a_share_of_the_work_and_full_time_equivalents() -> None:
    # 6,960 minutes are one full-time worker in 21 periods, so 3,480 are half of one.
    scale = Scale(work=34_800, periods=21)
    assert scale.share(3_480.0) == pytest.approx(0.1)
    assert scale.staff(3_480.0) == pytest.approx(0.5)
    assert scale.share(None) is None
    assert Scale(work=0, periods=21).share(5.0) is None


def test_every_quantity_is_a_metric_and_is_explained() -> None:
    assert set(QUANTITIES) <= set(CATALOGUE)
    lines = meanings()
    for words in QUANTITIES.values():
        assert sum(line.startswith(f"{words}: ") for line in lines) == 1
    assert not re.search(r"\bFTE\b", " ".join([*QUANTITIES.values(), *lines]))


def test_quantities_come_first_and_no_percentage_is_of_the_priced_sum() -> None:
    instance = office()
    found = compare_formulations(instance, Policy(), engine="least-loaded")
    document = compared_document(instance, found)
    blocks = list(document.parts("terminal")[0].blocks)
    table = blocks[0]
    assert isinstance(table, Table)
    assert isinstance(blocks[1], Listing)
    assert [row[0] for row in table.rows][: len(QUANTITIES)] == list(QUANTITIES.values())
    texts = [" ".join(row) for each in document.tables() for row in each.texts()]
    heads = [column.head for each in document.tables() for column in each.columns]
    assert not [text for text in [*texts, *heads] if "of the cost" in text]
    assert isinstance(document.sections[-1].blocks[0], Paragraph)


def test_rows_of_differences_have_signs() -> None:
    instance = office()
    result = solve(instance, Policy(), engine="least-loaded")
    base = Told("base", result.metrics, result.objective)
    dearer = Told("dearer", result.metrics, (result.objective or 0.0) + 100.0)
    nothing = Told("nothing", None, None)
    table = quantity_table("reform", [dearer, nothing], scale_of(instance), base)
    first, second = table.texts()
    assert first[1:6] == ["0"] * 5
    assert first[6] == "+100.00"
    assert set(second[1:]) == {"unknown"}


def test_a_difference_can_be_read_aloud() -> None:
    scale = Scale(work=10_000, periods=21)
    one, other = Told("one", None, 1_100.0), Told("other", None, 100.0)
    text = spoken(_difference(1_000.0, 400.0, 1_200.0), (one, other), scale).text
    assert text.startswith("one costs 1,000 minutes more than other at these prices, 10.00 % of")
    assert "0.14 full-time equivalents" in text
    assert text.endswith("The difference is real: the bounds of both exclude zero.")
    unsure = spoken(_difference(-10.0, -50.0, 20.0), (one, other), scale).text
    assert "costs 10 minutes less than other" in unsure
    assert "smaller than the gap" in unsure
    assert "No bound is known" in spoken(_difference(0.0, None, None), (one, other), scale).text
    assert "no two plans" in spoken(_difference(None, None, None), (one, other), scale).text


def test_plans_side_by_side_show_what_is_unknown() -> None:
    blocks = quantity_blocks([Told("none", None, None)], Scale(100, 21))
    table = blocks[0]
    assert isinstance(table, Table)
    assert {row[1] for row in table.texts()} == {"unknown"}
