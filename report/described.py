"""An instance described: its sizes, its figures beside documented ones, what makes it hard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.table import Table

from ..generator import Figure
from ..generator.figures import BAND
from ..metrics.hardness import Hardness
from ..model.instance import Instance
from .layout import add, grid, indented, paragraph, section
from .solved import instance_words
from .unserved import unowned_lines
from .words import NOT_APPLICABLE, count, percent

_MOST = 5


def described_report(
    instance: Instance, figures: Sequence[Figure], hard: Hardness
) -> Iterator[RenderableType]:
    """Yield the parts of the report on an instance.

    Parameters
    ----------
    instance : Instance
        The instance.
    figures : sequence of Figure
        Its figures beside documented ones.
    hard : Hardness
        What makes it hard.
    """
    yield paragraph(instance_words(instance))
    if instance.warnings:
        yield section(
            count(len(instance.warnings), "warning"),
            *(paragraph(str(w)) for w in instance.warnings),
        )
    yield section("Figures beside those documented for Los Angeles", _figures(figures))
    yield section("Scarcest languages", _languages(hard))
    yield section("Tightest workers, with the clients they own today", _workers(hard))
    yield section("Days, each with the fullest window that ends there, tightest first", _days(hard))
    yield section("Tightest windows of periods, for all workers together", _windows(hard))
    lines = unowned_lines(instance, hard.nobody_may_own) or ["none"]
    yield section("Clients nobody may own under the policy", *map(indented, lines))


def _figures(figures: Sequence[Figure]) -> Table:
    table = grid(["", "unit", "documented", "here", "difference"], texts=2)
    for figure in figures:
        actual, off = NOT_APPLICABLE, NOT_APPLICABLE
        if figure.actual is not None and figure.difference is not None:
            actual = _amount(figure.actual, figure.unit)
            off = f"{'' if figure.is_close else '* '}{figure.difference:+.1%}"
        add(table, figure.name, figure.unit, _amount(figure.target, figure.unit), actual, off)
    close = sum(figure.is_close is True for figure in figures)
    table.caption = f"{close} of {len(figures)} within {percent(BAND, 0)} of what is documented"
    table.caption += "" if close == len(figures) else "; * the others"
    table.caption_justify = "left"
    return table


def _amount(value: float, unit: str) -> str:
    return percent(value) if unit.startswith(("share", "of ")) else f"{value:,.2f}"


def _languages(hard: Hardness) -> Table:
    head = ["language", "clients", "their minutes", "speakers", "speakers' minutes", "load"]
    table = grid(head)
    for row in hard.languages.head(_MOST).iter_rows(named=True):
        load = "no speaker" if not row["speakers"] else _load(row["load"])
        numbers = (row["task_minutes"], row["speakers"], row["speaker_minutes"])
        add(table, row["language"], f"{row['clients']:,}", *(f"{n:,}" for n in numbers), load)
    return table


def _workers(hard: Hardness) -> Table:
    head = ["worker", "clients", "their minutes", "regular minutes", "load", "tasks too long"]
    table = grid(head)
    for row in hard.workers.head(_MOST).iter_rows(named=True):
        numbers = (row["clients"], row["task_minutes"], row["regular_minutes"])
        cells = (*(f"{n:,}" for n in numbers), _load(row["load"]), f"{row['tasks_too_long']:,}")
        add(table, row["worker"], *cells)
    lacking = int(hard.workers["tasks_too_long"].sum())
    if lacking:
        table.caption = (
            f"{count(lacking, 'task')} too long to be on time with today's owner, even alone"
        )
        table.caption_justify = "left"
    return table


def _days(hard: Hardness) -> Table:
    table = grid(["period", "regular minutes", "workers away", "window", "load"], texts=0)
    for row in hard.days.head(_MOST).iter_rows(named=True):
        numbers = (row["period"], row["regular_minutes"], row["workers_away"])
        window = _window(row["first"], row["period"])
        add(table, *(f"{number:,}" for number in numbers), window, _load(row["load"]))
    return table


def _windows(hard: Hardness) -> Table:
    table = grid(["periods", "task minutes", "regular minutes", "load"])
    for row in hard.windows.head(_MOST).iter_rows(named=True):
        numbers = (f"{row['task_minutes']:,}", f"{row['regular_minutes']:,}")
        add(table, _window(row["first"], row["last"]), *numbers, _load(row["load"]))
    return table


def _window(first: int, last: int) -> str:
    return f"{first}" if first == last else f"{first} to {last}"


def _load(load: float | None) -> str:
    return NOT_APPLICABLE if load is None else percent(load)
