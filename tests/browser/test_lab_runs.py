"""Runs in a real browser: to their end, stopped, queued, reloaded, in two tabs, explained.

Runs whose state must last are patient questions; all others are solved.
"""

from __future__ import annotations

import re
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from draws import SHARE
from in_browser import Lab, axe_faults, width_needed
from source_tree import ROOT, needs_source
from tables import instance

pytest.importorskip("starlette", reason="no Starlette: pip install -e '.[lab]'")

from patient_questions import patient
from samehands.generator import generate
from samehands.lab.questions import SolveQuestion
from samehands.lab.runs import Run
from samehands.model.io.read import read
from samehands.model.io.write import write
from samehands.scenarios import Reform
from samehands.solver import SolveOptions

_PATIENCE = 120.0
"""Seconds that a run may take on a busy machine."""


@pytest.fixture
def tab(visitor: Any) -> Any:
    """Return a tab that waits as long as a run may take."""
    visitor.set_default_timeout(_PATIENCE * 1000)
    return visitor


def _assert_readable(tab: Any, axe: str) -> None:
    assert axe_faults(tab, axe) == []
    assert width_needed(tab) <= 320


def _wait(is_so: Callable[[], object]) -> None:
    ends = time.monotonic() + _PATIENCE
    while not is_so():
        assert time.monotonic() < ends
        time.sleep(0.05)


def _words(tab: Any, words: str) -> Any:
    """Return what is said about a run, once it is so."""
    return tab.locator("#words", has_text=re.compile(words))


def test_from_a_scenario_to_a_comparison_a_worker_and_a_client(
    tab: Any, lab: Lab, axe: str
) -> None:
    number = lab.workspace.add(Reform("cap 2", [{"set": "caseload.cap", "to": 2}]))
    tab.goto(f"{lab.address}/runs")
    _assert_readable(tab, axe)
    tab.get_by_label("cap 2").check()
    tab.get_by_label("Time limit").fill("600")
    tab.get_by_label("Engine").select_option("least-loaded")
    tab.get_by_role("button", name="Run", exact=True).click()
    # Two in a queue; the page tells of both as they get on.
    table = tab.locator("#runs table")
    table.get_by_text("Done: ").nth(1).wait_for()
    _assert_readable(tab, axe)
    table.get_by_role("link", name="solve baseline").first.click()
    _words(tab, "^Done: ").wait_for()
    tab.get_by_role("img", name="Cost of the best plan").wait_for()
    assert tab.get_by_role("button", name="Stop").count() == 0
    _assert_readable(tab, axe)
    tab.get_by_role("link", name="Read this result").click()
    tab.get_by_role("heading", level=1, name="What is the best").wait_for()
    _assert_readable(tab, axe)
    tab.get_by_role("link", name="Compare", exact=True).click()
    tab.get_by_role("button", name="Compare").click()
    tab.get_by_role("heading", level=1, name="What does baseline cost more than cap 2").wait_for()
    tab.get_by_text("How sure.").wait_for()
    _assert_readable(tab, axe)
    # With the keyboard alone.
    tab.get_by_role("link", name=re.compile(": baseline ")).first.press("Enter")
    tab.get_by_role("heading", level=1, name="The plan by worker").wait_for()
    tab.get_by_role("link", name="w1", exact=True).press("Enter")
    tab.get_by_role("heading", level=1, name="Worker w1").wait_for()
    _assert_readable(tab, axe)
    tab.get_by_role("link", name="c1", exact=True).first.press("Enter")
    tab.get_by_role("heading", level=1, name="Client c1").wait_for()
    tab.get_by_text("Why no other owner").first.wait_for()
    _assert_readable(tab, axe)
    # What is taken away; a report is read in the browser, in its own style, where nothing runs.
    tab.get_by_role("link", name="Take away", exact=True).click()
    report = tab.get_by_role("link", name="Report on All compared, public", exact=True)
    report.wait_for()
    _assert_readable(tab, axe)
    report.click()
    tab.get_by_text("How this came about").first.wait_for()
    assert "sans-serif" in tab.evaluate("getComputedStyle(document.body).fontFamily")
    lab.workspace.remove(number)


