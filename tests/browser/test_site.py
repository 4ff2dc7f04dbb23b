"""The documentation as a site, where it was built: accessible, complete, from this machine alone.

``make docs`` builds it into ``docs/_build``; ``SITE`` names another place.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from source_tree import ROOT

SITE = Path(os.environ.get("SITE", ROOT / "docs" / "_build")) / "html"
PAGES = ("index", "rules/caseload", "reference/api/Result", "notebooks/first-comparison", "search")
_WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
_RUN_AXE = """async tags => {
  const found = await axe.run(document, {runOnly: {type: 'tag', values: tags}});
  return [found.passes.length, found.violations.map(
    each => each.id + ': ' + each.nodes.map(node => node.html.slice(0, 120)).join(' | '))];
}"""

# The list of words for the search is the last file that a build writes.
pytestmark = pytest.mark.skipif(
    not (SITE / "searchindex.js").exists(), reason="no site: make docs builds it"
)


@pytest.fixture
def tab(browser: Any) -> Iterator[Any]:
    """Return an empty tab that has no network."""
    context = browser.new_context(offline=True)
    yield context.new_page()
    context.close()


def _opened(tab: Any, name: str) -> Any:
    tab.goto((SITE / f"{name}.html").as_uri())
    tab.locator("main h1").first.wait_for()
    return tab


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_keeps_people_from_reading_it(name: str, scheme: str, tab: Any, axe: str) -> None:
    tab.emulate_media(color_scheme=scheme)
    _opened(tab, name).evaluate(axe)
    passed, violations = tab.evaluate(_RUN_AXE, _WCAG)
    assert violations == []
    assert passed > 10


@pytest.mark.parametrize("name", PAGES)
def test_it_fits_a_narrow_screen_and_asks_for_nothing_elsewhere(name: str, tab: Any) -> None:
    asked: list[str] = []

    def note(request: Any) -> None:
        asked.append(request.url)

    tab.on("request", note)
    tab.set_viewport_size({"width": 320, "height": 800})
    _opened(tab, name)
    assert tab.evaluate("document.documentElement.scrollWidth") <= 320
    assert asked
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


def test_no_page_loads_anything_from_elsewhere() -> None:
    pages = [*SITE.rglob("*.html")]
    loads = re.compile(r"""<(?:script|img|link|iframe)[^>]*(?:src|href)=["'](?:https?:)?//[^"']*""")
    assert len(pages) > 100
    assert [found for page in pages for found in loads.findall(page.read_text("utf-8"))] == []


def test_the_search_finds_a_public_name(tab: Any) -> None:
    tab.goto((SITE / "search.html").as_uri() + "?q=rebalance")
    first = tab.locator("#search-results a", has_text="rebalance").first
    first.wait_for()
    assert "api/rebalance" in str(first.get_attribute("href"))
