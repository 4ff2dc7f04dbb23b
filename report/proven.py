"""What the audit makes of the certificate of a result, for people and for JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import RenderableType

from ..audit import certified
from ..model.instance import Instance
from ..model.units import MILLI
from ..planning import Result
from .layout import paragraph
from .words import minutes, percent


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
    found = None if certificate is None else certified(instance, result.policy, certificate)
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
