"""The documents: files that they name exist, and so do the commands and options."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from samehands.changes import CHANGES
from samehands.cli.app import app
from samehands.model import RULES
from samehands.solver import engine_names
from source_tree import ROOT, needs_source, packages

pytestmark = needs_source

DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")]
)
FOLDERS = {name.split(".")[1] for name in packages() if "." in name} | {"docs", "tests", "examples"}
QUOTED = re.compile(r"`(samehands [^`]*)`")
FENCED = re.compile(r"^```\w*\n(.*?)^```$", flags=re.DOTALL | re.MULTILINE)


def _named_paths(text: str) -> Iterator[str]:
    """Yield what looks like a path below the root; placeholders such as ``<id>`` are left out."""
    for quoted in re.findall(r"`([A-Za-z_][\w-]*/[\w./-]*)`", text):
        if quoted.split("/")[0] in FOLDERS:
            yield quoted


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_named_files_exist(document: Path) -> None:
    named = list(_named_paths(document.read_text(encoding="utf-8")))
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_many_files_are_named() -> None:
    named = [path for each in DOCUMENTS for path in _named_paths(each.read_text(encoding="utf-8"))]
    assert len(named) >= 20


def _headings(document: Path) -> set[str]:
    """Return the anchors that a document's headings make."""
    titles = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.casefold()).replace(" ", "-") for title in titles}


def test_links_to_headings_lead_to_one() -> None:
    dead: list[str] = []
    checked = 0
    for document in DOCUMENTS:
        for link in re.findall(r"\]\(([^)\s:]*#[^)\s]+)\)", document.read_text(encoding="utf-8")):
            target, _, anchor = link.partition("#")
            place = (document.parent / target).resolve() if target else document
            checked += 1
            if place.suffix == ".md" and anchor not in _headings(place):
                dead.append(f"{document.name}: {link}")
    assert dead == []
    assert checked >= 5


def _commands() -> list[tuple[str, str]]:
    """Return every command of ``samehands`` in the documents, with the document's name."""
    return [
        (document.name, command)
        for document in DOCUMENTS
        for command in _named_commands(document.read_text(encoding="utf-8"))
    ]


def _named_commands(text: str) -> Iterator[str]:
    for block in FENCED.findall(text):
        for line in block.replace("\\\n", " ").splitlines():
            if line.removeprefix("$ ").startswith("samehands "):
                yield line.removeprefix("$ ")
    yield from (" ".join(quoted.split()) for quoted in QUOTED.findall(FENCED.sub("", text)))


def _faults(line: str) -> list[str]:
    """Return what a command line names that there is not: a subcommand or options."""
    command: Any = typer.main.get_command(app)
    words = shlex.split(line.split(" | ")[0], comments=True)[1:]
    while hasattr(command, "commands") and words and not words[0].startswith("-"):
        if words[0] not in command.commands:
            return [words[0]]
        name, words = words[0], words[1:]
        home = command.homes.get(name)
        command = command.commands[name] if home is None else home.load(name)
    options = {name for each in command.params for name in [*each.opts, *each.secondary_opts]}
    given = [word.split("=")[0] for word in words if re.match(r"--?[a-z]", word)]
    return [option for option in given if option not in options | {"--help"}]


def test_commands_and_options_exist() -> None:
    commands = _commands()
    assert len(commands) >= 40
    assert [(name, line, _faults(line)) for name, line in commands if _faults(line)] == []


@pytest.mark.parametrize("line", ["samehands sovle x", "samehands solve x --tim-limit 5"])
def test_a_wrong_command_is_found(line: str) -> None:
    assert len(_faults(line)) == 1


def _glossary() -> list[str]:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    cells = re.findall(r"^\| ([^|]+) \|", text, flags=re.MULTILINE)
    return [word for cell in cells for word in cell.split(", ") if word not in ("word", "---")]


def test_the_glossary_defines_each_word_once() -> None:
    words = _glossary()
    assert len(words) > 100
    assert sorted(set(words)) == sorted(words)


def test_the_glossary_has_the_words_of_the_house() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    reductions = [path.stem for path in (ROOT / "problem" / "presolve").glob("*_groups.py")]
    wanted = [*RULES, *engine_names(), *(name.replace("_", " ") for name in reductions)]
    assert [word for word in wanted if word.split(":")[0] not in text] == []


def test_every_engine_has_a_row_and_every_change_too() -> None:
    engines = (ROOT / "docs" / "engines.md").read_text(encoding="utf-8")
    plain = {name.split(":")[0] for name in engine_names()}
    assert [name for name in plain if f"| `{name}` |" not in engines] == []
    assert [name for name in plain if f"\n## {name}\n" not in engines] == []
    changes = (ROOT / "docs" / "what-if.md").read_text(encoding="utf-8")
    assert [verb for verb in CHANGES if f"| `{verb}`" not in changes] == []
