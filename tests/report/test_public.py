"""What leaves the agency: no id, no small number of people, and nothing that gives one back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from zipfile import ZipFile

import pytest

from html_page import Node, parsed
from samehands.disclosure import Hidden, Sum
from samehands.model.errors import InternalError
from samehands.model.tables import TableName
from samehands.report.charts import BarChart
from samehands.report.document import Block, Document, Listing, Paragraph, Section
from samehands.report.files import write_document
from samehands.report.html import format_html
from samehands.report.public import has_public_parts, internal_document, public_document
from samehands.report.tables import Cell, Column, People, Table, Value
from shell import QUICK, answering_commands, call
from tables import Row, csv_folder, rows

# By hand.


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


# Every command.

_SECRET = {"c": "zzclient", "w": "zzworker", "t": "zztask"}
COMMANDS = tuple(answering_commands(Path(), Path(), Path("/dev/null")))
_TEXTS = (".html", ".md", ".csv", ".svg")
PERSONAL = ("plan", "plan worker", "plan client")
"""Answers that are about workers and clients one by one."""


def _secret(text: object) -> object:
    """Return an id of the small instance as one that no text has by chance."""
    if not isinstance(text, str):
        return text
    found = re.fullmatch(r"([cwt])(\d)", text)
    return text if found is None else f"{_SECRET[found[1]]}{found[2]}"


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return a folder of tables whose ids cannot be overlooked, and a plan for it."""
    tables: dict[TableName, list[Row]] = {
        table: [{name: _secret(value) for name, value in row.items()} for row in some]
        for table, some in rows().items()
    }
    policy = '[continuity]\nk = 1\n[moves]\nfrozen = ["zzclient1"]\n[pool]\nscope = "county"\n'
    folder = csv_folder(tmp_path_factory.mktemp("secret") / "tables", tables, policy=policy)
    plan = folder.parent / "plan.json"
    assert call("solve", folder, *QUICK, "--out", plan).code == 0
    return folder, plan


@pytest.fixture
def arguments(secret: tuple[Path, Path], tmp_path: Path) -> dict[str, list[str]]:
    """Return the words of each command on it."""
    commands = answering_commands(*secret, tmp_path / "reforms.toml")
    return {name: [str(_secret(word)) for word in words] for name, words in commands.items()}


@pytest.mark.parametrize("name", [each for each in COMMANDS if each not in PERSONAL])
def test_no_id_and_no_small_number_of_people_leaves_the_agency(
    arguments: dict[str, list[str]], tmp_path: Path, name: str
) -> None:
    """The agency is so small that every count of people in it is small."""
    page, text, book = (tmp_path / "public" / each for each in ("a.html", "b.md", "c.xlsx"))
    for asked in (("--report", page, "--workbook", book), ("--report", text)):
        ran = call(*arguments[name], *asked)
        assert ran.code == 0, ran.err
    with ZipFile(book) as parts:
        written = [parts.read(each).decode() for each in parts.namelist()]
    files = [each for each in (tmp_path / "public").rglob("*") if each.suffix in _TEXTS]
    written += [each.read_text(encoding="utf-8") for each in files]
    assert len(files) >= 2 and len(written) > 5
    assert [re.findall(r"zz\w+", each) for each in written if "zz" in each] == []
    html = page.read_text(encoding="utf-8")
    assert "Public version" in html
    assert _small_counts(parsed(html)) == []


def test_no_id_leaves_with_an_answer_that_was_kept(
    secret: tuple[Path, Path], tmp_path: Path
) -> None:
    folder, plan = secret
    page = tmp_path / "public.html"
    assert call("report", plan, "--out", page, "--instance", folder).code == 0
    text = page.read_text(encoding="utf-8")
    assert "Public version" in text and not re.findall(r"zz\w+", text)
    inside = tmp_path / "internal.html"
    assert call("report", plan, "--out", inside, "--instance", folder, "--internal").code == 0
    assert re.findall(r"zz\w+", inside.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", PERSONAL)
def test_what_is_about_one_person_is_refused(
    arguments: dict[str, list[str]], tmp_path: Path, name: str
) -> None:
    page = tmp_path / "page.html"
    ran = call(*arguments[name], "--report", page)
    assert ran.code == 2
    assert "--report: no part of this answer may leave the agency; --internal writes" in ran.err
    assert not page.exists()
    assert call(*arguments[name], "--report", page, "--internal").code == 0
    text = page.read_text(encoding="utf-8")
    assert "zzworker1" in text and "Internal version" in text


_COUNTS = re.compile(r"client|task|contact|hand-off|owner|changes|hands|late|undone|interpreter")
_NOT_COUNTED = re.compile(
    r"minutes|per |mean|share|rate|index|cost|gap|bound|price|periods|workers$|all workers|"
    r"full-time|p9"
)


_SENTENCE = re.compile(r"\b(?:[1-9]|10) (?:more )?(?:client|task|contact|hand-off)s?\b[^.]*")


def _small_counts(page: Node) -> list[str]:
    """Return what on a page tells a number of people from 1 to 10: in cells and in sentences."""
    paragraphs = [*page.all("p"), *page.all("li"), *page.all("h2"), *page.all("figcaption")]
    found = [said for each in paragraphs for said in _SENTENCE.findall(each.words())]
    for table in page.all("table"):
        heads = [head.words() for head in table.all("thead")[0].all("th")]
        for body in table.all("tbody"):
            for row in body.all("tr"):
                texts = [cell.words() for cell in row.children]
                for head, text in zip(heads, texts, strict=False):
                    about = f"{head} | {' | '.join(texts[:3])}".casefold()
                    about = re.sub(r"(client|task)-based", "plan", about)
                    is_small = re.fullmatch(r"[+-]?([1-9]|10)", text)
                    if is_small and _COUNTS.search(about) and not _NOT_COUNTED.search(about):
                        found.append(f"{about}: {text}")
    return found


def test_small_numbers_would_be_seen(arguments: dict[str, list[str]], tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    assert call(*arguments["solve"], "--report", page, "--internal").code == 0
    assert _small_counts(parsed(page.read_text(encoding="utf-8")))
