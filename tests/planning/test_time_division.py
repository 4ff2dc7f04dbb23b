"""How a time limit is divided."""

from __future__ import annotations

import time

from samehands.planning.time_division import Preparing, is_too_late, keep_back
from samehands.solver import Limits


def test_what_follows_the_engine_is_kept_back_in_proportion_to_lowering() -> None:
    assert 2.0 < keep_back(600.0, 2.0) < keep_back(600.0, 4.0) < keep_back(None, 8.0)


def test_no_more_than_a_share_of_a_short_limit_is_kept_back() -> None:
    assert keep_back(10.0, 5.0) < 10.0 < keep_back(None, 5.0)


def test_a_plan_is_given_up_where_it_would_come_far_too_late() -> None:
    begun = time.monotonic() - 4.0
    assert is_too_late(Limits(seconds=8.0, started=begun), has_start=True)
    assert not is_too_late(Limits(seconds=12.0, started=begun), has_start=True)


def test_a_cancel_leaves_time_for_a_start_alone() -> None:
    limits = Limits(seconds=10.0)
    assert not is_too_late(limits, has_start=False)
    limits.cancel.set()
    assert is_too_late(limits, has_start=False)
    assert not is_too_late(limits, has_start=True)


def test_rounds_that_would_give_no_plan_do_not_begin() -> None:
    preparing = Preparing()
    assert (preparing.is_known, preparing.least) == (False, 0.0)
    assert preparing.rounds_in(7.0, 3) == 3
    # 2 s of building and nothing for what follows: of 7 s one solve can have enough.
    preparing.note(2.0, None)
    assert preparing.least > 4.0
    assert preparing.rounds_in(7.0, 3) == 1
    assert preparing.rounds_in(None, 3) == 3
    assert preparing.rounds_in(0.1, 3) == 1


def test_what_takes_moments_may_go_beyond_a_limit() -> None:
    preparing = Preparing()
    assert not preparing.is_long
    preparing.note(2.0, 1.0)
    assert preparing.is_long
    preparing.note(0.01, 0.02)
    assert not preparing.is_long


def test_the_shortest_solve_tells_what_solves_take() -> None:
    preparing = Preparing()
    preparing.note(3.0, 2.0)
    preparing.note(1.0, 0.5)
    assert preparing.least == 1.5
    assert preparing.rounds_in(60.0, 4) == 4
