"""What leaves the agency: no id, no small number of people, and nothing that gives one back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from samehands.disclosure import Hidden, Sum
from samehands.model.errors import InternalError
from samehands.report.charts import BarChart
from samehands.report.document import Block, Document, Listing, Paragraph, Section
from samehands.report.files import write_document
from samehands.report.html import format_html
from samehands.report.public import has_public_parts, internal_document, public_document
from samehands.report.tables import Cell, Column, People, Table, Value


def _document(*blocks: Block, lead: Sequence[Block] = ()) -> Document:
    footer = Section("How", [Paragraph("samehands solve zzc7")])
    parts = [Section("Shown", blocks, public=True), Section("Names", [Listing(["zzc8"])])]
    return Document("A question", parts, footer, lead)


def _table(slug: str, rows: Sequence[Sequence[Cell]], sums: Sequence[Sum] = ()) -> Table:
    columns = [Column("what"), Column("tasks", "count"), Column("share", "share")]
    return Table(slug, slug, columns, rows, sums=sums)


def _late(number: int, tasks: int = 100) -> Table:
    late, other = People("late", number), People("on time", tasks - number)
    cells: list[list[Cell]] = [
        ["late", late, Value(number / tasks, "share", ["late"])],
        ["on time", other, Value(1 - number / tasks, "share", [other])],
    ]
    return _table("when", cells, [Sum("tasks", ["late", "on time"])])


def test_a_small_number_goes_with_what_would_give_it_back() -> None:
    size = Paragraph("{}", numbers=[People("tasks", 100, "task")])
    found = public_document(_document(_late(4), lead=[size]))
    (table,) = found.document.tables()
    assert [list(row)[1:] for row in table.rows] == [["*", "*"], ["*", "*"]]
    assert table.note.startswith("* is fewer than 11")
    assert found.hidden == Hidden(frozenset({"late"}), frozenset({"on time"}))
    assert "100 tasks" in format_html(found.document)
    shown = public_document(_document(_late(40), lead=[size])).document.tables()[0]
    assert shown == _late(40)


def test_csv_and_charts_hide_what_the_table_hides(tmp_path: Path) -> None:
    chart = BarChart("late", "Late", "How many.", _late(4, 7351), label="tasks", values=[1])
    found = public_document(_document(chart)).document
    for file in write_document(found, tmp_path):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"7,?347|99\.9|[>,]4[<,]|0\.05", text), file
    assert found.charts() == []


def test_numbers_of_a_sentence_are_hidden_and_their_noun_tells_nothing() -> None:
    numbers: list[Value | People]
    numbers = [People("late", 1, "task"), Value(12.5, "amount", ["late"]), Value(7, "count")]
    said = Paragraph("{} of {} minutes in {} periods", numbers=numbers)
    block = public_document(_document(said)).document.sections[0].blocks[0]
    assert isinstance(block, Paragraph)
    assert block.words() == "* tasks of * minutes in 7 periods"
    assert said.words() == "1 task of 12.50 minutes in 7 periods"


def test_what_stands_nowhere_but_can_be_worked_out_is_protected() -> None:
    """Of 100 tasks 95 are on time: a page without the word late says how many are."""
    counted: list[list[Cell]] = [["on time", People("on time", 95), ""]]
    sums = [Sum("tasks", ["on time", "late"])]
    size = Paragraph("{}", numbers=[People("tasks", 100, "task")])
    found = public_document(_document(_table("when", counted, sums), lead=[size]))
    assert found.hidden.primary == {"late"}
    assert found.document.tables()[0].rows[0][1] == "*"
    several = [Sum("tasks", ["on time", "late", "undone"])]
    found = public_document(_document(_table("when", counted, several), lead=[size]))
    assert found.document.tables()[0].rows[0][1] == "*"


def test_a_number_that_rests_on_an_unknown_count_is_hidden() -> None:
    table = _table("rates", [["a", "", Value(0.5, "share", ["nobody counts"])]])
    assert public_document(_document(table)).document.tables()[0].rows[0][2] == "*"
    behind = People("counted behind", 12)
    table = _table("rates", [["a", "", Value(0.5, "share", [behind])]])
    assert public_document(_document(table)).document.tables()[0] == table


def test_what_everybody_may_know_is_shown() -> None:
    staff = Paragraph("{}", numbers=[People("workers", 8, "worker", known=True)])
    found = public_document(_document(staff))
    assert found.document.sections[0].blocks[0] == staff
    assert not found.hidden.keys


def test_internal_parts_are_left_out_and_counted() -> None:
    ids = Listing(["zzc9"], internal=True)
    found = public_document(_document(Paragraph("All is well."), ids))
    page = format_html(found.document)
    assert found.left_out == 1
    assert "zz" not in page
    assert "Public version" in page and "1 part of the internal version left out" in page
    whole = format_html(internal_document(_document(ids)))
    assert "Internal version" in whole
    assert all(id in whole for id in ("zzc7", "zzc8", "zzc9"))


def test_a_document_without_public_parts_says_so() -> None:
    footer = Section("How", [], public=True)
    assert not has_public_parts(Document("Names", [Section("Names", [])], footer))
    assert has_public_parts(_document())


def test_a_document_that_contradicts_itself_is_a_bug() -> None:
    table = _table("two", [["a", People("late", 12), ""], ["b", People("late", 13), ""]])
    with pytest.raises(InternalError, match="late is 12 and 13"):
        public_document(_document(table))