def test_one_button_leads_from_the_tables_to_a_comparison(tab: Any, lab: Lab, axe: str) -> None:
    tab.goto(f"{lab.address}/agency")
    tab.get_by_role("button", name="Compare client-based and task-based").press("Enter")
    tab.get_by_role("heading", name="How far they are").wait_for()
    _assert_readable(tab, axe)
    # It takes the place of the page without being touched.
    asked = "What does it cost to keep every client with one worker"
    tab.get_by_role("heading", level=1, name=asked).wait_for()
    tab.get_by_text("How sure.").wait_for()
    _assert_readable(tab, axe)
    for number in [*lab.workspace.scenarios]:
        lab.workspace.remove(number)


@pytest.fixture
def queue(lab: Lab) -> Iterator[list[Run]]:
    """Return one run that goes on until it is stopped, and one that waits for it."""
    runs = [lab.workspace.runs.submit(patient(Path("no")), instance()) for _ in range(2)]
    yield runs
    for run in runs:
        run.stop()
    _wait(lambda: all(run.is_over for run in runs))


def test_a_run_survives_reloads_and_is_the_same_in_two_tabs(
    tab: Any, lab: Lab, queue: list[Run], axe: str
) -> None:
    first, second = (f"{lab.address}/runs/{run.number}" for run in queue)
    tab.goto(second)
    _words(tab, "^Waiting; 1 run is ahead of it").wait_for()
    _assert_readable(tab, axe)
    other = tab.context.new_page()
    other.goto(first)
    _words(other, "^Looking for better plans").wait_for()
    other.locator("#live", has_text="60").wait_for()
    _assert_readable(other, axe)
    other.reload()
    _words(other, "^Looking for better plans").wait_for()
    # Whoever has the keyboard at a button keeps it while the seconds go by.
    stop = other.get_by_role("button", name="Stop and keep the best plan")
    stop.focus()
    seconds = other.locator("#clock").inner_text()
    other.wait_for_function(
        "was => document.getElementById('clock').textContent !== was", arg=seconds
    )
    assert other.evaluate("document.activeElement.id") == "stop"
    tab.goto(first)
    tab.get_by_role("button", name="Stop and keep the best plan").click()
    # The other tab hears of it without being touched, and the keyboard is at what is said.
    for each in (tab, other):
        _words(each, "^Done: feasible, interrupted").wait_for()
    other.wait_for_function("document.activeElement.id === 'words'")
    _assert_readable(other, axe)
    # The next one begins, and is ended from outside: that is said, and the lab goes on.
    tab.goto(second)
    _words(tab, "^Looking for better plans").wait_for()
    _process_of(queue[1]).kill()
    _words(tab, "ended from outside").wait_for()
    _assert_readable(tab, axe)
    tab.goto(f"{lab.address}/runs")
    tab.get_by_text("ended from outside").first.wait_for()
    _assert_readable(tab, axe)


def _process_of(run: Run) -> psutil.Process:
    """Return the process of a patient question, the last that left a file."""
    files = [each for each in run.file.parent.iterdir() if each.name.isdigit()]
    return psutil.Process(int(max(files, key=lambda each: each.stat().st_mtime).name))


