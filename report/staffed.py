"""The fewest full-time equivalents, as people read them and as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType

from ..model.instance import Instance
from ..scenarios.staffing import Staffing
from .compared import instance_to_dict
from .layout import add, grid, paragraph, section
from .solved import instance_words

_MIX = (
    "Full-time equivalents of 6,960 minutes in 21 periods. Staff is made larger or smaller in "
    "today's mix: every worker's minutes are scaled alike. All work done, all of it on time, every "
    "client owned."
)


def staffing_report(instance: Instance, found: Sequence[Staffing]) -> Iterator[RenderableType]:
    """Yield the parts of the report on the fewest full-time equivalents.

    Parameters
    ----------
    instance : Instance
        The instance.
    found : sequence of Staffing
        One a standard.
    """
    yield paragraph(instance_words(instance))
    table = grid(["standard", "today", "met with a plan at", "one step below"], texts=1)
    for each in found:
        fewest = _none(each) if each.fewest is None else f"{each.fewest:,.2f}"
        add(table, each.standard, f"{each.today:,.2f}", fewest, below(each))
    yield section("Fewest full-time equivalents that meet all deadlines", table)
    yield paragraph(_MIX, "dim")
    for each in found:
        if each.fewest is None and each.impossible is not None:
            text = (
                f"{each.standard}: no staff of today's mix is enough, proven up to "
                f"{each.impossible:,.2f}; `samehands explain` says why."
            )
            yield paragraph(text)


def below(each: Staffing) -> str:
    """Return what is known of one step less staff than was found to be enough."""
    edge = each.edge
    if edge.high is None:
        return ""
    if edge.high == 0:
        return "none needed"
    if edge.low == edge.high - 1:
        return "proven impossible"
    low = "nothing proven" if each.impossible is None else f"impossible at {each.impossible:,.2f}"
    return f"no plan found ({low})"


def staffing_to_dict(instance: Instance, found: Sequence[Staffing]) -> dict[str, object]:
    """Return the fewest full-time equivalents as plain data.

    Parameters
    ----------
    instance : Instance
        The instance.
    found : sequence of Staffing
        One a standard.

    Returns
    -------
    dict
        ``instance`` and ``standards`` by name: ``today``, ``fewest``, ``impossible``, ``step``.
    """
    return {
        "instance": instance_to_dict(instance),
        "standards": {
            each.standard: {
                "today": each.today,
                "fewest": each.fewest,
                "impossible": each.impossible,
                "one_step_below": below(each),
                "step": each.step,
                "asked": [
                    {"fte": round(at * each.step, 6), "met": met} for at, met in each.edge.asked
                ],
            }
            for each in found
        },
    }


def _none(each: Staffing) -> str:
    return f"none up to {each.edge.last * each.step:,.2f}"
