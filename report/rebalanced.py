"""A rebalance as people read it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict

import polars as pl
from rich.console import RenderableType
from rich.table import Table

from ..metrics.unserved import unowned_clients
from ..model.plan import Plan
from ..rebalancing.moves import Move
from ..rebalancing.rebalance import Rebalance, Side
from .columns import PARTS
from .compared import instance_to_dict
from .layout import add, grid, indented, paragraph, section
from .solved import instance_words
from .unserved import unowned_lines
from .words import UNKNOWN, count, listed, minutes, percent, price_words, state

REASONS = {
    "leaves": "the owner leaves",
    "transfer": "the owner hands over",
    "absent": "the owner is away",
    "unfit": "the owner may not own the client under the policy",
    "balance": "to even out the work",
    "first": "had no owner",
}
"""Why a client gets another owner, as people read it."""

_CLERKS = "least-loaded"
_CLERK = (
    "The clerk's rule (engine least-loaded): whoever lost the owner goes to the worker with the "
    "lowest utilisation who may own the client; nobody else moves."
)
_LOST = (
    "A deadline is lost where a task is on time today (today's owners, everybody there) and late "
    "or undone afterwards."
)
_FIRST = (
    "The cheapest plan found loses more deadlines and was given up for one that loses fewer; the "
    "cost above is at the policy's prices."
)


def rebalanced_report(found: Rebalance, most: int = 40) -> Iterator[RenderableType]:
    """Yield the parts of the report on a rebalance.

    Parameters
    ----------
    found : Rebalance
        The rebalance.
    most : int
        Most moves listed one by one; ``--json`` and ``--out`` have them all.
    """
    yield paragraph(instance_words(found.instance))
    yield section("What it costs", _sides(found), paragraph(_CLERK, "dim"), paragraph(_LOST, "dim"))
    if found.deadlines_first:
        yield paragraph(_FIRST, "dim")
    yield section("Why clients move", _reasons(found))
    yield section("The workers", _workers(found))
    moved = [move for move in found.moves if move.owner is not None]
    yield section("Whose clients move to whom", _moves(moved[:most]))
    if len(moved) > most:
        yield paragraph(f"and {len(moved) - most:,} more; --json or --out FILE has them all", "dim")
    unowned = unowned_clients(found.instance, found.best.outcome.plan)
    if unowned:
        lines = unowned_lines(found.instance, unowned)
        yield section("Without an owner", *map(indented, lines))
    yield section("Deadlines lost", *map(indented, _lost(found)))
    yield section("Prices in minutes", paragraph(price_words(found.policy)))


def _sides(found: Rebalance) -> Table:
    table = grid(["", "before", "rebalanced", _other(found)], texts=1)
    sides = (found.best, found.clerk)
    ends = [state(side.outcome.status, side.outcome.limit) for side in sides]
    add(table, "status", "as it was", *(end.split(",")[0] for end in ends))
    costs = [minutes(side.outcome.objective) for side in sides]
    add(table, "cost in minutes", minutes(found.before.objective), *costs, style="bold")
    for part, words in PARTS.items():
        cells = [minutes(side.outcome.parts.get(part)) for side in sides]
        add(table, f"  {words}", minutes(found.before.objective_parts.get(part)), *cells)
    bound = found.best.outcome.bound
    add(table, "bound (reported)", "", UNKNOWN if bound is None else minutes(bound), "")
    add(table, "changes of owner", "", *(f"{side.changes:,}" for side in sides))
    add(table, "  most allowed", "", f"{found.limit:,}", "")
    add(table, "deadlines lost", "", *(f"{len(side.lost):,}" for side in sides))
    add(table, "utilisation, mean", *_metric(found, "utilisation_mean"))
    add(table, "utilisation, highest", *_metric(found, "utilisation_max"))
    add(table, "contacts without interpreter", *_metric(found, "contacts_without_interpreter"))
    return table


def _other(found: Rebalance) -> str:
    """Return what the other plan is: the clerk may find none where nothing may be left."""
    return "the clerk's rule" if found.clerk.outcome.engine == _CLERKS else "only who must"


def _metric(found: Rebalance, name: str) -> list[str]:
    tables = [found.before.metrics, found.best.outcome.metrics, found.clerk.outcome.metrics]
    return [UNKNOWN if each is None else percent(each.value(name)) for each in tables]


def _reasons(found: Rebalance) -> Table:
    table = grid(["", "clients", "without an owner"], texts=1)
    kinds = Counter[str](move.reason for move in found.moves)
    left = Counter[str](move.reason for move in found.moves if move.owner is None)
    for reason, words in REASONS.items():
        if kinds[reason]:
            number = f"{left[reason]:,}" if left[reason] else ""
            add(table, words, f"{kinds[reason]:,}", number)
    if not found.moves:
        add(table, "nobody moves", "0", "")
    return table


def _workers(found: Rebalance) -> Table:
    table = grid(["worker", "gives", "takes", "owns", "utilisation"], texts=1)
    gives = Counter(move.before for move in found.moves)
    takes = Counter(move.owner for move in found.moves)
    plan = found.best.outcome.plan
    owns = Counter(plan.owners["owner"].drop_nulls().to_list())
    used = _used(found, plan)
    for worker in found.instance.workers["id"].to_list():
        if gives[worker] or takes[worker]:
            numbers = (f"{each[worker]:,}" for each in (gives, takes, owns))
            add(table, worker, *numbers, percent(used.get(worker)) if worker in used else "n/a")
    return table


def _used(found: Rebalance, plan: Plan) -> dict[str, float]:
    regular = found.instance.workers.select(
        pl.col("id").alias("worker"), pl.col("minutes").list.sum().alias("regular")
    )
    load = plan.work.group_by("worker").agg(pl.col("minutes").sum().alias("load"))
    frame = regular.join(load, on="worker", how="left").filter(pl.col("regular") > 0)
    return dict(frame.select("worker", pl.col("load").fill_null(0) / pl.col("regular")).iter_rows())


def _moves(moves: list[Move]) -> Table:
    table = grid(["client", "from", "to", "why", "speaks the language", "could own"], texts=5)
    for move in moves:
        speaks = "yes" if move.speaks else "interpreter"
        cells = (move.client, move.before or "-", move.owner or "-", REASONS[move.reason], speaks)
        add(table, *cells, f"{move.choices:,}")
    return table


def _lost(found: Rebalance) -> list[str]:
    def line(name: str, side: Side) -> str:
        if not side.lost:
            return f"{name}: none"
        return f"{name}: {count(len(side.lost), 'task')} ({listed(side.lost)})"

    return [line("rebalanced", found.best), line(_other(found), found.clerk)]


# A rebalance as plain data, for JSON.


def rebalanced_to_dict(found: Rebalance, full: bool = False) -> dict[str, object]:
    """Return a rebalance as plain data.

    Parameters
    ----------
    found : Rebalance
        The rebalance.
    full : bool
        Whether the plans are in it.

    Returns
    -------
    dict
        ``instance`` (after the events), ``events``, ``before``, ``rebalanced``, ``clerk``,
        ``moves`` one per client, and ``reasons``; ids only.
    """
    events = found.events
    joins = [] if events.joins is None else events.joins["id"].to_list()
    return {
        "instance": instance_to_dict(found.instance),
        "events": {
            "leaves": list(events.leaves),
            "joins": joins,
            "absent": [asdict(each) for each in events.absent],
            "transfers": [{"from": one, "to": other} for one, other in events.transfers],
            "excluded": list(events.excluded),
        },
        "owner_leaves": found.gone,
        "owner_unfit": found.unfit,
        "limit": found.limit,
        "deadlines_first": found.deadlines_first,
        "before": {
            "objective": found.before.objective,
            "objective_parts": found.before.objective_parts,
            "metrics": found.before.metrics.to_dict(),
        },
        "rebalanced": _side(found.best, full),
        "clerk": _side(found.clerk, full),
        "reasons": dict(Counter(move.reason for move in found.moves)),
        "moves": [asdict(move) for move in found.moves],
        "policy": found.policy.model_dump(mode="json"),
    }


def _side(side: Side, full: bool) -> dict[str, object]:
    outcome = side.outcome
    data: dict[str, object] = {
        "status": outcome.status,
        "limit": outcome.limit,
        "engine": outcome.engine,
        "objective": outcome.objective,
        "objective_parts": dict(outcome.parts),
        "bound": outcome.bound,
        "bound_kind": "none" if outcome.bound is None else "reported",
        "changes": side.changes,
        "deadlines_lost": list(side.lost),
        "metrics": None if outcome.metrics is None else outcome.metrics.to_dict(),
    }
    if full:
        data["plan"] = None if outcome.found is None else outcome.found.to_dict()
    return data
