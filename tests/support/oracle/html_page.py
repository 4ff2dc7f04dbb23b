"""A strict look at an HTML page: every element closed, in order, with what a reader needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta"})


@dataclass
class Node:
    """An element of a page.

    Parameters
    ----------
    tag : str
        Its tag.
    attributes : dict from str to str
        Its attributes.
    children : list of Node
        The elements in it.
    text : str
        The text directly in it.
    """

    tag: str
    attributes: dict[str, str] = field(default_factory=dict[str, str])
    children: list[Node] = field(default_factory=list["Node"])
    text: str = ""

    def all(self, tag: str) -> list[Node]:
        """Return the elements of a tag below this one, in order."""
        return [node for node in self._below() if node.tag == tag]

    def words(self) -> str:
        """Return all text in it."""
        return " ".join(node.text.strip() for node in (self, *self._below()) if node.text.strip())

    def _below(self) -> Iterator[Node]:
        for child in self.children:
            yield child
            yield from child._below()


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("")
        self.open = [self.root]
        self.declaration = ""

    def handle_decl(self, decl: str) -> None:
        self.declaration = decl

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(set(names)) == len(names), f"<{tag}> has an attribute twice: {names}"
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in _VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        last = self.open.pop()
        assert last.tag == tag, f"</{tag}> closes <{last.tag}>"

    def handle_data(self, data: str) -> None:
        self.open[-1].text += data


def parsed(page: str) -> Node:
    """Return the root of a page; fails if an element is not closed, or in the wrong order."""
    parser = _Parser()
    parser.feed(page)
    parser.close()
    assert parser.declaration == "DOCTYPE html"
    assert [node.tag for node in parser.open] == [""], "not all elements are closed"
    (root,) = parser.root.children
    return root
