"""A benchmark report as one HTML file that needs no other file and no script."""

from __future__ import annotations

from collections.abc import Iterator
from functools import singledispatch
from urllib.parse import quote

from .cells import Table
from .charts import Chart
from .document import Block, Commands, Document, Listing, Paragraph, Section
from .elements import Element, element, html_text
from .svg import svg

STYLE = """
:root { color-scheme: light; }
body { margin: 0 auto; padding: 1rem 1.5rem 3rem; max-width: 76rem; background: #ffffff;
  color: #1f2328; font: 1rem/1.5 system-ui, sans-serif; }
h1, h2, h3 { line-height: 1.25; }
h2 { margin-top: 2.5rem; border-bottom: 1px solid #d0d4d9; padding-bottom: 0.25rem; }
a { color: #0b5cad; }
a:focus-visible, summary:focus-visible, [tabindex]:focus-visible {
  outline: 3px solid #0b5cad; outline-offset: 2px; }
.skip { position: absolute; left: -100rem; }
.skip:focus { position: static; }
nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; padding: 0; list-style: none; }
.scroll { overflow-x: auto; margin: 1rem 0 0.25rem; }
table { border-collapse: collapse; min-width: 24rem; font-size: 0.875rem;
  font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding: 0.25rem 0; }
th, td { padding: 0.25rem 0.45rem; text-align: left; vertical-align: top; }
thead th { border-bottom: 2px solid #1f2328; vertical-align: bottom; max-width: 7rem; }
tbody th { font-weight: 600; white-space: nowrap; }
tbody tr { border-bottom: 1px solid #d0d4d9; }
.number { text-align: right; }
tbody .number { white-space: nowrap; }
.note { margin: 0.25rem 0; max-width: 60rem; color: #4b5258; font-size: 0.875rem; }
figure { margin: 1rem 0; }
svg { width: 100%; max-width: 860px; height: auto; }
pre { overflow-x: auto; background: #f3f4f6; padding: 0.75rem; }
footer { font-size: 0.875rem; }
@media print { .scroll { overflow: visible; } nav, .skip { display: none; } }
"""


def html(document: Document) -> str:
    """Return a report as a complete HTML page.

    Parameters
    ----------
    document : Document
        The report.
    """
    page = element(
        "html",
        _head(document.title),
        element(
            "body",
            element("a", "Skip to the report", class_="skip", href="#report"),
            element("header", element("h1", document.title), _contents(document)),
            element("main", *map(_section, document.sections), id="report"),
            element("footer", _section(document.footer)),
        ),
        lang="en",
    )
    return f"<!DOCTYPE html>\n{html_text(page)}\n"


def _head(title: str) -> Element:
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", title),
        element("style", STYLE),
    )


def _contents(document: Document) -> Element:
    links = [
        element("li", element("a", part.title, href=f"#{_anchor(part)}"))
        for part in (*document.sections, document.footer)
    ]
    return element("nav", element("ul", *links), aria_label="Contents")


def _anchor(part: Section) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in part.title.lower())


def _section(part: Section) -> Element:
    blocks = [each for block in part.blocks for each in _block(block)]
    return element("section", element("h2", part.title, id=_anchor(part)), *blocks)


@singledispatch
def _block(block: Block) -> Iterator[Element]:
    raise TypeError(f"no way to write a {type(block).__name__}")


@_block.register
def _paragraph(block: Paragraph) -> Iterator[Element]:
    yield element("p", block.text)


@_block.register
def _listing(block: Listing) -> Iterator[Element]:
    yield element("ul", *(element("li", item) for item in block.items))


@_block.register
def _commands(block: Commands) -> Iterator[Element]:
    yield element("pre", element("code", "\n".join(block.lines)), tabindex="0")


@_block.register
def _chart(block: Chart) -> Iterator[Element]:
    yield element("h3", block.title)
    link = _download(f"{block.slug}-points.csv", block.csv())
    reading = element("figcaption", f"{block.reading} All points as CSV: ", link, class_="note")
    yield element("figure", svg(block), reading)
    yield from _table(block.table)


@_block.register
def _table(block: Table) -> Iterator[Element]:
    name = f"{block.slug}-caption"
    head = [
        element("th", column.head, scope="col", class_=_class(block, place))
        for place, column in enumerate(block.columns)
    ]
    table = element(
        "table",
        element("caption", block.caption, id=name),
        element("thead", element("tr", *head)),
        element("tbody", *(_row(block, texts) for texts in block.texts())),
    )
    shown = element("div", table, class_="scroll", role="region", aria_labelledby=name)
    shown.set("tabindex", "0")
    if block.folded:
        yield element("details", element("summary", f"Show: {block.caption}"), shown)
    else:
        yield shown
    link = _download(f"{block.slug}.csv", block.csv())
    yield element("p", f"{block.note} " if block.note else "", "As CSV: ", link, class_="note")


def _download(name: str, text: str) -> Element:
    data = f"data:text/csv;charset=utf-8,{quote(text)}"
    return element("a", name, href=data, download=name)


def _row(block: Table, texts: list[str]) -> Element:
    cells = [
        element("th", text, scope="row", class_=_class(block, place))
        if place < block.heads
        else element("td", text, class_=_class(block, place))
        for place, text in enumerate(texts)
    ]
    return element("tr", *cells)


def _class(block: Table, place: int) -> str:
    return "text" if block.columns[place].kind == "text" else "number"
