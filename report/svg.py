"""The elements that pages and pictures are made of, and the strokes and fills of pictures.

Colours are variables of the style sheet, one set for light and one for dark. Series differ in
pattern, dashes and marks beside their colour.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.etree import ElementTree

# Elements of HTML and SVG, built as trees, so that every text is escaped and every tag closed.


Element = ElementTree.Element


def element(tag: str, *children: Element | str, **attributes: str) -> Element:
    """Return an element.

    Parameters
    ----------
    tag : str
        Its tag.
    *children : Element or str
        What stands in it, in order.
    **attributes : str
        Its attributes, with ``_`` for ``-``; one at the end is dropped (``class_``).
    """
    made = Element(
        tag, {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    )
    last: Element | None = None
    for child in children:
        if not isinstance(child, str):
            made.append(child)
            last = child
        elif last is None:
            made.text = (made.text or "") + child
        else:
            last.tail = (last.tail or "") + child
    return made


def html_text(root: Element) -> str:
    """Return an element as HTML."""
    return ElementTree.tostring(root, encoding="unicode", method="html")


def xml_text(root: Element) -> str:
    """Return an element as XML."""
    return ElementTree.tostring(root, encoding="unicode")


# Strokes and fills.

WIDTH = 760
"""Width of every picture, in units of about a pixel."""

SERIES = 6
"""Series that have a colour of their own; a seventh has that of the first again."""

_LIGHT = ("#0b5cad", "#b34700", "#00694e", "#8a2c6f", "#5b4a00", "#333333")
"""Each has a contrast of 5 or more to white; several are alike to some eyes, hence the patterns."""
_DARK = ("#7db7f5", "#f0a35e", "#5fd0a8", "#e29ccd", "#d8c46a", "#cfd3d7")
"""The same on a dark page."""


def _variables(colours: tuple[str, ...]) -> str:
    return " ".join(f"--series-{place}: {colour};" for place, colour in enumerate(colours))


_CLASSES = "\n".join(
    f".picture .fill-{place} {{ fill: var(--series-{place}); }} "
    f".picture .line-{place} {{ stroke: var(--series-{place}); }}"
    for place in range(SERIES)
)

CHART_STYLE = f"""
:root {{ {_variables(_LIGHT)} }}
@media (prefers-color-scheme: dark) {{ :root {{ {_variables(_DARK)} }} }}
@media print {{ :root {{ {_variables(_LIGHT)} }} }}
.picture text {{ font: 13px system-ui, sans-serif; fill: var(--ink); }}
.picture .paper {{ fill: var(--paper); }}
.picture .rule {{ stroke: var(--line); stroke-width: 1; fill: none; }}
.picture .axis {{ stroke: var(--ink); stroke-width: 1; fill: none; }}
.picture .limit {{ stroke: var(--ink); stroke-width: 2; fill: none; }}
.picture .open {{ stroke: var(--quiet); }}
.picture .strong {{ font-weight: 600; }}
{_CLASSES}
"""
"""How pictures look on a page that defines ``--ink``, ``--quiet``, ``--line`` and ``--paper``."""

_ALONE = """
:root { --ink: #1f2328; --quiet: #4b5258; --line: #d0d4d9; --paper: #ffffff; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --quiet: #b3bac1; --line: #454b52;
  --paper: #16181b; } }
"""

_DASHES = ("", "8 4", "2 3", "12 3 2 3", "5 2", "16 4", "1 5")


def standalone(picture: Element) -> str:
    """Return a picture as a file of its own, which looks like the picture on a page."""
    picture.set("xmlns", "http://www.w3.org/2000/svg")
    picture.insert(2, element("style", _ALONE + CHART_STYLE))
    return xml_text(picture)


def number(value: float) -> str:
    """Return a length with one decimal at most."""
    return f"{value:.1f}".removesuffix(".0")


def text(words: str, x: float, y: float, anchor: str = "start", class_: str = "") -> Element:
    """Return a line of text; the anchor is its start, middle or end."""
    made = element("text", words, x=number(x), y=number(y), text_anchor=anchor)
    if class_:
        made.set("class", class_)
    return made


def width_of(words: str) -> float:
    """Return about how wide a text is; fonts differ, so it is rather too much."""
    return 7.2 * len(words)


def name_width(names: Iterable[str], most: int) -> float:
    """Return the room that names of so many characters at most take on the left."""
    return 18 + width_of("n" * min(most, max(map(len, names), default=1)))


def shortened(words: str, most: int) -> str:
    """Return a text of so many characters at most."""
    return words if len(words) <= most else f"{words[: most - 1]}…"


def rule(x1: float, y1: float, x2: float, y2: float, class_: str = "rule") -> Element:
    """Return a straight line."""
    return element("path", d=f"M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}", class_=class_)


def stroke(path: str, place: int) -> Element:
    """Return the line of a series along a path."""
    line = element("path", d=path, fill="none", class_=f"line-{place % SERIES}", stroke_width="2")
    if dash := _DASHES[place % len(_DASHES)]:
        line.set("stroke-dasharray", dash)
    return line


def mark(x: float, y: float, place: int) -> Element:
    """Return the mark of a series: disc, square, triangle or diamond, full, then hollow."""
    a, b, r = number(x), number(y), 4
    shapes = (
        f"M{number(x - r)} {b}a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0 {-2 * r} 0Z",
        f"M{number(x - r)} {number(y - r)}h{2 * r}v{2 * r}h{-2 * r}Z",
        f"M{a} {number(y - r - 1)}l{r + 1} {2 * r + 1}h{-2 * r - 2}Z",
        f"M{a} {number(y - r - 1)}l{r + 1} {r + 1}l{-r - 1} {r + 1}l{-r - 1} {-r - 1}Z",
    )
    series = place % SERIES
    fill = "paper" if place // len(shapes) % 2 else f"fill-{series}"
    return element(
        "path",
        d=shapes[place % len(shapes)],
        class_=f"{fill} line-{series}",
        stroke_width="1.5",
    )


_PATTERNS = (
    "",
    "M0 6L6 0M-1 1L1 -1M5 7L7 5",
    "M0 1.5H6M0 4.5H6",
    "M0 0L6 6M0 6L6 0",
)
"""What fills the bars of a series: the first is solid, the others are hatched."""
_OVER = "M1.5 0V6M4.5 0V6"
"""What fills the part of a bar that goes over what there is."""


def patterns(slug: str, series: int, *, over: bool = False) -> Element:
    """Return the hatchings that the bars of a picture use.

    Parameters
    ----------
    slug : str
        Name of the picture, which makes their ids unique on a page.
    series : int
        Series that there are.
    over : bool
        Whether something may go over what there is.
    """
    made = element("defs")
    for place in range(series):
        if path := _PATTERNS[place % len(_PATTERNS)]:
            made.append(_pattern(f"{slug}-fill-{place}", path, place))
        if over:
            made.append(_pattern(f"{slug}-over-{place}", _OVER, place))
    return made


def _pattern(id: str, path: str, place: int) -> Element:
    return element(
        "pattern",
        element("rect", width="6", height="6", class_="paper"),
        element("path", d=path, class_=f"line-{place % SERIES}", stroke_width="1.6"),
        id=id,
        width="6",
        height="6",
        patternUnits="userSpaceOnUse",
    )


def bar(
    slug: str,
    box: tuple[float, float, float, float],
    place: int,
    *,
    over: bool = False,
) -> Element:
    """Return a bar of a series.

    Parameters
    ----------
    slug : str
        Name of the picture.
    box : tuple of float
        Its left and upper end, width and height.
    place : int
        Which series it belongs to.
    over : bool
        Whether it is what goes over what there is.
    """
    x, y, width, height = box
    made = element(
        "rect",
        x=number(x),
        y=number(y),
        width=number(max(width, 0.5)),
        height=number(max(height, 0.5)),
        class_=f"line-{place % SERIES}",
    )
    if over:
        made.set("fill", f"url(#{slug}-over-{place})")
    elif _PATTERNS[place % len(_PATTERNS)]:
        made.set("fill", f"url(#{slug}-fill-{place})")
    else:
        made.set("class", f"fill-{place % SERIES} line-{place % SERIES}")
    return made


_ACROSS, _LEGEND_ROW = 18, 20


def legend(slug: str, names: list[str], x: float, y: float) -> tuple[list[Element], float]:
    """Return the names of series beside a piece of their bars, and the height that they take."""
    made: list[Element] = []
    at, line = x, y
    for place, name in enumerate(names):
        width = _ACROSS + 26 + width_of(name)
        if at > x and at + width > WIDTH:
            at, line = x, line + _LEGEND_ROW
        made.append(bar(slug, (at, line, _ACROSS, 12), place))
        made.append(text(name, at + _ACROSS + 6, line + 11))
        at += width
    return made, line - y + _LEGEND_ROW + 6


def series_mark(name: str, place: int, x: float, y: float) -> Iterator[Element]:
    """Yield the name of a line beside a piece of it."""
    yield stroke(f"M{number(x)} {number(y)}H{number(x + 40)}", place)
    yield mark(x + 20, y, place)
    yield text(name, x + 48, y + 4)


def upright(words: str, x: float, y: float) -> Element:
    """Return a text that is read from below."""
    made = text(words, 0, 0, "middle")
    made.set("transform", f"translate({number(x)} {number(y)}) rotate(-90)")
    return made
