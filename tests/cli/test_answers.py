"""What holds of every answer: as a text, as JSON, as pages and workbooks, and when it is public.

Each command runs twice, once per way of printing, and everything is asserted of these two.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree
from zipfile import ZipFile

import pytest

from html_page import Node, accessibility_faults, parsed
from samehands.model.tables import TableName
from shell import QUICK, Ran, answering_commands, call, inside
from tables import Row, csv_folder, rows
from workbooks import sheets_of

NAMES = tuple(answering_commands(Path(), Path(), Path("/dev/null")))

KEPT = ("solve", "compare", "what-if", "explain", "rebalance", "break-even", "shadow-prices")
"""Commands that write their whole answer by --out."""

PRINTED = ("sweep", "frontier k", "frontier fairness", "plan", "plan worker", "plan client")
"""Commands whose answer is read back from what --json prints."""

PERSONAL = ("plan", "plan worker", "plan client")
"""Answers that are about workers and clients one by one."""

PUBLISHED = tuple(name for name in NAMES if name not in PERSONAL)

ODD = "no worker speaks the language 'Klingon'"
"""What every command says of the tables."""


@dataclass(frozen=True)
class Answered:
    """What a command told, and the folder of the files that it wrote.

    Parameters
    ----------
    name : str
        The command.
    words : tuple of str
        How it was called, without what was asked of its output.
    told, printed : Ran
        It as a text, and as JSON.
    tables, files : pathlib.Path
        The folder of the tables, and that of pages, workbooks and the answer that was kept.
    """

    name: str
    words: tuple[str, ...]
    told: Ran
    printed: Ran
    tables: Path
    files: Path

    def text(self, file: str) -> str:
        """Return a file that it wrote."""
        return (self.files / file).read_text(encoding="utf-8")


_SECRET = {"c": "zzclient", "w": "zzworker", "t": "zztask"}


def _secret(text: object) -> object:
    """Return an id of the small instance as one that no text has by chance."""
    if not isinstance(text, str):
        return text
    found = re.fullmatch(r"([cwt])(\d)", text)
    return text if found is None else f"{_SECRET[found[1]]}{found[2]}"


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return tables whose ids cannot be overlooked, where nobody speaks to a client, and a plan.

    The agency is so small that every count of people in it is small.
    """
    tables: dict[TableName, list[Row]] = {
        table: [{name: _secret(value) for name, value in row.items()} for row in some]
        for table, some in rows().items()
    }
    tables["clients"][0]["language"] = "Klingon"
    policy = '[continuity]\nk = 1\n[moves]\nfrozen = ["zzclient1"]\n[pool]\nscope = "county"\n'
    folder = csv_folder(tmp_path_factory.mktemp("agency") / "tables", tables, policy=policy)
    plan = folder.parent / "plan.json"
    assert call("solve", folder, *QUICK, "--out", plan).code == 0
    return folder, plan


