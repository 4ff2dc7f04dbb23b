"""An answer as data, before it is shown on a terminal or written as HTML or Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from .charts import Chart
from .tables import Table

Tone = Literal["plain", "note", "warning"]
"""How a paragraph is meant: ``note`` says how to read what stands above it, ``warning`` that
something is not as it should be."""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph.

    Parameters
    ----------
    text : str
        Plain text.
    tone : str
        How it is meant.
    """

    text: str
    tone: Tone = "plain"


@dataclass(frozen=True)
class Listing:
    """A list.

    Parameters
    ----------
    items : sequence of str
        Its items, plain texts.
    """

    items: Sequence[str]


@dataclass(frozen=True)
class Commands:
    """What is typed, to the letter.

    Parameters
    ----------
    lines : sequence of str
        One command a line.
    """

    lines: Sequence[str]


Block = Paragraph | Listing | Commands | Table | Chart


@dataclass(frozen=True)
class Section:
    """A part with a heading.

    Parameters
    ----------
    title : str
        Its heading.
    blocks : sequence of Block
        What stands in it.
    """

    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Document:
    """An answer.

    Parameters
    ----------
    title : str
        Its heading.
    sections : sequence of Section
        Its parts.
    footer : Section
        How it came about; a terminal does not show it.
    lead : sequence of Block
        What stands before the first part.
    """

    title: str
    sections: Sequence[Section]
    footer: Section
    lead: Sequence[Block] = ()

    def blocks(self) -> Iterator[Block]:
        """Yield all blocks in their order."""
        yield from self.lead
        for part in (*self.sections, self.footer):
            yield from part.blocks

    def tables(self) -> list[Table]:
        """Return all tables, also those of the charts."""
        found = (block.table if isinstance(block, Chart) else block for block in self.blocks())
        return [table for table in found if isinstance(table, Table)]

    def charts(self) -> list[Chart]:
        """Return all charts."""
        return [block for block in self.blocks() if isinstance(block, Chart)]
