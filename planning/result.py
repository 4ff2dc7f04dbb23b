"""The result of a solve: what is known, the audited plan, and how it came about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict

from ..metrics import Metrics
from ..model.errors import NoPlanError
from ..model.plan import Plan
from ..model.policy import Formulation, Policy

Status = Literal["optimal", "feasible", "infeasible", "no_plan"]
Limit = Literal["time", "gap", "work", "memory", "interrupted", "none"]
BoundKind = Literal["certified", "reported", "none"]


class Seconds(BaseModel):
    """Where the time went, in seconds; None for what did not take place.

    Attributes
    ----------
    read, build, solve, lift, audit : float or None
        Reading the tables, building problem and model, solving, lifting the answer to a plan,
        auditing and measuring it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    read: float | None = None
    build: float | None = None
    solve: float | None = None
    lift: float | None = None
    audit: float | None = None


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
        Cost of the plan, and a cost that no plan is below, in minutes.
    objective_parts : dict from str to float
        The parts of the cost, in minutes: change, unowned, undone, late, overtime, utilisation.
    bound_kind : str
        ``certified`` when the audit reproduced the bound, ``reported`` when only the engine says
        so, ``none`` without a bound.
    task_minutes : int
        Standard minutes of all tasks, against which ``gap_work`` is taken.
    metrics : Metrics or None
        What the plan is like.
    certificate : dict or None
        Prices that prove the bound, if it is certified.
    policy, formulation, engine, engine_reason, seed, threads
        What was asked, and of whom.
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
    task_minutes: int
    metrics: Metrics | None
    certificate: Mapping[str, object] | None = None
    policy: Policy
    formulation: Formulation
    engine: str
    engine_reason: str
    seed: int
    threads: int
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
    def gap_minutes(self) -> float | None:
        """Cost of the plan less the bound, in minutes; None where either is unknown."""
        if self.objective is None or self.bound is None:
            return None
        return round(self.objective - self.bound, 3)

    @property
    def gap(self) -> float | None:
        """The gap as a fraction of the cost (of one minute at least)."""
        if self.objective is None or self.gap_minutes is None:
            return None
        return self.gap_minutes / max(self.objective, 1.0)

    @property
    def gap_work(self) -> float | None:
        """The gap as a fraction of the standard minutes of all tasks; None without work."""
        if self.gap_minutes is None or not self.task_minutes:
            return None
        return self.gap_minutes / self.task_minutes
