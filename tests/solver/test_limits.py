"""Limits: what is worth nothing unless it ends is given up soon after a cancel."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from samehands.solver import Limits
from samehands.solver.limits import OverError


def test_things_are_given_up_soon_after_a_cancel() -> None:
    cancel = threading.Event()
    seen = 0

    def count() -> Iterator[int]:
        number = 0
        while True:
            if number == 5_000:
                cancel.set()
            yield number
            number += 1

    with pytest.raises(OverError):
        for number in Limits(cancel=cancel).each_in_time(count()):
            seen = number
    assert 5_000 <= seen < 7_500


def test_all_things_come_where_there_is_time() -> None:
    assert list(Limits(seconds=60.0).each_in_time(range(3_000))) == list(range(3_000))
    assert list(Limits(seconds=0.0).each_in_time([])) == []
