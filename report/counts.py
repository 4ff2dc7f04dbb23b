"""On which counts of people the numbers of a plan rest, and which of these are sums of others.

A count is known as ``plan/metric``, and one behind a share by what it counts, e.g.
``plan/clients_seen``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..disclosure import LEAST_SHOWN, Sum
from ..metrics import CATALOGUE, Metrics
from ..planning import Result
from .tables import Cell, People, Value, metric_kind

_COUNTED = ("clients", "tasks", "contacts", "hand-offs")
"""Units of metrics that count people, their tasks, or who meets whom."""

SHARES = {
    "clients_with_one_worker": ("clients_seen", "clients_of_one", "clients_of_several"),
    "tasks_with_owner": ("tasks_done", "tasks_of_owner", "tasks_of_others"),
    "bundle_under_owner": ("bundles", "bundles_under_owner", "bundles_not_under_owner"),
    "bundle_served_by_owner": ("bundles_seen", "bundles_served", "bundles_not_served"),
    "on_time_rate": ("tasks_due", "tasks_on_time", "tasks_not_on_time"),
    "urgent_on_time_rate": ("urgent_due", "urgent_on_time", "urgent_not_on_time"),
    "contacts_without_interpreter": ("contacts_done", "contacts_alone", "interpreted_contacts"),
}
"""For each share of people: what it is a share of, the part, and the rest."""

_SEVERAL = SHARES["clients_with_one_worker"]

_RESTS_ON = {
    **dict.fromkeys(
        (
            *("workers_per_client_mean", "workers_per_client_max", "tellings_mean"),
            *("coc", "secon", "switches_per_100"),
        ),
        _SEVERAL,
    ),
    "hand_offs": ("tasks_of_others",),
    "periods_to_process_mean": ("tasks_done",),
    **dict.fromkeys(("undone_minutes", "missing_minutes", "fte_missing"), ("tasks_undone",)),
    "interpreter_minutes": ("interpreted_contacts",),
    # A mean over few workers; how many they are is not known here.
    "bilingual_gap": ("workers of several languages",),
}
"""Counts that other metrics would give away: a mean that is hardly above 1 says of how many."""

_ADDED = {
    **{whole: (part, rest) for whole, part, rest in SHARES.values()},
    "owner_changes": ("forced_changes", "chosen_changes"),
    "tasks_not_on_time": ("tasks_late", "undone_of_due"),
    "tasks_undone": ("undone_of_due", "undone_of_others"),
}


_BY_THE_PIECE = {
    "change": "chosen_changes",
    "forced": "forced_changes",
    "unowned": "clients_without_owner",
}
"""Parts of the cost that are a count times a price which a page states."""

_BY_THE_MINUTE = (
    *("tasks_undone", "tasks_late", "backlog_tasks"),
    *("owners_without_language", "owners_without_program"),
)
"""The counts behind parts of the cost that are about the minutes of clients and tasks."""


def plan_counts(metrics: Metrics) -> dict[str, int]:
    """Return the counts of people in a plan by what they count; what is not defined is left out."""
    found: dict[str, int] = {}
    for name, (whole, part, rest) in SHARES.items():
        share = metrics.get(name)
        own = round((share.value or 0.0) * share.n)
        found |= {whole: share.n, part: own, rest: share.n - own}
    for each in metrics.values:
        if each.unit in _COUNTED and each.breakdown is None and each.value is not None:
            found[each.name] = round(each.value)
    undone = found.get("tasks_undone", 0)
    found["undone_of_due"] = found["tasks_not_on_time"] - found.get("tasks_late", 0)
    found["undone_of_others"] = undone - found["undone_of_due"]
    return found


def plan_sums(plan: str, metrics: Metrics | None) -> Iterator[Sum]:
    """Yield which counts of a plan are sums of others."""
    if metrics is not None:
        for total, parts in _ADDED.items():
            yield Sum(f"{plan}/{total}", [f"{plan}/{part}" for part in parts])


def metric_cell(plan: str, metrics: Metrics, name: str) -> Cell:
    """Return a metric of a plan with the counts that it would give away.

    Parameters
    ----------
    plan : str
        Name of the plan.
    metrics : Metrics
        What it is like.
    name : str
        Name of the metric.
    """
    value, unit = metrics.value(name), CATALOGUE[name].unit
    if unit in _COUNTED and value is not None and float(value).is_integer():
        return People(f"{plan}/{name}", round(value))
    return Value(value, metric_kind(unit), rests_on(plan, metrics, name))


def rests_on(plan: str, metrics: Metrics, *names: str) -> list[str | People]:
    """Return the counts of people that some metrics of a plan would give away."""
    counts: Mapping[str, int] = plan_counts(metrics)
    behind = [each for name in names for each in SHARES.get(name) or _RESTS_ON.get(name, (name,))]
    return [
        People(f"{plan}/{each}", counts[each]) if each in counts else f"{plan}/{each}"
        for each in behind
        if each in counts or each not in CATALOGUE
    ]


def cost_rests_on(
    plan: str, parts: Mapping[str, float] | None, metrics: Metrics | None
) -> list[str | People]:
    """Return the counts of people that the cost of a plan, or its bound, would give away.

    Of a count with a price the cost says how great it can be at most, which is no secret where the
    parts that nobody can work out from a page would pay for ten more.

    Parameters
    ----------
    plan : str
        Name of the plan.
    parts : mapping of str to float, or None
        Parts of the cost in minutes; None where they are not known.
    metrics : Metrics or None
        What the plan is like; None without a plan.
    """
    if metrics is None:
        return []
    counts = plan_counts(metrics)
    pieces = {part: name for part, name in _BY_THE_PIECE.items() if counts.get(name)}
    if parts is not None:
        known = (*_BY_THE_PIECE, "overtime")
        other = sum(each for part, each in parts.items() if part not in known)
        pieces = {
            part: name
            for part, name in pieces.items()
            if other < LEAST_SHOWN * parts.get(part, 0.0) / counts[name]
        }
    return [People(f"{plan}/{name}", counts[name]) for name in pieces.values()]


def result_value(plan: str, result: Result, number: float | None) -> Value:
    """Return minutes that tell the cost of a result: the cost, its bound, or what it is short of.

    Parameters
    ----------
    plan : str
        Name of the plan.
    result : Result
        The result.
    number : float or None
        The minutes.
    """
    behind = cost_rests_on(plan, result.objective_parts, result.metrics)
    return Value(number, "minutes", behind)


def part_rests_on(plan: str, metrics: Metrics | None) -> list[str | People]:
    """Return the counts of people that a part of the cost would give away, beside the whole cost.

    All parts rest on all of them, because whoever knows the others knows the last one.
    """
    if metrics is None:
        return []
    counts = plan_counts(metrics)
    names = (*_BY_THE_PIECE.values(), *_BY_THE_MINUTE)
    return [People(f"{plan}/{name}", counts[name]) for name in names if name in counts]
