"""The line that tells how a solve is getting on."""

from __future__ import annotations

import io

import pytest

import samehands
from plans import office
from samehands.cli.progress import Progress
from samehands.model import Policy
from samehands.solver import Bound, Built, Event, Finished, Incumbent, Started

EVENTS: list[Event] = [
    Started(0.0, "cp-sat"),
    Built(0.2, 1000, 8, 7000, 1800),
    Incumbent(0.5, 2_000_000, None),
    Bound(0.9, 2_000_000, 1_500_000),
    Finished(1.25, "feasible", "time"),
]


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Return True."""
        return True


def _tell(progress: Progress) -> None:
    for event in EVENTS:
        progress(event)


def test_elsewhere_than_on_a_terminal_it_is_silent() -> None:
    stream = io.StringIO()
    _tell(Progress(stream=stream))
    assert stream.getvalue() == ""


def test_told_to_it_writes_a_line_an_event() -> None:
    stream = io.StringIO()
    _tell(Progress("mine", stream=stream, always=True, every=0.0))
    assert stream.getvalue().splitlines() == [
        "mine     0.0 s",
        "mine     0.2 s  1,000 items, 8 agents, 7,000 pairs",
        "mine     0.5 s  cost 2,000.0",
        "mine     0.9 s  cost 2,000.0  bound 1,500.0  gap 25.00%",
        "mine     1.2 s  cost 2,000.0  bound 1,500.0  gap 25.00%  feasible  stopped by time",
    ]


def test_on_a_terminal_it_rewrites_one_line_and_ends_it() -> None:
    stream = Terminal()
    _tell(Progress(stream=stream, every=0.0))
    text = stream.getvalue()
    assert text.count("\n") == 1 and text.endswith("stopped by time\n")
    assert text.count("\r") == len(EVENTS)


def test_between_two_lines_time_passes_but_the_last_one_is_always_written() -> None:
    stream = io.StringIO()
    _tell(Progress(stream=stream, always=True, every=60.0))
    first, last = stream.getvalue().splitlines()
    assert first.endswith("0.0 s")
    assert "gap 25.00%" in last


def test_a_terminal_that_has_gone_is_no_error() -> None:
    stream = Terminal()
    stream.close()
    stream.isatty = lambda: True  # type: ignore[method-assign]  # closed ones raise here
    _tell(Progress(stream=stream))
    assert stream.closed


def test_the_ready_made_listener_follows_standard_error(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = Terminal()
    monkeypatch.setattr("sys.stderr", stream)
    samehands.solve(office(), Policy(), engine="least-loaded", on_event=samehands.progress)
    assert "cost" in stream.getvalue()
    assert capsys.readouterr().out == ""
