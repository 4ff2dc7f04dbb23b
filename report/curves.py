"""What follows along a line: sweeps, frontiers, prices of fairness, fewest staff."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import replace

from ..metrics import CATALOGUE
from ..model.instance import Instance
from ..scenarios.fairness import Fairness
from ..scenarios.frontier import RULE, Elbow, Frontier
from ..scenarios.point import Point
from ..scenarios.staffing import LeastStaff, Staffing
from ..scenarios.sweep import Curve
from .charts import BarChart, CurveChart
from .columns import PARTS, metrics_of, terms
from .counts import cost_rests_on
from .document import Block, Document, Listing, Paragraph, Section, origin_section, size_block
from .first_screen import (
    answer_section,
    how_sure,
    sentence,
    sentences_between,
    side_by_side,
)
from .quantities import TITLE, Scale, Told, meanings, quantity_table, scale_of
from .tables import Cell, Column, Kind, People, Table, Value, metric_kind, minutes

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
_MIX = (
    "Full-time equivalents of 6,960 minutes in 21 periods. Staff is made larger or smaller in "
    "today's mix: every worker's minutes are scaled alike. All work done, all of it on time, every "
    "client owned."
)
_AXES = {"K": "K: most workers who own or serve one client"}
"""What stands under an axis where the name of what is varied does not say it."""
_PRICES = "Prices are assumed, not measured; every one is a field of the policy."


def curve_document(instance: Instance, curve: Curve) -> Document:
    """Return the report on a sweep.

    Parameters
    ----------
    instance : Instance
        The instance.
    curve : Curve
        What was swept on it.
    """
    costs = _costs(curve.setting, curve.points, curve.setting)
    section = Section(curve.setting, [costs, Paragraph(_LAWS[curve.law], "note")], public=True)
    question = f"What follows from each value of {curve.setting}?"
    return _along(instance, curve.setting, curve.points, [section], question)


def frontier_document(instance: Instance, found: Frontier) -> Document:
    """Return the report on a frontier.

    Parameters
    ----------
    instance : Instance
        The instance.
    found : Frontier
        What it costs to have continuity there.
    """
    title = f"Cost of continuity, by {found.by}"
    blocks = [_costs(found.by, found.points, title)]
    if found.counted:
        text = (
            "The share is of the {} tasks that today's owner may do. It is exact for today's "
            "owner; the share done by the new owner is a metric below."
        )
        able = People("tasks that today's owner may do", found.counted)
        blocks.append(Paragraph(text, "note", [able]))
    behind = [each for point in found.points for each in _cost_rests_on(point)]
    elbow = Value(elbow_words(found.points, found.elbow), "text", behind)
    blocks += [Paragraph("{}", numbers=[elbow]), Paragraph(RULE, "note")]
    question = f"What does continuity cost, by {found.by}?"
    part = Section(title, blocks, public=True)
    return _along(instance, found.by, found.points, [part], question)


def fairness_document(instance: Instance, found: Fairness) -> Document:
    """Return the report on the price of fairness.

    Parameters
    ----------
    instance : Instance
        The instance.
    found : Fairness
        What an even load costs there.
    """
    title = "Price of fairness: minutes more than without the limit"
    note = "Highest, range and Gini coefficient are of the workers' utilisation."
    prices = _fairness(found, title, scale_of(instance))
    sections = [
        Section(title, [prices, Paragraph(note, "note")], public=True),
        Section("Cost", [_costs(found.by, found.points, "Cost")], public=True),
    ]
    return _along(instance, found.by, found.points, sections, "What does an even load cost?")


def staffing_document(instance: Instance, found: Staffing) -> Document:
    """Return the report on the fewest full-time equivalents.

    Parameters
    ----------
    instance : Instance
        The instance.
    found : Staffing
        Those of each standard.
    """
    title = "Fewest full-time equivalents that meet all deadlines"
    rows = [
        (each.standard, each.today, _fewest(each), each.one_step_below) for each in found.standards
    ]
    columns = [
        Column("standard"),
        Column("today", "minutes"),
        Column("met with a plan at", "minutes"),
        Column("one step below"),
    ]
    chart = BarChart(
        "staff",
        "Staff today, and the fewest found",
        "Bars are the staff there is today and the fewest for which a plan was found.",
        Table("staff", title, columns, rows),
        label="full-time equivalents",
        values=(1, 2),
    )
    blocks: list[Block] = [chart, Paragraph(_MIX, "note")]
    for each in found.standards:
        if each.fewest is None and each.impossible is not None:
            text = (
                f"{each.standard}: no staff of today's mix is enough, proven up to "
                f"{each.impossible:,.2f}; `samehands explain` says why."
            )
            blocks.append(Paragraph(text))
        if each.fewest is None:
            tried = f"{each.edge.last * each.step:,.2f} full-time equivalents"
            blocks.append(Paragraph(f"{each.standard}: tried up to {tried}; {_beyond(each)}."))
    fewest = Section(title, blocks, public=True)
    sentences = [sentence(_enough(each)) for each in found.standards]
    sure = how_sure(
        "A plan that meets all deadlines was found at each of these numbers; what is known one "
        "step below stands in the table."
    )
    question = "How few staff are enough to meet every deadline?"
    answer = answer_section(sentences, [sure])
    origin = origin_section(instance=instance)
    return Document(question, [answer, fewest], origin, [size_block(instance)])


def _enough(each: LeastStaff) -> str:
    """Return with how many full-time equivalents a standard meets all deadlines."""
    if each.fewest is None:
        tried = each.edge.last * each.step
        return f"{each.standard}: no staff up to {tried:,.2f} full-time equivalents was enough."
    return (
        f"{each.standard}: {each.fewest:,.2f} full-time equivalents are enough; today there are "
        f"{each.today:,.2f}."
    )


def _beyond(each: LeastStaff) -> str:
    """Return which option looks further, where no staff was found to be enough."""
    if each.edge.low == each.edge.last:
        return "--most tries more"
    return "more --time-limit may find a plan below, and --most tries more"


def _fewest(each: LeastStaff) -> float | str:
    none = f"none up to {each.edge.last * each.step:,.2f}"
    return none if each.fewest is None else each.fewest


def _along(
    instance: Instance,
    name: str,
    points: Sequence[Point],
    sections: Sequence[Section],
    question: str,
) -> Document:
    """Return a document on points: its sections, then what the plans are like."""
    like = "What the plans are like"
    metrics = metrics_of([(point.label, point.metrics) for point in points], like, OF_THESE_PLANS)
    origin = origin_section(instance=instance)
    origin = replace(origin, blocks=[*origin.blocks, Paragraph(_PRICES)])
    told = [Told(p.label, p.metrics, p.objective, p.objective_parts) for p in points]
    quantities: list[Block] = [quantity_table(name, told, scale_of(instance)), Listing(meanings())]
    every = [
        _answer(name, points, told, scale_of(instance)),
        Section(TITLE, quantities, public=True),
        *sections,
        Section(like, [metrics, terms()], public=True),
    ]
    return Document(question, every, origin, [size_block(instance)])


def _answer(name: str, points: Sequence[Point], told: Sequence[Told], scale: Scale) -> Section:
    """Return the first screen: the first and the last point that have a plan."""
    solved = [at for at, point in enumerate(points) if point.objective is not None]
    if not solved:
        return answer_section([sentence("No plan was found at any point.")])
    ends = [told[at] for at in dict.fromkeys((solved[0], solved[-1]))]
    sentences = sentences_between(ends[0], ends[-1], name)
    if len(solved) < len(points):
        sentences.append(sentence(f"{len(points) - len(solved)} of {len(points)} have no plan."))
    gaps = [points[at].gap_minutes for at in solved]
    behind = [key for point in points for key in _cost_rests_on(point)]
    if None in gaps:
        sure = how_sure("Not every point has a bound, so better plans may exist there.")
    else:
        widest = Value(round(max(gap or 0.0 for gap in gaps)), "count", behind)
        text = "No plan of any point can cost less by more than {} minutes."
        sure = how_sure(text, widest)
    return answer_section(sentences, [sure], None, [side_by_side(ends, scale)])


def _costs(name: str, points: Sequence[Point], caption: str) -> Block:
    """Return cost, bound and gap by points, with a chart where two of them have a plan."""
    rows = [
        (
            _at(point),
            _beside_cost(point, "no plan" if point.objective is None else point.objective),
            _beside_cost(point, point.bound),
            "" if point.bound is None else point.bound_kind,
            _beside_cost(point, point.gap_minutes),
            point.status.replace("_", " "),
        )
        for point in points
    ]
    columns = [
        Column(name),
        Column("cost", "minutes"),
        Column("bound", "minutes"),
        Column("who says so"),
        Column("gap", "minutes"),
        Column("status"),
    ]
    table = Table("curve", caption, columns, rows)
    if sum(point.objective is not None for point in points) < 2:
        return table
    bounds = sum(point.bound is not None for point in points) > 1
    return CurveChart(
        slug="curve",
        title=f"Cost by {name}",
        reading="The points are joined by straight lines; what lies between them was not solved.",
        table=table,
        label=_AXES.get(name, name),
        measured="minutes",
        values=(1, 2) if bounds else (1,),
    )


def _at(point: Point) -> Cell:
    """Return what is varied: a number where it is one, so that it has its place on an axis."""
    value = point.value
    if isinstance(value, str | bool):
        return point.label
    return Value(float(value), "share" if point.label.endswith("%") else "metric")


def _beside_cost(point: Point, number: float | str | None) -> Value:
    """Return minutes that tell the cost of a plan."""
    return Value(number, "minutes", _cost_rests_on(point))


def _cost_rests_on(point: Point) -> list[str | People]:
    return cost_rests_on(point.label, point.objective_parts, point.metrics)


def _fairness(found: Fairness, caption: str, scale: Scale) -> Table:
    spread = ("utilisation_max", "utilisation_range", "utilisation_gini")
    rows: list[list[Cell]] = []
    for point in found.points:
        if point.objective is None:
            rows.append([point.label, point.status.replace("_", " "), *[""] * 6])
            continue
        of_plans, low, high = found.price(point)
        kinds: tuple[Kind, ...] = ("minutes", "percent", "minutes", "minutes")
        prices = [of_plans, scale.share(of_plans), low, high]
        behind = [each for one in (point, found.points[-1]) for each in _cost_rests_on(one)]
        told = zip(prices, kinds, strict=True)
        values = [Value(point.metric(each), metric_kind(CATALOGUE[each].unit)) for each in spread]
        rows.append([point.label, *(Value(each, kind, behind) for each, kind in told), *values])
    columns = [
        Column(found.by),
        Column("these plans", "minutes"),
        Column("of the work", "percent"),
        Column("best plans from", "minutes"),
        Column("to", "minutes"),
        *(Column(head, "share") for head in ("highest", "range", "Gini")),
    ]
    return Table("fairness", caption, columns, rows)


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


def points_csv(points: Sequence[Point]) -> str:
    """Return one row per point as CSV: cost, bound, parts and every metric."""
    rows = _metric_rows(points)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]) if rows else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _metric_rows(points: Sequence[Point]) -> list[dict[str, object]]:
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
        row |= {part: point.objective_parts.get(part) for part in PARTS}
        row |= {name: _whole(point, name) for name in CATALOGUE}
        rows.append(row)
    return rows


def _whole(point: Point, name: str) -> float | None:
    if point.metrics is None:
        return None
    parts = [each for each in point.metrics.values if each.name == name and each.breakdown is None]
    return parts[0].value if parts else None
