"""What an audit of a result found, as people read it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from ..audit import Violation
from ..planning import CertificateAudit, ResultAudit
from ..planning.result_audit import TOTAL
from .columns import PARTS
from .document import Block, Document, Paragraph, Section
from .sections import origin_section
from .tables import Cell, Column, Table
from .words import count, minutes, percent

_MOST = 40


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
        Section(costs, [_costs(found, costs), _verdict(found)]),
        Section("Bound", list(_certificate(found.proven))),
        _violations(found),
    ]
    text = f"{made}, for {tables}"
    lead = [Paragraph(text) if found.same_instance else Paragraph(text, "warning")]
    return Document("Audit", sections, origin_section(), lead)


def audited_certificate_document(found: CertificateAudit) -> Document:
    """Return the report on the audit of a certificate where there is no plan.

    Parameters
    ----------
    found : CertificateAudit
        What the audit found.
    """
    return Document("Audit", [], origin_section(), list(_certificate(found)))


def _verdict(found: ResultAudit) -> Block:
    if found.recomputed is None:
        text = "The plan's tables cannot be read against the instance, so it has no cost."
        return Paragraph(text, "warning")
    if found.cost_agrees:
        return Paragraph("The cost is what the file states.")
    return Paragraph("The cost is NOT what the file states.", "warning")


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
    return Table("cost", caption, columns, rows, strong=(len(rows) - 1,))


def _violations(found: ResultAudit) -> Section:
    under = " under the other policy" if found.other_policy else ""
    if not found.violations:
        return Section(f"No violation{under}", [])
    counts = Counter(each.rule for each in found.violations)
    rules = ", ".join(f"{rule} {number}" for rule, number in counts.items())
    title = f"{count(len(found.violations), 'violation')}{under}: {rules}"
    return Section(title, [_violation_table(found.violations, title)])


def _violation_table(found: Sequence[Violation], caption: str) -> Table:
    rows = [
        (
            each.rule,
            ", ".join(f"{sort} {name}" for sort, name in each.who.items()) or "the plan",
            "" if each.when is None else f"period {each.when}",
            f"{each.by:,} {each.unit}",
            each.sentence,
        )
        for each in found
    ]
    heads = ("rule", "who", "when", "by how much", "what")
    return Table("violations", caption, [*map(Column, heads)], rows, most=_MOST)


def _certificate(found: CertificateAudit) -> Iterator[Block]:
    """Yield the bound and the gap in its three forms, or why there are none."""
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
                f"{percent(found.gap_work, 3)} of the work, {percent(found.gap, 3)} of the cost"
            )
    if not found.holds and found.refused is None:
        text = "What the file states is NOT certified."
        if found.stated is not None:
            text = f"The file states {minutes(found.stated)}, which is NOT certified."
        yield Paragraph(text, "warning")
