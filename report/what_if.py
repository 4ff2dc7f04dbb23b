"""What follows from reforms, as a document for the terminal, Markdown and HTML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..changes import Draw, listed
from ..metrics import CATALOGUE
from ..model.instance import Instance
from ..model.plan import Plan
from ..planning import Result
from ..scenarios import MetricDifference, Outcome, Range, WhatIf
from .breakdowns import client_sections
from .columns import SHOWN, label_of, terms
from .decided import decided_table, second_stage_words
from .document import (
    Block,
    Document,
    Listing,
    Paragraph,
    Section,
    origin_section,
    price_section,
    size_block,
)
from .first_screen import (
    answer_section,
    difference_words,
    sentence,
    sentences_between,
    side_by_side,
)
from .moved import named_plans
from .plan_sheets import NamedPlan
from .quantities import (
    TITLE,
    Scale,
    Told,
    meanings,
    quantity_table,
    scale_of,
    spoken,
)
from .reform_intervals import differences_section, slope_words
from .tables import NOT_APPLICABLE, UNKNOWN, Column, Table, count, metric, minutes

# Reforms and their verdicts in words.


COST = "cost"
"""The name in a reform's answers that stands for the cost."""


def signed(value: float | None, unit: str) -> str:
    """Return a difference of a metric with its sign, as its unit asks."""
    if value is None:
        return NOT_APPLICABLE
    text = metric(value, unit)
    return text if value < 0 else f"+{text}"


def range_words(each: Range | None, unit: str) -> str:
    """Return between which values a metric lies at a cost; empty where nobody looked."""
    if each is None:
        return ""
    low = UNKNOWN if each.low is None else metric(each.low, unit)
    high = UNKNOWN if each.high is None else metric(each.high, unit)
    return f"{low} to {high}"


def answer_words(outcome: Outcome, name: str) -> str:
    """Return one answer of a reform, with numbers and unit.

    Parameters
    ----------
    outcome : Outcome
        What followed from the reform.
    name : str
        A metric, or ``cost``.
    """
    if name == COST:
        each = outcome.difference
        if each is None or each.of_plans is None:
            return f"cost: {outcome.verdict}"
        sign = "+" if each.of_plans >= 0 else ""
        low, high = minutes(each.low), minutes(each.high)
        return (
            f"cost: {sign}{minutes(each.of_plans)} minutes of these plans, [{low}, {high}] of the "
            f"best plans, {outcome.verdict}"
        )
    value = outcome.metric(name)
    label = label_of(name)
    if value is None:
        return f"{label}: {UNKNOWN}"
    return f"{label}: {_sides(value)}"


def _sides(value: MetricDifference) -> str:
    unit = "" if value.unit in ("share", "index") else f" {CATALOGUE[value.name].unit}"
    before, after = metric(value.baseline, value.unit), metric(value.reform, value.unit)
    gone = signed(value.difference, value.unit)
    return f"{before} -> {after}{unit} ({gone}), {value.standing}"


_OF_THESE_PLANS = (
    "Differences of metrics are of these plans, and another plan of the same cost may have others, "
    "unless it says that they hold for all plans of that cost."
)
_ON_FIRST_SCREEN = 3
"""Reforms that are told on the first screen; all of them stand below."""

_SIMULATION = (
    "This question is about time. The plan of one month answers it in part; samehands simulate, "
    "with the same file as --scenarios, lets months go by for the rest."
)


def what_if_document(found: WhatIf, *, in_parts: bool = True) -> Document:
    """Return the report on reforms.

    Parameters
    ----------
    found : WhatIf
        The baseline and what followed from each reform.
    in_parts : bool
        Whether plans are told in parts too, which only a page shows.
    """
    lead: list[Block] = [size_block(found.instance), Paragraph(_baseline(found))]
    lead += [*_second_stage(found.baseline), *_draws(found.draws)]
    scale = scale_of(found.instance)
    base, told = _told_reforms(found)
    sections = [
        answer_to_what_if(found, scale),
        Section(TITLE, [quantity_table("reform", told, scale, base), Listing(meanings())]),
        differences_section(found, scale),
    ]
    numbered = enumerate(found.outcomes, start=1)
    sections += [_section(found, number, each) for number, each in numbered]
    sections += client_sections(_plans_for_same_clients(found) if in_parts else {})
    sections += [
        Section("How to read the metrics", [Paragraph(_OF_THESE_PLANS), terms()]),
        price_section(found.policy),
        Section("In words", [Listing(list(_in_words(found, base, told, scale)))]),
    ]
    origin = origin_section(*found.results)
    return Document(_question(found), sections, origin, lead)


