"""A comparison as plain data, for JSON."""

from __future__ import annotations

from ..model.hashing import instance_sha256
from ..model.instance import Instance
from ..model.io.plan_json import plan_to_dict
from ..model.plan import Plan
from ..planning import Comparison, Difference, Result, Today
from ..planning.metrics_json import metrics_to_dict
from ..planning.result_json import result_to_dict
from .unserved import undone_tasks, unowned_clients


def compared_to_dict(
    instance: Instance, comparison: Comparison, full: bool = False
) -> dict[str, object]:
    """Return a comparison as plain data.

    Parameters
    ----------
    instance : Instance
        The instance.
    comparison : Comparison
        What was compared on it.
    full : bool
        Whether plans, certificates and traces are in it.

    Returns
    -------
    dict
        ``instance``, ``columns`` by name, ``price_of_continuity`` (as priced, and with moves free
        on both sides), ``differences``, ``metrics_are``.
    """
    columns: dict[str, object] = {}
    if comparison.today is not None:
        columns["today"] = _today(instance, comparison.today, full)
    for name, result in zip(comparison.names, comparison.results, strict=True):
        columns[name] = _column(instance, result, full)
    priced = [_difference(each, "as_priced") for each in comparison.differences]
    unmoved = [_difference(each, "moves_free") for each in comparison.unmoved]
    return {
        "instance": instance_to_dict(instance),
        "columns": columns,
        "price_of_continuity": {
            "as_priced": priced[-1],
            "moves_free": unmoved[-1] if unmoved else None,
        },
        "differences": priced + unmoved,
        "metrics_are": "of these plans",
    }


def instance_to_dict(instance: Instance) -> dict[str, object]:
    """Return fingerprint, sizes and warnings of an instance."""
    return {
        "sha256": instance_sha256(instance),
        "clients": instance.clients.height,
        "workers": instance.workers.height,
        "tasks": instance.tasks.height,
        "periods": instance.calendar.periods,
        "task_minutes": instance.task_minutes,
        "regular_minutes": int(instance.capacity.sum()),
        "warnings": [warning.as_dict() for warning in instance.warnings],
    }


def _today(instance: Instance, today: Today, full: bool) -> dict[str, object]:
    data: dict[str, object] = {
        "objective": today.objective,
        "objective_parts": today.objective_parts,
        "metrics": metrics_to_dict(today.metrics),
        "policy": today.plan.policy.model_dump(mode="json"),
        "violations": [violation.as_dict() for violation in today.violations],
        **_unserved(instance, today.plan),
    }
    return {**data, "plan": plan_to_dict(today.plan)} if full else data


def _column(instance: Instance, result: Result, full: bool) -> dict[str, object]:
    # Every plan of a result has passed the audit, or the solve would have failed.
    violations: list[object] | None = [] if result.has_plan else None
    data = {**result_to_dict(result, full), "violations": violations}
    return {**data, **_unserved(instance, result.found)}


def _unserved(instance: Instance, plan: Plan | None) -> dict[str, object]:
    if plan is None:
        return {"undone_tasks": None, "unowned": None}
    unowned = [each.as_dict() for each in unowned_clients(instance, plan)]
    return {"undone_tasks": undone_tasks(plan), "unowned": unowned}


def _difference(each: Difference, how: str) -> dict[str, object]:
    return {**each.model_dump(), "how": how, "is_real": each.is_real}
