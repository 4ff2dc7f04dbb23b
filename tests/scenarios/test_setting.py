"""A setting and its values as text."""

from __future__ import annotations

import pytest

from samehands.model.errors import InputError
from samehands.scenarios.sweep import parse_setting


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a.b=1:3:1", (1, 2, 3)),
        ("a.b=0.1:0.3:0.1", (0.1, 0.2, 0.3)),
        ("a.b=4:1:-2", (4, 2)),
        ("a.b=5:5:1", (5,)),
        ("a.b=1,unlimited", (1, "unlimited")),
        ("a.b = true, false", (True, False)),
        ("a.b=none,0.25", ("none", 0.25)),
    ],
)
def test_forms(text: str, values: tuple[object, ...]) -> None:
    field, found = parse_setting(text)
    assert (field, found) == ("a.b", values)
    assert [type(each) for each in found] == [type(each) for each in values]


@pytest.mark.parametrize("text", ["", "a.b", "=1", "a.b=", "a.b=1:2", "a.b=1:9:0", "a.b=1:x:2"])
def test_what_is_no_setting_is_refused_with_the_form(text: str) -> None:
    with pytest.raises(InputError, match=r"FIELD=FIRST:LAST:STEP"):
        parse_setting(text)


def test_endless_and_huge_ranges_are_refused() -> None:
    with pytest.raises(InputError, match="turn the step round"):
        parse_setting("a.b=1:9:-1")
    with pytest.raises(InputError, match="at most 200"):
        parse_setting("a.b=0:1:0.001")
