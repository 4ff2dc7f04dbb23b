"""A document as one HTML page that needs no other file and no script."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import singledispatch
from urllib.parse import quote

from .charts import Chart, draw_svg
from .document import Block, Commands, Document, Listing, Paragraph, Section
from .svg import CHART_STYLE, Element, element, html_text
from .tables import Table, number_of

STYLE = """
:root { color-scheme: light dark; --ink: #1f2328; --paper: #ffffff; --line: #d0d4d9;
  --quiet: #4b5258; --link: #0b5cad; --shade: #f3f4f6; --alarm: #9a1c1c;
  --b0: #1f5f99; --b1: #a34a00; --b2: #00694e; --b3: #8a2c6f; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --paper: #16181b; --line: #454b52;
  --quiet: #b3bac1; --link: #7db7f5; --shade: #22262b; --alarm: #ff9a8f;
  --b0: #6fb1ea; --b1: #f0a35e; --b2: #5cc7a0; --b3: #d896c4; } }
@media print { :root { color-scheme: light; --ink: #000000; --paper: #ffffff; --line: #a0a4a9;
  --quiet: #333333; --link: #000000; --shade: #ffffff; --alarm: #000000;
  --b0: #1f5f99; --b1: #a34a00; --b2: #00694e; --b3: #8a2c6f; } }
body { margin: 0 auto; padding: 1rem 1.5rem 3rem; max-width: 76rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
h1, h2, h3 { line-height: 1.25; text-wrap: balance; }
h1 { font-size: 1.75rem; margin: 0.5rem 0 1rem; }
h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); padding-bottom: 0.25rem; }
p, li { max-width: 60rem; }
a { color: var(--link); }
a:focus-visible, summary:focus-visible, [tabindex]:focus-visible {
  outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -100rem; }
.skip:focus { position: static; }
nav { margin-top: 2rem; }
nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; padding: 0; list-style: none; }
.answer h2 { margin: 0; border: 0; font-size: 0.875rem; font-weight: 600; color: var(--quiet); }
.lead { font-size: 1.2rem; line-height: 1.4; max-width: 58rem; margin: 0.4rem 0; }
.scroll { overflow-x: auto; margin: 1rem 0 0.25rem; }
table { border-collapse: collapse; min-width: 24rem; font-size: 0.875rem;
  font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding: 0.25rem 0; }
th, td { padding: 0.25rem 0.45rem; text-align: left; vertical-align: top; }
thead th { border-bottom: 2px solid var(--ink); vertical-align: bottom; max-width: 9rem;
  overflow-wrap: break-word; }
tbody th { font-weight: 400; white-space: pre-wrap; }
tbody th[scope="rowgroup"] { font-style: italic; padding-top: 0.75rem; }
tr.strong > * { font-weight: 700; }
tr.quiet > :nth-last-child(-n+2) { color: var(--quiet); font-style: italic; }
tbody tr { border-bottom: 1px solid var(--line); }
.number { text-align: right; }
tbody .number { white-space: nowrap; }
.barred > div { display: flex; align-items: center; gap: 0.5rem; }
.barred > div > :first-child { flex: 1; text-align: right; white-space: nowrap; }
svg.bar { flex: none; width: 6rem; min-width: 0; height: 0.5rem; }
.b0 { fill: var(--b0); } .b1 { fill: var(--b1); } .b2 { fill: var(--b2); } .b3 { fill: var(--b3); }
.answer table { width: 100%; max-width: 72rem; }
.answer td.text { min-width: 9rem; }
.note { margin: 0.25rem 0; color: var(--quiet); font-size: 0.875rem; }
.warning { border-left: 4px solid var(--alarm); padding-left: 0.75rem; color: var(--alarm); }
summary { cursor: pointer; padding: 0.25rem 0; }
figure { margin: 1rem 0; }
figure .scroll { margin: 0; }
svg { width: 100%; min-width: 40rem; max-width: 60rem; height: auto; }
pre { overflow-x: auto; background: var(--shade); padding: 0.75rem; }
footer { font-size: 0.875rem; overflow-wrap: anywhere; }
@media (max-width: 40rem) { body { padding: 0.5rem 1rem 2rem; } h1 { font-size: 1.4rem; }
  .lead { font-size: 1.05rem; } th, td { padding: 0.25rem 0.3rem; } svg.bar { width: 4rem; }
  .barred > div { flex-direction: column; align-items: end; gap: 0.1rem; } }
@media print { .scroll { overflow: visible; } nav, .skip { display: none; }
  details::details-content { content-visibility: visible; height: auto; }
  @page { margin: 15mm; } h2, h3, caption, thead { break-after: avoid-page; }
  figure, tr, p, li { break-inside: avoid-page; }
  svg { min-width: 0; } body { padding: 0; font-size: 0.875rem; } .lead { font-size: 1rem; }
  .answer { display: flex; flex-direction: column; }
  .answer > details, .answer > details + .note { order: 1; }
  .answer tbody th { min-width: 9rem; } .answer td.text { min-width: 8.5rem; }
  svg.bar { width: 3rem; } }
"""


_COLOURS = 4
"""Colours of bars, one a column."""

Link = Callable[[str, str], str | None]
"""Takes the head of a column and the text of a cell; returns where that leads, None for nowhere."""


def _no_link(head: str, text: str) -> None:
    """Lead nowhere, as on a page that stands alone."""


def format_html(document: Document) -> str:
    """Return a document as a complete HTML page.

    Parameters
    ----------
    document : Document
        The document.
    """
    main, footer = _parts(document, _no_link)
    page = element(
        "html",
        _head(document.title),
        element(
            "body",
            element("a", "Skip to the report", class_="skip", href="#report"),
            element("header", element("h1", document.title)),
            element("main", *main, id="report"),
            element("footer", footer),
        ),
        lang="en",
    )
    return f"<!DOCTYPE html>\n{html_text(page)}\n"


def format_parts(document: Document, link: Link = _no_link) -> str:
    """Return the parts of a page as HTML, without its frame and its title.

    Parameters
    ----------
    document : Document
        The document.
    link : callable
        Where cells of its tables lead.

    Returns
    -------
    str
        What stands in a page that has ``STYLE`` and ``CHART_STYLE``.
    """
    main, footer = _parts(document, link)
    return "".join(html_text(each) for each in (*main, footer))


def format_blocks(blocks: Sequence[Block]) -> str:
    """Return a few blocks as HTML that stands in a page with the style of reports."""
    return "".join(html_text(each) for each in _blocks(blocks, _no_link))


def _parts(document: Document, link: Link) -> tuple[list[Element], Element]:
    """Return what stands in a page above its foot, and the foot."""
    shown = document.parts("page")
    answers = [part for part in shown if part.where == "first"]
    rest = shown[len(answers) :]
    main = [
        *_blocks(document.lead, link),
        *(_answer(part, link) for part in answers),
        _contents([*rest, document.footer]),
        *(_section(part, place, link) for place, part in enumerate(rest)),
    ]
    return main, _section(document.footer, len(rest), link)


def format_fragment(part: Section) -> str:
    """Return a part as a piece of HTML that stands in another page, with a style of its own.

    Parameters
    ----------
    part : Section
        The part.
    """
    # The style holds below the part alone, so that the page around it stays as it is.
    rules = STYLE.replace(":root", ":scope").replace("\nbody", "\n:scope")
    style = element("style", f"@scope (.samehands) {{{rules}}}")
    shown = element("div", style, *_blocks(part.blocks, _no_link), class_="samehands answer")
    return html_text(shown)


def _head(title: str) -> Element:
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", title),
        element("style", STYLE + CHART_STYLE),
    )


def _contents(parts: Sequence[Section]) -> Element:
    links = [
        element("li", element("a", part.title, href=f"#{_anchor(place)}"))
        for place, part in enumerate(parts)
    ]
    return element("nav", element("ul", *links), aria_label="Contents")


def _anchor(place: int) -> str:
    return f"part-{place + 1}"


def _answer(part: Section, link: Link) -> Element:
    """Return the first screen, ahead of the contents."""
    head = element("h2", part.title, id="answer")
    return element(
        "section", head, *_blocks(part.blocks, link), class_="answer", aria_labelledby="answer"
    )


def _section(part: Section, place: int, link: Link) -> Element:
    return element(
        "section",
        element("h2", part.title, id=_anchor(place)),
        *_blocks(part.blocks, link),
        aria_labelledby=_anchor(place),
    )


def _blocks(blocks: Sequence[Block], link: Link) -> Iterator[Element]:
    for block in blocks:
        yield from _block(block, link)


@singledispatch
def _block(block: Block, link: Link) -> Iterator[Element]:
    raise TypeError(f"no way to write a {type(block).__name__}")


@_block.register
def _paragraph(block: Paragraph, link: Link) -> Iterator[Element]:
    if block.words():
        kind = {} if block.tone == "plain" else {"class": block.tone}
        head: list[Element | str] = []
        if block.head:
            head += [element("strong", block.head), " "]
        yield element("p", *head, block.words(), **kind)


@_block.register
def _listing(block: Listing, link: Link) -> Iterator[Element]:
    yield element("ul", *(element("li", item) for item in block.items))


@_block.register
def _commands(block: Commands, link: Link) -> Iterator[Element]:
    code = element("pre", element("code", "\n".join(block.lines)), tabindex="0")
    yield element("details", element("summary", block.summary), code) if block.summary else code


@_block.register
def _chart(block: Chart, link: Link) -> Iterator[Element]:
    yield element("h3", block.title)
    picture = element("div", draw_svg(block), class_="scroll", role="group")
    picture.set("aria-labelledby", f"{block.slug}-title")
    picture.set("tabindex", "0")
    reading: list[Element | str] = [block.how_to_read()]
    points = block.csv()
    if points is not None:
        reading += [" All points as CSV: ", _download(f"{block.slug}-points.csv", points)]
    yield element("figure", picture, element("figcaption", *reading, class_="note"))
    yield from _table(block.table, link)


@_block.register
def _table(block: Table, link: Link) -> Iterator[Element]:
    name = f"{block.slug}-caption"
    head = [
        element("th", column.head, scope="col", class_=_class(block, place))
        for place, column in enumerate(block.columns)
    ]
    table = element(
        "table",
        element("caption", block.caption, id=name),
        element("thead", element("tr", *head)),
        *_bodies(block, link),
    )
    shown = element("div", table, class_="scroll", role="region", aria_labelledby=name)
    shown.set("tabindex", "0")
    if block.folded:
        yield element("details", element("summary", f"Show: {block.caption}"), shown)
    else:
        yield shown
    twin = _download(f"{block.slug}.csv", block.csv())
    yield element("p", f"{block.note} " if block.note else "", "As CSV: ", twin, class_="note")


def _bodies(block: Table, link: Link) -> Iterator[Element]:
    """Yield the rows, a body for each chapter, headed by its title."""
    bodies = [element("tbody")]
    for number, texts in enumerate(block.texts()):
        if number in block.chapters:
            title = element("th", block.chapters[number], scope="rowgroup")
            title.set("colspan", str(len(block.columns)))
            bodies.append(element("tbody", element("tr", title)))
        bodies[-1].append(_row(block, number, texts, link))
    return (body for body in bodies if len(body) or len(bodies) == 1)


def _download(name: str, text: str) -> Element:
    data = f"data:text/csv;charset=utf-8,{quote(text)}"
    return element("a", name, href=data, download=name)


def _row(block: Table, number: int, texts: list[str], link: Link) -> Element:
    row = element("tr")
    for place, text in enumerate(texts):
        kind = _class(block, place)
        address = link(block.columns[place].head, text)
        shown = text if address is None else element("a", text, href=address)
        if place < block.heads:
            row.append(element("th", shown, scope="row", class_=kind))
        elif number in block.bars and (bar := _bar(block, number, place)) is not None:
            row.append(element("td", element("div", element("span", text), bar), class_="barred"))
        else:
            row.append(element("td", shown, class_=kind))
    kinds = [name for name in ("strong", "quiet") if number in getattr(block, name)]
    if kinds:
        row.set("class", " ".join(kinds))
    return row


def _bar(block: Table, row: int, place: int) -> Element | None:
    """Return the bar of a cell, empty where its number is not known; differences have none."""
    if block.columns[place].kind in ("text", "signed"):
        return None
    whole = block.rows[block.bars[row]]
    plans = [at for at, each in enumerate(block.columns) if each.kind not in ("text", "signed")]
    full = max((number_of(whole[at]) or 0.0 for at in plans), default=0.0)
    share = (number_of(block.rows[row][place]) or 0.0) / full if full > 0 else 0.0
    colour = (place - block.heads) % _COLOURS
    # Drawn, not styled: a page may forbid styles within it, and paper shows no background.
    filled = element("rect", width=f"{min(share, 1.0):.1%}", height="100%", class_=f"b{colour}")
    return element("svg", filled, class_="bar", aria_hidden="true")


def _class(block: Table, place: int) -> str:
    return "text" if block.columns[place].kind == "text" else "number"
