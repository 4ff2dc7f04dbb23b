"""What an audit found, for people and for JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.console import RenderableType
from rich.table import Table

from ..audit import Violation, check, recompute_cost, verify_certificate
from ..model.errors import InputError
from ..model.hashing import instance_sha256
from ..model.instance import Instance
from ..model.policy import Policy
from ..model.units import MILLI
from ..planning import Result
from .columns import PARTS
from .layout import add, grid, paragraph, section
from .words import UNKNOWN, count, minutes, percent

# What the audit makes of the certificate of a result, for people and for JSON.


@dataclass(frozen=True)
class Proven:
    """A certificate audited again.

    Parameters
    ----------
    given : bool
        Whether there is a certificate.
    stated : float or None
        The certified bound that the file states, in minutes.
    bound : float or None
        The bound that the certificate proves, recomputed, in minutes.
    infeasible : bool
        Whether it proves that there is no plan.
    refused : str or None
        Why it cannot be read.
    claims_infeasible : bool
        Whether the file says that there is no plan.
    cost : float or None
        Cost of the plan, recomputed, in minutes.
    task_minutes : int
        Standard minutes of all tasks.
    """

    given: bool
    stated: float | None
    bound: float | None
    infeasible: bool
    refused: str | None
    claims_infeasible: bool
    cost: float | None
    task_minutes: int

    @property
    def holds(self) -> bool:
        """Whether everything that the file calls certified is."""
        if self.given and self.claims_infeasible:
            return self.infeasible
        if self.refused is not None:
            return False
        return self.stated is None or (self.bound is not None and self.stated <= self.bound)

    @property
    def gap_minutes(self) -> float | None:
        """Cost of the plan less the bound, both recomputed, in minutes."""
        if self.cost is None or self.bound is None:
            return None
        return round(self.cost - self.bound, 3)

    @property
    def gap(self) -> float | None:
        """The gap as a fraction of the cost (of one minute at least)."""
        if self.cost is None or self.gap_minutes is None:
            return None
        return self.gap_minutes / max(self.cost, 1.0)

    @property
    def gap_work(self) -> float | None:
        """The gap as a fraction of the standard minutes of all tasks; None without work."""
        if self.gap_minutes is None or not self.task_minutes:
            return None
        return self.gap_minutes / self.task_minutes


def proven(instance: Instance, result: Result, cost: float | None) -> Proven:
    """Audit the certificate of a result.

    Parameters
    ----------
    instance : Instance
        The instance.
    result : Result
        What was read from a file.
    cost : float or None
        Cost of its plan, recomputed, in minutes; None without a plan.

    Returns
    -------
    Proven
        What the certificate proves, from the instance and the policy alone.
    """
    claims = [result.certified_bound]
    if result.bound_kind == "certified":
        claims.append(result.bound)
    certificate = result.certificate
    found = (
        None if certificate is None else verify_certificate(instance, result.policy, certificate)
    )
    return Proven(
        given=found is not None,
        stated=max((claim for claim in claims if claim is not None), default=None),
        bound=None if found is None or found.bound is None else found.bound / MILLI,
        infeasible=found is not None and found.infeasible,
        refused=None if found is None else found.refused,
        claims_infeasible=result.status == "infeasible",
        cost=cost,
        task_minutes=instance.task_minutes,
    )


def proven_to_dict(found: Proven) -> dict[str, object]:
    """Return what was proven as plain data."""
    return {
        "given": found.given,
        "holds": found.holds,
        "stated": found.stated,
        "certified_bound": found.bound,
        "gap_minutes": found.gap_minutes,
        "gap": found.gap,
        "gap_work": found.gap_work,
        "certified_infeasible": found.infeasible,
        "refused": found.refused,
    }


def proven_lines(found: Proven) -> Iterator[RenderableType]:
    """Yield the bound and the gap in its three forms, or why there are none."""
    if found.refused is not None:
        yield paragraph(f"The certificate is refused: {found.refused}.", "red")
    elif not found.given:
        yield paragraph("There is no certificate of a bound.")
    elif found.claims_infeasible:
        words = "proves" if found.infeasible else "does NOT prove"
        yield paragraph(f"The certificate {words} that no plan keeps all rules.")
    elif found.bound is not None:
        yield paragraph(f"certified bound {minutes(found.bound)} minutes: no plan costs less")
        if found.gap_minutes is not None:
            yield paragraph(
                f"certified gap {minutes(found.gap_minutes)} minutes, "
                f"{percent(found.gap_work, 3)} of the work, {percent(found.gap, 3)} of the cost"
            )
    if not found.holds and found.refused is None:
        yield paragraph(
            f"The file states {minutes(found.stated)}, which is NOT certified."
            if found.stated is not None
            else "What the file states is NOT certified.",
            "red",
        )


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
        costs = recompute_cost(instance, result.plan, policy)
    except InputError:
        return None
    parts = {name: amount / MILLI for name, amount in costs.as_dict().items()}
    return {**parts, _TOTAL: costs.total / MILLI}


def _exact(amount: float | None) -> str:
    return UNKNOWN if amount is None else f"{amount:,.3f}"