def _plans_for_same_clients(found: WhatIf) -> dict[str, tuple[Instance, Plan]]:
    """Return the plans of the baseline and of the first reforms that leave clients and tasks be."""
    sides = [(found.name, found.instance, found.baseline)]
    for each in found.outcomes[:_ON_FIRST_SCREEN]:
        tables = (each.instance.clients, each.instance.tasks)
        same = tables[0].equals(found.instance.clients) and tables[1].equals(found.instance.tasks)
        if same and each.result is not None and each.changed:
            sides.append((each.reform.name, each.instance, each.result))
    plans = {name: (instance, result.plan) for name, instance, result in sides if result.plan}
    return plans if len(plans) > 1 else {}


def what_if_plans(found: WhatIf) -> list[NamedPlan]:
    """Return the plans of the baseline and of the reforms, each for its own instance."""
    plans = named_plans(found.instance, [(found.name, found.baseline)])
    for each in found.outcomes:
        plans += named_plans(each.instance, [(each.reform.name, each.result)])
    return plans


def _question(found: WhatIf) -> str:
    """Return the question of the only reform, or that of all of them."""
    if len(found.outcomes) != 1:
        return f"What follows from {len(found.outcomes)} reforms, against {found.name}?"
    reform = found.outcomes[0].reform
    return reform.question or f"What follows from {reform.name}, against {found.name}?"


def answer_to_what_if(found: WhatIf, scale: Scale | None = None) -> Section:
    """Return the first screen of the report on reforms: the first of them against the baseline.

    Parameters
    ----------
    found : WhatIf
        The baseline and what followed from each reform.
    scale : Scale or None
        What priced sums are set against, where that is known.
    """
    base, told = _told_reforms(found)
    first, outcome = told[0], found.outcomes[0]
    if first.metrics is None or base.metrics is None:
        sentences = [sentence(f"With {first.name}: {outcome.verdict}.")]
    else:
        sentences = sentences_between(base, first)
    named = [
        None
        if each.difference is None
        else each.difference.model_copy(update={"first": reform.name, "second": base.name})
        for reform, each in zip(told[:_ON_FIRST_SCREEN], found.outcomes, strict=False)
    ]
    sure = [
        difference_words(each, (reform, base), scale)
        for reform, each in zip(told, named, strict=False)
        if each is not None
    ]
    table = side_by_side([base, *told[:_ON_FIRST_SCREEN]], scale, named[0])
    return answer_section(sentences, sure, found.policy, [table], public=False)


def _told_reforms(found: WhatIf) -> tuple[Told, list[Told]]:
    """Return the baseline and every reform as they are told in quantities."""
    base = _told(found.name, found.baseline)
    reforms = [
        Told(each.reform.name, None, None)
        if each.result is None
        else _told(each.reform.name, each.result)
        for each in found.outcomes
    ]
    return base, reforms


def _told(name: str, result: Result) -> Told:
    return Told(name, result.metrics, result.objective, result.objective_parts)


def _in_words(found: WhatIf, base: Told, reforms: Sequence[Told], scale: Scale) -> Iterator[str]:
    for reform, each in zip(reforms, found.outcomes, strict=True):
        if each.difference is None:
            yield f"{reform.name}: {each.verdict}."
        else:
            yield spoken(each.difference, (reform, base), scale).text


def _baseline(found: WhatIf) -> str:
    result = found.baseline
    if result.objective is None:
        return f"{found.name}: no plan ({result.status.replace('_', ' ')})."
    kind = "" if result.bound is None else f" ({result.bound_kind})"
    return (
        f"{found.name}: {minutes(result.objective)} minutes, bound {minutes(result.bound)}{kind}, "
        f"{result.status}, by the engine {result.engine}."
    )


