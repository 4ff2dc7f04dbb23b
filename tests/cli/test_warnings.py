"""What is odd in what was read: every command that reads says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from html_page import parsed
from shell import answering_commands, call, inside
from tables import csv_folder

SAYS = "no worker speaks the language 'Klingon'"


@pytest.fixture(scope="session")
def odd(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return an instance with a client whose language nobody speaks, and a plan for it."""
    folder = csv_folder(tmp_path_factory.mktemp("odd"))
    clients = (folder / "clients.csv").read_text(encoding="utf-8")
    assert "English" in clients
    odd = clients.replace("English", "Klingon", 1)
    (folder / "clients.csv").write_text(odd, encoding="utf-8")
    plan = folder.parent / "plan.json"
    assert call("solve", folder, "--engine", "least-loaded", "--out", plan).code == 0
    return folder, plan


@pytest.mark.parametrize("name", [*answering_commands(Path(), Path(), Path("/dev/null"))])
def test_a_warning_is_told_and_is_in_json(
    odd: tuple[Path, Path], tmp_path: Path, name: str
) -> None:
    arguments = answering_commands(*odd, tmp_path / "reforms.toml")[name]
    told = call(*arguments)
    assert SAYS in told.err and told.err.startswith("warning: ")
    as_json = call(*arguments, "--json")
    assert as_json.err == ""
    assert SAYS in str(inside(as_json.data, "warnings", 0, "message"))


def test_a_warning_is_on_the_page(odd: tuple[Path, Path], tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    call("solve", odd[0], "--engine", "least-loaded", "--report", page, "--internal")
    root = parsed(page.read_text(encoding="utf-8"))
    assert SAYS in root.all("section")[1].all("li")[0].words()
