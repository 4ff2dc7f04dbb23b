"""Makes the pictures of ``docs/images``: ``python docs/make_images.py``.

Needs the extras ``browser``, ``lab`` and ``plots``, and Debian's chromium. The reports are those of
the tutorial, on the example, with the commands that stand there; the pages of the lab are about the
example too.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

# An extra, and what comes with Matplotlib: type checkers need not have them.
Image: Any = import_module("PIL.Image")
sync_playwright: Any = import_module("playwright.sync_api").sync_playwright

DOCS = Path(__file__).resolve().parent
IMAGES = DOCS / "images"
SAMEHANDS = (sys.executable, "-m", "samehands")
COMMANDS = (
    "convert examples/unit --out office.xlsx",
    "compare office.xlsx --time-limit 120 --report office.html --out office.json",
    "report office.json --instance office.xlsx --out internal.html --internal",
)
WIDE, NARROW, SHEET = (1280, 1150), (375, 1000), (794, 1123)
"""Sizes of a screen, of a phone and of a printed page, in pixels."""


STANDARDS = ("client-based", "team-2", "hybrid", "task-based")
"""What the lab sets side by side: the baseline of the example, and the others."""
RUN_SECONDS = 20
"""Seconds of each run."""
LOW_CAP = 380
"""Weighted cases a worker: eight of them cannot own 3,200 clients."""
EXPLAIN_SECONDS = 60
"""Seconds for the explanation."""
PATIENCE = 600
"""Seconds that a picture may be waited for: on a machine of its own the runs take two minutes."""


def main() -> None:
    """Take all pictures, and make them small."""
    program = shutil.which("chromium")
    if program is None:
        sys.exit("there is no chromium: apt-get install chromium")
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as driver:
        folder = Path(name)
        (folder / "examples").symlink_to(DOCS.parent / "examples")
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        show_reports(browser, folder)
        show_lab(browser, folder)
        browser.close()
    for picture in IMAGES.glob("*.png"):
        # Few colours are in use, so a palette of them makes small files.
        image = Image.open(picture).convert("RGB").quantize(64)
        image.save(picture, optimize=True)


def show_reports(browser: Any, folder: Path) -> None:
    """Run the commands of the tutorial and take the pictures of their reports."""
    for line in COMMANDS:
        subprocess.run([*SAMEHANDS, *line.split()], cwd=folder, check=True)
    public, internal = folder / "office.html", folder / "internal.html"
    _screen(browser, public, WIDE, "report-first-screen.png")
    _screen(browser, public, NARROW, "report-narrow.png")
    _screen(browser, public, SHEET, "report-printed.png", media="print")
    _section(browser, public, "Timeliness", "report-timeliness.png")
    _section(browser, internal, "Each worker", "report-each-worker.png")


def show_lab(browser: Any, folder: Path) -> None:
    """Open the lab on the example, set the standards side by side, and take pictures on the way."""
    command = [*SAMEHANDS, "lab", "examples/unit", "--port", "0", "--no-browser"]
    place = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, cwd=folder, env=place, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        (address,) = re.findall(r"http://\S+/", process.stdout.readline())
        tab = browser.new_page(viewport={"width": WIDE[0], "height": WIDE[1]})
        tab.set_default_timeout(PATIENCE * 1000)
        tab.emulate_media(color_scheme="light")
        tab.goto(address)
        _page(tab, "lab-agency.png")
        tab.goto(f"{address}standard?caseload.cap=450&overtime.limit=30")
        _page(tab, "lab-standard.png")
        tab.goto(f"{address}agency")
        tab.get_by_role("button", name="Set four standards side by side").click()
        tab.get_by_label("Time limit").fill(str(RUN_SECONDS))
        tab.get_by_role("button", name="Run", exact=True).click()
        tab.goto(f"{address}runs/1")
        tab.get_by_text("Done:").wait_for()
        _page(tab, "lab-run.png")
        tab.goto(f"{address}runs")
        done = tab.get_by_text("Done:")
        done.nth(len(STANDARDS) - 1).wait_for()
        tab.goto(f"{address}compare?{'&'.join(f'run={n + 1}' for n in range(len(STANDARDS)))}")
        _page(tab, "lab-compare.png")
        tab.goto(f"{address}take-away")
        _page(tab, "lab-take-away.png")
        show_why_not(tab, address)
        process.terminate()


def show_why_not(tab: Any, address: str) -> None:
    """Ask why a cap that is too low cannot be kept, and take a picture of the answer."""
    tab.goto(f"{address}standard?caseload.cap={LOW_CAP}")
    name = f"cap {LOW_CAP}"
    tab.get_by_label("Name", exact=True).fill(name)
    tab.get_by_role("button", name="Keep as a scenario").click()
    tab.get_by_role("heading", level=1, name=name).wait_for()
    tab.goto(f"{address}why-not")
    tab.get_by_label("Scenario").select_option(name)
    tab.get_by_label("Time limit").fill(str(EXPLAIN_SECONDS))
    tab.get_by_role("button", name="Ask why not").click()
    tab.get_by_role("link", name="Read why not").click()
    tab.get_by_role("heading", name="Take a way out").wait_for()
    _page(tab, "lab-why-not.png")


def _page(tab: Any, name: str) -> None:
    tab.wait_for_load_state("load")
    tab.screenshot(path=IMAGES / name)


def _open(browser: Any, page: Path, size: tuple[int, int], media: str = "screen") -> Any:
    tab = browser.new_page(viewport={"width": size[0], "height": size[1]})
    tab.emulate_media(media=media, color_scheme="light")
    tab.goto(page.as_uri())
    return tab


def _screen(
    browser: Any, page: Path, size: tuple[int, int], name: str, media: str = "screen"
) -> None:
    tab = _open(browser, page, size, media)
    tab.screenshot(path=IMAGES / name)
    tab.close()


def _section(browser: Any, page: Path, title: str, name: str) -> None:
    tab = _open(browser, page, WIDE)
    tab.get_by_role("region", name=title, exact=True).first.screenshot(path=IMAGES / name)
    tab.close()


if __name__ == "__main__":
    main()
