"""A benchmark report as Markdown, with its charts and CSV tables as files beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import singledispatch

from .cells import Table
from .charts import Chart
from .document import Block, Commands, Document, Listing, Paragraph, Section

BESIDE = "report"
"""Folder, beside the page, of the charts and the CSV tables."""


def markdown(document: Document) -> str:
    """Return a report as Markdown.

    Parameters
    ----------
    document : Document
        The report.
    """
    parts = [f"# {_plain(document.title)}"]
    for part in (*document.sections, document.footer):
        parts += _section(part)
    return "\n\n".join(parts) + "\n"


def _section(part: Section) -> Iterator[str]:
    yield f"## {_plain(part.title)}"
    for block in part.blocks:
        yield from _block(block)


@singledispatch
def _block(block: Block) -> Iterator[str]:
    raise TypeError(f"no way to write a {type(block).__name__}")


@_block.register
def _paragraph(block: Paragraph) -> Iterator[str]:
    yield _plain(block.text)


@_block.register
def _listing(block: Listing) -> Iterator[str]:
    yield "\n".join(f"- {_plain(item)}" for item in block.items)


@_block.register
def _commands(block: Commands) -> Iterator[str]:
    yield "\n".join(["```", *block.lines, "```"])


@_block.register
def _chart(block: Chart) -> Iterator[str]:
    yield f"### {_plain(block.title)}"
    yield f"![{_plain(f'{block.title}. {block.ends()}')}]({BESIDE}/{block.slug}.svg)"
    points = f"[{block.slug}-points.csv]({BESIDE}/{block.slug}-points.csv)"
    yield f"{_plain(block.reading)} All points as CSV: {points}"
    yield from _table(block.table)


@_block.register
def _table(block: Table) -> Iterator[str]:
    lines = [
        _line(_plain(column.head) for column in block.columns),
        _line("---" if column.kind == "text" else "---:" for column in block.columns),
        *(_line(map(_plain, texts)) for texts in block.texts()),
    ]
    if block.folded:
        summary = f"<summary>Show: {_plain(block.caption)}</summary>"
        yield "\n\n".join([f"<details>\n{summary}", "\n".join(lines), "</details>"])
    else:
        yield f"**{_plain(block.caption)}**"
        yield "\n".join(lines)
    link = f"As CSV: [{block.slug}.csv]({BESIDE}/{block.slug}.csv)"
    yield f"{_plain(block.note)} {link}" if block.note else link


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _plain(text: str) -> str:
    """Return a text in which no character means anything to Markdown."""
    return re.sub(r"([\\`*_\[\]<>|~])", r"\\\1", text.replace("\n", " "))
