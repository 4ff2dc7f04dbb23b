"""Every kind of report in a real browser: accessible, valid, complete, on every screen."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from in_browser import axe_faults
from shell import answering_commands

NAMES = (*answering_commands(Path(), Path(), Path("/dev/null")), "public")


@pytest.fixture
def tab(browser: Any) -> Iterator[Any]:
    """Return an empty tab that has no network."""
    context = browser.new_context(offline=True)
    yield context.new_page()
    context.close()


def _opened(tab: Any, page: Path) -> Any:
    tab.goto(page.as_uri())
    tab.get_by_text("How this came about").first.wait_for()
    return tab


@pytest.mark.parametrize("name", NAMES)
def test_nothing_keeps_people_from_reading_it(
    name: str, pages: dict[str, Path], tab: Any, axe: str
) -> None:
    assert axe_faults(_opened(tab, pages[name]), axe) == []


@pytest.mark.parametrize("name", NAMES)
def test_it_fits_a_narrow_screen_and_asks_for_nothing(
    name: str, pages: dict[str, Path], tab: Any
) -> None:
    asked: list[str] = []

    def note(request: Any) -> None:
        asked.append(request.url)

    tab.on("request", note)
    tab.set_viewport_size({"width": 320, "height": 800})
    _opened(tab, pages[name])
    assert tab.evaluate("document.documentElement.scrollWidth") <= 320
    assert asked == [pages[name].as_uri()]


def test_the_keyboard_reaches_what_scrolls_and_sees_where_it_is(
    pages: dict[str, Path], tab: Any
) -> None:
    _opened(tab, pages["compare"])
    reached: list[tuple[str, str]] = []
    for _ in range(8):
        tab.keyboard.press("Tab")
        place = "document.activeElement"
        outline = f"getComputedStyle({place}).outlineStyle"
        reached.append(
            tuple(tab.evaluate(f"[{place}.tagName + '.' + {place}.className, {outline}]"))
        )
    assert reached[0][0] == "A.skip"
    assert {"DIV.scroll", "SUMMARY."} <= {tag for tag, _ in reached}
    assert all(outline != "none" for _, outline in reached)


@pytest.mark.parametrize("name", NAMES)
def test_it_is_valid(name: str, pages: dict[str, Path]) -> None:
    html5lib = pytest.importorskip("html5lib", reason="pip install -e '.[browser]'")
    text = pages[name].read_text(encoding="utf-8")
    assert html5lib.HTMLParser(strict=True).parse(text) is not None
    with pytest.raises(html5lib.html5parser.ParseError):
        html5lib.HTMLParser(strict=True).parse(text.replace("</main>", "</p></main>"))


def test_a_validator_has_nothing_to_say(pages: dict[str, Path], tmp_path: Path) -> None:
    program = os.environ.get("HTML_VALIDATE")
    if program is None:
        pytest.skip("HTML_VALIDATE names no html-validate (npm install html-validate)")
    wrong = tmp_path / "wrong.html"
    text = pages["solve"].read_text(encoding="utf-8")
    wrong.write_text(text.replace("<ul>", "<ul><p>loose</p>", 1), encoding="utf-8")

    def run(*files: Path) -> subprocess.CompletedProcess[str]:
        words = [program, "--preset", "standard", *map(str, files)]
        return subprocess.run(words, capture_output=True, text=True, check=False)

    done = run(*pages.values())
    assert done.returncode == 0, done.stdout
    assert run(wrong).returncode != 0


def test_it_prints(pages: dict[str, Path], tab: Any) -> None:
    _opened(tab, pages["compare"])
    assert tab.pdf(format="Letter").startswith(b"%PDF-")
    tab.emulate_media(media="print")
    assert not tab.locator("nav").is_visible()
    assert tab.locator("h1").is_visible()
    # An answer that must not be broken begins a page of its own, below a nearly empty one.
    breaks = "getComputedStyle(document.querySelector('.answer')).breakInside"
    assert tab.evaluate(breaks) == "auto"
    # A bar that were drawn by its background would be lost on paper.
    drawn = "getComputedStyle(document.querySelector('.bar rect')).fill"
    assert tab.evaluate(drawn) == "rgb(31, 95, 153)"
    wide = "document.querySelector('.bar').getBoundingClientRect().width"
    assert tab.evaluate(wide) == 48
