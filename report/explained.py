"""Why everything cannot be done on time, and the ways out, as people read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..explanation import Closed, Conflict, Explanation, Facts, Oversize, Shortage, Shortfall
from ..model.instance import Instance
from ..model.rules import SENTENCES
from .counts import result_value
from .document import (
    Block,
    Document,
    Listing,
    Paragraph,
    Section,
    not_served_lines,
    origin_section,
    size_block,
)
from .first_screen import answer_section, how_sure, sentence, sentences_of, side_by_side
from .prices import price_words
from .quantities import Told
from .tables import Cell, Column, People, Table, count, minutes, state

_MOST_FACTS = 8
_MOST_WAYS = 3
_PROOFS = {"solved": "proven by solving", "counted": "proven by counting", "none": "unproven"}
_VERDICTS = {
    "feasible": "Everything can be done on time, under all the rules.",
    "infeasible": "Not everything can be done on time: no plan keeps all the rules.",
    "undecided": "Whether everything can be done on time could not be decided in time; "
    "--time-limit gives more.",
}
_NO_SERVICE = "The rule service is off, so nothing has to be done."
_EACH = "Each of these proves by itself that no plan does everything on time."
_NONE = "Counting alone shows no reason."
_SHORT = "How much is missing, and whose minutes"
_CLASH, _WAYS = "Rules that clash", "Ways out"


def explained_document(instance: Instance, explanation: Explanation) -> Document:
    """Return the report on an explanation.

    Parameters
    ----------
    instance : Instance
        The instance.
    explanation : Explanation
        What was found out about it.
    """
    answer = _VERDICTS[explanation.verdict]
    if not explanation.policy.service.enabled:
        answer = _NO_SERVICE
    told: list[Paragraph] = [Paragraph(answer), *_backlog(instance, explanation)]
    sections = [Section("Answer", told, public=True, where="terminal")]
    if explanation.verdict != "feasible":
        facts = explanation.facts
        counted = list(_facts(facts))
        sections.append(Section("What can be counted", counted, public=not facts.is_proof))
        if explanation.shortfall is not None and explanation.shortfall.least:
            sections.append(Section(_SHORT, list(_shortfall(explanation.shortfall))))
        if explanation.conflict is not None:
            sections.append(Section(_CLASH, list(_conflict(explanation.conflict)), public=True))
        ways = Section(_WAYS, list(_ways(explanation)), public=not explanation.ways_out)
        sections.append(ways)
    plan = list(_plan(instance, explanation))
    sections.append(Section("The plan that can be had", plan, public=True))
    result = explanation.result
    origin = origin_section(*([] if result is None else [result]))
    question = "Can everything be done on time, and if not, why not?"
    return Document(
        question, [_answer(explanation, told), *sections], origin, [size_block(instance)]
    )


def _answer(explanation: Explanation, told: Sequence[Paragraph]) -> Section:
    """Return the first screen: the verdict, what clashes, ways out, the plan."""
    verdict, *notes = told
    sentences = [sentence(verdict.text)]
    shortfall = explanation.shortfall
    if shortfall is not None and shortfall.least and explanation.verdict != "feasible":
        sentences.append(Paragraph(_missing(shortfall), "lead", internal=True))
    conflict, result = explanation.conflict, explanation.result
    if conflict is not None:
        sentences.append(sentence(f"The rules that clash: {', '.join(conflict.rules)}."))
    if explanation.ways_out:
        # The words of a way name workers and amounts.
        ways = "; ".join(way.words for way in explanation.ways_out[:_MOST_WAYS])
        text = f"Ways out that were tried and work: {ways}."
        sentences.append(Paragraph(text, "lead", internal=True))
    if result is None or result.plan is None:
        return answer_section([*sentences, *notes], _proof(explanation))
    plan = Told(result.formulation, result.metrics, result.objective, result.objective_parts)
    sentences += sentences_of(plan)
    # The plan is made for this question: its prices alone are not those of the policy.
    table = side_by_side([plan], None)
    return answer_section([*sentences, *notes], _proof(explanation), result.policy, [table])


def _proof(explanation: Explanation) -> list[Paragraph]:
    if explanation.verdict == "feasible":
        return [how_sure("A plan that does everything on time was found and audited.")]
    if explanation.conflict is None:
        return []
    return [how_sure(f"That these rules clash is {_PROOFS[explanation.conflict.proof]}.")]


def _backlog(instance: Instance, explanation: Explanation) -> Iterator[Paragraph]:
    overdue = int((instance.tasks["due"] < 0).sum())
    if overdue and explanation.policy.deadlines.enabled:
        text = "{} overdue on arrival: asked for in the first period."
        yield Paragraph(text, "note", [People("tasks overdue on arrival", overdue, "task")])


def _facts(facts: Facts) -> Iterator[Block]:
    if not facts.is_proof:
        yield Paragraph(_NONE)
        return
    sorts: tuple[Sequence[Closed | Oversize | Shortage], ...]
    sorts = (facts.closed, facts.oversize, facts.shortages)
    lines: list[str] = []
    for some in sorts:
        lines += [fact.words for fact in some[:_MOST_FACTS]]
        if len(some) > _MOST_FACTS:
            lines.append(f"and {count(len(some) - _MOST_FACTS, 'more fact')} of this sort")
    yield Listing(lines)
    yield Paragraph(_EACH, "note")


def _missing(shortfall: Shortfall) -> str:
    """Return how many minutes have to stay undone at least, and how many a plan leaves."""
    says = f"If nothing may be late, at least {minutes(shortfall.least)} minutes stay undone"
    if shortfall.most is None:
        return f"{says}."
    return f"{says}; a plan that leaves {minutes(shortfall.most)} was found."


def _shortfall(shortfall: Shortfall) -> Iterator[Block]:
    yield Paragraph(f"{_missing(shortfall)} Clients without an owner count as one minute each.")
    if shortfall.scarce:
        yield Listing([reason.words for reason in shortfall.scarce])
        yield Paragraph(
            "The first figure is certified: prices of these minutes prove it, and the audit has "
            "worked it out from the tables.",
            "note",
        )
    if shortfall.left:
        yield Paragraph("What the plan with the fewest undone minutes leaves:")
        yield Listing([work.words for work in shortfall.left])


def _conflict(conflict: Conflict) -> Iterator[Block]:
    rows: list[tuple[Cell, Cell]] = []
    for rule in conflict.rules:
        fields = [part for part in conflict.parts if part.split(".", 1)[0] == rule]
        rows.append((", ".join(fields), SENTENCES[rule]))
    yield Table("conflict", _CLASH, [Column("fields of the policy"), Column("rule")], rows)
    minimal = "yes" if conflict.is_minimal else "no"
    yield Paragraph(
        f"No plan keeps these together ({_PROOFS[conflict.proof]}), whatever the other rules say. "
        f"minimal: {minimal}",
    )
    if conflict.undecided:
        left = ", ".join(conflict.undecided)
        yield Paragraph(f"Not decided in time (--time-limit gives more): {left}", "note")


def _ways(explanation: Explanation) -> Iterator[Block]:
    if not explanation.ways_out:
        yield Paragraph("None was found in time; --time-limit gives more.")
        return
    rows = [
        (way.kind, way.words, "smallest" if way.is_smallest else "enough")
        for way in explanation.ways_out
    ]
    yield Table("ways", _WAYS, [Column("kind"), Column("change"), Column("how much")], rows)
    yield Paragraph(
        "After each of these a plan was found that does everything on time (but for what the "
        "change itself lets go), and audited. Smallest: a step less of it was shown to be too "
        "little.",
        "note",
    )
    if explanation.limit == "time":
        yield Paragraph(
            "The time was up before every kind of change was decided: there may be other ways out, "
            "and smaller ones; --time-limit gives more.",
            "note",
        )


def _plan(instance: Instance, explanation: Explanation) -> Iterator[Block]:
    result = explanation.result
    if result is None or result.plan is None:
        yield Paragraph("None was found in time.")
        return
    text = f"cost {{}} minutes, bound {{}} ({state(result.status, result.limit)})"
    costs = [result_value("plan", result, each) for each in (result.objective, result.bound)]
    yield Paragraph(text, numbers=costs)
    late = result.objective_parts.get("late", 0.0)
    words = f"late work costs {minutes(late)} minutes" if late else "nothing becomes late"
    yield Listing([*not_served_lines(instance, result.plan), words], internal=True)
    yield Paragraph("Prices in minutes: " + price_words(result.policy), "note")
