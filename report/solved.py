"""One result as people read it: solved, or audited again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from ..audit import Violation
from ..metrics.away import list_away_throughout
from ..model.instance import Instance
from ..planning import CertificateAudit, Result, ResultAudit
from ..planning.result_audit import TOTAL
from .binding import USED_UP, binding_lines
from .breakdowns import breakdown_sections
from .columns import PARTS, column, metrics_table, terms
from .decided import second_stage_words
from .document import (
    Block,
    Document,
    Listing,
    Paragraph,
    Section,
    not_served_lines,
    origin_section,
    price_section,
    size_block,
)
from .first_screen import (
    answer_section,
    meaning_section,
    sentence,
    sentences_of,
    side_by_side,
    sure_of,
)
from .moved import away_lines, moves_section, named_plans
from .plan_sheets import NamedPlan
from .quantities import Scale, Told, scale_of
from .tables import Cell, Column, Table, Value, count, minutes, percent, state

_ADVICE = {
    "infeasible": "No plan keeps all rules. Switch a rule off, or let what is forbidden be priced "
    '(service.undone = "priced", deadlines.late = "priced").',
    "no_plan": "No plan was found, and none is proven impossible. Give more time.",
}


def solved_plans(instance: Instance, result: Result) -> list[NamedPlan]:
    """Return the plan of a result, called by its standard; none where it has none."""
    return named_plans(instance, [(result.formulation, result)])


def solved_document(instance: Instance, result: Result, *, in_parts: bool = True) -> Document:
    """Return the report on one result.

    Parameters
    ----------
    instance : Instance
        The instance.
    result : Result
        Its result.
    in_parts : bool
        Whether plans are told in parts too, which only a page shows and which takes a second of an
        office.
    """
    title = f"{result.formulation}, by {result.engine} ({result.engine_reason})"
    first: list[Block] = [_facts(result, title)]
    sections = [Section(title, first), _time_section(result)]
    if result.plan is None:
        first.append(Paragraph(_ADVICE.get(result.status, "")))
    else:
        if result.second_stage is not None:
            first.append(Paragraph(second_stage_words(result.second_stage), "note"))
        like = "What this plan is like"
        table = metrics_table([column(result.formulation, result)], like)
        served = not_served_lines(instance, result.plan)
        sections.append(Section(like, [table, terms()], public=True))
        sections.append(Section("Not served", [Listing(served)]))
        away = away_lines(list_away_throughout(instance, result.plan))
        if away:
            sections.append(Section("Away in every period", [Listing(away)]))
        used_up = binding_lines(instance, result)
        if used_up is not None:
            sections.append(Section(USED_UP, [used_up]))
        sections += [
            *breakdown_sections(instance, {result.formulation: result.plan} if in_parts else {}),
            moves_section(result.moves, _MOST_MOVES),
            meaning_section(),
            price_section(result.policy),
        ]
    question = f"What is the best {result.formulation} plan, and how good is it?"
    first_screen = answer_to_solve(result, scale_of(instance))
    return Document(
        question, [first_screen, *sections], origin_section(result), [size_block(instance)]
    )


def answer_to_solve(result: Result, scale: Scale | None = None) -> Section:
    """Return the first screen of the report on one result.

    Parameters
    ----------
    result : Result
        The result.
    scale : Scale or None
        What the priced sum is set against, where that is known.
    """
    sure = [sure_of(result)]
    if result.plan is None:
        return answer_section([sentence(_ADVICE.get(result.status, ""))], sure, result.policy)
    plan = Told(result.formulation, result.metrics, result.objective, result.objective_parts)
    return answer_section(sentences_of(plan), sure, result.policy, [side_by_side([plan], scale)])


def _facts(result: Result, title: str) -> Table:
    rows: list[tuple[Cell, Cell, Cell]] = [("status", "", state(result.status, result.limit))]
    strong: list[int] = []
    if result.has_plan:
        strong.append(len(rows))
        rows.append(("cost", result.priced_sum, "minutes, recomputed by the audit"))
        rows += [
            (f"  {words}", result.objective_parts.get(part), "") for part, words in PARTS.items()
        ]
        if result.order == "lexicographic":
            words = "minutes: the last stage; undone, late and overtime come before it"
            rows.append(("the rest", result.objective, words))
    rows += _bounds(result)
    if result.status == "infeasible":
        words = "reported: the engine says so" if result.certificate is None else "certified"
        rows.append(("no plan", "", words))
    columns = [Column("what"), Column("amount", "minutes"), Column("how it is known")]
    return Table("facts", title, columns, rows, strong=strong)


def _time_section(result: Result) -> Section:
    """Return where the time went; a page of the same answer is the same, however long it took."""
    spent = {k: v for k, v in result.seconds.model_dump().items() if v is not None}
    words = ", ".join(f"{name} {value:.1f}" for name, value in spent.items())
    text = f"{sum(spent.values()):,.1f} seconds: {words}"
    return Section("Time", [Paragraph(text)], where="terminal")


def _bounds(result: Result) -> list[tuple[Cell, Cell, Cell]]:
    said = {"certified": "reproduced by the audit", "reported": f"{result.engine} says so"}
    if result.bound is None:
        rows: list[tuple[Cell, Cell, Cell]] = [("bound", Value(None, "minutes"), "")]
    else:
        kind = f"minutes; {result.bound_kind}: {said[result.bound_kind]}"
        rows = [("bound", result.bound, kind)]
    if result.gap_minutes is not None:
        rows.append(("gap", result.gap_minutes, _share(result.gap_work)))
    if result.bound_kind == "reported" and result.certified_bound is not None:
        words = "minutes; reproduced by the audit"
        rows.append(("certified bound", result.certified_bound, words))
        if result.certified_gap_minutes is not None:
            shares = _share(result.certified_gap_work)
            rows.append(("certified gap", result.certified_gap_minutes, shares))
    return rows


def _share(gap_work: float | None) -> str:
    return f"minutes; {percent(gap_work, 3)} of the work"


_IS_TRUE = "Is the plan what it says it is?"
_MOST, _MOST_MOVES = 40, 10


# What an audit found.


def audited_document(found: ResultAudit) -> Document:
    """Return the report on the audit of a result that has a plan.

    Parameters
    ----------
    found : ResultAudit
        What the audit found.
    """
    made = f"{found.formulation} plan, made by {found.engine}"
    tables = "these tables" if found.same_instance else "OTHER TABLES than these"
    costs = "Cost in minutes"
    sections = [
        Section(costs, [_costs(found, costs), _verdict(found)], public=True),
        Section("Bound", list(_certificate(found.proven))),
        _violations(found),
        Section("Pieces", [Paragraph(_pieces(found))]),
    ]
    text = f"{made}, for {tables}"
    lead = [Paragraph(text) if found.same_instance else Paragraph(text, "warning")]
    answer = answer_section(_found_sentences(found), list(_how_bound(found.proven)))
    return Document(_IS_TRUE, [answer, *sections], origin_section(), lead)


def _found_sentences(found: ResultAudit) -> list[Paragraph]:
    """Return whether plan, cost and tables are as the file says, in three sentences."""
    rules = sorted({each.rule for each in found.violations})
    under = " under the other policy" if found.other_policy else ""
    kept = f"The plan breaks rules{under}: {', '.join(rules)}."
    costs = "The cost is NOT what the file states."
    if found.cost_agrees:
        costs = "Its cost, recomputed from the plan alone, is what the file states."
    tables = "for these tables" if found.same_instance else "for OTHER TABLES than these"
    return [
        sentence(kept if rules else f"The plan keeps every rule{under}."),
        sentence(costs),
        sentence(f"It is a {found.formulation} plan, made by {found.engine} {tables}."),
    ]


def _how_bound(found: CertificateAudit) -> Iterator[Paragraph]:
    for block in _certificate(found):
        if isinstance(block, Paragraph):
            yield replace(block, head="How sure.")
            return


def audited_certificate_document(found: CertificateAudit) -> Document:
    """Return the report on the audit of a certificate where there is no plan.

    Parameters
    ----------
    found : CertificateAudit
        What the audit found.
    """
    bound = Section("Bound", list(_certificate(found)))
    return Document(_IS_TRUE, [bound], origin_section())


def _verdict(found: ResultAudit) -> Block:
    if found.recomputed is None:
        text = "The plan's tables cannot be read against the instance, so it has no cost."
        return Paragraph(text, "warning")
    if found.cost_agrees:
        return Paragraph("The cost is what the file states.")
    return Paragraph("The cost is NOT what the file states.", "warning")


def _pieces(found: ResultAudit) -> str:
    pieces = found.pieces
    lie = "lies" if pieces.tasks == 1 else "lie"
    text = f"{count(pieces.tasks, 'task')} {lie} over several periods"
    if not pieces.least:
        return f"{text}."
    short = count(pieces.short, "piece")
    return (
        f"{text}; {short} of fewer than {pieces.least} minutes (continuity.piece), for which no "
        "plan is refused."
    )


def _costs(found: ResultAudit, caption: str) -> Table:
    rows: list[list[Cell]] = []
    for part, words in {**PARTS, TOTAL: TOTAL}.items():
        stated = found.stated[part]
        again = None if found.recomputed is None else found.recomputed[part]
        row: list[Cell] = [words, stated, again]
        if found.under_other is not None:
            row.append(found.under_other[part])
        rows.append([*row, "" if stated == again else "NO"])
    other = [Column("other policy", "exact")] if found.under_other is not None else []
    columns = [
        Column("part"),
        Column("stated", "exact"),
        Column("recomputed", "exact"),
        *other,
        Column("agrees"),
    ]
    # Costs are counts times prices, and the counts are not known here.
    return Table("cost", caption, columns, rows, strong=(len(rows) - 1,), internal=True)


def _violations(found: ResultAudit) -> Section:
    under = " under the other policy" if found.other_policy else ""
    if not found.violations:
        return Section(f"No violation{under}", [], public=True)
    counts = Counter(each.rule for each in found.violations)
    rules = ", ".join(f"{rule} {number}" for rule, number in counts.items())
    title = f"{count(len(found.violations), 'violation')}{under}: {rules}"
    return Section(title, [_violation_table(found.violations, title)])


def _violation_table(found: Sequence[Violation], caption: str) -> Table:
    rows = [
        (
            each.rule,
            ", ".join(f"{sort} {name}" for sort, name in each.who.items()) or "the plan",
            "" if each.when is None else _when(each.when, each.day),
            f"{each.by:,} {each.unit}",
            each.sentence,
        )
        for each in found
    ]
    heads = ("rule", "who", "when", "by how much", "what")
    return Table("violations", caption, [*map(Column, heads)], rows, most=_MOST)


def _when(period: int, day: date | None) -> str:
    return f"period {period}" if day is None else f"period {period}, {day}"


def _certificate(found: CertificateAudit) -> Iterator[Block]:
    """Yield the bound and the gap, or why there are none."""
    if found.refused is not None:
        yield Paragraph(f"The certificate is refused: {found.refused}.", "warning")
    elif not found.given:
        yield Paragraph("There is no certificate of a bound.")
    elif found.claims_infeasible:
        words = "proves" if found.infeasible else "does NOT prove"
        yield Paragraph(f"The certificate {words} that no plan keeps all rules.")
    elif found.bound is not None:
        yield Paragraph(f"certified bound {minutes(found.bound)} minutes: no plan costs less")
        if found.gap_minutes is not None:
            yield Paragraph(
                f"certified gap {minutes(found.gap_minutes)} minutes, "
                f"{percent(found.gap_work, 3)} of the work"
            )
    if not found.holds and found.refused is None:
        text = "What the file states is NOT certified."
        if found.stated is not None:
            text = f"The file states {minutes(found.stated)}, which is NOT certified."
        yield Paragraph(text, "warning")
