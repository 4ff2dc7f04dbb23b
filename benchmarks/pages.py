"""The parts of the reports on benchmark results, in their order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ..report.bench_cells import Column, Table
from ..report.bench_document import Block, Document, Listing, Paragraph, Section
from ..report.words import count, listed
from .plots import charts
from .remarks import machine_remark, remarks
from .runs import Run
from .sides import side_by_side
from .summaries import ALL, Row, grouped, kinds
from .tables import against, endings, every_run, quality, reaches, time
from .versus import Versus

_LONG = 24
"""Most rows of a table of parts that is shown without being asked for."""


def report_page(
    runs: Sequence[Run],
    rows: Sequence[Row],
    versus: Mapping[str, Sequence[Versus]],
    footer: Section,
) -> Document:
    """Return the report on runs.

    Parameters
    ----------
    runs : sequence of Run
        All runs.
    rows : sequence of Row
        Their figures.
    versus : mapping from str to sequence of Versus
        For each suite, solver against solver.
    footer : Section
        How the runs and the report were made.
    """
    parts = [Section("In short", [Listing(remarks(runs)), endings(runs)])]
    for suite, these in grouped(runs, lambda run: run.problem.suite).items():
        figures = [row for row in rows if row.suite == suite]
        parts += _suite(suite, these, figures, versus[suite])
    parts.append(Section("Every run", [every_run(runs)]))
    return Document("Benchmark report", parts, footer)


def _suite(
    suite: str, runs: Sequence[Run], rows: Sequence[Row], versus: Sequence[Versus]
) -> Iterator[Section]:
    tables = [quality(suite, rows), time(suite, rows), reaches(suite, rows)]
    yield Section(f"Suite {suite}: quality and time", tables)
    drawn: list[Block] = [*charts(suite, runs)]
    yield Section(
        f"Suite {suite}: charts",
        drawn or [Paragraph("No run found a plan or a proof, so there is nothing to draw.")],
    )
    if versus:
        found = _against(f"{suite}-versus", "Engine against engine, on the same problems", versus)
        yield Section(f"Suite {suite}: engine against engine", found)
    sides: list[Block] = [*side_by_side(suite, runs)]
    if sides:
        yield Section(f"Suite {suite}: formulations side by side", sides)


def comparison_page(
    base: Sequence[Run],
    new: Sequence[Run],
    versus: Sequence[Versus],
    left_out: Sequence[str],
    footer: Section,
) -> Document:
    """Return the page on a comparison of results with earlier ones.

    Parameters
    ----------
    base, new : sequence of Run
        The earlier and the later runs.
    versus : sequence of Versus
        Their comparison.
    left_out : sequence of str
        What could not be compared, in sentences.
    footer : Section
        How the page was made.
    """
    said = [*_headlines(versus), *left_out, *machine_remark([*base, *new])]
    found = _against("comparison", "Base (first) against new (second)", versus)
    counts = kinds(base), kinds(new)
    names = sorted({*counts[0], *counts[1]})
    ended = Table(
        "comparison-endings",
        "How the runs ended",
        [Column("ended"), Column("base", "count"), Column("new", "count")],
        [[name, counts[0].get(name, 0), counts[1].get(name, 0)] for name in names],
    )
    parts = [Section("In short", [Listing(said), ended]), Section("Comparisons", found)]
    return Document("Benchmark comparison", parts, footer)


def _against(slug: str, caption: str, versus: Sequence[Versus]) -> list[Table]:
    """Return the comparisons over all runs, and apart from them those of parts of the runs."""
    whole = [each for each in versus if each.scope == ALL]
    parts = [each for each in versus if each.scope != ALL]
    tables = [against(slug, caption, whole)]
    if parts:
        table = against(f"{slug}-parts", f"{caption}: parts of the runs", parts)
        tables.append(replace(table, folded=len(parts) > _LONG))
    return tables


def _headlines(versus: Sequence[Versus]) -> list[str]:
    """Say first of each measure, over all runs, what came out; then which parts differ."""
    if not versus:
        return ["Nothing can be compared: the two have no problem, engine and options in common."]
    whole = [each for each in versus if each.scope == ALL]
    parts = [each for each in versus if each.scope != ALL and each.verdict == "difference"]
    says = [_headline(each) for each in whole]
    if parts:
        which = listed([f"{each.scope}, {each.measure}" for each in parts], 10)
        says.append(f"{count(len(parts), 'part')} with a difference: {which}.")
    return says


def _headline(each: Versus) -> str:
    paired = each.paired
    size = "" if paired.ratio is None else f", new / base = {paired.ratio:.3f}"
    pairs = f"better on {paired.wins}, worse on {paired.losses}, alike on {paired.ties}"
    return f"{each.measure.capitalize()}: {each.verdict} ({pairs}{size}, p = {each.adjusted:.2g})."
