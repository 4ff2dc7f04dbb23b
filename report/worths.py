"""Shadow prices and where to add workers, as people read them and as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from rich.console import RenderableType
from rich.table import Table

from ..model.instance import Instance
from ..scenarios.hiring import Hiring
from ..scenarios.shadow_prices import CAPTION, ShadowPrices
from .compared import instance_to_dict
from .layout import add, grid, paragraph, section
from .solved import instance_words
from .words import minutes, price_words, state

_TRIED = (
    "Each way was verified by solving with the new workers, full time and like workers who are "
    "there. Others, not tried, may save more."
)
_NO_PRICES = "This solve left no prices for every row, so nothing is known at the margin."


def worths_report(
    instance: Instance, found: ShadowPrices, hiring: Sequence[Hiring], most: int = 20
) -> Iterator[RenderableType]:
    """Yield the parts of the report on shadow prices.

    Parameters
    ----------
    instance : Instance
        The instance.
    found : ShadowPrices
        Its shadow prices.
    hiring : sequence of Hiring
        Ways to add workers that were verified, if any.
    most : int
        Most rows of a table; ``--json`` has them all.
    """
    result = found.result
    yield paragraph(instance_words(instance))
    text = (
        f"{result.formulation}, {state(result.status, result.limit)}: cost "
        f"{minutes(result.objective)}, bound {minutes(result.bound)} ({result.bound_kind}), "
        f"bound that the prices prove {minutes(result.certified_bound)}"
    )
    yield paragraph(text)
    if not found.has_prices:
        yield paragraph(_NO_PRICES)
        return
    yield section("One hour more of a worker, by office and language", _places(found, most))
    yield section("One hour more of one worker", _workers(found, most))
    yield section("One unit more of a rule", _rules(found))
    yield paragraph(CAPTION, "dim")
    if hiring:
        yield section(f"Where to add {len(hiring[0].places)} workers", _hiring(hiring))
        yield paragraph(_TRIED, "dim")
    yield section("Prices in minutes", paragraph(price_words(result.policy)))


def worths_to_dict(
    instance: Instance, found: ShadowPrices, hiring: Sequence[Hiring]
) -> dict[str, object]:
    """Return shadow prices as plain data.

    Parameters
    ----------
    instance : Instance
        The instance.
    found : ShadowPrices
        Its shadow prices.
    hiring : sequence of Hiring
        Ways to add workers that were verified, if any.

    Returns
    -------
    dict
        ``by_place``, ``workers``, ``overtime_minute``, ``case``, ``limits``, ``hiring``; all in
        minutes of cost.
    """
    result = found.result
    return {
        "instance": instance_to_dict(instance),
        "status": result.status,
        "objective": result.objective,
        "bound": result.bound,
        "bound_kind": result.bound_kind,
        "certified_bound": result.certified_bound,
        "has_prices": found.has_prices,
        "caption": CAPTION,
        "by_place": found.by_place().to_dicts(),
        "workers": [asdict(each) for each in found.workers],
        "overtime_minute": found.overtime_minute,
        "case": found.case,
        "limits": dict(found.limits),
        "hiring": [_way(each) for each in hiring],
    }


def _places(found: ShadowPrices, most: int) -> Table:
    table = grid(["office", "language", "workers", "mean", "most"], texts=2)
    for row in found.by_place().head(most).iter_rows(named=True):
        numbers = (minutes(row["hour"]), minutes(row["hour_most"]))
        add(table, row["office"], row["language"], f"{row['workers']:,}", *numbers)
    return table


def _workers(found: ShadowPrices, most: int) -> Table:
    table = grid(["worker", "languages", "an hour", "best period", "an hour there"], texts=2)
    dearest = sorted(found.workers, key=lambda each: (-each.best, each.worker))
    for each in dearest[:most]:
        period = "-" if each.period is None else f"{each.period}"
        languages = ", ".join(each.languages)
        add(table, each.worker, languages, minutes(each.hour), period, minutes(each.best))
    return table


def _rules(found: ShadowPrices) -> Table:
    table = grid(["", "saved"], texts=1)
    words = "one minute more of overtime allowed, everybody, every period"
    add(table, words, minutes(found.overtime_minute))
    add(table, "one case more of caseload.cap, everybody", minutes(found.case))
    for name, price in found.limits.items():
        add(table, f"one more of {name}", minutes(price))
    return table


def _hiring(hiring: Sequence[Hiring]) -> Table:
    table = grid(["where", "saves", "best plans", "cost then", "status"], texts=1)
    for each in hiring:
        interval = f"[{minutes(each.low)}, {minutes(each.high)}]"
        status = each.result.status.replace("_", " ")
        cost = minutes(each.result.objective)
        add(table, each.label, minutes(each.saving), interval, cost, status)
    return table


def _way(each: Hiring) -> dict[str, object]:
    return {
        "label": each.label,
        "places": [
            {"office": office, "languages": list(languages), "programs": list(programs)}
            for office, languages, programs in each.places
        ],
        "at_most_by_prices": each.expected,
        "saving": each.saving,
        "low": each.low,
        "high": each.high,
        "status": each.result.status,
        "objective": each.result.objective,
        "bound": each.result.bound,
    }
