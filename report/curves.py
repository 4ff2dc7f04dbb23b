"""Curves, frontiers and prices of fairness as tables, for people and as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.table import Table

from ..metrics import CATALOGUE
from ..model.instance import Instance
from ..scenarios.fairness import Fairness
from ..scenarios.frontier import RULE, Elbow, Frontier
from ..scenarios.point import Point
from ..scenarios.sweep import Curve
from .columns import PARTS, SHOWN
from .compared import instance_to_dict
from .layout import add, grid, paragraph, section
from .solved import instance_words
from .words import UNKNOWN, metric, minutes, percent

OF_THESE_PLANS = (
    "Metrics are of these plans; another plan of the same cost may differ. No plan at a point "
    "costs less than its bound."
)
_LAWS = {
    "": "No law says which value is the easier one, so every point stands for itself.",
    "larger relaxes": "A larger value allows every plan of a smaller one at no higher cost.",
    "smaller relaxes": "A smaller value allows every plan of a larger one at no higher cost.",
    "later relaxes": "Each value allows every plan of a stricter one at no higher cost.",
}
_MOST_COLUMNS = 7


def curve_report(instance: Instance, curve: Curve) -> Iterator[RenderableType]:
    """Yield the parts of the report on a sweep.

    Parameters
    ----------
    instance : Instance
        The instance.
    curve : Curve
        What was swept on it.
    """
    yield paragraph(instance_words(instance))
    yield section(curve.setting, points_table(curve.setting, curve.points))
    yield paragraph(_LAWS[curve.law], "dim")
    yield from _metrics(curve.points)


def frontier_report(instance: Instance, found: Frontier) -> Iterator[RenderableType]:
    """Yield the parts of the report on a frontier.

    Parameters
    ----------
    instance : Instance
        The instance.
    found : Frontier
        What it costs to have continuity there.
    """
    yield paragraph(instance_words(instance))
    yield section(f"Cost of continuity, by {found.by}", points_table(found.by, found.points))
    if found.counted:
        text = (
            f"The share is of the {found.counted:,} tasks that today's owner may do. It is exact "
            "for today's owner; the share done by the new owner is a metric below."
        )
        yield paragraph(text, "dim")
    yield paragraph(elbow_words(found.points, found.elbow))
    yield paragraph(RULE, "dim")
    yield from _metrics(found.points)


def fairness_report(instance: Instance, found: Fairness) -> Iterator[RenderableType]:
    """Yield the parts of the report on the price of fairness.

    Parameters
    ----------
    instance : Instance
        The instance.
    found : Fairness
        What an even load costs there.
    """
    yield paragraph(instance_words(instance))
    table = grid([found.by, "these plans", "", "best plans", "highest", "range", "Gini"], texts=1)
    for point in found.points:
        of_plans, low, high = found.price(point)
        free = found.points[-1].objective
        share = percent(of_plans / free) if of_plans is not None and free else ""
        spread = [
            metric(point.metric(name), CATALOGUE[name].unit)
            for name in ("utilisation_max", "utilisation_range", "utilisation_gini")
        ]
        cells = (minutes(of_plans), share, f"[{minutes(low)}, {minutes(high)}]", *spread)
        add(table, point.label, *(cells if point.found else (_none(point), *[""] * 5)))
    yield section("Price of fairness: minutes more than without the limit", table)
    yield paragraph("Highest, range and Gini coefficient are of the workers' utilisation.", "dim")
    yield section("Cost", points_table(found.by, found.points))
    yield from _metrics(found.points)


def points_table(name: str, points: Sequence[Point]) -> Table:
    """Return one row per point: cost, bound, kind of the bound, gap and the parts of the cost."""
    head = ["cost", "bound", "who says so", "gap", "status"]
    table = grid([name, *head], texts=1)
    for point in points:
        says = "" if point.bound is None else point.bound_kind
        cost = minutes(point.objective) if point.found else "no plan"
        gap = minutes(point.gap_minutes)
        add(table, point.label, cost, minutes(point.bound), says, gap, _none(point))
    return table


def elbow_words(points: Sequence[Point], found: Elbow) -> str:
    """Return where the curve flattens, in one sentence."""
    if found.at is None:
        return "The curve has no elbow: no point lies below the line from its first to its last."
    sure = (
        "whatever lies inside the gaps"
        if found.is_sure
        else "of these plans; the gaps allow another"
    )
    label = points[found.at].label
    return f"Elbow: {label}, {minutes(found.depth)} minutes below that line ({sure})."


def points_to_list(points: Sequence[Point]) -> list[dict[str, object]]:
    """Return points as plain data, one object a point."""
    return [
        {
            "value": point.value,
            "label": point.label,
            "status": point.status,
            "limit": point.limit,
            "objective": point.objective,
            "objective_parts": dict(point.parts),
            "bound": point.bound,
            "bound_kind": point.bound_kind,
            "gap_minutes": point.gap_minutes,
            "inherited": list(point.inherited),
            "metrics": None if point.metrics is None else point.metrics.to_dict(),
        }
        for point in points
    ]


def curve_to_dict(instance: Instance, curve: Curve) -> dict[str, object]:
    """Return a sweep as plain data: ``instance``, ``setting``, ``law``, ``points``."""
    data = {"instance": instance_to_dict(instance), "setting": curve.setting, "law": curve.law}
    return {**data, "points": points_to_list(curve.points), "metrics_are": "of these plans"}


def frontier_to_dict(instance: Instance, found: Frontier) -> dict[str, object]:
    """Return a frontier as plain data: ``instance``, ``by``, ``points``, ``elbow``."""
    at = found.elbow.at
    return {
        "instance": instance_to_dict(instance),
        "by": found.by,
        "tasks_counted": found.counted or None,
        "points": points_to_list(found.points),
        "elbow": {
            "rule": RULE,
            "at": None if at is None else found.points[at].value,
            "depth": found.elbow.depth,
            "is_sure": found.elbow.is_sure,
        },
        "metrics_are": "of these plans",
    }


def fairness_to_dict(instance: Instance, found: Fairness) -> dict[str, object]:
    """Return the price of fairness as plain data: ``instance``, ``by``, ``points`` with prices."""
    points = points_to_list(found.points)
    for point, data in zip(found.points, points, strict=True):
        of_plans, low, high = found.price(point)
        data["price"] = {"of_plans": of_plans, "low": low, "high": high}
    return {"instance": instance_to_dict(instance), "by": found.by, "points": points}


def metric_rows(points: Sequence[Point]) -> list[dict[str, object]]:
    """Return one flat row a point: cost, bound, parts and every metric, for a table in a file."""
    rows: list[dict[str, object]] = []
    for point in points:
        row: dict[str, object] = {
            "value": point.label,
            "status": point.status,
            "limit": point.limit,
            "objective": point.objective,
            "bound": point.bound,
            "bound_kind": point.bound_kind,
        }
        row |= {part: point.parts.get(part) for part in PARTS}
        row |= {name: _whole(point, name) for name in CATALOGUE}
        rows.append(row)
    return rows


def _whole(point: Point, name: str) -> float | None:
    if point.metrics is None:
        return None
    parts = [each for each in point.metrics.values if each.name == name and each.breakdown is None]
    return parts[0].value if parts else None


def _metrics(points: Sequence[Point]) -> Iterator[RenderableType]:
    shown = list(points)
    if len(shown) > _MOST_COLUMNS:
        last = len(shown) - 1
        places = {round(at * last / (_MOST_COLUMNS - 1)) for at in range(_MOST_COLUMNS)}
        shown = [shown[at] for at in sorted(places)]
    table = grid(["", "unit", *(point.label for point in shown)], texts=2)
    for name in SHOWN:
        unit = CATALOGUE[name].unit
        cells = [UNKNOWN if p.metrics is None else metric(p.metric(name), unit) for p in shown]
        add(table, name.replace("_", " "), unit, *cells)
    yield section("What the plans are like", table, paragraph(OF_THESE_PLANS, "dim"))
    if len(shown) < len(points):
        yield paragraph(
            "Some points are left out here; --json and --out FILE have them all.", "dim"
        )


def _none(point: Point) -> str:
    return point.status.replace("_", " ")
