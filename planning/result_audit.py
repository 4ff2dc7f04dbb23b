"""A result audited again: its plan, its cost and its certificate, from the tables alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from numbers import Real

from ..audit import (
    Costs,
    Pieces,
    Violation,
    check,
    count_pieces,
    recompute_cost,
    verify_certificate,
)
from ..model.errors import InputError, typed_arguments
from ..model.instance import Instance
from ..model.io.plain import instance_sha256
from ..model.plan import Plan
from ..model.policy import MILLI, Policy
from .result import Result, require_plan

TOTAL = "total"
"""The name of the whole cost beside those of its parts."""

_PARTS = tuple(each.name for each in fields(Costs))


@dataclass(frozen=True)
class CertificateAudit:
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

    def to_dict(self) -> dict[str, object]:
        """Return plain values, for JSON."""
        return {
            "given": self.given,
            "holds": self.holds,
            "stated": self.stated,
            "certified_bound": self.bound,
            "gap_minutes": self.gap_minutes,
            "gap": self.gap,
            "gap_work": self.gap_work,
            "certified_infeasible": self.infeasible,
            "refused": self.refused,
        }


@typed_arguments(instance=Instance, result=Result, cost=Real)
def audit_certificate(
    instance: Instance, result: Result, cost: float | None = None
) -> CertificateAudit:
    """Audit the certificate of a result, also of one that says that there is no plan.

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
    CertificateAudit
        What the certificate proves, from the instance and the policy alone.
    """
    claims = [result.certified_bound]
    if result.bound_kind == "certified":
        claims.append(result.bound)
    certificate = result.certificate
    found = (
        None if certificate is None else verify_certificate(instance, result.policy, certificate)
    )
    return CertificateAudit(
        given=found is not None,
        stated=max((claim for claim in claims if claim is not None), default=None),
        bound=None if found is None or found.bound is None else found.bound / MILLI,
        infeasible=found is not None and found.infeasible,
        refused=None if found is None else found.refused,
        claims_infeasible=result.status == "infeasible",
        cost=cost,
        task_minutes=instance.task_minutes,
    )


@dataclass(frozen=True)
class ResultAudit:
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
    proven : CertificateAudit
        What its certificate proves, under the plan's own policy.
    pieces : Pieces
        Tasks that lie over several periods, which no rule forbids.
    """

    formulation: str
    engine: str
    violations: Sequence[Violation]
    stated: Mapping[str, float | None]
    recomputed: Mapping[str, float] | None
    under_other: Mapping[str, float] | None
    other_policy: bool
    same_instance: bool
    proven: CertificateAudit
    pieces: Pieces

    @property
    def cost_agrees(self) -> bool:
        """Whether the recomputed cost is the stated one, part by part."""
        return self.recomputed is not None and dict(self.recomputed) == dict(self.stated)

    @property
    def is_clean(self) -> bool:
        """Whether no rule is broken, the cost agrees and what is called certified is."""
        return self.cost_agrees and not self.violations and self.proven.holds

    def to_dict(self) -> dict[str, object]:
        """Return plain values, for JSON."""
        return {
            "clean": self.is_clean,
            "violations": [violation.as_dict() for violation in self.violations],
            "under_other_policy": self.other_policy,
            "cost": {
                "agrees": self.cost_agrees,
                "stated": dict(self.stated),
                "recomputed": None if self.recomputed is None else dict(self.recomputed),
                "under_other_policy": (
                    None if self.under_other is None else dict(self.under_other)
                ),
            },
            "bound": self.proven.to_dict(),
            "pieces": asdict(self.pieces),
            "same_instance": self.same_instance,
            "formulation": self.formulation,
            "engine": self.engine,
        }


@typed_arguments(instance=Instance, result=Result, policy=Policy)
def audit_result(instance: Instance, result: Result, policy: Policy | None = None) -> ResultAudit:
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
    ResultAudit
        Violations, the cost recomputed from the plan alone, and what the certificate proves.

    Raises
    ------
    NoPlanError
        If the result has no plan.
    """
    plan = require_plan(result)
    recomputed = _cost(instance, plan, None)
    return ResultAudit(
        formulation=result.formulation,
        engine=result.engine,
        violations=check(instance, plan, policy),
        stated={
            **{part: result.objective_parts.get(part) for part in _PARTS},
            TOTAL: result.priced_sum,
        },
        recomputed=recomputed,
        under_other=None if policy is None else _cost(instance, plan, policy),
        other_policy=policy is not None,
        same_instance=instance_sha256(instance) == result.instance_sha256,
        proven=audit_certificate(
            instance, result, None if recomputed is None else recomputed[TOTAL]
        ),
        pieces=count_pieces(plan, policy or plan.policy),
    )


def _cost(instance: Instance, plan: Plan, policy: Policy | None) -> dict[str, float] | None:
    try:
        costs = recompute_cost(instance, plan, policy)
    except InputError:
        return None
    parts = {name: amount / MILLI for name, amount in costs.as_dict().items()}
    return {**parts, TOTAL: costs.total / MILLI}
