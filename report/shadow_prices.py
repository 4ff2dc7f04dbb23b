"""Shadow prices and where to add workers, as people read them."""

from __future__ import annotations

from collections.abc import Sequence

from ..model.calendar import Calendar
from ..model.instance import Instance
from ..scenarios.worth import CAPTION, Hiring, ShadowPrices
from .counts import result_value
from .document import Block, Document, Paragraph, Section, origin_section, price_section, size_block
from .first_screen import answer_section, sentence, sure_of
from .tables import Cell, Column, People, Table, Value, state

_TRIED = (
    "Each way was verified by solving with the new workers, full time and like workers who are "
    "there. Others, not tried, may save more."
)
_PLACES = "One hour more of a worker, by office and language"
_WORKERS = "One hour more of one worker"
_RULES = "One unit more of a rule"
_NO_PRICES = "This solve left no prices for every row, so nothing is known at the margin."


def shadow_prices_document(instance: Instance, found: ShadowPrices, most: int = 20) -> Document:
    """Return the report on shadow prices.

    Parameters
    ----------
    instance : Instance
        The instance.
    found : ShadowPrices
        Its shadow prices.
    most : int
        Most rows of a table on a terminal.
    """
    result = found.result
    costs = (result.objective, result.bound, result.certified_bound)
    text = (
        f"{result.formulation}, {state(result.status, result.limit)}: cost {{}}, "
        f"bound {{}} ({result.bound_kind}), bound that the prices prove {{}}"
    )
    told = [result_value(result.formulation, result, each) for each in costs]
    lead = [size_block(instance), Paragraph(text, numbers=told)]
    sections: list[Section] = []
    if not found.has_prices:
        lead.append(Paragraph(_NO_PRICES))
    else:
        sections += [
            Section(_PLACES, [_places(found, most)], public=True),
            Section(_WORKERS, [_workers(found, instance.calendar, most)]),
            Section(_RULES, [_rules(found), Paragraph(CAPTION, "note")], public=True),
        ]
        if found.hiring:
            title = f"Where to add {len(found.hiring[0].places)} workers"
            tried: list[Block] = [_hiring(found.hiring, title), Paragraph(_TRIED, "note")]
            sections.append(Section(title, tried, public=True))
        sections.append(price_section(result.policy))
    answer = answer_section(_sentences(found), [sure_of(result)], result.policy)
    question = "What is one hour more of work worth, and where?"
    return Document(question, [answer, *sections], origin_section(result), lead)


def _sentences(found: ShadowPrices) -> list[Paragraph]:
    """Return where an hour more is worth most, and what one unit more of a rule is worth."""
    if not found.has_prices:
        return [sentence(_NO_PRICES)]
    told: list[Paragraph] = []
    places = _places(found, 1).rows
    if places:
        office, language, _, mean, _ = places[0]
        assert isinstance(mean, Value)
        where = f"{office}, {language}".replace("{", "{{").replace("}", "}}")
        text = f"One hour more of a worker is worth most at {where}: {{}} minutes of cost."
        told.append(sentence(text, mean))
    worth = Value(found.overtime_minute, "minutes")
    text = "One minute more of overtime, for everybody in every period, is worth {} minutes."
    told.append(sentence(text, worth))
    if found.hiring:
        best = found.hiring[0]
        text = f"Of the places tried for new workers, {best.label} saves most: {{}} minutes."
        told.append(sentence(text, result_value(best.label, best.result, best.saving)))
    return told


def _places(found: ShadowPrices, most: int) -> Table:
    rows: list[list[Cell]] = []
    for row in found.by_place().iter_rows(named=True):
        office, language = row["office"], row["language"]
        workers = People(f"workers of {office} who speak {language}", row["workers"])
        worth = [Value(row[each], "minutes", [workers]) for each in ("hour", "hour_most")]
        rows.append([office, language, workers, *worth])
    columns = [
        Column("office"),
        Column("language"),
        Column("workers", "count"),
        Column("mean", "minutes"),
        Column("most", "minutes"),
    ]
    return Table("places", _PLACES, columns, rows, heads=2, most=most)


def _workers(found: ShadowPrices, calendar: Calendar, most: int) -> Table:
    dearest = sorted(found.workers, key=lambda each: (-each.best, each.worker))
    rows = [
        (
            each.worker,
            ", ".join(each.languages),
            each.hour,
            "-" if each.period is None else each.period,
            *([] if calendar.start is None else [_day(calendar, each.period)]),
            each.best,
        )
        for each in dearest
    ]
    columns = [
        Column("worker"),
        Column("languages"),
        Column("an hour", "minutes"),
        Column("best period", "count"),
        *([] if calendar.start is None else [Column("its day")]),
        Column("an hour there", "minutes"),
    ]
    return Table("workers", _WORKERS, columns, rows, most=most)


def _day(calendar: Calendar, period: int | None) -> str:
    return "-" if period is None else str(calendar.day(period))


def _rules(found: ShadowPrices) -> Table:
    rows: list[tuple[str, float | None]] = [
        ("one minute more of overtime allowed, everybody, every period", found.overtime_minute),
        ("one case more of caseload.cap, everybody", found.case),
        *((f"one more of {name}", price) for name, price in found.limits.items()),
    ]
    return Table("rules", _RULES, [Column("unit"), Column("saved", "minutes")], rows)


def _amounts(each: Hiring) -> tuple[float | None, ...]:
    return each.saving, each.low, each.high, each.result.objective


def _hiring(hiring: Sequence[Hiring], caption: str) -> Table:
    rows: list[list[Cell]] = [
        [
            each.label,
            *(result_value(each.label, each.result, number) for number in _amounts(each)),
            each.result.status.replace("_", " "),
        ]
        for each in hiring
    ]
    columns = [
        Column("where"),
        Column("saves", "minutes"),
        Column("best plans from", "minutes"),
        Column("to", "minutes"),
        Column("cost then", "minutes"),
        Column("status"),
    ]
    return Table("hiring", caption, columns, rows)
