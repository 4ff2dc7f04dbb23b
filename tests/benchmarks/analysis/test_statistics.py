"""The measures of a benchmark, against values worked out by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samehands.benchmarks.analysis.statistics import (
    Point,
    Summary,
    Timed,
    excess,
    gap,
    mean_time,
    median,
    par2,
    primal_gap,
    primal_integral,
    profile,
    ratios,
    share_within,
    shifted_geometric_mean,
    summary,
    time_to_gap,
)

PATH = (Point(2, 200.0, 50.0), Point(4, 125.0, 90.0), Point(7, 100.0, 99.5))


def test_gaps() -> None:
    assert gap(125.0, 100.0) == 0.2  # (125 - 100) / 125
    assert gap(0.5, 0.0) == 0.5  # divided by 1, not by 0.5
    assert excess(125.0, 100.0) == 0.25  # (125 - 100) / 100
    assert excess(97.0, 100.0) == -0.03
    assert excess(3.0, 0.0) == 3.0


def test_primal_gap_lies_between_0_and_1() -> None:
    assert primal_gap(None, 100.0) == 1.0
    assert primal_gap(125.0, 100.0) == 0.2  # 25 / 125
    assert primal_gap(100.0, 100.0) == 0.0
    assert primal_gap(0.0, 0.0) == 0.0
    assert primal_gap(5.0, 0.0) == 1.0
    assert primal_gap(-1.0, 1.0) == 1.0


def test_primal_integral() -> None:
    # No plan until 2 s: 2 x 1. Then 200, gap 100 / 200, until 4 s: 2 x 0.5. Then 125, gap 25 / 125,
    # until 7 s: 3 x 0.2. Then the best, until 10 s: 3 x 0. In all 2 + 1 + 0.6 = 3.6.
    assert primal_integral(PATH, 100.0, 10.0) == pytest.approx(3.6)
    # Cut at 5 s: 2 + 1 + 1 x 0.2 = 3.2; whatever comes later does not count.
    assert primal_integral(PATH, 100.0, 5.0) == pytest.approx(3.2)
    assert primal_integral((), 100.0, 10.0) == 10.0
    # A moment at which only a bound is known changes nothing.
    assert primal_integral((Point(1, None, 5.0), *PATH), 100.0, 10.0) == pytest.approx(3.6)


@given(
    st.lists(st.tuples(st.floats(0, 20), st.floats(100, 1e6)), max_size=8),
    st.floats(0.1, 20),
)
def test_primal_integral_is_between_0_and_the_time(
    steps: list[tuple[float, float]], end: float
) -> None:
    path = [Point(seconds, objective, None) for seconds, objective in sorted(steps)]
    assert 0 <= primal_integral(path, 100.0, end) <= end * (1 + 1e-12)


def test_time_to_gap() -> None:
    # 125 against 90 is a gap of 28 %, 100 against 99.5 is 0.5 %.
    assert time_to_gap(PATH, 0.3) == 4
    assert time_to_gap(PATH, 0.01) == 7
    assert time_to_gap(PATH, 0.001) is None
    assert time_to_gap((Point(1, None, 5.0), Point(2, 5.0, None)), 0.5) is None
    # Exactly 1 % is 1 %.
    assert time_to_gap((Point(1, 100.0, 99.0),), 0.01) == 1


def test_a_certified_gap_counts_bounds_only_as_high_as_they_were_certified() -> None:
    # Certified in the end is 80: at 4 s the gap is (125 - 80) / 125 = 36 %, at 7 s it is 20 %.
    assert time_to_gap(PATH, 0.3, proved=80.0) == 7
    assert time_to_gap(PATH, 0.19, proved=80.0) is None
    # A certified bound above those on the way does not make the way shorter.
    assert time_to_gap(PATH, 0.3, proved=100.0) == 4


def test_shifted_geometric_mean() -> None:
    # Times 3, 1, 7 and three limits of 10: (4 x 2 x 8 x 11 x 11 x 11)^(1/6) - 1
    # = (2^6 x 11^3)^(1/6) - 1 = 2 x 11^(1/2) - 1 = 5.633...
    runs = [Timed(seconds, 10, solved=True) for seconds in (3, 1, 7)]
    runs += [Timed(2.5, 10, solved=False)] * 3
    assert mean_time(runs) == pytest.approx(2 * math.sqrt(11) - 1)
    assert shifted_geometric_mean([3, 1, 7, 10, 10, 10], shift=0) == pytest.approx(21000 ** (1 / 6))
    assert shifted_geometric_mean([]) is None


def test_par2() -> None:
    # 3 + 1 + 7 solved, three times 2 x 10 unsolved: 71 / 6.
    runs = [Timed(seconds, 10, solved=True) for seconds in (3, 1, 7)]
    runs += [Timed(2.5, 10, solved=False)] * 3
    assert par2(runs) == pytest.approx(71 / 6)
    # A proof a moment after the limit counts the limit.
    assert par2([Timed(10.2, 10, solved=True)]) == 10
    assert par2([]) is None


def test_means_leave_the_unknown_out_and_count_it() -> None:
    assert summary([0.5, None, 0.0, 0.25]) == Summary(0.25, 0.5, 3, 1)
    assert summary([None, None]) == Summary(None, None, 0, 2)


@pytest.mark.parametrize("number", [math.inf, -math.inf, math.nan])
def test_no_mean_over_infinities(number: float) -> None:
    with pytest.raises(ValueError, match="not finite"):
        summary([1.0, number])


def test_median_puts_the_unknown_last() -> None:
    assert median([3.0, 1.0, 2.0]) == 2.0
    assert median([3.0, 1.0]) == 2.0
    assert median([3.0, None, 1.0]) == 3.0
    assert median([3.0, None]) is None
    assert median([]) is None


def test_performance_profile() -> None:
    # Times on six problems, None without a proof; the fastest of each is marked by *:
    #   a    3    1*   7*   -    1*   3*
    #   b    1*   3    -    7*   -    7
    times = {
        "a": [3.0, 1.0, 7.0, None, 1.0, 3.0],
        "b": [1.0, 3.0, None, 7.0, None, 7.0],
    }
    found = ratios(times, lambda value, least: value / least)
    assert found == {"a": (3.0, 1.0, 1.0, None, 1.0, 1.0), "b": (1.0, 3.0, None, 1.0, None, 7 / 3)}
    # a is fastest on 4 of 6, within 3 times on 5. b: 2 of 6, within 7/3 on 3, within 3 on 4.
    assert profile(found["a"]) == ((1.0, 4 / 6), (3.0, 5 / 6))
    assert profile(found["b"]) == ((1.0, 2 / 6), (7 / 3, 3 / 6), (3.0, 4 / 6))


def test_a_profile_begins_at_1_and_counts_failures_in_its_base() -> None:
    assert profile((2.0, None)) == ((1.0, 0.0), (2.0, 0.5))
    assert profile((None, None)) == ((1.0, 0.0),)
    assert profile(()) == ()


def test_a_problem_that_nobody_solved_has_no_ratio() -> None:
    assert ratios({"a": [None], "b": [None]}, lambda value, _: value) == {
        "a": (None,),
        "b": (None,),
    }


def test_height_of_a_step_function() -> None:
    points = ((1.0, 0.25), (2.0, 0.5))
    heights = [share_within(points, at) for at in (0.5, 1.0, 1.9, 2.0, 9.0)]
    assert heights == [0, 0.25, 0.25, 0.5, 0.5]