def test_runs_can_be_followed_and_stopped_without_a_script(
    browser: Any, lab: Lab, queue: list[Run]
) -> None:
    context = browser.new_context(java_script_enabled=False)
    context.set_default_timeout(_PATIENCE * 1000)
    page, number = context.new_page(), queue[0].number
    _wait(lambda: queue[0].state().points)
    page.goto(f"{lab.address}/runs/{number}")
    assert page.get_by_text("Looking for better plans").is_visible()
    page.get_by_role("button", name="Stop and keep the best plan").click()
    _wait(lambda: queue[0].is_over)
    page.get_by_role("link", name="Show how far it is now").click()
    page.get_by_text("Done: feasible, interrupted").wait_for()
    page.goto(f"{lab.address}/runs")
    page.get_by_role("button", name=f"Stop run {queue[1].number}").click()
    page.get_by_role("heading", level=1, name="Run", exact=True).wait_for()
    context.close()
    _wait(lambda: queue[1].is_over)
    assert queue[1].status in ("done", "interrupted")


@needs_source
def test_a_solve_that_is_stopped_keeps_its_plan(tab: Any, lab: Lab) -> None:
    folder = ROOT / "examples" / "unit"
    known, policy = read(folder)
    options = SolveOptions(time_limit=600.0, threads=1)
    question = SolveQuestion("unit", folder, "unit", (), policy, False, options)
    run = lab.workspace.runs.submit(question, known)
    tab.goto(f"{lab.address}/runs/{run.number}")
    tab.locator("#live dd").first.get_by_text(re.compile(r"\d")).wait_for()
    tab.get_by_role("button", name="Stop and keep the best plan").click()
    _words(tab, "^Done: feasible, interrupted").wait_for()
    assert run.result is not None and run.result.plan is not None
    assert run.result.limit == "interrupted"
    tab.get_by_role("link", name="Read this result").click()
    tab.get_by_text("How sure.").wait_for()


def test_a_way_out_is_taken(tab: Any, lab: Lab, axe: str) -> None:
    number = lab.workspace.add(Reform("cap 1", [{"set": "caseload.cap", "to": 1}]))
    tab.goto(f"{lab.address}/why-not")
    _assert_readable(tab, axe)
    tab.get_by_label("Scenario").select_option("cap 1")
    tab.get_by_label("Time limit").fill("60")
    tab.get_by_role("button", name="Ask why not").press("Enter")
    tab.get_by_role("link", name="Read why not").press("Enter")
    tab.get_by_text("no plan keeps all the rules").first.wait_for()
    _assert_readable(tab, axe)
    tab.get_by_role("button", name="Take this way by cap").press("Enter")
    tab.get_by_text("cap 1, with cap").first.wait_for()
    found = {each.name: key for key, each in lab.workspace.scenarios.items()}
    taken = found["cap 1, with cap"]
    assert [each.words() for each in lab.workspace.scenarios[taken].changes] == ["caseload.cap = 2"]
    for each in (number, taken):
        lab.workspace.remove(each)


@pytest.mark.slow
@pytest.mark.skipif(SHARE < 1, reason="an office is solved: SAMEHANDS_DRAWS=1")
def test_pages_answer_while_an_office_is_solved(
    tab: Any, lab: Lab, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    known, policy = generate("office", seed=7)
    write(tmp_path / "office", known, policy)
    options = SolveOptions(time_limit=45.0)
    question = SolveQuestion("office", tmp_path / "office", "office", (), policy, False, options)
    run = lab.workspace.runs.submit(question, known)
    tab.goto(f"{lab.address}/runs/{run.number}")
    took: list[float] = []
    while not run.is_over:
        for name in ("Run", "Why not", "Compare"):
            clicked = time.monotonic()
            tab.get_by_role("link", name=name, exact=True).click()
            tab.get_by_role("heading", level=1, name=name, exact=True).wait_for()
            took.append(time.monotonic() - clicked)
    tab.goto(f"{lab.address}/runs/{run.number}")
    _words(tab, "^Done: ").wait_for()
    assert run.status == "done" and len(took) > 20
    # How busy a machine is decides about a moment, so the figure is told, and hardly asserted.
    middle, most = statistics.median(took), max(took)
    with capsys.disabled():
        sys.stdout.write(f"\n{len(took)} clicks: median {middle:.3f} s, most {most:.3f} s\n")
    assert middle < 5.0