@pytest.fixture(scope="module", params=NAMES)
def answered(
    request: pytest.FixtureRequest,
    agency: tuple[Path, Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Answered:
    """Return what a command answered, asked for everything that it can write."""
    name: str = request.param
    files = tmp_path_factory.mktemp("answered")
    command = answering_commands(*agency, files / "reforms.toml")[name]
    words = tuple(str(_secret(word)) for word in command)
    internal = _pages(files / "internal", "html", "xlsx")
    public = () if name in PERSONAL else _pages(files / "public", "html", "xlsx")
    if name in PRINTED:
        printed = call(*words, *internal, "--internal", "--json")
        told = call(*words, *public)
        (files / "kept.json").write_text(printed.out, encoding="utf-8")
    else:
        kept = ("--out", files / "kept.json") if name in KEPT else ()
        told = call(*words, *internal, "--internal", *kept)
        printed = call(*words, *public, "--json")
    assert (told.code, printed.code) == (0, 0), told.err + printed.out
    return Answered(name, words, told, printed, agency[0], files)


def _pages(folder: Path, *suffixes: str) -> tuple[str | Path, ...]:
    """Return the options that ask for a page and a workbook in a folder."""
    options = {"xlsx": "--workbook"}
    named = [(options.get(each, "--report"), folder / f"answer.{each}") for each in suffixes]
    return tuple(word for pair in named for word in pair)


def _markdown(answered: Answered, folder: str, *version: str) -> str:
    """Return the Markdown of an answer: of what was kept, or from its command once more."""
    page = answered.files / folder / "answer.md"
    if answered.name in (*KEPT, *PRINTED):
        kept = ("report", answered.files / "kept.json", "--instance", answered.tables)
        ran = call(*kept, "--out", page, *version)
    else:
        ran = call(*answered.words, "--report", page, *version)
    assert ran.code == 0, ran.err
    return page.read_text(encoding="utf-8")


def test_a_warning_is_told_and_is_in_json_and_on_the_page(answered: Answered) -> None:
    told, printed = answered.told, answered.printed
    assert ODD in told.err and told.err.startswith("warning: ")
    assert printed.err == ""
    assert ODD in str(inside(printed.data, "warnings", 0, "message"))
    page = parsed(answered.text("internal/answer.html"))
    assert any(ODD in listed.words() for listed in page.all("li"))


def test_every_answer_is_a_page_and_says_what_the_terminal_says(answered: Answered) -> None:
    _compare_with_terminal(answered.text("internal/answer.html"), answered.told.out)
    text = _markdown(answered, "internal", "--internal")
    _compare_titles(text, answered.text("internal/answer.html"))
    for linked in re.findall(r"\]\((answer/[^)]+)\)", text):
        assert (answered.files / "internal" / linked).is_file()


def test_a_report_on_a_suite_says_what_the_terminal_says(
    smoke: tuple[Path, Ran], tmp_path: Path
) -> None:
    command = ("bench", "report", copytree(smoke[0], tmp_path / "results"))
    page, text = tmp_path / "page.html", tmp_path / "text.md"
    ran = call(*command, "--report", page, "--internal")
    assert ran.code == 0
    _compare_with_terminal(page.read_text(encoding="utf-8"), ran.out)
    assert call(*command, "--report", text, "--json", "--internal").code == 0
    _compare_titles(text.read_text(encoding="utf-8"), page.read_text(encoding="utf-8"))


def _compare_with_terminal(page: str, told: str) -> None:
    """Assert that everybody can read a page, and that it has every sentence of the terminal."""
    root = parsed(page)
    assert accessibility_faults(root) == []
    words = re.sub(r"\W+", " ", root.words())
    # Numbers stand in tables, cell by cell.
    for line in told.split("\nWritten")[0].splitlines():
        if line[:1].isalpha() and "  " not in line:
            assert re.sub(r"\W+", " ", line).strip() in words


def _compare_titles(markdown: str, page: str) -> None:
    assert markdown.startswith(f"# {parsed(page).all('h1')[0].words()[:5]}")


@pytest.mark.parametrize("answered", [*KEPT, *PRINTED], indirect=True)
def test_a_kept_answer_gives_the_page_and_the_workbook_of_its_command(answered: Answered) -> None:
    again, book = answered.files / "again.html", answered.files / "again.xlsx"
    kept = ("report", answered.files / "kept.json", "--instance", answered.tables)
    ran = call(*kept, "--out", again, "--workbook", book, "--internal")
    assert (ran.code, ran.errors) == (0, "")
    assert [line.split(": ")[0] for line in ran.out.splitlines()] == [str(again), str(book)]
    page = again.read_text(encoding="utf-8")
    assert _lines(page) == _lines(answered.text("internal/answer.html"))
    assert accessibility_faults(parsed(page)) == []
    sheets, others = sheets_of(answered.files / "internal" / "answer.xlsx"), sheets_of(book)
    assert [*sheets] == [*others]
    with_plans = ("solve", "compare", "what-if", "rebalance")
    assert ("owners" in sheets) == (answered.name in with_plans)
    # What is said ends with how it was made.
    answer = sheets["answer"]
    made = answer["part"].to_list().index(answer["part"][-1])
    sheets["answer"], others["answer"] = answer[:made], others["answer"][:made]
    for sheet, frame in sheets.items():
        assert frame.equals(others[sheet]), sheet


def _lines(page: str) -> list[str]:
    """Return the parts of a page without what a call alone knows: when and how it was made."""
    return page[: page.index("<p>Made on ")].splitlines()


_TEXTS = (".html", ".md", ".csv", ".svg")


@pytest.mark.parametrize("answered", PUBLISHED, indirect=True)
def test_no_id_and_no_small_number_of_people_leaves_the_agency(answered: Answered) -> None:
    _markdown(answered, "public")
    public = answered.files / "public"
    with ZipFile(public / "answer.xlsx") as parts:
        written = [parts.read(each).decode() for each in parts.namelist()]
    files = [each for each in public.rglob("*") if each.suffix in _TEXTS]
    written += [each.read_text(encoding="utf-8") for each in files]
    assert len(files) >= 2 and len(written) > 5
    assert [re.findall(r"zz\w+", each) for each in written if "zz" in each] == []
    html = answered.text("public/answer.html")
    assert "Public version" in html
    assert _small_counts(parsed(html)) == []


@pytest.mark.parametrize("answered", PERSONAL, indirect=True)
def test_what_is_about_one_person_is_refused(answered: Answered) -> None:
    page = answered.files / "page.html"
    ran = call(*answered.words, "--report", page)
    assert ran.code == 2
    assert "--report: no part of this answer may leave the agency; --internal writes" in ran.err
    assert not page.exists()
    text = answered.text("internal/answer.html")
    assert "zzworker1" in text and "Internal version" in text


@pytest.mark.parametrize("answered", ["solve"], indirect=True)
def test_small_numbers_would_be_seen(answered: Answered) -> None:
    assert _small_counts(parsed(answered.text("internal/answer.html")))


def test_no_id_leaves_with_an_answer_that_was_kept(
    agency: tuple[Path, Path], tmp_path: Path
) -> None:
    folder, plan = agency
    page = tmp_path / "public.html"
    assert call("report", plan, "--out", page, "--instance", folder).code == 0
    text = page.read_text(encoding="utf-8")
    assert "Public version" in text and not re.findall(r"zz\w+", text)
    inside = tmp_path / "internal.html"
    assert call("report", plan, "--out", inside, "--instance", folder, "--internal").code == 0
    assert re.findall(r"zz\w+", inside.read_text(encoding="utf-8"))


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
