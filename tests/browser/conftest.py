"""A browser, the rules of accessibility, and every kind of report as a page; made once."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from in_browser import Lab, served_lab
from shell import QUICK, answering_commands, call
from tables import csv_folder

_FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Return the Chromium of this machine, driven by Playwright, which downloads nothing."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="no Playwright: pip install -e '.[browser]'"
    )
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("no Chromium: apt-get install chromium")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=program, args=list(_FLAGS))
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """Return the source of axe-core: of the file that AXE names, else of the package."""
    if named := os.environ.get("AXE"):
        return Path(named).read_text(encoding="utf-8")
    if find_spec("axe_playwright_python") is None:
        pytest.skip("no axe-core: pip install -e '.[browser]', or AXE=axe.min.js")
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def pages(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return a page of every command that answers something, by its name; the browser is there."""
    folder = tmp_path_factory.mktemp("pages")
    small, plan = csv_folder(folder / "small"), folder / "plan.json"
    solved = call("solve", small, "--formulation", "client-based", *QUICK, "--out", plan)
    assert solved.code == 0, solved.err
    found: dict[str, Path] = {}
    for name, words in answering_commands(small, plan, folder / "reforms.toml").items():
        page = folder / f"{name.replace(' ', '-')}.html"
        ran = call(*words, "--report", page, "--internal")
        assert ran.code == 0, ran.err
        found[name] = page
    public = folder / "public.html"
    assert call("report", plan, "--instance", small, "--out", public).code == 0
    return {**found, "public": public}


@pytest.fixture(scope="session")
def lab(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Return a lab that all tests share, with the small agency loaded; the browser is there."""
    pytest.importorskip("uvicorn", reason="no uvicorn: pip install -e '.[lab]'")
    with served_lab(csv_folder(tmp_path_factory.mktemp("lab") / "small")) as served:
        yield served


@pytest.fixture
def empty_lab(browser: Any) -> Iterator[Lab]:
    """Return a lab of its own for one test, without an agency; the browser is there."""
    pytest.importorskip("uvicorn", reason="no uvicorn: pip install -e '.[lab]'")
    with served_lab(None) as served:
        yield served


@pytest.fixture
def visitor(browser: Any) -> Iterator[Any]:
    """Return a tab; at the end it has asked nothing of others, and no script of a page failed."""
    context = browser.new_context()
    context.set_default_timeout(30_000)
    page = context.new_page()
    asked: list[str] = []
    failed: list[str] = []

    def note_request(request: Any) -> None:
        asked.append(request.url)

    def note_error(error: Any) -> None:
        failed.append(str(error))

    page.on("request", note_request)
    page.on("pageerror", note_error)
    yield page
    context.close()
    assert [each for each in asked if not each.startswith(("http://127.0.0.1:", "data:"))] == []
    assert failed == []
