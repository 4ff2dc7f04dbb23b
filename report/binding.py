"""Which limits a plan has used up, and what one step more of each would save at most."""

from __future__ import annotations

from ..metrics.binding import BindingLimit, list_binding_limits
from ..model.instance import Instance
from ..planning import Result
from ..planning.certificate import bound_step_saving
from .document import Listing
from .tables import count, minutes

USED_UP = "Limits that are used up"
"""Title of the section that they stand in."""

_MOST_CLIENTS = 10_000
"""Agencies of more clients are asked for their shadow prices instead: each takes seconds there."""

_WORDS = {
    "caseload.cap": ("the cap of {limit:g} cases", "A case more for each worker"),
    "overtime.limit": (
        "the limit of {limit:g} minutes of overtime a period",
        "A minute more in each period",
    ),
    "utilisation.ceiling": ("the ceiling of {limit:.0%} of regular minutes", "A hundredth more"),
}


def binding_lines(instance: Instance, result: Result) -> Listing | None:
    """Return a line for each limit that a result's plan has used up; None where there is none."""
    if result.plan is None:
        return None
    found = list_binding_limits(instance, result.plan)
    return Listing([_line(instance, result, each) for each in found]) if found else None


def _line(instance: Instance, result: Result, each: BindingLimit) -> str:
    limit, step = _WORDS[each.field]
    where = "" if each.periods is None else f", in {count(each.periods, 'period')} of theirs"
    used = (
        f"{each.field}: {count(each.workers, 'worker')} of {instance.workers.height:,} "
        f"{'has' if each.workers == 1 else 'have'} used up {limit.format(limit=each.limit)}{where}."
    )
    if instance.clients.height > _MOST_CLIENTS:
        return f"{used} What more would save: samehands shadow-prices."
    saved = bound_step_saving(instance, result, each.field)
    if saved is None:
        return f"{used} What more would save is unknown, as no prices prove a bound."
    return f"{used} {step} would save {minutes(saved)} minutes of cost at most."
