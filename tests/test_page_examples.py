"""The examples on pages that are no tutorial: Python and commands run, on a toy agency."""

from __future__ import annotations

import re
import shlex
import shutil
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from samehands.model import Policy
from samehands.scenarios import read_scenarios
from shell import call
from source_tree import ROOT

DOCS = ROOT / "docs"
_PYTHON = re.compile(r"^```python\n(.*?)^```$", flags=re.DOTALL | re.MULTILINE)
_COMMANDS = re.compile(r"^```(?:console)?\n(.*?)^```$", flags=re.DOTALL | re.MULTILINE)
_SOLVING = ("compare", "solve", "rebalance", "sweep", "shadow-prices")
_TOML = re.compile(r"^```toml\n(.*?)^```$", flags=re.DOTALL | re.MULTILINE)
_ELSEWHERE = {
    "samehands lab": "serves until it is ended: tests/lab and tests/browser open it",
    "samehands import": "needs exports: tests/cli/test_workbook_commands.py has some",
    "samehands bench run gap": "needs published files: tests/benchmarks has files like them",
    "samehands bench report results/gap": "reports that: tests/cli/test_bench.py reports others",
    "samehands bench compare results/old": "tests/cli/test_bench.py compares results",
    "samehands bench run smoke": "the tutorial for researchers runs the harness",
    "from distributed import": "needs a cluster: tests/scenarios give another executor",
}
"""What cannot be run here, with the place where the like of it is."""

_FILES: Mapping[str, str] = {
    "strict.toml": '[deadlines]\nlate = "forbidden"\n',
    "new.csv": "id,office,unit,languages,programs,minutes\n"
    "w900,office-01,unit-01,English,CalFresh,300\n",
}
"""What the pages take for granted."""


def _pages(pattern: re.Pattern[str]) -> list[str]:
    """Return the pages with examples that no other test runs."""
    others = {"commands", "how-to-read-a-plan", "intake", "questions", "web-service"}
    names = [page.stem for page in sorted(DOCS.glob("*.md")) if page.stem not in others]
    return [
        name for name in names if not name.startswith("tutorial") and [*_examples(name, pattern)]
    ]


def _examples(name: str, pattern: re.Pattern[str]) -> Iterator[str]:
    for block in pattern.findall((DOCS / f"{name}.md").read_text("utf-8")):
        lines = block.replace("\\\n", " ").splitlines() if pattern is _COMMANDS else [block]
        for line in lines:
            example = line.removeprefix("$ ")
            is_one = pattern is _PYTHON or example.startswith("samehands ")
            if is_one and not example.startswith(tuple(_ELSEWHERE)):
                yield example


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the tables of a toy agency."""
    folder = tmp_path_factory.mktemp("toy") / "agency"
    assert call("generate", "toy", "--seed", "1", "--out", folder).code == 0
    return folder


@pytest.fixture
def place(toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty working folder in which the toy stands for all agencies that pages name."""
    for name in ("examples/unit", "my-agency"):
        shutil.copytree(toy, tmp_path / name)
    (tmp_path / "examples" / "scenarios").symlink_to(ROOT / "examples" / "scenarios")
    for name, text in _FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", _pages(_PYTHON))
def test_python_runs(name: str, place: Path) -> None:
    scope: dict[str, object] = {"__name__": "page"}
    ran = 0
    for block in _examples(name, _PYTHON):
        hurried = re.sub(r"time_limit=\d+", "time_limit=2", block)
        exec(compile(hurried, f"{name}.md", "exec", dont_inherit=True), scope)
        ran += 1
    assert ran and any(place.iterdir())


@pytest.mark.parametrize("name", _pages(_COMMANDS))
def test_commands_run(name: str, place: Path) -> None:
    for line in _examples(name, _COMMANDS):
        # Short months, for what is shown is that it runs.
        short = re.sub(r"(--months|--replications) \d+", r"\g<1> 2", line)
        words = shlex.split(short, comments=True)[1:]
        if words[0] in _SOLVING:
            # What is shown is that it runs: the quickest engine will do.
            words += ["--engine", "least-loaded", "--time-limit", "2"]
        ran = call(*words)
        assert (line, ran.code) == (line, 0), ran.err
        if words[0] == "template":
            # Somebody fills it in.
            (place / words[1]).unlink()
            assert call("convert", "examples/unit", "--out", words[1]).code == 0


def test_tables_of_toml_are_what_they_say(place: Path) -> None:
    pages = [*DOCS.glob("*.md"), *(DOCS / "rules").glob("*.md")]
    blocks = [
        (page.stem, text) for page in pages for text in _TOML.findall(page.read_text("utf-8"))
    ]
    read = {name: tomllib.loads(text) for name, text in blocks}
    assert len(blocks) >= 15
    assert read["what-if"]["reform"][0]["name"] == "cap 200"
    text = dict(blocks)["what-if"]
    (place / "reforms.toml").write_text(text, encoding="utf-8")
    assert [each.name for each in read_scenarios(place / "reforms.toml").reforms] == [
        each["name"] for each in read["what-if"]["reform"]
    ]
    assert Policy.model_validate(read["skills"]).skills.enabled is False


def test_what_is_left_out_is_there_to_be_left_out() -> None:
    texts = "\n".join(page.read_text("utf-8") for page in DOCS.glob("*.md"))
    assert [start for start in _ELSEWHERE if start not in texts] == []
