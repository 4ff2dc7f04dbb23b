"""A document on a terminal."""

from __future__ import annotations

import pytest
from rich.console import Console

from samehands.cli.output import show
from samehands.report.console import console_parts
from samehands.report.document import Block, Document, Listing, Paragraph, Section
from samehands.report.tables import Column, Table
from small_pages import NASTY, small_document


def test_nothing_is_cut_off(capsys: pytest.CaptureFixture[str]) -> None:
    show(small_document())
    lines = capsys.readouterr().out.splitlines()
    assert any(line.endswith("unknown") for line in lines)
    assert any(line.startswith(NASTY) and line.endswith("1.25 %") for line in lines)
    assert "First part" in lines
    # A chart is its table, long tables are for the page, and so is how it was made.
    assert "All" not in lines and "How" not in lines
    assert sum("runs" in line for line in lines) == 2


def _lines(*blocks: Block) -> list[str]:
    console = Console(width=80, color_system=None)
    document = Document("D", [Section("Title", blocks)], Section("F", []), [Paragraph("Lead")])
    with console.capture() as capture:
        console.print(*console_parts(document), sep="\n")
    return [line.rstrip() for line in capture.get().splitlines()]


def test_text_stands_left_and_numbers_right() -> None:
    table = Table("t", "Title", [Column("who"), Column("m", "minutes")], [("w1", 1000), ("w", 1)])
    head = ["Lead", "", "Title"]
    assert _lines(table) == [*head, "who         m", "w1   1,000.00", "w        1.00"]


def test_signed_numbers_stay_whole_where_a_table_is_wide() -> None:
    heads = ("reform", "overtime", "late tasks", "through an interpreter", "priced sum")
    more = ("as a share of the work", "in full-time equivalents")
    rows = [
        ("two bilingual hires", "+13,914", "-15", "0", "+122,397.50", "+44.38 %", "+103.75"),
        ("a cap", "0", "+2", "-1,240", "-0.25", "0.00 %", "n/a"),
    ]
    lines = _lines(Table("t", "Title", [Column(head) for head in (*heads, *more)], rows))
    words = {word for line in lines for word in line.split()}
    assert not {word for text in (*heads, *more) for word in text.split()} - words
    assert not {word for row in rows for text in row for word in text.split()} - words


def test_brackets_in_an_id_are_no_markup() -> None:
    assert _lines(Listing(["[red]w1[/red]"]))[-1] == "  [red]w1[/red]"


def test_chapters_stand_above_their_rows() -> None:
    columns = [Column("metric"), Column("value", "share")]
    rows = [("coc", 0.5), ("late", None)]
    table = Table("t", "Else", columns, rows, chapters={0: "One", 1: "Two"}, strong=(1,))
    words = [" ".join(line.split()) for line in _lines(table)[3:]]
    assert words == ["Else", "metric value", "One", "coc 50.0 %", "Two", "late n/a"]


def test_a_long_table_says_what_is_left_out() -> None:
    rows = [[f"r{n}", *range(20)] for n in range(5)]
    columns = [Column("row"), *(Column(f"c{n}", "count") for n in range(20))]
    lines = _lines(Table("t", "Title", columns, rows, most=2, sampled=True))
    assert lines[3].split() == ["row", "c0", "c3", "c6", "c10", "c13", "c16", "c19"]
    assert "r2" not in " ".join(lines)
    assert "and 3 more; --json and --report have them all" in lines
    assert "Some points are left out here; --json and --report have them all." in lines


def test_a_section_of_nothing_is_said_by_its_title() -> None:
    assert _lines() == ["Lead", "", "Title"]
