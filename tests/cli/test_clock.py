"""What comes before the solves counts against the time limit of a command."""

from __future__ import annotations

import time

import pytest

from samehands.cli import clock
from samehands.cli.options import Effort


def begin(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Let the command have begun some seconds ago."""
    monkeypatch.setattr(clock, "_began", [time.monotonic() - seconds])


def test_what_comes_before_the_solves_is_taken_off_the_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begin(monkeypatch, 3.5)
    left = Effort(time_limit=10.0).options().time_limit
    assert left is not None and 6.0 < left <= 7.0


def test_loading_in_the_usual_time_takes_nothing_off(monkeypatch: pytest.MonkeyPatch) -> None:
    begin(monkeypatch, 0.0)
    assert Effort(time_limit=10.0).options().time_limit == 10.0


def test_what_a_process_did_before_its_command_is_not_its_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(time, "process_time", lambda: 3600.0)
    clock.start_clock()
    seconds = clock.seconds_since_start()
    monkeypatch.setattr(clock, "_began", [])
    assert seconds is not None and 1.0 < seconds < 10.0


def test_half_of_the_limit_is_left_for_the_solves_at_least(monkeypatch: pytest.MonkeyPatch) -> None:
    begin(monkeypatch, 60.0)
    assert Effort(time_limit=2.0).options().time_limit == 1.0


@pytest.mark.parametrize("wrong", [0.0, -4.0])
def test_what_is_no_limit_is_left_to_be_refused(
    monkeypatch: pytest.MonkeyPatch, wrong: float
) -> None:
    begin(monkeypatch, 3.0)
    assert Effort(time_limit=wrong).options().time_limit == wrong


def test_where_no_process_began_with_it_the_limit_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "_began", [])
    assert Effort(time_limit=10.0).options().time_limit == 10.0
