"""Which counts are hidden: the rule of CalHHS, least loss, and nothing that a reader works out."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain, combinations
from math import log1p

import pytest

from counted_tables import Counted, drawn_tables
from draws import draws, share
from plain_attack import given_away, lacking
from samehands.disclosure import Hidden, Sum, protect

ALL = 500
"""Drawn sets of tables in full."""

PARTS = 5
"""Groups in which they are tried, so that processes share them."""


def _row(*values: int) -> Counted:
    """Return counts a, b, ... and their sum, all."""
    parts = dict(zip("abcdef", values, strict=False))
    return {**parts, "all": sum(values)}, [Sum("all", list(parts))]


# By hand.


@pytest.mark.parametrize(
    ("values", "primary", "complementary"),
    [
        ((11, 40, 50), "", ""),
        ((10, 40, 50), "a", "b"),
        ((1, 0, 50, 60), "a", "c"),
        # Together 11 or more: nothing else is needed.
        ((5, 6, 50, 60), "ab", ""),
        ((9, 9, 50, 60), "ab", ""),
        # Together less than 11: one more.
        ((4, 6, 50, 60), "ab", "c"),
        # All of them 3 or less, although together 12: one more.
        ((3, 3, 3, 3, 50, 60), "abcd", "e"),
        # Three of them leave each at most 9 of 11, and the rule says 10.
        ((3, 4, 4, 50, 60), "abc", "d"),
        ((4, 4, 4, 50, 60), "abc", ""),
        # Where all parts are hidden, the total goes too if it says too much.
        ((4, 4, 4), "abc", ""),
        ((3, 4, 4), "abc", "all"),
        ((3, 3, 3, 3), "abcd", "all"),
        ((2, 2), "ab all", ""),
        ((0, 7), "b all", ""),
        ((0, 0), "", ""),
    ],
)
def test_one_sum(values: tuple[int, ...], primary: str, complementary: str) -> None:
    found = protect(*_row(*values))
    assert found.primary == _names(primary)
    assert found.complementary == _names(complementary)
    assert found.beyond == frozenset()


def _names(text: str) -> set[str]:
    return set(text.replace("all", "")) - {" "} | ({"all"} if "all" in text else set())


def test_counts_without_sums_hide_nothing_else() -> None:
    found = protect({"a": 3, "b": 0, "c": 11, "d": 10})
    assert found == Hidden(primary=frozenset({"a", "d"}))


def test_one_table_does_not_give_back_what_another_hides() -> None:
    """The smaller part of the second table is hidden because of the first one."""
    counts = {"x": 5, "y": 30, "z": 40, "x and y": 35, "all": 75}
    alone = protect(counts, [Sum("all", ["x", "y", "z"])])
    assert alone.complementary == {"y"}
    both = protect(counts, [Sum("all", ["x", "y", "z"]), Sum("x and y", ["x", "y"])])
    assert both.complementary == {"y"}
    crossed = protect(counts, [Sum("all", ["x and y", "z"]), Sum("x and y", ["x", "y"])])
    assert crossed.complementary == {"y"}
    # Hiding y is of no use where its own parts give it back.
    split = {**counts, "y then": 12, "y now": 18}
    sums = [Sum("x and y", ["x", "y"]), Sum("y", ["y then", "y now"]), Sum("all", ["x and y", "z"])]
    assert protect(split, sums).keys == {"x", "y", "y then"}


def test_a_cycle_that_leaves_less_than_ten_is_opened() -> None:
    """Two by two: each margin allows 1 to 10 by itself, together they do not."""
    counts = {"a": 8, "b": 12, "c": 11, "d": 2, "e": 90, "f": 90}
    counts |= {"ab": 110, "cd": 103, "ac": 19, "bd": 14, "ef": 180}
    sums = [
        *(Sum("ab", ["a", "b", "e"]), Sum("cd", ["c", "d", "f"])),
        *(Sum("ac", ["a", "c"]), Sum("bd", ["b", "d"]), Sum("ef", ["e", "f"])),
    ]
    naive = {"a", "b", "c", "d"}
    assert lacking(counts, naive, sums) == []
    # d is 1 at least, so b is 13 at most and a 7 at least.
    assert given_away(counts, naive, sums) == {"a"}
    found = protect(counts, sums).keys
    assert found > naive
    assert given_away(counts, found, sums) == set()


def test_what_everybody_knows_is_shown_and_protects_nothing() -> None:
    counts, sums = _row(3, 5, 0)
    found = protect(counts, sums, known={"all"})
    assert found == Hidden(primary=frozenset({"a", "b"}))
    assert given_away(counts, found.keys, sums, {"all"}) == set()
    counts, sums = _row(3, 40, 50)
    assert protect(counts, sums, known={"all", "b"}).keys == {"a", "c"}


@pytest.mark.parametrize(
    ("counts", "sums", "says"),
    [
        ({"a": -1}, [], "a is -1"),
        ({"a": 1}, [Sum("all", ["a"])], "names all: not counted"),
        ({"a": 12, "b": 13, "all": 26}, [Sum("all", ["a", "b"])], "add up to 25, not to 26"),
        ({"a": 12, "all": 24}, [Sum("all", ["a", "a"])], "a part twice"),
        ({"a": 12}, [Sum("a", ["a"])], "part of itself"),
    ],
)
def test_counts_and_sums_that_do_not_fit_are_refused(
    counts: dict[str, int], sums: list[Sum], says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        protect(counts, sums)


# Drawn.


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_no_hidden_count_of_drawn_tables_can_be_worked_out(part: int) -> None:
    naive, hidden = 0, 0
    for seed in draws(ALL)[part::PARTS]:
        counts, sums = drawn_tables(seed)
        found = protect(counts, sums)
        assert found.primary == {key for key, count in counts.items() if 1 <= count <= 10}
        assert lacking(counts, found.keys, sums) == [], seed
        assert given_away(counts, found.keys, sums) == set(), seed
        assert found.beyond == frozenset(), seed
        naive += bool(given_away(counts, found.primary, sums))
        hidden += len(found.complementary)
    # Hiding the small ones alone would not do: the attack can find something.
    assert naive >= share(ALL // PARTS) // 2
    assert hidden >= share(ALL // PARTS)


def _patterns(names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return chain.from_iterable(combinations(names, size) for size in range(len(names) + 1))


def _loss(hidden: Collection[str], counts: Mapping[str, int], sums: Sequence[Sum]) -> float:
    """Return one per cell and per part of a sum that is not zero, and a little for the people."""
    parts = dict.fromkeys(counts, 0)
    for each in sums:
        above = sum(counts[part] > 0 for part in each.parts)
        parts[each.total] = max(parts[each.total], above)
    return sum(1 + parts[key] + log1p(counts[key]) / 100 for key in hidden)


@pytest.mark.slow
def test_nothing_less_would_do() -> None:
    """All patterns of small tables are tried: none that keeps the rule loses less."""
    searched = 0
    for seed in draws(60):
        counts, sums = drawn_tables(seed, most=3, traits=2)
        primary = {key for key, count in counts.items() if 1 <= count <= 10}
        more = [key for key, count in counts.items() if count > 10]
        if not primary or len(more) > 9:
            continue
        searched += 1
        found = protect(counts, sums).keys
        cheaper = [
            primary.union(pattern)
            for pattern in _patterns(more)
            if _loss(primary.union(pattern), counts, sums) < _loss(found, counts, sums) - 1e-9
        ]
        assert all(
            lacking(counts, pattern, sums) or given_away(counts, pattern, sums)
            for pattern in cheaper
        ), seed
    assert searched >= share(20)


@pytest.mark.parametrize("seed", range(4))
def test_order_decides_nothing(seed: int) -> None:
    counts, sums = drawn_tables(seed)
    first = protect(counts, sums)
    rng = random.Random(seed)
    turned = dict(rng.sample(list(counts.items()), len(counts)))
    other = [Sum(each.total, rng.sample(list(each.parts), len(each.parts))) for each in sums]
    assert protect(turned, rng.sample(other, len(other))) == first


# When the search is given up.


def test_a_search_that_takes_too_long_hides_more(monkeypatch: pytest.MonkeyPatch) -> None:
    counts, sums = drawn_tables(3)
    usual = protect(counts, sums)
    monkeypatch.setattr("samehands.disclosure.suppression.MOST_SECONDS", -1.0)
    found = protect(counts, sums)
    assert found.primary == usual.primary
    assert found.beyond == found.complementary
    assert found.keys == {key for key, count in counts.items() if count}


def test_many_cells_are_hidden_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("samehands.disclosure.suppression._MOST_CELLS", 0)
    for seed in range(6):
        counts, sums = drawn_tables(seed)
        found = protect(counts, sums)
        assert lacking(counts, found.keys, sums) == []
        assert given_away(counts, found.keys, sums) == set()
        assert found.beyond == frozenset()
