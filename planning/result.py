"""The result of a solve: what is known, the audited plan, and how it came about."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar, Literal, Protocol, cast

from pydantic import BaseModel, ConfigDict, computed_field

from ..metrics import Metrics
from ..model.certificate import Certificate
from ..model.errors import InputError, InputFault, NoPlanError, typed_arguments
from ..model.instance import Instance
from ..model.io.files import read_text, write_files
from ..model.io.json import parse_json
from ..model.plan import Plan
from ..model.policy import Formulation
from ..problem import Limit, Status
from .moves import OwnerChange
from .options import Order
from .second_stage import SecondStage
from .written import LARGE_RESULT, AnswerAsForm, LeftOut, WrittenPolicy

BoundKind = Literal["certified", "reported", "none"]
"""Who vouches for a bound: the audit, the engine alone, or nobody, for there is none."""

_FIRST = (
    *("status", "version", "limit", "has_plan", "objective", "objective_parts"),
    *("bound", "bound_kind", "gap", "gap_minutes", "gap_work"),
    *("certified_bound", "certified_gap", "certified_gap_minutes", "certified_gap_work"),
    "metrics",
)
_LAST = "plan"


class Seconds(BaseModel):
    """Where the time went, in seconds; None for what did not take place.

    Attributes
    ----------
    load, read, build, solve, lift, audit, certify : float or None
        Loading the program, reading the tables, building problem and model, solving, lifting the
        answer to a plan, auditing and measuring it, finding and auditing the certificate of the
        bound as far as that is not done beside the rest. A call of the library knows neither of the
        first two; the others add up to its time.
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


class Result(AnswerAsForm):
    """What a solve found and proved; every plan in it has passed the audit.

    Attributes
    ----------
    status : str
        ``optimal``, ``feasible``, ``infeasible`` or ``no_plan``; a time limit is never called
        optimal, nothing found is never called infeasible.
    limit : str
        What stopped the solve: ``time``, ``gap``, ``work``, ``memory``, ``interrupted``, ``none``.
    plan : Plan or None
        The plan, if there is one; see ``has_plan``.
    moves : tuple of OwnerChange
        Who gets another owner than today's, and why; empty without a plan.
    second_stage : SecondStage or None
        How what the cost leaves open was decided for the clients, and what that gained; None
        without a plan, in lexicographic order and for the clerk's rule.
    objective, bound : float or None
        Cost of the plan, and the best known cost that no plan is below, in minutes.
        With the order ``lexicographic``, those of the last stage alone: changes, clients without an
        owner and utilisation, for what the plan leaves undone, late and in overtime.
    objective_parts : dict from str to float
        The parts of the cost, in minutes: change, forced, unowned, undone, late, backlog,
        overtime, utilisation, caseload, language, skills, pairs.
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

    kind: ClassVar[str] = "result"
    large: ClassVar[LeftOut] = LARGE_RESULT

    status: Status
    limit: Limit
    plan: Plan | None
    moves: tuple[OwnerChange, ...] = ()
    second_stage: SecondStage | None = None
    objective: float | None
    objective_parts: Mapping[str, float]
    bound: float | None
    bound_kind: BoundKind
    certified_bound: float | None = None
    task_minutes: int
    metrics: Metrics | None
    certificate: Certificate | None = None
    policy: WrittenPolicy
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

    @computed_field  # type: ignore[prop-decorator]  # mypy issue 1362: above @property
    @property
    def has_plan(self) -> bool:
        """Whether a plan was found."""
        return self.plan is not None

    @property
    def priced_sum(self) -> float | None:
        """Sum of all parts of the cost, in minutes; None without a plan."""
        if self.order == "priced" or self.objective is None:
            return self.objective
        return round(sum(self.objective_parts.values()), 3)

    @computed_field  # type: ignore[prop-decorator]  # mypy issue 1362: above @property
    @property
    def gap_minutes(self) -> float | None:
        """Cost of the plan less the bound, in minutes; None where either is unknown."""
        return self._gap_to(self.bound)

    @computed_field  # type: ignore[prop-decorator]  # mypy issue 1362: above @property
    @property
    def gap(self) -> float | None:
        """The gap as a fraction of the cost (of one minute at least)."""
        return self._of_cost(self.gap_minutes)

    @computed_field  # type: ignore[prop-decorator]  # mypy issue 1362: above @property
    @property
    def gap_work(self) -> float | None:
        """The gap as a fraction of the standard minutes of all tasks; None without work."""
        return self._of_work(self.gap_minutes)

    @computed_field  # type: ignore[prop-decorator]  # mypy issue 1362: above @property
    @property
    def certified_gap_minutes(self) -> float | None:
        """Cost of the plan less the certified bound, in minutes; None where either is unknown."""
        return self._gap_to(self.certified_bound)

    @computed_field  # type: ignore[prop-decorator]  # mypy issue 1362: above @property
    @property
    def certified_gap(self) -> float | None:
        """The certified gap as a fraction of the cost (of one minute at least)."""
        return self._of_cost(self.certified_gap_minutes)

    @computed_field  # type: ignore[prop-decorator]  # mypy issue 1362: above @property
    @property
    def certified_gap_work(self) -> float | None:
        """The certified gap as a fraction of the standard minutes of all tasks."""
        return self._of_work(self.certified_gap_minutes)

    def answer(self) -> object:
        """Return the answer that says this: itself.

        Raises
        ------
        InputError
            If the plan carries another policy.
        """
        if self.plan is not None and self.plan.policy != self.policy:
            says = "differs from the policy that the plan carries; they must be the same"
            raise InputError([InputFault(self.kind, None, None, "policy", says)])
        return self

    def narrowed(self) -> Result:
        """Return the result alone, where something else is written with it."""
        found = Result(**{name: getattr(self, name) for name in Result.model_fields})
        found.answer()
        return found

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
        data = super().to_dict(full=full)
        first = {name: data.pop(name) for name in _FIRST}
        last = {_LAST: data.pop(_LAST)} if full else {}
        return {**first, **data, **last}

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


class _Solved(Protocol):
    """What a solve says, with or without a plan."""

    @property
    def status(self) -> Status: ...

    @property
    def limit(self) -> Limit: ...

    @property
    def plan(self) -> Plan | None: ...


def require_plan(found: _Solved) -> Plan:
    """Return the plan of what was found.

    Raises
    ------
    NoPlanError
        If there is none.
    """
    if found.plan is None:
        says = f"there is no plan: status {found.status}, limit {found.limit}"
        raise NoPlanError(says, is_proven=found.status == "infeasible")
    return found.plan


# The file of a result.


MARK = b'{\n"status"'
"""How the file of a result begins."""


@typed_arguments(result=Result, file=(str, Path))
def save_result(result: Result, file: str | Path) -> None:
    """Write a result, with its plan, as a JSON file.

    Parameters
    ----------
    result : Result
        The result.
    file : str or Path
        Replaced if it is there; never seen half-written.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    write_files({Path(file): result.to_json()})


