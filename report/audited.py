"""What an audit found, for people and for JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.console import RenderableType
from rich.table import Table

from ..audit import Violation, check, cost
from ..model.errors import InputError
from ..model.hashing import instance_sha256
from ..model.instance import Instance
from ..model.policy import Policy
from ..model.units import MILLI
from ..planning import Result
from .columns import PARTS
from .layout import add, grid, paragraph, section
from .proven import Proven, proven, proven_lines, proven_to_dict
from .words import UNKNOWN, count

_MOST = 40
_TOTAL = "total"


@dataclass(frozen=True)
class Finding:
    """What an audit of a result found.

    Parameters
    ----------
    formulation, engine : str
        What the result says about itself.
    violations : sequence of Violation
        Under the plan's own policy, or under another one.
    stated : mapping of str to float or None
        Parts of the cost and ``total`` in minutes as the file states them.
    recomputed : mapping of str to float or None
        The same, from the plan alone; None where its tables cannot be read.
    under_other : mapping of str to float or None
        The same under another policy, if one was given.
    other_policy : bool
        Whether the violations are those under another policy than the plan's own.
    same_instance : bool
        Whether the file was made for exactly these tables.
    proven : Proven
        What its certificate proves, under the plan's own policy.
    """

    formulation: str
    engine: str
    violations: Sequence[Violation]
    stated: Mapping[str, float | None]
    recomputed: Mapping[str, float] | None
    under_other: Mapping[str, float] | None
    other_policy: bool
    same_instance: bool
    proven: Proven

    @property
    def cost_agrees(self) -> bool:
        """Whether the recomputed cost is the stated one, part by part."""
        return self.recomputed is not None and dict(self.recomputed) == dict(self.stated)

    @property
    def is_clean(self) -> bool:
        """Whether no rule is broken, the cost agrees and what is called certified is."""
        return self.cost_agrees and not self.violations and self.proven.holds


def audit_result(instance: Instance, result: Result, policy: Policy | None = None) -> Finding:
    """Audit a result that has a plan.

    Parameters
    ----------
    instance : Instance
        The instance.
    result : Result
        What was read from a file.
    policy : Policy or None
        Another policy to check the plan under.

    Returns
    -------
    Finding
        Violations, and the cost recomputed from the plan alone.
    """
    recomputed = _cost(instance, result, None)
    return Finding(
        formulation=result.formulation,
        engine=result.engine,
        violations=check(instance, result.plan, policy),
        stated={
            **{part: result.objective_parts.get(part) for part in PARTS},
            _TOTAL: result.priced_sum,
        },
        recomputed=recomputed,
        under_other=None if policy is None else _cost(instance, result, policy),
        other_policy=policy is not None,
        same_instance=instance_sha256(instance) == result.instance_sha256,
        proven=proven(instance, result, None if recomputed is None else recomputed[_TOTAL]),
    )


def audit_to_dict(finding: Finding) -> dict[str, object]:
    """Return a finding as plain data."""
    return {
        "clean": finding.is_clean,
        "violations": [violation.as_dict() for violation in finding.violations],
        "under_other_policy": finding.other_policy,
        "cost": {
            "agrees": finding.cost_agrees,
            "stated": dict(finding.stated),
            "recomputed": None if finding.recomputed is None else dict(finding.recomputed),
            "under_other_policy": (
                None if finding.under_other is None else dict(finding.under_other)
            ),
        },
        "bound": proven_to_dict(finding.proven),
        "same_instance": finding.same_instance,
        "formulation": finding.formulation,
        "engine": finding.engine,
    }


def audit_report(finding: Finding) -> Iterator[RenderableType]:
    """Yield the parts of the report on an audit."""
    made = f"{finding.formulation} plan, made by {finding.engine}"
    tables = "these tables" if finding.same_instance else "OTHER TABLES than these"
    yield paragraph(f"{made}, for {tables}")
    yield section("Cost in minutes", _costs(finding))
    if finding.recomputed is None:
        verdict = "The plan's tables cannot be read against the instance, so it has no cost."
    elif finding.cost_agrees:
        verdict = "The cost is what the file states."
    else:
        verdict = "The cost is NOT what the file states."
    yield paragraph(verdict)
    yield section("Bound", *proven_lines(finding.proven))
    under = " under the other policy" if finding.other_policy else ""
    found = finding.violations
    if not found:
        yield section(f"No violation{under}")
        return
    rules = ", ".join(f"{rule} {n}" for rule, n in Counter(each.rule for each in found).items())
    yield section(f"{count(len(found), 'violation')}{under}: {rules}", _violations(found))
    if len(found) > _MOST:
        yield paragraph(f"and {len(found) - _MOST:,} more; --json lists them all")


def _costs(finding: Finding) -> Table:
    other = ["other policy"] if finding.under_other is not None else []
    table = grid(["", "stated", "recomputed", *other])
    for part, words in {**PARTS, _TOTAL: _TOTAL}.items():
        stated = finding.stated[part]
        again = None if finding.recomputed is None else finding.recomputed[part]
        cells = [_exact(stated), _exact(again)]
        if finding.under_other is not None:
            cells.append(_exact(finding.under_other[part]))
        style = "" if stated == again else "red"
        add(table, words, *cells, style=style or ("bold" if part == _TOTAL else ""))
    return table


def _violations(found: Sequence[Violation]) -> Table:
    table = grid(["rule", "who", "when", "by how much", "what"], texts=5)
    for each in found[:_MOST]:
        who = ", ".join(f"{sort} {name}" for sort, name in each.who.items()) or "the plan"
        when = "" if each.when is None else f"period {each.when}"
        add(table, each.rule, who, when, f"{each.by:,} {each.unit}", each.sentence)
    return table


def _cost(instance: Instance, result: Result, policy: Policy | None) -> dict[str, float] | None:
    try:
        costs = cost(instance, result.plan, policy)
    except InputError:
        return None
    parts = {name: amount / MILLI for name, amount in costs.as_dict().items()}
    return {**parts, _TOTAL: costs.total / MILLI}


def _exact(amount: float | None) -> str:
    return UNKNOWN if amount is None else f"{amount:,.3f}"
