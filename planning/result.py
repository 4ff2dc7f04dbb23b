"""The result of a solve: what is known, the audited plan, and how it came about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Self, cast

from pydantic import (
    AliasChoices,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    computed_field,
    model_validator,
)

from ..metrics import Metrics
from ..model.certificate import Certificate
from ..model.checks.messages import input_faults, load
from ..model.errors import InputError, InputFault, NoPlanError
from ..model.instance import Instance
from ..model.io.json import format_json, parse_json
from ..model.io.plain import VERSION, take_fields
from ..model.plan import Plan
from ..model.policy import Formulation, Policy
from ..problem import Limit, Status
from .options import Order

BoundKind = Literal["certified", "reported", "none"]
"""Who vouches for a bound: the audit, the engine alone, or nobody, for there is none."""

# Worked out anew whenever it is read or written. mypy refuses every decorator on a property
# (python/mypy#1362), also this one, which pydantic documents so; hence the comments below.
_DERIVED = (
    "version",
    "has_plan",
    "gap",
    "gap_minutes",
    "gap_work",
    "certified_gap",
    "certified_gap_minutes",
    "certified_gap_work",
)
_FIRST = (
    *("status", "version", "limit", "has_plan", "objective", "objective_parts"),
    *("bound", "bound_kind", "gap", "gap_minutes", "gap_work"),
    *("certified_bound", "certified_gap", "certified_gap_minutes", "certified_gap_work"),
    "metrics",
)
_LAST = "plan"
_ONLY_FULL = ("plan", "certificate", "trace")


class Seconds(BaseModel):
    """Where the time went, in seconds; None for what did not take place.

    Attributes
    ----------
    load, read, build, solve, lift, audit, certify : float or None
        Loading the program, reading the tables, building problem and model, solving, lifting the
        answer to a plan, auditing and measuring it, finding and auditing the certificate of the
        bound. A call of the library knows neither of the first two; the others add up to its time.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    load: float | None = None
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
    warnings : tuple of InputFault
        What is odd in the instance and the policy, e.g. names that look alike.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    status: Status
    limit: Limit
    found: Plan | None = Field(
        serialization_alias="plan", validation_alias=AliasChoices("plan", "found")
    )
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
    warnings: tuple[InputFault, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _without_derived(cls, data: object) -> object:
        if not isinstance(data, dict):
            return data
        content = cast("dict[str, object]", data)
        return {name: value for name, value in content.items() if name not in _DERIVED}

    @computed_field  # type: ignore[prop-decorator]  # see _DERIVED
    @property
    def version(self) -> Literal[1]:
        """Version of the form in which results are written."""
        return VERSION

    @computed_field  # type: ignore[prop-decorator]  # see _DERIVED
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

    @computed_field  # type: ignore[prop-decorator]  # see _DERIVED
    @property
    def gap_minutes(self) -> float | None:
        """Cost of the plan less the bound, in minutes; None where either is unknown."""
        return self._gap_to(self.bound)

    @computed_field  # type: ignore[prop-decorator]  # see _DERIVED
    @property
    def gap(self) -> float | None:
        """The gap as a fraction of the cost (of one minute at least)."""
        return self._of_cost(self.gap_minutes)

    @computed_field  # type: ignore[prop-decorator]  # see _DERIVED
    @property
    def gap_work(self) -> float | None:
        """The gap as a fraction of the standard minutes of all tasks; None without work."""
        return self._of_work(self.gap_minutes)

    @computed_field  # type: ignore[prop-decorator]  # see _DERIVED
    @property
    def certified_gap_minutes(self) -> float | None:
        """Cost of the plan less the certified bound, in minutes; None where either is unknown."""
        return self._gap_to(self.certified_bound)

    @computed_field  # type: ignore[prop-decorator]  # see _DERIVED
    @property
    def certified_gap(self) -> float | None:
        """The certified gap as a fraction of the cost (of one minute at least)."""
        return self._of_cost(self.certified_gap_minutes)

    @computed_field  # type: ignore[prop-decorator]  # see _DERIVED
    @property
    def certified_gap_work(self) -> float | None:
        """The certified gap as a fraction of the standard minutes of all tasks."""
        return self._of_work(self.certified_gap_minutes)

    def to_dict(self, *, full: bool = True) -> dict[str, object]:
        """Return the result as plain data.

        Parameters
        ----------
        full : bool
            Whether plan, certificate and trace are in it; without them it cannot be read back.

        Returns
        -------
        dict
            The result's fields by name; ``gap`` and ``gap_work`` are fractions, unknown is None,
            metrics are an object by name.
        """
        left_out = None if full else {"found", "certificate", "trace"}
        data = self.model_dump(mode="json", by_alias=True, exclude=left_out)
        first = {name: data.pop(name) for name in _FIRST}
        last = {_LAST: data.pop(_LAST)} if full else {}
        return {**first, **data, **last}

    @classmethod
    def from_dict(cls, data: object, instance: Instance | None = None) -> Self:
        """Check plain data and make a result of it.

        Parameters
        ----------
        data : object
            What ``to_dict`` returns; the derived fields (gaps and ``has_plan``) are not read.
        instance : Instance or None
            If given, the plan must speak of exactly its clients and tasks.

        Returns
        -------
        Result
            The result; nothing in it has been audited again.

        Raises
        ------
        InputError
            If anything is wrong; it names every fault.
        """
        content = take_fields(data, "result", _NEEDED, (*_NEEDED, *_MORE, *_DERIVED))
        policy = load(Policy, content["policy"], "policy")
        problems = list(policy.problems)
        parts: dict[str, object] = {"policy": policy.model, "plan": None, "metrics": None}
        for name, kind in (("plan", Plan), ("metrics", Metrics)):
            try:
                if content[name] is not None:
                    read = kind.from_dict(content[name], *([instance] if kind is Plan else []))
                    parts[name] = read
            except InputError as error:
                problems += error.problems
        try:
            result = cls.model_validate({**content, **parts})
        except ValidationError as error:
            problems += input_faults(error, content, cls.model_json_schema(), "result")
            raise InputError(problems) from None
        if not problems and result.found is not None and result.found.policy != policy.model:
            says = "differs from the policy that the plan carries; they must be the same"
            problems.append(InputFault("result", None, None, "policy", says))
        if problems:
            raise InputError(problems)
        return result

    def to_json(self) -> str:
        """Return the whole result as JSON text; what is read from it gives the same text again."""
        return format_json(self.to_dict())

    @classmethod
    def from_json(cls, text: str, instance: Instance | None = None) -> Self:
        """Read what ``to_json`` returned; raises InputError as ``from_dict`` does."""
        problems: list[InputFault] = []
        data = parse_json(text, "result", problems)
        if problems:
            raise InputError(problems)
        return cls.from_dict(data, instance)

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


_WRITTEN = {field.serialization_alias or name: field for name, field in Result.model_fields.items()}
_NEEDED = tuple(name for name, field in _WRITTEN.items() if field.is_required())
_MORE = tuple(name for name, field in _WRITTEN.items() if not field.is_required())
