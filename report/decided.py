"""What the cost leaves open: what the second stage gained, and how far the figures are decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..planning import Result
from ..planning.second_stage import Figures, SecondStage
from .tables import UNKNOWN, Cell, Column, Table

DECIDED = "How far the figures are decided"
"""Title of the section of plans side by side."""

_WORDS = ("contacts through an interpreter", "workers a client sees", "hand-offs")
_NOTE = (
    "In brackets the least and the most that several searches saw at no more cost than the plan's; "
    "nothing proves that there is none beyond. Ranges that overlap show no difference."
)
_Span = tuple[float, float, float]
"""A figure of a plan, and its least and most over the searches."""


def second_stage_words(stage: SecondStage) -> str:
    """Return what the second stage gained, in one line."""
    said: list[str] = []
    for number, words in enumerate(_WORDS):
        before, after = (_figure(each, number) for each in (stage.before, stage.after))
        if before is not None and after is not None:
            span = _span(stage, number)
            range_words = "" if span is None else f" ({_text(span[1])} to {_text(span[2])})"
            said.append(f"{words} {_text(before)} -> {_text(after)}{range_words}")
    return f"Second stage, at no more cost ({stage.end}): {', '.join(said)}"


def decided_table(names: Sequence[str], results: Sequence[Result]) -> Table | None:
    """Return the figures of the second stage side by side, with their ranges.

    Parameters
    ----------
    names : sequence of str
        What people call the plans.
    results : sequence of Result
        Their results.

    Returns
    -------
    Table or None
        The last column is about the first plan and the last; None where no plan has such figures.
    """
    stages = [result.second_stage for result in results]
    if not any(stages):
        return None
    rows: list[list[Cell]] = []
    for number, words in enumerate(_WORDS):
        cells = [UNKNOWN if stage is None else _cell(stage, number) for stage in stages]
        rows.append([words, *cells, _shown(stages[0], stages[-1], number)])
    columns = [Column("figure"), *map(Column, names), Column(f"{names[0]} and {names[-1]}")]
    return Table("decided", DECIDED, columns, rows, note=_NOTE)


def _cell(stage: SecondStage, number: int) -> str:
    value, span = _figure(stage.after, number), _span(stage, number)
    if value is None:
        return UNKNOWN
    return _text(value) + ("" if span is None else f" ({_text(span[1])} to {_text(span[2])})")


def _shown(one: SecondStage | None, other: SecondStage | None, number: int) -> str:
    spans = [None if stage is None else _span(stage, number) for stage in (one, other)]
    if None in spans:
        return "not known: fewer than two searches ended"
    (_, low, high), (_, least, most) = (span for span in spans if span is not None)
    return "differ" if high < least or most < low else "no difference shown"


def _span(stage: SecondStage, number: int) -> _Span | None:
    if stage.least is None or stage.most is None:
        return None
    found = [_figure(each, number) for each in (stage.after, stage.least, stage.most)]
    value, least, most = found
    return None if value is None or least is None or most is None else (value, least, most)


def _figure(figures: Figures, number: int) -> float | None:
    return list(_figures(figures))[number]


def _figures(figures: Figures) -> Iterator[float | None]:
    """Yield contacts, the mean of workers that a client with a done task sees, and hand-offs."""
    yield figures.interpreted_contacts
    seen = figures.clients_seen
    yield figures.workers_seen / seen if seen else None
    yield figures.hand_offs


def _text(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"
