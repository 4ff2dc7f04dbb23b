"""Makes the pictures of ``docs/images`` from reports: ``python docs/make_images.py``.

Needs the extras ``browser`` and ``plots``, and Debian's chromium. The reports are those of the
tutorial, on the example, with the commands that stand there.
"""

from __future__ import annotations

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
COMMANDS = (
    "convert examples/unit --out office.xlsx",
    "compare office.xlsx --time-limit 120 --report office.html --out office.json",
    "report office.json --instance office.xlsx --out internal.html --internal",
)
WIDE, NARROW, SHEET = (1280, 1150), (375, 1000), (794, 1123)
"""Sizes of a screen, of a phone and of a printed page, in pixels."""


def main() -> None:
    """Run the commands of the tutorial and take the pictures."""
    program = shutil.which("chromium")
    if program is None:
        sys.exit("there is no chromium: apt-get install chromium")
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as driver:
        folder = Path(name)
        (folder / "examples").symlink_to(DOCS.parent / "examples")
        for line in COMMANDS:
            subprocess.run(["samehands", *line.split()], cwd=folder, check=True)
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        public, internal = folder / "office.html", folder / "internal.html"
        _screen(browser, public, WIDE, "report-first-screen.png")
        _screen(browser, public, NARROW, "report-narrow.png")
        _screen(browser, public, SHEET, "report-printed.png", media="print")
        _section(browser, public, "Timeliness", "report-timeliness.png")
        _section(browser, internal, "Each worker", "report-each-worker.png")
        browser.close()
    for picture in IMAGES.glob("*.png"):
        # Few colours are in use, so a palette of them makes small files.
        image = Image.open(picture).convert("RGB").quantize(64)
        image.save(picture, optimize=True)


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
