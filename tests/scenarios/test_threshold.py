"""Where a claim begins to hold."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from samehands.scenarios.threshold import find_threshold


@given(st.integers(0, 60), st.integers(-1, 61), st.integers(0, 20))
def test_the_interval_is_what_a_look_at_every_number_gives(
    last: int, sure_no: int, fog: int
) -> None:
    """No up to ``sure_no``, not known for ``fog`` numbers, yes from there on."""

    def claim(at: int) -> bool | None:
        return False if at <= sure_no else None if at <= sure_no + fog else True

    answers = {at: claim(at) for at in range(last + 1)}
    found = find_threshold(claim, 0, last)
    assert found.low == max((at for at, one in answers.items() if one is False), default=None)
    assert found.high == min((at for at, one in answers.items() if one is True), default=None)
    assert all(answers[at] is one for at, one in found.asked)


def test_few_questions_are_asked() -> None:
    found = find_threshold(lambda at: at >= 700, 0, 1000)
    assert (found.low, found.high) == (699, 700)
    assert len(found.asked) <= 13