@typed_arguments(file=(str, Path), instance=Instance)
def load_result(file: str | Path, instance: Instance | None = None) -> Result:
    """Read a result that ``save_result`` wrote.

    Parameters
    ----------
    file : str or Path
        A JSON file.
    instance : Instance or None
        If given, the plan must speak of exactly its clients and tasks.

    Returns
    -------
    Result
        The result; nothing in it has been audited again.

    Raises
    ------
    InputError
        If the file cannot be read or anything in it is wrong; it names every fault.
    """
    problems: list[InputFault] = []
    text = read_text(Path(file), Result.kind, problems)
    if text is None:
        raise InputError(problems)
    return Result.from_json(text, instance)


@typed_arguments(file=(str, Path), instance=Instance)
def load_plan(file: str | Path, instance: Instance | None = None) -> Plan:
    """Read the plan of a result that ``save_result`` wrote, or a plan written by itself.

    Parameters
    ----------
    file : str or Path
        A JSON file: a result, or what ``Plan.to_dict`` returns.
    instance : Instance or None
        If given, the plan must speak of exactly its clients and tasks.

    Returns
    -------
    Plan
        The plan; it has not been audited again.

    Raises
    ------
    InputError
        If the file cannot be read, anything in it is wrong, or it holds no plan.
    """
    return load_plan_and_moves(file, instance)[0]


def load_plan_and_moves(
    file: str | Path, instance: Instance | None = None
) -> tuple[Plan, tuple[OwnerChange, ...]]:
    """Read a plan as ``load_plan`` does, with what its result knows of why clients change hands."""
    problems: list[InputFault] = []
    text = read_text(Path(file), Result.kind, problems)
    data = None if text is None else parse_json(text, Result.kind, problems)
    if problems:
        raise InputError(problems)
    whole: object = data
    fields = cast("dict[str, object]", data) if isinstance(data, dict) else {}
    if "owners" in fields:
        return Plan.from_dict(fields, instance), ()
    result = Result.from_dict(whole, instance)
    if result.plan is None:
        says = f"{Path(file).name} holds no plan: its status is {result.status}"
        raise InputError([InputFault("result", None, None, "plan", says)])
    return result.plan, result.moves
