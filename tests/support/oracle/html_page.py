"""A strict look at an HTML page: every element closed, in order, with what a reader needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise

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
        return [node for node in self.descendants() if node.tag == tag]

    def words(self) -> str:
        """Return all text in it."""
        return " ".join(
            node.text.strip() for node in (self, *self.descendants()) if node.text.strip()
        )

    def descendants(self) -> Iterator[Node]:
        """Yield the elements below this one, in order."""
        for child in self.children:
            yield child
            yield from child.descendants()


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


def accessibility_faults(root: Node) -> list[str]:
    """Return what keeps people from reading a page: none where all is as it should be.

    Parameters
    ----------
    root : Node
        The page.
    """
    every = [root, *root.descendants()]
    ids = [node.attributes["id"] for node in every if "id" in node.attributes]
    faults = [f"id {name} twice" for name in sorted(set(ids)) if ids.count(name) > 1]
    faults += _structure_faults(root)
    for node in every:
        names = node.attributes.get("aria-labelledby", "").split()
        faults += [f"<{node.tag}> is labelled by {name}" for name in names if name not in ids]
        if node.tag == "a" and (target := node.attributes["href"]).startswith("#"):
            faults += [f"link to {target}"] * (target[1:] not in ids)
        if node.tag in ("script", "link", "img", "iframe"):
            faults.append(f"<{node.tag}> needs another file")
    for table in root.all("table"):
        faults += _table_faults(table)
    for chart in root.all("svg"):
        if chart.attributes.get("aria-hidden") == "true":
            continue
        labelled = len(chart.attributes.get("aria-labelledby", "").split())
        if chart.attributes.get("role") != "img" or labelled != 2:
            faults.append("a chart without title and description")
    return faults


def _structure_faults(root: Node) -> list[str]:
    faults = [
        f"{len(root.all(tag))} <{tag}>" for tag in ("main", "h1", "head") if len(root.all(tag)) != 1
    ]
    if root.attributes.get("lang") is None:
        faults.append("no language")
    if not root.all("head")[0].all("title"):
        faults.append("no title")
    levels = [int(node.tag[1]) for node in root.descendants() if node.tag in ("h1", "h2", "h3")]
    faults += [f"h{one} before h{two}" for one, two in pairwise(levels) if two > one + 1]
    style = root.all("style")[0].text
    faults += [
        f"no {words}" for words in ("prefers-color-scheme: dark", "print") if words not in style
    ]
    return faults


def _table_faults(table: Node) -> list[str]:
    caption = " ".join(node.words() for node in table.all("caption"))
    faults = [] if caption else ["a table without a caption"]
    heads = table.all("thead")[0].all("th")
    faults += [f"{caption}: a head without words" for head in heads if not head.words()]
    scopes = {cell.attributes.get("scope") for cell in table.all("th")}
    if not scopes <= {"col", "row", "rowgroup"}:
        faults.append(f"{caption}: heads of scope {scopes}")
    for row in (row for body in table.all("tbody") for row in body.all("tr")):
        if sum(int(cell.attributes.get("colspan", "1")) for cell in row.children) != len(heads):
            faults.append(f"{caption}: a row of {len(row.children)} cells under {len(heads)} heads")
        if row.children[0].tag != "th":
            faults.append(f"{caption}: a row without a head")
    return faults
