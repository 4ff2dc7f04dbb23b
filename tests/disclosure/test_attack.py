"""The attack finds what a reader can work out, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from counted_tables import drawn_tables
from draws import draws, share
from plain_attack import given_away
from samehands.disclosure import Exposed, Sum, attack

COUNTS = {"a": 3, "b": 20, "c": 30, "all": 53}
SUMS = [Sum("all", ["a", "b", "c"])]


def test_a_count_that_is_hidden_alone_is_solved_back() -> None:
    assert attack(COUNTS, {"a"}, SUMS) == [Exposed("a", 3.0, 3.0)]
    assert attack(COUNTS, {"b"}, SUMS) == [Exposed("b", 20.0, 20.0)]
    assert attack(COUNTS, {"a", "b"}, SUMS) == []
    assert attack(COUNTS, {"a", "all"}, SUMS) == []


def test_a_bound_below_ten_is_found() -> None:
    counts = {"a": 3, "b": 4, "c": 30, "all": 37}
    assert attack(counts, {"a", "b"}, SUMS) == [Exposed("a", 1.0, 6.0), Exposed("b", 1.0, 6.0)]


def test_what_follows_from_zeros_and_from_what_is_known_is_no_find() -> None:
    counts = {"a": 3, "b": 0, "c": 0, "all": 3}
    assert attack(counts, {"a", "all"}, SUMS) == []
    assert attack(counts, {"a"}, SUMS) == [Exposed("a", 3.0, 3.0)]
    assert attack(counts, {"a"}, SUMS, known={"all"}) == []


def test_a_sum_of_two_is_two_at_least() -> None:
    counts = {"a": 3, "b": 4, "all": 7}
    sums = [Sum("all", ["a", "b"])]
    assert attack(counts, {"a", "b", "all"}, sums) == []


def test_counts_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="add up to 6"):
        attack({"a": 6, "all": 7}, {"a"}, [Sum("all", ["a"])])


@pytest.mark.slow
def test_it_finds_what_a_plain_attack_finds() -> None:
    some = 0
    for seed in draws(100):
        counts, sums = drawn_tables(seed, most=4)
        rng = np.random.default_rng(seed)
        hidden = {
            key for key, count in counts.items() if 0 < count < 11 or (count and rng.random() < 0.3)
        }
        found = {each.key for each in attack(counts, hidden, sums)}
        assert found == given_away(counts, hidden, sums), seed
        some += bool(found)
    assert some >= share(50)
