"""Names that look alike are found, and what was probably meant is named."""

from __future__ import annotations

import polars as pl
import pytest

from samehands.model.checks.names import fold_name, fold_names, look_alikes, near_misses

ALIKE = [
    ("north", "North"),
    ("north", "no\u200brth"),
    ("Jose\u0301", "Jos\xe9"),
    ("a b", "a\xa0b"),
    ("a b", "a  b"),
    ("stra\xdfe", "STRASSE"),
    ("x\ufe0f", "x"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_what_looks_alike_folds_alike(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)
    assert look_alikes(pl.Series([one, one, other])) == [(one, other)]


@pytest.mark.parametrize("times", [1, 100])
def test_all_at_once_is_one_by_one(times: int) -> None:
    names = ([name for pair in ALIKE for name in pair] + ["South", "  x", "tab\there"]) * times
    assert fold_names(pl.Series(names)).to_list() == [fold_name(name) for name in names]


def test_what_differs_is_left_alone() -> None:
    assert look_alikes(pl.Series(["north", "south", None, "north"])) == []
    assert look_alikes(pl.Series([], dtype=pl.String)) == []


def test_two_that_may_be_meant_are_none() -> None:
    assert near_misses(["07"], ["7", "007"]) == {}
    assert near_misses(["Armenain"], ["Armenian", "Spanish"]) == {"Armenain": "Armenian"}
    assert near_misses(["c17"], ["c18"]) == {}
    assert near_misses(["17"], ["18", "19"]) == {}
