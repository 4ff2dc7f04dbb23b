"""Elements of HTML and SVG, built as trees, so that every text is escaped and every tag closed."""

from __future__ import annotations

from xml.etree import ElementTree

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