def _section(found: WhatIf, number: int, each: Outcome) -> Section:
    blocks: list[Block] = []
    if each.reform.question:
        blocks.append(Paragraph(each.reform.question))
    if each.reform.needs == "simulation":
        blocks.append(Paragraph(_SIMULATION))
    blocks.append(Listing([answer_words(each, name) for name in each.reform.answers]))
    blocks.append(_changed(number, each))
    blocks += _draws(each.draws)
    if each.result is not None and each.changed:
        blocks += _second_stage(each.result)
    if each.difference is not None and each.difference.slopes:
        blocks.append(Listing([slope_words(slope) for slope in each.difference.slopes]))
    if each.revalued:
        blocks.append(Paragraph(_one_currency(found, each)))
    if each.metrics:
        blocks.append(_metrics(number, each))
        blocks += _decided(found, number, each)
    if each.checks:
        blocks += _checks(number, each)
    return Section(each.reform.name, blocks)


def _second_stage(result: Result) -> list[Block]:
    """Return the line on what the second stage gained; none where there was no such stage."""
    if result.second_stage is None:
        return []
    return [Paragraph(second_stage_words(result.second_stage), "note")]


def _decided(found: WhatIf, number: int, each: Outcome) -> list[Block]:
    """Return how far the figures that the cost leaves open are decided on both sides."""
    if each.result is None or not each.changed:
        return []
    names = (found.name, each.reform.name)
    table = decided_table(names, (found.baseline, each.result))
    return [] if table is None else [replace(table, slug=f"decided-{number}", folded=True)]


def _one_currency(found: WhatIf, each: Outcome) -> str:
    return (
        "At the baseline's prices, clients, tasks and minutes the plan of the baseline costs "
        f"{minutes(found.baseline.objective)} minutes and this one {minutes(each.at_baseline)}."
    )


def _changed(number: int, each: Outcome) -> Block:
    if not each.changed:
        return Paragraph("It changes nothing.")
    return Table(
        slug=f"changed-{number}",
        caption="What is changed",
        columns=(Column("field"), Column("baseline"), Column("reform")),
        rows=[(one.field, one.before, one.after) for one in each.changed],
    )


def _draws(draws: Sequence[Draw]) -> list[Block]:
    """Return a line a draw, none without any; the ids are in the JSON alone."""
    lines = [
        f"Drawn by the seed: {len(each.ids)} of {each.rows} {each.what}, as many of each "
        f"{listed(each.by)} ({count(len(each.strata), 'stratum', 'strata')}) to less than one."
        for each in draws
    ]
    return [Listing(lines)] if lines else []


def _metrics(number: int, each: Outcome) -> Table:
    ranged = any(one.baseline_range is not None for one in each.metrics)
    heads = ["metric", "unit", "better", "baseline", "reform", "difference", "whose"]
    rows: list[list[str]] = []
    for one in each.metrics:
        if one.name not in SHOWN and one.baseline_range is None:
            continue
        row = [
            label_of(one.name),
            one.unit,
            one.better,
            metric(one.baseline, one.unit),
            metric(one.reform, one.unit),
            signed(one.difference, one.unit),
            one.standing,
        ]
        if ranged:
            row += [range_words(side, one.unit) for side in (one.baseline_range, one.reform_range)]
        rows.append(row)
    if ranged:
        heads += ["baseline at its cost", "reform at its cost"]
    return Table(
        slug=f"metrics-{number}",
        caption="What the plans are like",
        columns=[Column(head) for head in heads],
        rows=rows,
        folded=not ranged,
    )


def _checks(number: int, each: Outcome) -> list[Block]:
    lost = [f"{one.field} x {one.factor:g}" for one in each.checks if not one.survives]
    tried = count(len(each.checks), "change of an assumption", "changes of assumptions")
    says = f"The verdict survives all {tried}."
    if lost:
        says = f"The verdict does not survive {len(lost)} of {tried}: {', '.join(lost)}."
    table = Table(
        slug=f"checks-{number}",
        caption="Each assumed price and minute halved and doubled on both sides",
        columns=(
            Column("assumption"),
            Column("factor", "ratio"),
            Column("these plans", "amount"),
            Column("best plans from", "amount"),
            Column("to", "amount"),
            Column("verdict survives"),
        ),
        rows=[
            (
                one.field,
                one.factor,
                one.difference.of_plans,
                one.difference.low,
                one.difference.high,
                "yes" if one.survives else "no",
            )
            for one in each.checks
        ],
        folded=True,
    )
    return [Paragraph(says), table]
