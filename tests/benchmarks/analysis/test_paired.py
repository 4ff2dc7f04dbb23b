"""Wins, losses and the paired test, against values worked out by hand and by enumeration."""

from __future__ import annotations

import math
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samehands.benchmarks.analysis.versus import (
    COST,
    EXACT_PAIRS,
    TIME,
    Paired,
    double_ranks,
    holm,
    pair,
    signed_rank,
    verdict,
)


def test_signed_rank_by_hand() -> None:
    # Three differences, ranks 1, 2, 3, the one of rank 1 positive: the rank sums are 1 and 5. Of
    # the 8 sign patterns, {} and {1} have a positive sum of at most 1: p = 2 x 2 / 8.
    assert signed_rank([1.0, -2.0, -3.0]) == 0.5
    # A clean sweep of six: 2 x 1 / 64; of five it is 2 / 32, which cannot fall below 5 %.
    assert signed_rank([1, 2, 3, 4, 5, 6]) == 2 / 64
    assert signed_rank([1, 2, 3, 4, 5]) == 2 / 32


def test_no_difference_at_all_is_p_1() -> None:
    assert signed_rank([]) == 1.0
    assert signed_rank([0.0, 0.0]) == 1.0
    assert signed_rank([0.0, 1.0, -2.0]) == signed_rank([1.0, -2.0])


def test_equal_ones_share_their_mean_rank() -> None:
    # Ranks 1.5, 1.5, 3, 4.5, 4.5, 6, doubled.
    assert double_ranks([0.3, 0.3, 0.5714, 2 / 3, 2 / 3, 0.9]) == [3, 3, 6, 9, 9, 12]
    assert double_ranks([1.2 * 3 - 3, 1.2 * 7 - 7.8, 0.6]) == [4, 4, 4]
    assert double_ranks([math.inf, 1.0, math.inf]) == [5, 2, 5]


def _by_enumeration(changes: list[int]) -> float:
    signed = [change for change in changes if change]
    ranks = [
        sum(abs(other) < abs(change) for other in signed)
        + (sum(abs(other) == abs(change) for other in signed) + 1) / 2
        for change in signed
    ]
    middle = sum(ranks) / 2
    found = sum(rank for rank, change in zip(ranks, signed, strict=True) if change > 0)
    sums = [
        sum(rank for rank, sign in zip(ranks, signs, strict=True) if sign)
        for signs in product((False, True), repeat=len(ranks))
    ]
    return sum(abs(each - middle) >= abs(found - middle) for each in sums) / len(sums)


@given(st.lists(st.integers(-4, 4), max_size=9))
def test_signed_rank_is_what_enumeration_says(changes: list[int]) -> None:
    assert signed_rank(changes) == pytest.approx(_by_enumeration(changes))
    assert signed_rank([-change for change in changes]) == signed_rank(changes)


def test_above_the_exact_size_the_normal_distribution_serves() -> None:
    changes = [(-1) ** (place % 3) * float(place) for place in range(1, EXACT_PAIRS + 1)]
    exact, normal = signed_rank(changes), signed_rank([*changes, 1e-3])
    assert 0.0001 < exact < 0.1
    assert normal == pytest.approx(exact, rel=0.05)
    assert signed_rank([1.0] * (EXACT_PAIRS + 1)) < 1e-15


def test_a_failure_is_worse_than_any_number() -> None:
    # Costs 125 for 100, 120 for 150, none for 100: changes +0.2, -0.2 and infinite. Ranks 1.5, 1.5
    # and 3, of which 1.5 speaks for the second side. Of the 8 patterns, {}, {first} and {second}
    # have a sum of at most 1.5: p = 2 x 3 / 8. Ratio: (1.25 x 0.8)^(1/2) = 1.
    found = pair([100.0, 150.0, 100.0, None], [125.0, 120.0, None, None], COST)
    assert (found.wins, found.losses, found.ties) == (1, 2, 1)
    assert (found.only_first, found.only_second, found.p) == (1, 0, 0.75)
    assert found.ratio == pytest.approx(1.0)
    assert pair([None], [1.0], COST) == Paired(1, 0, 0, 0, 1, None, 1.0)


def test_ratios_of_small_values_are_not_blown_up() -> None:
    # Costs below 1 count as 1, times below 0.01 s as 0.01 s.
    costs = pair([0.0, 0.5], [5.0, 0.25], COST)
    assert (costs.wins, costs.losses, costs.ties) == (0, 1, 1)
    assert costs.ratio == pytest.approx(math.sqrt(5))
    times = pair([0.001], [0.009], TIME)
    assert (times.ties, times.ratio) == (1, 1.0)


def test_values_that_only_rounding_tells_apart_are_alike() -> None:
    assert pair([0.1 + 0.2 + 1], [1.3], COST).ties == 1


def test_holm() -> None:
    # In order of size: 3 x 0.01, 2 x 0.02, and 1 x 0.03, which must not be below the one before.
    assert holm([0.02, 0.01, 0.03]) == [0.04, 0.03, 0.04]
    assert holm([0.9, 0.9]) == [1.0, 1.0]
    assert holm([]) == []


def _sweep(wins: int, ratio: float | None, p: float, failed: int = 0) -> Paired:
    return Paired(wins, 0, 0, 0, failed, ratio, p)


def test_verdicts() -> None:
    assert verdict(Paired(0, 0, 9, 0, 0, 1.0, 1.0), COST, 1, 1.0) == "no difference"
    assert verdict(_sweep(12, 0.8, 2**-11), COST, 1, 2**-11) == "difference"
    # Twelve pairs might have shown a difference, and did not.
    assert verdict(Paired(6, 6, 0, 0, 0, 1.0, 1.0), COST, 1, 1.0) == "no difference"
    # Five cannot, even if all agree: 2 / 32 is above 5 %; nor can six among two tests.
    assert verdict(_sweep(5, 0.8, 2 / 32), COST, 1, 2 / 32) == "too few pairs"
    assert verdict(_sweep(6, 0.8, 2 / 64), COST, 2, 4 / 64) == "too few pairs"


def test_times_must_differ_by_more_than_5_per_cent() -> None:
    p = 2**-11
    assert verdict(_sweep(12, 1 / 1.04, p), TIME, 1, p) == "no difference"
    assert verdict(_sweep(12, 1 / 1.06, p), TIME, 1, p) == "difference"
    assert verdict(_sweep(12, 1 / 1.04, p), COST, 1, p) == "difference"
    # Runs that fail on one side alone are a difference, whatever the others are like.
    assert verdict(_sweep(12, 1.0, p, failed=12), TIME, 1, p) == "difference"
    assert verdict(_sweep(12, None, p, failed=12), TIME, 1, p) == "difference"
