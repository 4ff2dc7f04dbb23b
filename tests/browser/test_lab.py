"""The lab in a real browser: from a workbook to a scenario, by mouse and by keyboard alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from in_browser import Lab, axe_faults, width_needed
from workbooks import TASKS, make

PAGES = (
    "/agency",
    "/agency/description",
    "/standard?caseload.cap=9&utilisation.ceiling=many",
    "/rules/caseload",
    "/take-away",
    "/nothing",
)


@pytest.mark.parametrize("path", PAGES)
def test_nothing_keeps_people_from_using_it(path: str, lab: Lab, visitor: Any, axe: str) -> None:
    visitor.goto(f"{lab.address}{path}")
    assert axe_faults(visitor, axe) == []
    assert width_needed(visitor) <= 320


def _choose(page: Any, *files: Path) -> None:
    page.get_by_label("A workbook, a JSON file").set_input_files(list(map(str, files)))
    page.get_by_role("button", name="Load", exact=True).click()


def test_from_a_workbook_to_a_scenario(
    empty_lab: Lab, visitor: Any, axe: str, tmp_path: Path
) -> None:
    page, address = visitor, empty_lab.address
    page.goto(address)
    assert page.url == f"{address}/agency"
    # A workbook with two wrong cells is refused, cell by cell.
    head, one, other = TASKS
    bad = [head, (*one[:4], "soon", *one[5:]), (*other[:4], -5, *other[5:])]
    _choose(page, make(tmp_path / "bad.xlsx", tasks=bad))
    page.get_by_role("heading", name="bad.xlsx was not loaded").wait_for()
    assert "2 problems" in page.get_by_role("alert").inner_text()
    assert page.get_by_role("row", name="E: minutes").count() == 2
    assert axe_faults(page, axe) == []
    # Put right, it is loaded, and the refusal is gone.
    _choose(page, make(tmp_path / "office.xlsx"))
    page.get_by_role("heading", name="Loaded: office.xlsx").wait_for()
    assert page.get_by_role("alert").count() == 0
    # A cap and a standard; the address says both, so a reload and another tab show the same.
    page.get_by_role("link", name="Standard", exact=True).click()
    page.get_by_role("button", name="Open all rules").click()
    page.get_by_label("cap (cases").fill("2")
    page.get_by_role("button", name="Show what differs").first.click()
    page.get_by_role("row", name="caseload.cap").wait_for()
    page.get_by_role("radio", name="task-based").check()
    page.get_by_role("button", name="Take this standard").click()
    page.get_by_role("heading", name="The standard: task-based").wait_for()
    address_now = page.url
    assert "caseload.cap=2" in address_now and "continuity.k=unlimited" in address_now
    page.reload()
    second = page.context.new_page()
    second.goto(address_now)
    for each in (page, second):
        assert each.get_by_label("cap (cases").input_value() == "2"
        assert each.get_by_role("radio", name="task-based").is_checked()
    # What the one tab keeps, the other one sees; the same name is refused in the other.
    for each in (page, second):
        each.get_by_label("Name", exact=True).fill("a cap of two")
        each.get_by_role("button", name="Keep as a scenario").click()
    page.get_by_role("heading", name="a cap of two").wait_for()
    assert "take another name" in second.get_by_role("alert").inner_text()
    assert axe_faults(page, axe) == axe_faults(second, axe) == []
    assert [each.name for each in empty_lab.workspace.scenarios.values()] == ["a cap of two"]
    # What is taken away is a file.
    page.get_by_role("link", name="Take away", exact=True).click()
    with page.expect_download() as found:
        page.get_by_role("link", name="All scenarios as a file").click()
    assert "a cap of two" in Path(found.value.path()).read_text(encoding="utf-8")


def _tab_to(page: Any, words: str) -> None:
    """Press Tab until an element with some words has the focus, which must be seen."""
    page.wait_for_load_state()
    for _ in range(200):
        page.keyboard.press("Tab")
        # The outline is there a moment after the focus.
        page.wait_for_function("getComputedStyle(document.activeElement).outlineStyle !== 'none'")
        said = page.evaluate(
            "(here => here.labels?.[0]?.innerText ?? here.innerText)(document.activeElement)"
        )
        if words in said:
            return
    raise AssertionError(f"the keyboard does not reach {words!r}")


def test_the_keyboard_alone_is_enough(empty_lab: Lab, visitor: Any) -> None:
    page = visitor
    page.goto(f"{empty_lab.address}/agency")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    _tab_to(page, "Size")
    page.keyboard.press("t")
    _tab_to(page, "Generate")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Loaded: toy-7").wait_for()
    _tab_to(page, "Choose a standard")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Standard", exact=True).wait_for()
    _tab_to(page, "overtime")
    page.keyboard.press("Enter")
    _tab_to(page, "limit")
    page.keyboard.press("Control+a")
    page.keyboard.type("30")
    # Enter in a field shows what differs.
    page.keyboard.press("Enter")
    page.get_by_role("row", name="overtime.limit").wait_for()
    assert page.url.endswith("/standard?overtime.limit=30")
    _tab_to(page, "Name")
    page.keyboard.type("less overtime")
    _tab_to(page, "Keep as a scenario")
    page.keyboard.press("Space")
    page.get_by_role("heading", name="less overtime").wait_for()
