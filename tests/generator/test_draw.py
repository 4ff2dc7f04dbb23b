"""Drawing: whole numbers by shares, and distributions of mean 1."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samehands.generator.draw import (
    apportion,
    round_to_total,
    shuffle,
    split_streams,
    triangular_days,
    unit_gamma,
    unit_lognormal,
)


@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=12).filter(lambda shares: sum(shares) > 1e-3),
    st.integers(0, 10_000),
)
def test_apportion_divides_the_whole_and_rounds_up_or_down(shares: list[float], total: int) -> None:
    counts = apportion(shares, total)
    exact = np.array(shares) / sum(shares) * total
    assert counts.sum() == total
    assert (np.abs(counts - exact) < 1 + 1e-6).all()


def test_largest_remainders_are_rounded_up_and_the_first_among_equals() -> None:
    assert apportion([0.5, 0.3, 0.2], 7).tolist() == [4, 2, 1]
    assert apportion([1, 1, 1], 4).tolist() == [2, 1, 1]
    assert round_to_total(np.array([2.6, 0.2, 0.1]), 4).tolist() == [3, 1, 0]


def test_shuffled_keeps_the_counts() -> None:
    drawn = shuffle(np.random.default_rng(1), np.array([3, 0, 5]))
    assert np.bincount(drawn).tolist() == [3, 0, 5]


@pytest.mark.parametrize("draw", [unit_gamma, unit_lognormal])
def test_unit_draws_have_mean_1_and_the_variation_asked_for(draw: type) -> None:
    numbers = draw(np.random.default_rng(1), 0.6, 200_000)
    assert numbers.mean() == pytest.approx(1, rel=0.01)
    assert numbers.std() == pytest.approx(0.6, rel=0.02)
    assert (draw(np.random.default_rng(1), 0.0, 3) == 1).all()


def test_triangular_days_cluster_around_the_busiest() -> None:
    days = triangular_days(np.random.default_rng(1), (0, 3, 9), 20_000)
    counts = np.bincount(days, minlength=10)
    assert counts.size == 10
    assert counts.argmax() == 3
    assert (triangular_days(np.random.default_rng(1), (4, 4, 4), 5) == 4).all()


def test_streams_differ_from_each_other_and_depend_on_the_seed_alone() -> None:
    first = [stream.integers(1 << 60) for stream in split_streams(7, 3)]
    assert first == [stream.integers(1 << 60) for stream in split_streams(7, 3)]
    assert len(set(first)) == 3
    assert first != [stream.integers(1 << 60) for stream in split_streams(8, 3)]
