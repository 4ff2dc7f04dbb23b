"""Why everything cannot be done on time, and the ways out, as people read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType

from ..explanation import Closed, Conflict, Explanation, Facts, Oversize, Shortage, WayOut
from ..metrics.unserved import undone_tasks, unowned_clients
from ..model.instance import Instance
from ..model.rules import SENTENCES
from ..planning import Result
from .layout import add, grid, indented, paragraph, section
from .solved import instance_words
from .unserved import ALL_OWNED, undone_line, unowned_lines
from .words import count, minutes, price_words, state

_MOST_FACTS = 8
_VERDICTS = {
    "feasible": "Everything can be done on time, under all the rules.",
    "infeasible": "Not everything can be done on time: no plan keeps all the rules.",
    "undecided": "Whether everything can be done on time could not be decided in time.",
}
_NO_SERVICE = "The rule service is off, so nothing has to be done."
_EACH = "Each of these proves by itself that no plan does everything on time."
_NONE = "Counting alone shows no reason."


def explained_report(instance: Instance, explanation: Explanation) -> Iterator[RenderableType]:
    """Yield the parts of the report on an explanation.

    Parameters
    ----------
    instance : Instance
        The instance.
    explanation : Explanation
        What was found out about it.
    """
    yield paragraph(instance_words(instance))
    answer = _VERDICTS[explanation.verdict]
    if not explanation.policy.service.enabled:
        answer = _NO_SERVICE
    yield section("Answer", paragraph(answer))
    if explanation.verdict != "feasible":
        yield section("What can be counted", *_facts(explanation.facts))
        if explanation.conflict is not None:
            yield section("Rules that clash", *_conflict(explanation.conflict))
        yield section("Ways out", *_ways(explanation))
    yield section("The plan that can be had", *_plan(instance, explanation))


def explained_to_dict(explanation: Explanation) -> dict[str, object]:
    """Return an explanation as plain values, with the plan's result but not the plan itself."""
    dumped = explanation.model_dump(mode="json", exclude={"result", "ways_out"})
    ways = [_way_to_dict(way) for way in explanation.ways_out]
    result = explanation.result
    left: dict[str, object] = {}
    if result is not None and result.found is not None:
        owners = result.plan.owners
        left = {
            "undone_tasks": undone_tasks(result.plan),
            "unowned_clients": owners.filter(owners["owner"].is_null())["client"].to_list(),
        }
    flat = None if result is None else result.to_dict(full=False)
    return {**dumped, "ways_out": ways, "plan": flat, **left}


def _way_to_dict(way: WayOut) -> dict[str, object]:
    changes = [
        change.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
        for change in way.changes
    ]
    return {**way.model_dump(mode="json", exclude={"changes"}), "changes": changes}


def _facts(facts: Facts) -> Iterator[RenderableType]:
    if not facts.is_proof:
        yield paragraph(_NONE)
        return
    sorts: tuple[Sequence[Closed | Oversize | Shortage], ...]
    sorts = (facts.closed, facts.oversize, facts.shortages)
    for some in sorts:
        yield from (indented(fact.words) for fact in some[:_MOST_FACTS])
        if len(some) > _MOST_FACTS:
            yield indented(f"and {count(len(some) - _MOST_FACTS, 'more fact')} of this sort")
    yield paragraph(_EACH, "dim")


def _conflict(conflict: Conflict) -> Iterator[RenderableType]:
    table = grid(["", ""], texts=2)
    for rule in conflict.rules:
        fields = [part for part in conflict.parts if part.split(".", 1)[0] == rule]
        add(table, ", ".join(fields), SENTENCES[rule])
    yield table
    said = {"solved": "proven by solving", "counted": "proven by counting", "none": "unproven"}
    minimal = "yes" if conflict.is_minimal else "no"
    yield paragraph(
        f"No plan keeps these together ({said[conflict.proof]}), whatever the other rules say. "
        f"minimal: {minimal}",
    )
    if conflict.undecided:
        yield paragraph(f"Not decided in time: {', '.join(conflict.undecided)}", "dim")


def _ways(explanation: Explanation) -> Iterator[RenderableType]:
    if not explanation.ways_out:
        yield paragraph("None was found in time.")
        return
    table = grid(["kind", "change", ""], texts=3)
    for way in explanation.ways_out:
        add(table, way.kind, way.words, "smallest" if way.is_smallest else "enough")
    yield table
    yield paragraph(
        "After each of these a plan was found that does everything on time (but for what the "
        "change itself lets go), and audited. Smallest: a step less of it was shown to be too "
        "little.",
        "dim",
    )
    if explanation.limit == "time":
        yield paragraph(
            "The time was up before every kind of change was decided: there may be other ways out, "
            "and smaller ones.",
            "dim",
        )


def _plan(instance: Instance, explanation: Explanation) -> Iterator[RenderableType]:
    result = explanation.result
    if result is None or result.found is None:
        yield paragraph("None was found in time.")
        return
    yield paragraph(
        f"cost {minutes(result.objective)} minutes, bound {minutes(result.bound)} "
        f"({state(result.status, result.limit)})"
    )
    for line in _left(instance, result):
        yield indented(line)
    yield paragraph("Prices in minutes: " + price_words(result.policy), "dim")


def _left(instance: Instance, result: Result) -> Iterator[str]:
    """Yield what the plan does not do: owners, tasks, lateness."""
    yield from unowned_lines(instance, unowned_clients(instance, result.plan)) or [ALL_OWNED]
    yield undone_line(instance, undone_tasks(result.plan))
    late = result.objective_parts.get("late", 0.0)
    yield f"late work costs {minutes(late)} minutes" if late else "nothing is late"
