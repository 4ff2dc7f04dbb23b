"""A rebalance as plain data, for JSON."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict

from ..model.io.plan_json import plan_to_dict
from ..planning.metrics_json import metrics_to_dict
from ..planning.rebalance import Rebalance, Side
from .compared_json import instance_to_dict


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
        ``moves`` one a client, and ``reasons``; ids only.
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
            "metrics": metrics_to_dict(found.before.metrics),
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
        "metrics": None if outcome.metrics is None else metrics_to_dict(outcome.metrics),
    }
    if full:
        data["plan"] = None if outcome.found is None else plan_to_dict(outcome.found)
    return data
