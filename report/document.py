"""A benchmark report as data, before it becomes HTML or Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .cells import Table
from .charts import Chart


@dataclass(frozen=True)
class Paragraph:
    """A paragraph.

    Parameters
    ----------
    text : str
        Plain text.
    """

    text: str


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
    """A report.

    Parameters
    ----------
    title : str
        Its heading.
    sections : sequence of Section
        Its parts.
    footer : Section
        How it came about.
    """

    title: str
    sections: Sequence[Section]
    footer: Section

    def tables(self) -> list[Table]:
        """Return all tables, also those of the charts."""
        blocks = [block for part in (*self.sections, self.footer) for block in part.blocks]
        found = [block.table if isinstance(block, Chart) else block for block in blocks]
        return [table for table in found if isinstance(table, Table)]

    def charts(self) -> list[Chart]:
        """Return all charts."""
        return [
            block for part in self.sections for block in part.blocks if isinstance(block, Chart)
        ]
