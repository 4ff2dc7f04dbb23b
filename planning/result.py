"""The result of a solve: what is known, the audited plan, and how it came about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict

from ..metrics import Metrics
from ..model.certificate import Certificate
from ..model.errors import NoPlanError
from ..model.plan import Plan
from ..model.policy import Formulation, Policy
from .options import Order

Status = Literal["optimal", "feasible", "infeasible", "no_plan"]
Limit = Literal["time", "gap", "work", "memory", "interrupted", "none"]
BoundKind = Literal["certified", "reported", "none"]


class Seconds(BaseModel):
    """Where the time went, in seconds; None for what did not take place.

    Attributes
    ----------
    read, build, solve, lift, audit, certify : float or None
        Reading the tables, building problem and model, solving, lifting the answer to a plan,
        auditing and measuring it, finding and auditing the certificate of the bound.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    read: float | None = None
    build: float | None = None
    solve: float | None = None
    lift: float | None = None
    audit: float | None = None
    certify: float | None = None


class TracePoint(BaseModel):
    """The state of a solve at one moment, in minutes.

    Attributes
    ----------
    seconds : float
        Since the solve was asked for.
    objective, bound : float or None
        Best so far, if any.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    seconds: float
    objective: float | None
    bound: float | None


class Result(BaseModel):
    """What a solve found and proved; every plan in it has passed the audit.

    Attributes
    ----------
    status : str
        ``optimal``, ``feasible``, ``infeasible`` or ``no_plan``; a time limit is never called
        optimal, nothing found is never called infeasible.
    limit : str
        What stopped the solve: ``time``, ``gap``, ``work``, ``memory``, ``interrupted``, ``none``.
    found : Plan or None
        The plan, if there is one; ``plan`` is the same and raises where there is none.
    objective, bound : float or None
        Cost of the plan, and the best known cost that no plan is below, in minutes.
        With the order ``lexicographic``, those of the last stage alone: changes, clients without an
        owner and utilisation, for what the plan leaves undone, late and in overtime.
    objective_parts : dict from str to float
        The parts of the cost, in minutes: change, unowned, undone, late, overtime, utilisation.
    bound_kind : str
        ``certified`` when the audit reproduced ``bound``, ``reported`` when only the engine says
        so, ``none`` without a bound. A certified bound takes the place of a reported one that is
        better by a millionth at most, unless that one proves the plan optimal.
    certified_bound : float or None
        The best bound that the audit reproduced, in minutes; below ``bound`` where the engine
        reports a better one, None where there are no prices.
    task_minutes : int
        Standard minutes of all tasks, against which ``gap_work`` is taken.
    metrics : Metrics or None
        What the plan is like.
    certificate : Certificate or None
        Prices that prove ``certified_bound``, or, for an infeasible question, that there is no
        plan; everything in it has passed the audit.
    policy, formulation, engine, engine_reason, seed, threads
        What was asked, and of whom.
    order : str
        ``priced``, or ``lexicographic``: undone, late, overtime, the rest.
    seconds : Seconds
        Where the time went.
    trace : tuple of TracePoint
        Every improvement of objective or bound.
    instance_sha256, policy_sha256 : str
        Fingerprints of the input.
    versions : dict from str to str
        Versions of samehands, Python and the software behind the engine.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    status: Status
    limit: Limit
    found: Plan | None
    objective: float | None
    objective_parts: Mapping[str, float]
    bound: float | None
    bound_kind: BoundKind
    certified_bound: float | None = None
    task_minutes: int
    metrics: Metrics | None
    certificate: Certificate | None = None
    policy: Policy
    formulation: Formulation
    engine: str
    engine_reason: str
    seed: int
    threads: int
    order: Order = "priced"
    seconds: Seconds
    trace: tuple[TracePoint, ...] = ()
    instance_sha256: str
    policy_sha256: str
    versions: Mapping[str, str]

    @property
    def has_plan(self) -> bool:
        """Whether a plan was found."""
        return self.found is not None

    @property
    def plan(self) -> Plan:
        """The plan.

        Raises
        ------
        NoPlanError
            If none was found.
        """
        if self.found is None:
            raise NoPlanError(f"there is no plan: status {self.status}, limit {self.limit}")
        return self.found

    @property
    def priced_sum(self) -> float | None:
        """Sum of all parts of the cost, in minutes; None without a plan."""
        if self.order == "priced" or self.objective is None:
            return self.objective
        return round(sum(self.objective_parts.values()), 3)

    @property
    def gap_minutes(self) -> float | None:
        """Cost of the plan less the bound, in minutes; None where either is unknown."""
        return self._gap_to(self.bound)

    @property
    def gap(self) -> float | None:
        """The gap as a fraction of the cost (of one minute at least)."""
        return self._of_cost(self.gap_minutes)

    @property
    def gap_work(self) -> float | None:
        """The gap as a fraction of the standard minutes of all tasks; None without work."""
        return self._of_work(self.gap_minutes)

    @property
    def certified_gap_minutes(self) -> float | None:
        """Cost of the plan less the certified bound, in minutes; None where either is unknown."""
        return self._gap_to(self.certified_bound)

    @property
    def certified_gap(self) -> float | None:
        """The certified gap as a fraction of the cost (of one minute at least)."""
        return self._of_cost(self.certified_gap_minutes)

    @property
    def certified_gap_work(self) -> float | None:
        """The certified gap as a fraction of the standard minutes of all tasks."""
        return self._of_work(self.certified_gap_minutes)

    def _gap_to(self, bound: float | None) -> float | None:
        if self.objective is None or bound is None:
            return None
        return round(self.objective - bound, 3)

    def _of_cost(self, gap: float | None) -> float | None:
        if self.objective is None or gap is None:
            return None
        return gap / max(self.objective, 1.0)

    def _of_work(self, gap: float | None) -> float | None:
        return None if gap is None or not self.task_minutes else gap / self.task_minutes
