"""A small report with every kind of block, and with all characters that need care."""

from __future__ import annotations

from samehands.report.charts import Axis, Line, StepChart
from samehands.report.document import Block, Commands, Document, Listing, Paragraph, Section
from samehands.report.tables import Cell, Column, Table

NASTY = "a|b <script>alert(1)</script> & *c* _d_ `e` [f](g)"


def small_table(slug: str = "small", *, folded: bool = False) -> Table:
    """Return a table of two rows, of which one holds what is unknown."""
    columns = [Column("engine"), Column("runs", "count"), Column("gap", "percent")]
    rows: list[list[Cell]] = [[NASTY, 1200, 0.0125], ["kernel", 3, None]]
    return Table(slug, f"Gaps {NASTY}", columns, rows, note="A note.", folded=folded)


def small_chart(lines: int = 2) -> StepChart:
    """Return a chart of some lines."""
    return StepChart(
        slug="chart",
        title="Solved <over> time",
        reading="Higher is better.",
        x=Axis("seconds", (0.1, 1, 10), "seconds", logarithmic=True),
        y=Axis("share", (0, 0.5, 1), "share"),
        lines=[
            Line(f"engine {place} & co", [(0.1, 0.0), (2.0, 1.0 - place / 20)])
            for place in range(lines)
        ],
        table=small_table("chart"),
    )


def small_document() -> Document:
    """Return a report with one block of each kind."""
    blocks: list[Block] = [Paragraph(NASTY), Listing([NASTY, "two"]), small_table(), small_chart()]
    footer = Section("How", [Commands(["samehands bench run smoke --out 'a b'"])])
    last = Section("All", [small_table("folded", folded=True)])
    return Document("Report & more", [Section("First part", blocks), last], footer)
