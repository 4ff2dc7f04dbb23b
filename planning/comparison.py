"""Standards compared: the results, their differences, and the form in which both are written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from ..audit import Violation
from ..metrics import Metrics
from ..metrics.unserved import undone_tasks, unowned_clients
from ..model.checks.messages import input_faults
from ..model.errors import InputError, InputFault
from ..model.instance import Instance
from ..model.io.json import format_json, parse_json
from ..model.io.plain import DIALECT, VERSION, instance_sha256, take_fields, wrong_names
from ..model.plan import Plan
from ..model.policy import Policy
from .interval import Difference
from .result import Result
from .revalue import Today


@dataclass(frozen=True)
class Comparison:
    """Formulations compared on equal staff, clients and minutes.

    Parameters
    ----------
    today : Today or None
        The plan as things are, where it was asked for.
    names : tuple of str
        The formulations by the names they were asked for, the strictest first.
    results : tuple of Result
        The result of each.
    differences : tuple of Difference
        As priced: each formulation against the next, and the first against the last.
    unmoved : tuple of Difference
        The same pairs, re-optimised with change price and transfer minutes zero on both sides;
        empty where that was not asked for.
    """

    today: Today | None
    names: tuple[str, ...]
    results: tuple[Result, ...]
    differences: tuple[Difference, ...]
    unmoved: tuple[Difference, ...] = ()

    def __str__(self) -> str:
        lines = [
            f"{name}: {_cost(result)}"
            for name, result in zip(self.names, self.results, strict=True)
        ]
        lines += [_sentence(each, "as priced") for each in self.differences]
        lines += [_sentence(each, "with moves free on both sides") for each in self.unmoved]
        return "\n".join(lines)

    def to_dict(self, instance: Instance, *, full: bool = True) -> dict[str, object]:
        """Return the comparison as plain data.

        Parameters
        ----------
        instance : Instance
            The instance on which the standards were compared.
        full : bool
            Whether plans, certificates and traces are in it; without them it cannot be read back.

        Returns
        -------
        dict
            ``instance``, ``columns`` by name, ``price_of_continuity`` (as priced, and with moves
            free on both sides), ``differences``, ``metrics_are``.
        """
        columns: dict[str, object] = {}
        if self.today is not None:
            columns["today"] = _today_to_dict(instance, self.today, full)
        for name, result in zip(self.names, self.results, strict=True):
            # Every plan of a result has passed the audit, or the solve would have failed.
            violations: list[object] | None = [] if result.has_plan else None
            column = {**result.to_dict(full=full), "violations": violations}
            columns[name] = {**column, **_left_over(instance, result.found)}
        priced = [_difference_to_dict(each, "as_priced") for each in self.differences]
        unmoved = [_difference_to_dict(each, "moves_free") for each in self.unmoved]
        return {
            "version": VERSION,
            "instance": summarise_instance(instance),
            "columns": columns,
            "price_of_continuity": {
                "as_priced": priced[-1],
                "moves_free": unmoved[-1] if unmoved else None,
            },
            "differences": priced + unmoved,
            "metrics_are": "of these plans",
        }

    @classmethod
    def from_dict(cls, data: object, instance: Instance | None = None) -> Self:
        """Check plain data and make a comparison of it.

        Parameters
        ----------
        data : object
            What ``to_dict`` returns; sizes, sums and what follows from the plans are not read.
        instance : Instance or None
            If given, the plans must speak of exactly its clients and tasks.

        Returns
        -------
        Comparison
            The comparison; nothing in it has been audited again.

        Raises
        ------
        InputError
            If anything is wrong; it names every fault.
        """
        known = (*_FIELDS, "version", "warnings")
        content = take_fields(data, "comparison", _FIELDS, known)
        try:
            file = _File.model_validate({name: content[name] for name in _READ})
        except ValidationError as error:
            schema = _File.model_json_schema()
            raise InputError(input_faults(error, content, schema, "comparison")) from None
        problems: list[InputFault] = []
        today: Today | None = None
        results: dict[str, Result] = {}
        for name, column in file.columns.items():
            try:
                if name == "today":
                    today = _today_from_dict(column, instance)
                else:
                    own = {key: one for key, one in column.items() if key not in _OF_COLUMN}
                    results[name] = Result.from_dict(own, instance)
            except InputError as error:
                problems += [
                    replace(one, field=f"columns.{name}.{one.field or ''}".rstrip("."))
                    for one in error.problems
                ]
        if problems:
            raise InputError(problems)
        pairs = {
            how: [one.difference() for one in file.differences if one.how == how] for how in _HOW
        }
        return cls(
            today,
            tuple(results),
            tuple(results.values()),
            tuple(pairs["as_priced"]),
            tuple(pairs["moves_free"]),
        )

    def to_json(self, instance: Instance) -> str:
        """Return the whole comparison as JSON text."""
        return format_json(self.to_dict(instance))

    @classmethod
    def from_json(cls, text: str, instance: Instance | None = None) -> Self:
        """Read what ``to_json`` returned; raises InputError as ``from_dict`` does."""
        problems: list[InputFault] = []
        data = parse_json(text, "comparison", problems)
        if problems:
            raise InputError(problems)
        return cls.from_dict(data, instance)


class _PairOfStandards(Difference):
    """A difference as it is written."""

    how: Literal["as_priced", "moves_free"]
    is_real_: bool = Field(alias="is_real", default=False)

    def difference(self) -> Difference:
        """Return the difference alone."""
        return Difference.model_validate(self.model_dump(include=set(Difference.model_fields)))


class Sizes(BaseModel):
    """Fingerprint and sizes of an instance."""

    sha256: str
    clients: int
    workers: int
    tasks: int
    periods: int
    task_minutes: int
    regular_minutes: int
    warnings: list[InputFault]


class _Unowned(BaseModel):
    client: str
    excluded: dict[str, str]


class _LeftOver(BaseModel):
    """What follows from a plan, written beside it."""

    violations: list[Violation] | None
    undone_tasks: list[str] | None
    unowned: list[_Unowned] | None


class _Column(_LeftOver, Result):
    """A result with what its plan leaves over."""


class _TodayColumn(_LeftOver):
    """The plan as things are."""

    objective: float
    objective_parts: dict[str, float]
    metrics: Metrics
    policy: Policy
    plan: Plan


class _Prices(BaseModel):
    as_priced: _PairOfStandards
    moves_free: _PairOfStandards | None


class _Written(BaseModel):
    """A comparison as ``to_dict`` returns it."""

    model_config = ConfigDict(title="Comparison", extra="forbid")

    version: Literal[1]
    instance: Sizes
    columns: dict[str, _TodayColumn | _Column]
    price_of_continuity: _Prices
    differences: list[_PairOfStandards]
    metrics_are: str


def comparison_schema() -> dict[str, object]:
    """Return the JSON Schema of what ``Comparison.to_dict`` returns."""
    return {"$schema": DIALECT, **_Written.model_json_schema(mode="serialization")}


class _File(BaseModel):
    """A comparison as far as it is read by itself; its columns are results."""

    model_config = ConfigDict(title="Comparison")

    instance: Sizes
    columns: dict[str, dict[str, object]]
    differences: list[_PairOfStandards]


_READ = ("instance", "columns", "differences")
_FIELDS = ("instance", "columns", "price_of_continuity", "differences", "metrics_are")
_OF_COLUMN = ("violations", "undone_tasks", "unowned")
_HOW = ("as_priced", "moves_free")
_OF_TODAY = TypeAdapter(dict[str, float])
_VIOLATIONS = TypeAdapter(tuple[Violation, ...])


def summarise_instance(instance: Instance) -> dict[str, object]:
    """Return fingerprint, sizes and warnings of an instance, and the days of its periods."""
    calendar = instance.calendar
    days = [str(calendar.day(period)) for period in range(calendar.periods)]
    return {
        "sha256": instance_sha256(instance),
        "clients": instance.clients.height,
        "workers": instance.workers.height,
        "tasks": instance.tasks.height,
        **({"leaves": instance.leaves.height} if instance.leaves.height else {}),
        "periods": calendar.periods,
        **({} if calendar.start is None else {"days": days}),
        "task_minutes": instance.task_minutes,
        "regular_minutes": int(instance.capacity.sum()),
        "warnings": [warning.as_dict() for warning in instance.warnings],
    }


def _today_to_dict(instance: Instance, today: Today, full: bool) -> dict[str, object]:
    data: dict[str, object] = {
        "objective": today.objective,
        "objective_parts": today.objective_parts,
        "metrics": today.metrics.to_dict(),
        "policy": today.plan.policy.model_dump(mode="json"),
        "violations": [violation.as_dict() for violation in today.violations],
        **_left_over(instance, today.plan),
    }
    return {**data, "plan": today.plan.to_dict()} if full else data


def _today_from_dict(data: dict[str, object], instance: Instance | None) -> Today:
    fields = ("plan", "objective", "objective_parts", "metrics", "violations")
    problems = wrong_names(data, "comparison", fields, (*fields, *data))
    if problems:
        raise InputError(problems)
    plan, metrics = Plan.from_dict(data["plan"], instance), Metrics.from_dict(data["metrics"])
    try:
        parts = _OF_TODAY.validate_python(data["objective_parts"])
        total = _OF_TODAY.validate_python({"objective": data["objective"]})["objective"]
        violations = _VIOLATIONS.validate_python(data["violations"])
    except ValidationError as error:
        schema = {"properties": {"objective": {"type": "number"}}}
        raise InputError(input_faults(error, data, schema, "comparison")) from None
    return Today(plan, total, parts, metrics, violations)


def _left_over(instance: Instance, plan: Plan | None) -> dict[str, object]:
    if plan is None:
        return {"undone_tasks": None, "unowned": None}
    unowned = [each.as_dict() for each in unowned_clients(instance, plan)]
    return {"undone_tasks": undone_tasks(plan), "unowned": unowned}


def _difference_to_dict(each: Difference, how: str) -> dict[str, object]:
    return {**each.model_dump(), "how": how, "is_real": each.is_real}


def _cost(result: Result) -> str:
    if result.objective is None:
        return f"no plan ({result.status})"
    bound = "unknown" if result.bound is None else f"{result.bound:,.2f} ({result.bound_kind})"
    return f"{result.objective:,.2f} minutes, bound {bound}, {result.status}"


def _sentence(each: Difference, how: str) -> str:
    head = f"{each.first} less {each.second}, {how}"
    if each.of_plans is None:
        return f"{head}: unknown"
    low = "unknown" if each.low is None else f"{each.low:,.2f}"
    high = "unknown" if each.high is None else f"{each.high:,.2f}"
    real = "real" if each.is_real else "not shown to be real"
    real += f" ({each.kind} bounds)" if each.kind != "none" else ""
    return (
        f"{head}: {each.of_plans:,.2f} minutes of these plans, [{low}, {high}] of the best: {real}"
    )
