"""What the README and the pages beside it promise: examples run, tables are complete."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from samehands import Policy
from samehands.cli import exit_codes
from samehands.cli.app import COMMANDS
from samehands.model.tables import SCHEMAS
from shell import call
from source_tree import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS_PAGE, TABLES_PAGE, COST_PAGE = (
    (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
    for name in ("commands", "tables", "one-cost")
)


def _blocks(language: str, text: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty working folder beside which the examples are."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.slow
def test_the_library_example_runs(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (block,) = _blocks("python", README)
    # Any time limit shows that it runs.
    hurried, times = re.subn(r"time_limit=\d+", "time_limit=2", block)
    exec(compile(hurried, "README.md", "exec"), {"__name__": "readme"})
    assert times == 2
    out = capsys.readouterr().out
    assert "client-based less task-based, as priced" in out


def test_the_commands_run(place: Path) -> None:
    (block,) = _blocks("console", COMMANDS_PAGE)
    commands = [line.removeprefix("$ samehands ") for line in block.splitlines()]
    assert len(commands) >= 8
    for line in commands:
        ran = call(*shlex.split(line))
        assert (line, ran.code, ran.errors) == (line, 0, "")
        assert ran.out


def test_every_command_is_in_the_table() -> None:
    named = set(re.findall(r"^\| `([a-z-]+)[ `]", COMMANDS_PAGE, flags=re.MULTILINE))
    assert named == {*COMMANDS}


def test_every_exit_code_is_in_the_table() -> None:
    told = {int(code) for code in re.findall(r"^\| (\d+) \|", COMMANDS_PAGE, flags=re.MULTILINE)}
    codes = {
        value
        for name, value in vars(exit_codes).items()
        if name.isupper() and isinstance(value, int)
    }
    assert told == codes


@pytest.mark.parametrize("table", SCHEMAS)
def test_every_column_is_in_the_table(table: str) -> None:
    (row,) = re.findall(rf"^\| `{table}\.csv` \|(.*)\|$", TABLES_PAGE, flags=re.MULTILINE)
    named = [name for name in re.findall(r"`([a-z_]+)`", row) if name != "true"]
    schema = {str(name): columns for name, columns in SCHEMAS.items()}[table]
    assert named == list(schema)


def test_the_prices_it_names_are_the_defaults() -> None:
    policy = Policy()
    assert f"{policy.moves.change_price:g} for a change of owner" in COST_PAGE
    assert f"{policy.deadlines.late_price:g} for a minute late" in COST_PAGE
    assert policy.handoffs.minutes == 0


def test_it_is_short_and_has_a_picture_two_commands_and_three_doors() -> None:
    first, *_ = README.partition("## Try it")
    (_, words), *more = [(line, line.split()) for line in first.split("\n\n")[1:]]
    assert len(words) < 80 and len(more) >= 1
    (picture,) = re.findall(r"!\[[^]]{20,}\]\(([^)]*)\)", first)
    assert (ROOT / picture).is_file()
    assert re.findall(r"^(make \w+) ", README, re.MULTILINE) == ["make demo", "make test"]
    doors = re.findall(r"\]\(docs/tutorial-(\w+)\.md\)", README)
    assert doors == ["analyst", "integrator", "researcher"]


def _evidence() -> list[tuple[str, str, str]]:
    """Return the figure, the command and the linked page of each row of evidence."""
    rows = re.findall(
        r"^\| [^|]+ \| ([^|]+) \| `(samehands [^`]+)` \(\[.*\]\((docs/\S+\.md)\)\) \|$",
        README,
        flags=re.MULTILINE,
    )
    return [
        (str(figure), str(command), (ROOT / page).read_text("utf-8"))
        for figure, command, page in rows
    ]


def test_each_piece_of_evidence_is_on_the_page_with_its_command() -> None:
    found = _evidence()
    assert len(found) == 3
    for _, command, page in found:
        lines = [line for line in page.splitlines() if line.startswith("$ samehands")]
        assert any(set(shlex.split(command)) <= set(shlex.split(line)) for line in lines), command


def test_the_figures_of_the_evidence_are_those_of_the_results() -> None:
    (gap, _, table), (others, _, baselines), (sparse, _, problems) = _evidence()
    rows = [line.split("|")[1:-1] for line in re.findall(r"^\| [a-e]\d+ .*$", table, re.MULTILINE)]
    proven = [row for row in rows if all("**" in row[seed] for seed in (4, 5, 6))]
    assert "180 runs on 60 files; optimal 180" in table
    assert gap.startswith(f"{len(proven) + 60} proven optimal in every run")
    above = [float(row[3].strip(" %")) for row in rows if row not in proven]
    assert (len(rows) + 60, len(above), max(above)) == (99, 10, 0.06)
    assert "other ten at most 0.06 %" in gap
    worst = [
        float(each) for each in re.findall(r"([\d.]+) % \| \S+ \| \d+ \|$", baselines, re.MULTILINE)
    ]
    assert (min(worst), max(worst)) == (0.00617, 2.87)
    assert "0.006 % to 2.9 %" in others and "no plan" in baselines and "without a plan" in others
    assert "| kernel, 60 s | feasible | 1,602,800 | 1,602,455 | certified | 0.0215 % |" in problems
    assert sparse == "gap 0.022 %, its bound certified"


@pytest.mark.parametrize("word", ["efficient", "assembly line", "modern", "powerful", "simply"])
def test_words_that_take_sides_are_not_used(word: str) -> None:
    assert word not in README.casefold()
