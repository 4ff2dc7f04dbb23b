"""Tables keep their cells, whatever stands in them."""

from __future__ import annotations

from rich.console import Console, RenderableType

from samehands.report.layout import add, grid, indented, section


def _text(part: RenderableType, width: int = 60) -> list[str]:
    console = Console(width=width, color_system=None)
    with console.capture() as capture:
        console.print(part)
    return [line.rstrip() for line in capture.get().splitlines()]


def test_text_stands_left_and_numbers_right() -> None:
    table = grid(["who", "minutes"])
    add(table, "w1", "1,000.00")
    add(table, "worker", "1.00")
    assert _text(table) == ["who      minutes", "w1      1,000.00", "worker      1.00"]


def test_brackets_in_an_id_are_no_markup() -> None:
    table = grid(["", ""])
    add(table, "[red]w1[/red]", "[0, 1]")
    assert _text(table) == ["[red]w1[/red]  [0, 1]"]


def test_a_section_has_a_title_and_an_empty_line_above() -> None:
    assert _text(section("Title", indented("one two three four")), width=10) == [
        *("", "Title", "  one two", "  three", "  four")
    ]
